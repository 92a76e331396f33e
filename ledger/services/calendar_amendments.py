"""Amending a calendar: the later list counts, and what is still open is worked out again (I23).

A deadline that has passed, was kept or was missed stays what it was. Each open one that moves is
written down with the day before and after, beside what was added and taken away, and by which
source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.calendars import YearNotLoaded
from ledger.domain.commendations import ComplaintState
from ledger.domain.complaint_clocks import ComplaintClock, forward_days, settle_days
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.remedies import ANSWER_CLOCKS
from ledger.models.calendars import CalendarAmendment, CalendarYear, DeadlineChange, Holiday
from ledger.models.cases import Case, Examination, Sanction
from ledger.models.commendations import Complaint
from ledger.models.proposals import Reply
from ledger.models.remedies import Remedy
from ledger.services.calendars import SOURCE, calendar_of_unit, load_calendar_years
from ledger.services.days import agency_today


@dataclass(frozen=True, slots=True)
class _Open:
    """One open deadline: the row, its column, and how it runs from its start."""

    row: Any
    name: str
    unit_id: int
    start: date
    days: int

    def last_day(self) -> date | None:
        """The last day by the calendar as it is now; None where a year is missing."""
        try:
            return calendar_of_unit(self.unit_id).add_working_days(self.start, self.days)
        except YearNotLoaded:
            return None


def amend_calendar(
    years: Mapping[str, Mapping[str, Any]], *, source: str = "", actor: Actor, now: datetime
) -> tuple[list[int], int]:
    """Load the years and work open deadlines out again; gives the years and how many moved.

    Raises InvalidInput naming the day that cannot be read; then nothing changes.
    """
    with transaction() as work:
        before = {year: _days(work, actor.agency_id, year) for year in _known(work, actor)}
        loaded = load_calendar_years(years, source=source, actor=actor, now=now)
        work.flush()
        moved = 0
        for year in loaded:
            after = _days(work, actor.agency_id, year)
            if year in before and before[year] == after:
                continue
            amendment = _amendment(actor, year, before.get(year, set()), after, now)
            amendment.source = str(years[f"{year:04}"].get(SOURCE, source))
            work.add(amendment)
            work.flush()
            moved += _recompute(work, amendment, actor, now)
        return loaded, moved


def _known(work: Session, actor: Actor) -> list[int]:
    rows = work.scalars(select(CalendarYear.year).where(CalendarYear.agency_id == actor.agency_id))
    return list(rows)


def _days(work: Session, agency_id: int, year: int) -> set[date]:
    rows = work.scalars(
        select(Holiday.day).where(
            Holiday.agency_id == agency_id, extract("year", Holiday.day) == year
        )
    )
    return set(rows)


def _amendment(
    actor: Actor, year: int, before: set[date], after: set[date], now: datetime
) -> CalendarAmendment:
    return CalendarAmendment(
        agency_id=actor.agency_id,
        year=year,
        added=sorted(day.isoformat() for day in after - before),
        removed=sorted(day.isoformat() for day in before - after),
        at=now,
        actor_name=actor.name,
    )


def _recompute(work: Session, amendment: CalendarAmendment, actor: Actor, now: datetime) -> int:
    today = agency_today(actor.agency_id, now=now)
    moved = 0
    for one in [*_open_deadlines(actor.agency_id, today)]:
        old, new = getattr(one.row, one.name), one.last_day()
        if new is None or new == old:
            continue
        if old is not None:
            work.add(
                DeadlineChange(
                    agency_id=actor.agency_id,
                    amendment_id=amendment.id,
                    subject_kind=one.row.__tablename__,
                    subject_id=one.row.id,
                    name=one.name,
                    old_on=old,
                    new_on=new,
                )
            )
            moved += 1
        work.flush()
        setattr(one.row, one.name, new)
        work.flush()
    return moved


def _open_deadlines(agency_id: int, today: date) -> Iterator[_Open]:
    yield from _replies(agency_id, today)
    yield from _decisions(agency_id, today)
    yield from _remedies(agency_id, today)
    yield from _complaints(agency_id, today)


def _replies(agency_id: int, today: date) -> Iterator[_Open]:
    rows = session().execute(
        select(Reply, Case.unit_id, Examination.held_on)
        .join(Case, Case.id == Reply.case_id)
        .join(Examination, Examination.case_id == Case.id)
        .where(
            Reply.agency_id == agency_id,
            Reply.replied_at.is_(None),
            Reply.unused_at.is_(None),
            Reply.due_on >= today,
        )
    )
    for reply, unit_id, held_on in rows:
        yield _Open(reply, "due_on", unit_id, held_on, clock_on(ClockName.REPLY, held_on).days)


def _decisions(agency_id: int, today: date) -> Iterator[_Open]:
    """The last day to object and the day of effect, while neither has come."""
    rows = session().execute(
        select(Sanction, Case.unit_id)
        .join(Case, Case.id == Sanction.case_id)
        .where(
            Sanction.agency_id == agency_id,
            Sanction.replaced_on.is_(None),
            Case.state == CaseState.DELIVERED,
            Sanction.objection_until >= today,
        )
    )
    for sanction, unit_id in rows:
        received = sanction.received_on or sanction.decided_on
        days = clock_on(ClockName.OBJECTION, received).days
        yield _Open(sanction, "objection_until", unit_id, received, days)
        effect = clock_on(ClockName.EFFECT, received).days - int(sanction.receipt_day_counts)
        yield _Open(sanction, "effective_on", unit_id, received, effect)


def _remedies(agency_id: int, today: date) -> Iterator[_Open]:
    rows = session().execute(
        select(Remedy, Case.unit_id)
        .join(Case, Case.id == Remedy.case_id)
        .where(Remedy.agency_id == agency_id, Remedy.outcome.is_(None))
    )
    for remedy, unit_id in rows:
        filed = remedy.filed_on
        clock = clock_on(ANSWER_CLOCKS[remedy.route], filed)
        if remedy.due_on is None or remedy.due_on >= today:
            yield _Open(remedy, "due_on", unit_id, filed, clock.days)
        if remedy.replied_on is None and remedy.route.is_appeal:
            reply = clock_on(ClockName.PPK_REPLY, filed)
            if remedy.reply_due_on is None or remedy.reply_due_on >= today:
                yield _Open(remedy, "reply_due_on", unit_id, filed, reply.days)


def _complaints(agency_id: int, today: date) -> Iterator[_Open]:
    rows = session().scalars(
        select(Complaint).where(
            Complaint.agency_id == agency_id, Complaint.state != ComplaintState.ANSWERED
        )
    )
    for row in rows:
        is_waiting = row.state is ComplaintState.RECEIVED
        if is_waiting and (row.due_on is None or row.due_on >= today):
            yield _Open(row, "due_on", row.unit_id, row.filed_on, forward_days(row.filed_on))
        if row.clock and (row.settle_by is None or row.settle_by >= today):
            days = settle_days(ComplaintClock(row.clock), row.filed_on)
            yield _Open(row, "settle_by", row.unit_id, row.filed_on, days)
