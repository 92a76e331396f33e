"""How much of each kind waits to be checked, counted by the same conditions as the lists."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.queries.commendations import number_of_commendations
from ledger.queries.complaints import number_of_complaints
from ledger.queries.nominations import number_to_check


@dataclass(frozen=True, kw_only=True)
class IntakeCounts:
    nominations: int = 0
    commendations: int = 0
    complaints: int = 0

    @property
    def total(self) -> int:
        return self.nominations + self.commendations + self.complaints


def count_intake(actor: Actor) -> IntakeCounts:
    """What waits for HR and unit admins, in one statement; nothing for anybody else."""
    if not _verifies(actor):
        return IntakeCounts()
    row = (
        session()
        .execute(
            select(
                number_to_check(actor).label("nominations"),
                number_of_commendations(actor).label("commendations"),
                number_of_complaints(actor).label("complaints"),
            )
        )
        .one()
    )
    return IntakeCounts(
        nominations=row.nominations, commendations=row.commendations, complaints=row.complaints
    )


def number_to_verify(actor: Actor) -> ColumnElement[int] | None:
    """All of it as a part of a larger statement; None for whoever verifies nothing."""
    if not _verifies(actor):
        return None
    return number_to_check(actor) + number_of_commendations(actor) + number_of_complaints(actor)


def _verifies(actor: Actor) -> bool:
    return actor.has_role(Role.HR) or actor.has_role(Role.UNIT_ADMIN)
