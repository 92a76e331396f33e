"""The own standing in a few numbers, for the first page somebody sees."""

from dataclasses import dataclass
from datetime import date

from ledger.database import session
from ledger.domain.people import PersonKind
from ledger.domain.periods import Period, PeriodKind, period_of
from ledger.models.people import Person
from ledger.queries.standing.lines import Line, badges_of, merit_lines


@dataclass(frozen=True, kw_only=True)
class Glance:
    """Points of the quarter and of all time, how many badges, and the latest line of merit."""

    period: Period
    points: int
    points_all: int
    badges_count: int
    latest: Line | None


def find_glance(person_id: int | None, *, today: date) -> Glance | None:
    """The sums of the very lines of Capaian saya; None for an account nobody is judged by."""
    person = session().get(Person, person_id) if person_id else None
    if person is None or person.kind is PersonKind.PEJABAT_NEGARA:
        return None
    lines = merit_lines(person.id)
    period = period_of(today, PeriodKind.QUARTER)
    return Glance(
        period=period,
        points=sum(line.points for line in lines if period.contains(line.happened_on)),
        points_all=sum(line.points for line in lines),
        badges_count=len(badges_of(lines)),
        latest=lines[-1] if lines else None,
    )
