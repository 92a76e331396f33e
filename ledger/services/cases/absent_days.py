"""The absence days a case is about: those known when the person was heard, never later ones."""

from collections.abc import Iterable
from datetime import date, datetime

from ledger.models.cases import Case
from ledger.queries.absences import confirmed_days

ABSENCES_TO_GO_ON = 2


def counted_days(
    case: Case, until: date, *, known: Iterable[tuple[date, datetime | None]] | None = None
) -> list[date]:
    """The confirmed days of that year up to ``until``, as they stood when the person was heard.

    A day confirmed after the hearing was answered by nobody; it counts in a case of its own, whose
    days are those of the whole year again. A confirmed day is never explained a second time.
    ``known`` are all confirmed days of the person, oldest first, where they were read before.
    """
    heard = heard_at(case)
    if known is None:
        days = confirmed_days(case.subject_id, until.year, known_by=heard)
    else:
        days = [day for day, at in known if heard is None or at is None or at <= heard]
    return [day for day in days if day.year == until.year and day <= until]


def heard_at(case: Case) -> datetime | None:
    """When the person was heard, or did not come the second time; None while that is ahead."""
    if case.examination is not None:
        return case.examination.recorded_at
    missed = [one.recorded_at for one in case.summonses if one.attended is False]
    return missed[-1] if len(missed) >= ABSENCES_TO_GO_ON else None
