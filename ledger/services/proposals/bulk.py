"""Awards decided together: the same guarded path for each, and a true answer for each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.approvals import DecideProposal, ItemResult
from ledger.domain.proposals import ProposalKind
from ledger.errors import InvalidInput, LedgerError, sentence
from ledger.models.proposals import Proposal
from ledger.services.proposals.deciding import decide_proposal

MOST_AT_ONCE = 100
TOO_MANY = sentence("Paling banyak %(most)s usulan sekaligus. Kurangi pilihan Anda.")
NOT_AN_AWARD = sentence("karena hanya penghargaan yang dapat diputuskan sekaligus")


def decide_awards(
    commands: Sequence[DecideProposal], *, actor: Actor, now: datetime
) -> list[ItemResult]:
    """Decide each award in a transaction of its own; what cannot be decided says why and stays.

    Anything but an award is skipped. Raises InvalidInput for more than MOST_AT_ONCE.
    """
    if len(commands) > MOST_AT_ONCE:
        raise InvalidInput(TOO_MANY, most=MOST_AT_ONCE)
    ids = [command.proposal_id for command in commands]
    rows = session().execute(
        select(Proposal.id, Proposal.kind).where(
            Proposal.id.in_(ids), Proposal.agency_id == actor.agency_id
        )
    )
    kinds = {row.id: row.kind for row in rows}
    return [_decide(command, kinds, actor, now) for command in commands]


def _decide(
    command: DecideProposal, kinds: dict[int, ProposalKind], actor: Actor, now: datetime
) -> ItemResult:
    # An unknown one goes on to be refused as everywhere else.
    if kinds.get(command.proposal_id, ProposalKind.AWARD) is not ProposalKind.AWARD:
        return ItemResult(proposal_id=command.proposal_id, reason=NOT_AN_AWARD, is_because=True)
    try:
        state = decide_proposal(command, actor=actor, now=now)
    except LedgerError as refusal:
        if because := refusal.params.get("because"):
            return ItemResult(proposal_id=command.proposal_id, reason=because, is_because=True)
        return ItemResult(
            proposal_id=command.proposal_id, reason=refusal.text, params=refusal.params
        )
    return ItemResult(proposal_id=command.proposal_id, state=state)
