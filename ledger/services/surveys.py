"""The satisfaction survey (SKM) of a unit and period: one file, its answers and its index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.people import Role
from ledger.domain.periods import Period, parse_period
from ledger.domain.survey import (
    ELEMENT_KEYS,
    HIGHEST_ANSWER,
    LOWEST_ANSWER,
    SurveyWeight,
    survey_index,
)
from ledger.domain.survey import SurveyIndex as ComputedIndex
from ledger.errors import Conflict, InvalidInput, sentence
from ledger.models.indicators import SurveyIndex, SurveyResponse
from ledger.services.access import require_role
from ledger.services.events import record_event
from ledger.services.rules import apply_rules

SUBJECT = "survey_index"

ALREADY_THERE = sentence(
    "Survei unit ini untuk %(period)s sudah ada. Pilih ganti untuk memakai berkas yang baru."
)
ANSWERS_WRONG = sentence(
    "Baris %(row)s: jawaban harus sembilan angka 1 sampai 4. Yang tertulis %(answers)s."
)


@dataclass(frozen=True, slots=True)
class SurveyAnswers:
    """One answered form: its row in the file and its answers U1 to U9, as "333434344"."""

    row_number: int
    answers: str


def record_survey(
    unit_id: int,
    period: str,
    rows: Sequence[SurveyAnswers],
    weight: SurveyWeight,
    file_sha256: str,
    *,
    replace: bool = False,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep the answers of one file, compute the index and return its id.

    The same file again gives the index it gave before. Another file for the same unit and period
    raises Conflict unless ``replace``; the old index stays, marked as replaced.
    """
    require_role(actor, Role.HR, unit_id=unit_id)
    asked = parse_period(period)
    computed = survey_index(_sums(rows), len(rows), weight)
    with transaction() as work:
        current = _current(unit_id, asked, actor)
        if current is not None and current.file_sha256 == file_sha256:
            return current.id
        if current is not None and not replace:
            raise Conflict(ALREADY_THERE, period=asked.label())
        if current is not None:
            # Out of the way of its successor, whose id is known only after it is inserted.
            current.replaced_by = current.id
            work.flush()
        row = _index_row(unit_id, asked, computed, weight, _sums(rows), file_sha256, actor, now)
        work.add(row)
        work.flush()
        if current is not None:
            current.replaced_by = row.id
        _keep_answers(row, rows)
        record_event(
            "survey:index:computed",
            subject_kind=SUBJECT,
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"period": asked.code(), "replaces": current.id if current else None},
        )
        apply_rules(_fact(row, asked, computed, now), proposer_id=None, actor=actor, now=now)
        return row.id


def _sums(rows: Sequence[SurveyAnswers]) -> dict[str, int]:
    totals = [0] * len(ELEMENT_KEYS)
    for row in rows:
        answers = [int(sign) for sign in row.answers if sign.isdecimal()]
        fits = len(answers) == len(row.answers) == len(ELEMENT_KEYS)
        if not fits or not all(LOWEST_ANSWER <= one <= HIGHEST_ANSWER for one in answers):
            raise InvalidInput(ANSWERS_WRONG, row=row.row_number, answers=row.answers)
        totals = [total + answer for total, answer in zip(totals, answers, strict=True)]
    return dict(zip(ELEMENT_KEYS, totals, strict=True))


def _current(unit_id: int, period: Period, actor: Actor) -> SurveyIndex | None:
    return session().scalar(
        select(SurveyIndex)
        .where(
            SurveyIndex.agency_id == actor.agency_id,
            SurveyIndex.unit_id == unit_id,
            SurveyIndex.period == period.code(),
            SurveyIndex.replaced_by.is_(None),
        )
        .with_for_update()
    )


def _index_row(
    unit_id: int,
    period: Period,
    computed: ComputedIndex,
    weight: SurveyWeight,
    sums: dict[str, int],
    file_sha256: str,
    actor: Actor,
    now: datetime,
) -> SurveyIndex:
    return SurveyIndex(
        agency_id=actor.agency_id,
        unit_id=unit_id,
        period=period.code(),
        respondents=computed.respondents,
        sums=sums,
        weight=str(weight),
        index=computed.index,
        grade=computed.grade.value,
        file_sha256=file_sha256,
        computed_at=now,
    )


def _keep_answers(row: SurveyIndex, rows: Sequence[SurveyAnswers]) -> None:
    session().execute(
        insert(SurveyResponse),
        [
            {
                "agency_id": row.agency_id,
                "survey_index_id": row.id,
                "row_number": one.row_number,
                "answers": one.answers,
            }
            for one in rows
        ],
    )


def _fact(row: SurveyIndex, period: Period, computed: ComputedIndex, now: datetime) -> Fact:
    before = session().scalar(
        select(SurveyIndex.index).where(
            SurveyIndex.agency_id == row.agency_id,
            SurveyIndex.unit_id == row.unit_id,
            SurveyIndex.period == period.previous().code(),
            SurveyIndex.replaced_by.is_(None),
        )
    )
    return Fact(
        kind=FactKind.SURVEY_INDEX_COMPUTED,
        id=row.id,
        agency_id=row.agency_id,
        subject_person_id=None,
        unit_id=row.unit_id,
        happened_on=period.last_day,
        recorded_at=now,
        fields={
            "index_hundredths": _hundredths(computed.index),
            "grade": computed.grade.value,
            "respondents": computed.respondents,
            # Without an index before there is no change to speak of.
            "change_hundredths": 0 if before is None else _hundredths(computed.index - before),
        },
    )


def _hundredths(value: Decimal) -> int:
    return int(value.scaleb(2))
