"""Ratings, training, and what SIASN already knows of sanctions and awards."""

from typing import Any

from ledger.domain.discipline.kinds import KINDS_PNS
from ledger.domain.imports import (
    AwardHistoryRow,
    DisciplineHistoryRow,
    Phrase,
    RatingRow,
    TrainingRow,
)
from ledger.domain.intake_commands import RecordRating, RecordTraining
from ledger.domain.names import normalise_text
from ledger.domain.performance import Rating, predicate_of
from ledger.errors import sentence
from ledger.models.cases import PastAward, PastSanction
from ledger.models.development import Training
from ledger.models.indicators import PerformanceRating
from ledger.services.imports.desk import CannotUse, Desk
from ledger.services.imports.plans import Plan, TableImporter
from ledger.services.ratings import period_end, record_ratings
from ledger.services.trainings import record_trainings

KIND_UNKNOWN = sentence('jenis hukuman "%(given)s" tidak dikenal')
KIND_REMEDY = sentence("Isi nomor jenis hukuman dari SIASN menurut PP 94 Tahun 2021.")
_KINDS = {str(row.siasn_id): row.kind for row in KINDS_PNS}
_RATINGS = {rating.code: rating for rating in Rating}


def _rating(row: RatingRow, desk: Desk) -> dict[str, Any]:
    return {
        "person_id": desk.person(row.nip, "nip").id,
        "year": row.year,
        "period": row.period,
        "work": row.work,
        "behaviour": row.behaviour,
        "predicate": predicate_of(_RATINGS[row.work], _RATINGS[row.behaviour]).code,
        "predicate_given": row.predicate_given,
        "rated_on": period_end(row.year, row.period),
    }


class RatingImporter(TableImporter[RatingRow]):
    """New ratings meet the rules; a corrected one replaces the value and fires nothing again."""

    def write(self, plan: Plan[RatingRow], desk: Desk) -> None:
        commands = [
            RecordRating(
                person_id=line.values["person_id"],
                year=line.row.year,
                period=line.row.period,
                work=line.row.work,
                behaviour=line.row.behaviour,
                predicate_given=line.row.predicate_given,
            )
            for line in plan.new
        ]
        if commands:
            record_ratings(commands, actor=desk.actor, now=desk.now)
        super().write(Plan(changed=plan.changed), desk)


def _training(row: TrainingRow, desk: Desk) -> dict[str, Any]:
    return {
        "person_id": desk.person(row.nip, "nip").id,
        "title": normalise_text(row.title),
        "finished_on": row.finished_on,
        "hours": row.lesson_hours,
        "plan": row.plan,
        "mentor_id": desk.person_id(row.mentor_nip, "mentor_nip"),
    }


class TrainingImporter(TableImporter[TrainingRow]):
    """A training comes in as finished; that it is applied, somebody else has to say."""

    def write(self, plan: Plan[TrainingRow], desk: Desk) -> None:
        commands = [RecordTraining(**line.values) for line in plan.new]
        if commands:
            record_trainings(commands, actor=desk.actor, now=desk.now)
        super().write(Plan(changed=plan.changed), desk)


def _past_sanction(row: DisciplineHistoryRow, desk: Desk) -> dict[str, Any]:
    kind = _KINDS.get(row.kind_code)
    if kind is None:
        reason = Phrase(KIND_UNKNOWN, given=row.kind_code)
        raise CannotUse("kind_code", reason, Phrase(KIND_REMEDY))
    return {
        "person_id": desk.person(row.nip, "nip").id,
        "letter_number": row.letter_number,
        "kind": kind.value,
        "letter_on": row.letter_on,
        "effective_on": row.effective_on,
        "ends_on": row.ends_on,
        "code": row.note,
    }


def _past_award(row: AwardHistoryRow, desk: Desk) -> dict[str, Any]:
    return {
        "person_id": desk.person(row.nip, "nip").id,
        "letter_number": row.letter_number,
        "award_code": row.award_code,
        "letter_on": row.letter_on,
        "year": row.year,
    }


RATINGS = RatingImporter(
    model=PerformanceRating, key=("person_id", "year", "period"), values=_rating
)
TRAININGS = TrainingImporter(
    model=Training, key=("person_id", "title", "finished_on"), values=_training
)
DISCIPLINE_HISTORY: TableImporter[DisciplineHistoryRow] = TableImporter(
    model=PastSanction, key=("person_id", "letter_number"), values=_past_sanction
)
AWARD_HISTORY: TableImporter[AwardHistoryRow] = TableImporter(
    model=PastAward, key=("person_id", "letter_number"), values=_past_award
)
