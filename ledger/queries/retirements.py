"""Requests to end a version of a rule pack, as they are read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.packs import RetirementState
from ledger.models.people import Account, Person
from ledger.models.retirements import PackRetirement


@dataclass(frozen=True, kw_only=True)
class RetirementView:
    """One request, and what became of it."""

    valid_until: date
    reason: str
    state: RetirementState
    asked_by: int
    asker: str
    asked_at: datetime
    decider: str
    decided_at: datetime | None
    decision_reason: str

    @property
    def is_open(self) -> bool:
        return self.state is RetirementState.ASKED

    @property
    def is_confirmed(self) -> bool:
        return self.state is RetirementState.CONFIRMED


def list_retirements(pack_id: int) -> list[RetirementView]:
    """Every request about the version, the newest first."""
    asker_account, decider_account = aliased(Account), aliased(Account)
    asker, decider = aliased(Person), aliased(Person)
    rows = session().execute(
        select(PackRetirement, asker.name, decider.name)
        .join(asker_account, asker_account.id == PackRetirement.asked_by)
        .join(asker, asker.id == asker_account.person_id)
        .outerjoin(decider_account, decider_account.id == PackRetirement.decided_by)
        .outerjoin(decider, decider.id == decider_account.person_id)
        .where(PackRetirement.pack_id == pack_id)
        .order_by(PackRetirement.id.desc())
    )
    return [
        RetirementView(
            valid_until=row.valid_until,
            reason=row.reason,
            state=row.state,
            asked_by=row.asked_by,
            asker=asked,
            asked_at=row.asked_at,
            decider=decided or "",
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
        )
        for row, asked, decided in rows
    ]


def packs_asked_to_end(agency_id: int) -> frozenset[int]:
    """The versions whose end waits for a second person."""
    rows = session().scalars(
        select(PackRetirement.pack_id).where(
            PackRetirement.agency_id == agency_id, PackRetirement.state == RetirementState.ASKED
        )
    )
    return frozenset(rows)
