"""What is alleged in a case, as the clauses and days of its papers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select

from ledger.database import session
from ledger.domain.discipline.catalogue import ABSENCE_CODE, find_violation
from ledger.domain.discipline.redaction import without_names
from ledger.domain.formats import date_text, month_text
from ledger.models.cases import Allegation, Case
from ledger.models.people import Person
from ledger.services.cases.absent_days import counted_days
from ledger.services.cases.holding import reporters_of

#: The papers are Indonesian always, so their sentences are not for the catalogue.
ABSENT = "tidak masuk kerja tanpa alasan yang sah selama {days} hari kerja dalam tahun {year}"
#: Never the citizen's own words, nor who they are: both are theirs, not the case's.
COMPLAINED = "{act} (menurut pengaduan warga yang diterima pada {day})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAct:
    """One thing alleged as the person is told of it, with its day and its article."""

    text: str
    happened_on: date
    happened_at: str
    citation: str


def told_acts(case: Case) -> list[ToldAct]:
    """Everything alleged in words that give away neither a reporter nor a citizen."""
    hidden = _hidden_names(case)
    return [
        ToldAct(
            text=_capital(_act(one, case, hidden)),
            happened_on=one.happened_on,
            happened_at=one.happened_at,
            citation=find_violation(one.code).citation,
        )
        for one in case.allegations
    ]


def alleged_acts(case: Case) -> str:
    """A clause after "diduga" or "telah" for everything alleged."""
    hidden = _hidden_names(case)
    return "; ".join(
        _act(one, case, hidden) for one in case.allegations if not _is_outgrown(one, case)
    )


def alleged_days(case: Case) -> str:
    """The days on which it happened: ``10 Maret 2026``, ``16, 17, dan 18 Maret 2026``."""
    days: set[date] = set()
    for one in case.allegations:
        days |= {one.happened_on}
        if one.code == ABSENCE_CODE:
            days |= set(counted_days(case, one.happened_on))
    return days_text(sorted(days))


def days_text(days: Iterable[date]) -> str:
    """Days of one month together, the months joined: at most one year's absences."""
    months = [
        _joined([*(str(day.day) for day in same[:-1]), last])
        for same, last in _by_month(sorted(days))
    ]
    return _joined(months)


def _by_month(days: list[date]) -> Iterable[tuple[list[date], str]]:
    for _, found in groupby(days, key=month_text):
        same = list(found)
        yield same, date_text(same[-1])


def _joined(parts: list[str]) -> str:
    if len(parts) < 3:
        return " dan ".join(parts)
    return f"{', '.join(parts[:-1])}, dan {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hidden_names(case: Case) -> list[str]:
    """Who reported or saw it: nobody learns it from the words of the report (PDP Pasal 33)."""
    return list(session().scalars(select(Person.name).where(Person.id.in_(reporters_of(case.id)))))


def _act(allegation: Allegation, case: Case, hidden: Collection[str]) -> str:
    told = without_names(allegation.narrative.strip().rstrip("."), hidden)
    where = without_names(allegation.place.strip(), hidden)
    place = f" di {where}" if where else ""
    if allegation.code == ABSENCE_CODE:
        days = counted_days(case, allegation.happened_on)
        return ABSENT.format(days=len(days), year=allegation.happened_on.year)
    if allegation.complaint_id is None:
        return told[:1].lower() + told[1:] + place
    # A citizen tells what happened to them, so the act itself is said in the words of the law.
    row = find_violation(allegation.code)
    act = row.text[:1].lower() + row.text[1:]
    act = f"tidak {act}" if row.is_obligation else act
    return COMPLAINED.format(act=act + place, day=date_text(allegation.happened_on))


def _is_outgrown(allegation: Allegation, case: Case) -> bool:
    """Whether a later allegation of absence in the same year counts these days too."""
    return allegation.code == ABSENCE_CODE and any(
        one.code == ABSENCE_CODE
        and one.happened_on.year == allegation.happened_on.year
        and (one.happened_on, one.id) > (allegation.happened_on, allegation.id)
        for one in case.allegations
    )
