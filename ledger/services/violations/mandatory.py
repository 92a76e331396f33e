"""A suspicion is examined whatever the rules in force say: the law asks for it, not a pack."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, article_of_code
from ledger.domain.proposals import CreateProposal, ProposalKind, ProposalShare, StepCapacity
from ledger.domain.rules.definitions import Audience, Outcome
from ledger.errors import sentence
from ledger.models.proposals import Proposal
from ledger.services.proposals import create_proposal
from ledger.services.rules import tell_audiences

TITLE = sentence("Dugaan pelanggaran disiplin")
BY_LAW = sentence(
    "Tidak ada aturan yang berlaku untuk hal ini, tetapi dugaan pelanggaran disiplin wajib"
    " diperiksa (Pasal 26 PP 94/2021)."
)


def with_case(
    proposal_ids: list[int], fact: Fact, *, proposer_id: int | None, actor: Actor, now: datetime
) -> list[int]:
    """The proposals of the rules, and the opening of a case where none of them asks for it.

    ``fact`` carries the superior's word that a violation is suspected; levies, gifts and losses to
    the state are suspected always. HR learns of it, the inspectorate of what is always a case.
    """
    if not fact.fields.get("suspected") or _asks_for_case(proposal_ids):
        return proposal_ids
    if fact.unit_id is None or fact.subject_person_id is None:
        raise ValueError("a suspicion concerns a person of a unit")
    article = article_of_code(str(fact.fields["code"]))
    command = CreateProposal(
        kind=ProposalKind.OPEN_CASE,
        unit_id=fact.unit_id,
        title=TITLE,
        happened_on=fact.happened_on,
        outcome={
            "open_case": {
                "article": article,
                "source": {"kind": fact.kind.value, "id": fact.id},
            }
        },
        steps=(StepCapacity.DIRECT_SUPERIOR,),
        subjects=(ProposalShare(person_id=fact.subject_person_id),),
        proposer_id=proposer_id,
        reason=BY_LAW,
    )
    proposal_id = create_proposal(command, actor=actor, now=now)
    audiences: tuple[Audience, ...] = (Audience.HR,)
    if fact.fields.get("always_case"):
        audiences = (Audience.HR, Audience.INSPECTORATE)
    key = f"proposal:{proposal_id}"
    tell_audiences(Outcome(notify=audiences), fact, key=key, now=now)
    return [*proposal_ids, proposal_id]


def _asks_for_case(proposal_ids: list[int]) -> bool:
    found = session().scalar(
        select(Proposal.id)
        .where(Proposal.id.in_(proposal_ids), Proposal.kind == ProposalKind.OPEN_CASE)
        .limit(1)
    )
    return found is not None
