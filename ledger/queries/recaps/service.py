"""What citizens said in a period: commendations, complaints, satisfaction and service indexes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from ledger.database import session
from ledger.domain.commendations import CommendationState, ComplaintCause, ComplaintState
from ledger.domain.periods import Period, PeriodKind, period_of
from ledger.models.commendations import Commendation, Complaint, Service
from ledger.models.indicators import ServiceIndexScore, SurveyIndex


@dataclass(frozen=True, kw_only=True)
class CommendationCounts:
    """Verified commendations, counted in four ways that all have the same sum."""

    by_service: dict[str, int]
    by_day: dict[date, int]
    by_unit: dict[int, int]
    by_person: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.by_day.values())


@dataclass(frozen=True, kw_only=True)
class ComplaintCounts:
    """Complaints filed in the period, and the substantiated ones by cause."""

    filed: int
    answered: int
    by_cause: dict[ComplaintCause, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRow:
    """The SKM of one unit and period."""

    unit_id: int
    period: str
    index: Decimal
    grade: str
    respondents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectRow:
    """One aspect of the IPP of one unit and year, 0 to 5."""

    unit_id: int
    aspect: str
    score: Decimal


def commendations_of(
    agency_id: int, unit_ids: Collection[int] | None, period: Period
) -> CommendationCounts:
    """Four grouped queries, however many commendations there are."""
    conditions: list[ColumnElement[bool]] = [
        Commendation.agency_id == agency_id,
        Commendation.state == CommendationState.ACCEPTED,
        Commendation.happened_on >= period.start,
        Commendation.happened_on < period.end,
    ]
    if unit_ids is not None:
        conditions.append(Commendation.unit_id.in_(unit_ids))
    work, number = session(), func.count(Commendation.id)
    services = work.execute(
        select(Service.name, number)
        .select_from(Commendation)
        .outerjoin(Service, Service.id == Commendation.service_id)
        .where(*conditions)
        .group_by(Service.name)
        .order_by(number.desc(), Service.name)
    )
    days = work.execute(
        select(Commendation.happened_on, number)
        .where(*conditions)
        .group_by(Commendation.happened_on)
    )
    units = work.execute(
        select(Commendation.unit_id, number).where(*conditions).group_by(Commendation.unit_id)
    )
    people = work.execute(
        select(Commendation.person_id, number)
        .where(*conditions, Commendation.person_id.is_not(None))
        .group_by(Commendation.person_id)
    )
    return CommendationCounts(
        by_service={name or "": count for name, count in services},
        by_day={row[0]: row[1] for row in days},
        by_unit={row[0]: row[1] for row in units},
        by_person={person_id: count for person_id, count in people if person_id is not None},
    )


def complaints_of(
    agency_id: int, unit_ids: Collection[int] | None, period: Period
) -> ComplaintCounts:
    """Counted by the day they were filed."""
    conditions: list[ColumnElement[bool]] = [
        Complaint.agency_id == agency_id,
        Complaint.filed_on >= period.start,
        Complaint.filed_on < period.end,
        Complaint.state != ComplaintState.NOT_A_COMPLAINT,
    ]
    if unit_ids is not None:
        conditions.append(Complaint.unit_id.in_(unit_ids))
    rows: Sequence[tuple[ComplaintCause | None, ComplaintState, bool, int]] = [
        (row[0], row[1], row[2], row[3])
        for row in session().execute(
            select(
                Complaint.cause,
                Complaint.state,
                Complaint.answered_at.is_not(None).label("has_answer"),
                func.count(Complaint.id),
            )
            .where(*conditions)
            .group_by(Complaint.cause, Complaint.state, Complaint.answered_at.is_not(None))
        )
    ]
    by_cause = dict.fromkeys(ComplaintCause, 0)
    for cause, _, _, count in rows:
        if cause is not None:
            by_cause[cause] += count
    return ComplaintCounts(
        filed=sum(count for *_, count in rows),
        answered=sum(count for _, _, has_answer, count in rows if has_answer),
        by_cause=by_cause,
    )


def surveys_of(agency_id: int, unit_ids: Collection[int] | None, period: Period) -> list[SurveyRow]:
    """The indexes of the period itself and of the shorter ones inside it."""
    conditions: list[ColumnElement[bool]] = [
        SurveyIndex.agency_id == agency_id,
        SurveyIndex.period.in_(codes_within(period)),
        SurveyIndex.replaced_by.is_(None),
    ]
    if unit_ids is not None:
        conditions.append(SurveyIndex.unit_id.in_(unit_ids))
    rows = session().scalars(
        select(SurveyIndex).where(*conditions).order_by(SurveyIndex.unit_id, SurveyIndex.period)
    )
    return [
        SurveyRow(
            unit_id=row.unit_id,
            period=row.period,
            index=row.index,
            grade=row.grade,
            respondents=row.respondents,
        )
        for row in rows
    ]


def aspects_of(agency_id: int, unit_ids: Collection[int] | None, period: Period) -> list[AspectRow]:
    """The IPP of the year in which the period lies."""
    conditions: list[ColumnElement[bool]] = [
        ServiceIndexScore.agency_id == agency_id,
        ServiceIndexScore.year == period.start.year,
    ]
    if unit_ids is not None:
        conditions.append(ServiceIndexScore.unit_id.in_(unit_ids))
    rows = session().scalars(
        select(ServiceIndexScore)
        .where(*conditions)
        .order_by(ServiceIndexScore.unit_id, ServiceIndexScore.id)
    )
    return [AspectRow(unit_id=row.unit_id, aspect=row.aspect, score=row.score) for row in rows]


def codes_within(period: Period) -> list[str]:
    """The codes of every period that lies wholly in this one, itself among them."""
    codes = []
    for kind in PeriodKind:
        part = period_of(period.start, kind)
        while part.start >= period.start and part.end <= period.end:
            codes.append(part.code())
            part = part.next()
    return codes
