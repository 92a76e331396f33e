"""Answers of an examination, kept one by one while they are given; a lost line costs none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, open_events
from ledger.domain.discipline.commands import GivenAnswer
from ledger.errors import NotFound
from ledger.models.cases import Case
from ledger.models.examinations import ExaminationLine
from ledger.services.cases.holding import NO_CASE, held_as_examiner
from ledger.services.days import agency_today


def save_answers(
    case_id: int, answers: Sequence[GivenAnswer], *, actor: Actor, now: datetime
) -> int:
    """Keep questions, answers and corrections as they stand and return how many there are.

    Whatever else is wrong with the form, these are kept. NotFound for who does not examine, and
    once the record is made of them.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        if actor.person_id is None or not is_being_examined(case):
            raise NotFound(NO_CASE)
        known = {row.position: row for row in _lines(case.id)}
        for position, given in enumerate(answers, start=1):
            row = known.get(position)
            if row is None:
                row = ExaminationLine(agency_id=case.agency_id, case_id=case.id, position=position)
                work.add(row)
            if (row.question, row.answer, row.correction) != given:
                row.question, row.answer, row.correction = given
                row.saved_by, row.saved_at = actor.person_id, now
        return len(answers)


def saved_answers(case_id: int) -> list[GivenAnswer]:
    """What was kept so far, in the order it was asked."""
    return [GivenAnswer(row.question, row.answer, row.correction) for row in _lines(case_id)]


def is_being_examined(case: Case) -> bool:
    """Whether answers can still be given: called, and no record made yet."""
    return CaseEvent.RECORD_EXAMINATION in open_events(case.state)


def _lines(case_id: int) -> Sequence[ExaminationLine]:
    return (
        session()
        .scalars(
            select(ExaminationLine)
            .where(ExaminationLine.case_id == case_id)
            .order_by(ExaminationLine.position)
        )
        .all()
    )
