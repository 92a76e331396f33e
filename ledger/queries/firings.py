"""Every time a rule fired for a person: the fact, the values it saw, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.approvals import ProposalState
from ledger.domain.facts import VOCABULARY, FactKind
from ledger.domain.rules.explain import Explanation, explain
from ledger.domain.rules.pack import parsed_pack
from ledger.models.proposals import Proposal
from ledger.models.rules import Firing, RulePack, RuleVersion


@dataclass(frozen=True, kw_only=True)
class PersonFiring:
    """One firing, explained anew from the inputs that were kept."""

    fact: str
    fact_id: int
    happened_on: date
    fired_at: datetime
    pack_name: str
    version: int
    outcome: dict[str, Any]
    explanation: Explanation
    proposal_number: str | None
    proposal_state: ProposalState | None
    decided_at: datetime | None
    entry_uid: str | None
    #: About guidance or a case, which only the person and few others may read.
    is_conduct: bool


def list_person_firings(agency_id: int, person_id: int) -> list[PersonFiring]:
    """The oldest first."""
    rows = session().execute(
        select(Firing, RuleVersion.version, RulePack, Proposal)
        .join(RuleVersion, RuleVersion.id == Firing.rule_version_id)
        .join(RulePack, RulePack.id == RuleVersion.pack_id)
        .outerjoin(Proposal, Proposal.firing_id == Firing.id)
        .where(Firing.agency_id == agency_id, Firing.person_id == person_id)
        .order_by(Firing.happened_on, Firing.id)
    )
    return [_told(*row) for row in rows]


def _told(firing: Firing, version: int, pack: RulePack, proposal: Proposal | None) -> PersonFiring:
    text = parsed_pack(pack.source)
    rule = next(rule for rule in text.rules if rule.code == firing.rule_code)
    return PersonFiring(
        fact=VOCABULARY[FactKind(firing.fact_kind)].title,
        fact_id=firing.fact_id,
        happened_on=firing.happened_on,
        fired_at=firing.fired_at,
        pack_name=text.name,
        version=version,
        outcome=firing.outcome,
        explanation=explain(rule, firing.inputs),
        proposal_number=proposal.number if proposal else None,
        proposal_state=proposal.state if proposal else None,
        decided_at=proposal.decided_at if proposal else None,
        entry_uid=proposal.entry_uid if proposal else None,
        is_conduct=bool(rule.then.guidance or rule.then.open_case),
    )
