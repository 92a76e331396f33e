"""The standing of one person: a fixed number of queries, however many people there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.commendations import CommendationState
from ledger.domain.documents import UNDER_WAY, DocumentKind, DocumentState
from ledger.domain.periods import Period, PeriodKind, period_of
from ledger.domain.retention import is_erased_context
from ledger.models.commendations import Commendation, Service
from ledger.models.documents import Document
from ledger.queries.standing.lines import (
    BadgeHeld,
    Line,
    TrendPoint,
    badges_of,
    lines_of_period,
    merit_lines,
    trend_of,
)
from ledger.queries.standing.people import PersonHead
from ledger.queries.standing.reach import Goal, goals_within_reach

TREND_PERIODS = 6
_WORDS_SHOWN = 20
_SHOWN_STATES = (*UNDER_WAY, DocumentState.ISSUED, DocumentState.REVOKED)


@dataclass(frozen=True, kw_only=True)
class CitizenWords:
    """What a citizen said; ``citizen`` is empty unless they let their name be shown."""

    words: str
    rating: int
    happened_on: date
    service: str
    citizen: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A certificate of the person."""

    id: int
    title: str
    number: str
    state: DocumentState
    dated_on: date
    is_erased: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a person has done and been given; ``lines`` are those of the period, newest first."""

    person: PersonHead
    period: Period
    choices: Sequence[Period]
    lines: tuple[Line, ...]
    points: int
    points_before: int
    points_all: int
    trend: tuple[TrendPoint, ...]
    badges: tuple[BadgeHeld, ...]
    words: tuple[CitizenWords, ...]
    words_count: int
    papers: tuple[Paper, ...]
    goals: tuple[Goal, ...]
    #: The newest quarter with a line, for whom the chosen period has none.
    latest_period: Period | None

    @property
    def is_new(self) -> bool:
        """Nothing stands here yet, so the page says how something comes to stand here."""
        return not (self.lines or self.points_all or self.words or self.papers)


def get_standing(head: PersonHead, *, period: Period, today: date) -> Standing:
    """The merit of a person in a period, and beside it what holds at all times."""
    lines = merit_lines(head.id)
    shown = lines_of_period(lines, period)
    points = sum(line.points for line in shown)
    words, words_count = _words(head.id, period)
    return Standing(
        person=head,
        period=period,
        choices=period_choices(today),
        lines=shown,
        points=points,
        points_before=sum(line.points for line in lines if line.happened_on < period.start),
        points_all=sum(line.points for line in lines),
        trend=trend_of(lines, period_of(today, PeriodKind.QUARTER), length=TREND_PERIODS),
        badges=badges_of(lines),
        words=words,
        words_count=words_count,
        papers=_papers(head.id),
        goals=goals_within_reach(head.agency_id, head.id, head.facts, today=today),
        latest_period=period_of(lines[-1].happened_on, PeriodKind.QUARTER) if lines else None,
    )


def period_choices(today: date) -> list[Period]:
    """This quarter and the three before it, then this year and the last."""
    quarters = [period_of(today, PeriodKind.QUARTER)]
    while len(quarters) < 4:
        quarters.append(quarters[-1].previous())
    year = period_of(today, PeriodKind.YEAR)
    return [*quarters, year, year.previous()]


def _words(person_id: int, period: Period) -> tuple[tuple[CitizenWords, ...], int]:
    rows = (
        session()
        .execute(
            select(Commendation, Service.name, func.count().over().label("total"))
            .outerjoin(Service, Service.id == Commendation.service_id)
            .where(
                Commendation.person_id == person_id,
                Commendation.state == CommendationState.ACCEPTED,
                Commendation.happened_on >= period.start,
                Commendation.happened_on < period.end,
            )
            .order_by(Commendation.happened_on.desc(), Commendation.id.desc())
            .limit(_WORDS_SHOWN)
        )
        .all()
    )
    told = tuple(
        CitizenWords(
            words=row.words,
            rating=row.rating,
            happened_on=row.happened_on,
            service=service or "",
            citizen="" if row.is_anonymous else row.citizen_name,
        )
        for row, service, _ in rows
        if row.words
    )
    return told, rows[0].total if rows else 0


def _papers(person_id: int) -> tuple[Paper, ...]:
    rows = session().scalars(
        select(Document)
        .where(
            Document.person_id == person_id,
            Document.kind == DocumentKind.CERTIFICATE,
            Document.state.in_(_SHOWN_STATES),
        )
        .order_by(Document.dated_on.desc(), Document.id.desc())
    )
    return tuple(
        Paper(
            id=row.id,
            title=str(row.context.get("award_title", "")),
            number=row.number or "",
            state=row.state,
            dated_on=row.dated_on,
            is_erased=is_erased_context(row.context),
        )
        for row in rows
    )
