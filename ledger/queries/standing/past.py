"""What the standing of a person was on a past day, and which rules judged then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from ledger.database import session
from ledger.domain.as_of import CountedDate
from ledger.domain.packs import PackState
from ledger.models.rules import RulePack
from ledger.queries.agencies import get_zone
from ledger.queries.standing.lines import BadgeHeld, Line, badges_of, lines_on_day, merit_lines


@dataclass(frozen=True, kw_only=True)
class PackThen:
    """A pack of rules that judged what happened on the day."""

    label: str
    name: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class PastStanding:
    """Lines, newest first, with their sum and badges at the end of ``day`` in the agency's zone.

    ``later`` counts the lines that stand there today but did not then.
    """

    day: date
    counted: CountedDate
    lines: tuple[Line, ...]
    points: int
    badges: tuple[BadgeHeld, ...]
    packs: tuple[PackThen, ...]
    later: int


def get_past_standing(
    person_id: int, *, agency_id: int, day: date, counted: CountedDate
) -> PastStanding:
    """Recomputed from the entries themselves, so it says the same whenever it is asked.

    Whoever asks has made sure that the person is of the agency.
    """
    today = merit_lines(person_id)
    then = lines_on_day(today, day, counted=counted, zone=get_zone(agency_id))
    return PastStanding(
        day=day,
        counted=counted,
        lines=tuple(reversed(then)),
        points=sum(line.points for line in then),
        badges=badges_of(then),
        packs=tuple(_packs(agency_id, day)),
        later=len(today) - len(then),
    )


def _packs(agency_id: int, day: date) -> Sequence[PackThen]:
    rows = session().scalars(
        select(RulePack)
        .where(
            RulePack.agency_id == agency_id,
            RulePack.state.in_((PackState.ACTIVE, PackState.RETIRED)),
            RulePack.valid_from <= day,
            or_(RulePack.valid_until.is_(None), RulePack.valid_until > day),
        )
        .order_by(RulePack.code, RulePack.version)
    )
    return [
        PackThen(label=f"{row.code}@{row.version}", name=row.name, valid_from=row.valid_from)
        for row in rows
        if row.valid_from is not None
    ]
