"""Absence days grow while a case goes on; the case stays about those its person was heard on."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.commands import DecideCase
from ledger.domain.discipline.kinds import Kind
from ledger.domain.violations import AbsenceReason, ConfirmAbsence
from ledger.errors import InvalidInput
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.violations import AbsenceDay
from ledger.services.absences import confirm_absence
from ledger.services.cases import (
    decide_case,
    record_attendance,
    record_reply,
)
from ledger.services.cases.weighing import weigh
from ledger.services.violations import open_at_once
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW

#: Working days of spring, in weeks that never touch, so that ten on end are never reached.
SPRING = [date(2026, 2, 2) + timedelta(days=14 * week + day) for week in range(9) for day in (0, 1)]
#: The days the case is opened about, after all those of spring.
SEPTEMBER = [date(2026, 9, 7) + timedelta(days=day) for day in range(4)]


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def confirm(house: ConductHouse, session: Session, days: list[date], now: datetime) -> list[int]:
    house.absent(*days)
    ids = tuple(session.scalars(select(AbsenceDay.id).where(AbsenceDay.day.in_(days))))
    command = ConfirmAbsence(day_ids=ids, reason=AbsenceReason.WITHOUT_REASON)
    return confirm_absence(command, actor=house.actor(house.head), now=now)


def summoned(house: ConductHouse, session: Session) -> int:
    actor = house.actor(house.head)
    case_id = open_at_once(confirm(house, session, SEPTEMBER, NOW), actor=actor, now=NOW)
    assert case_id is not None
    house.summon(case_id)
    return case_id


def level(session: Session, case_id: int) -> Level:
    session.expire_all()
    return weigh(session.get_one(Case, case_id)).level


def test_days_confirmed_before_the_examination_still_count(house: ConductHouse, session: Session):
    case_id = summoned(house, session)
    assert level(session, case_id) is Level.RINGAN
    confirm(house, session, SPRING, later(1))
    assert level(session, case_id) is Level.BERAT


def test_days_confirmed_after_the_examination_leave_the_case_as_it_was(
    house: ConductHouse, session: Session
):
    case_id = summoned(house, session)
    house.examine(case_id)
    confirm(house, session, SPRING, later(3))
    weight = weigh(session.get_one(Case, case_id))
    assert (weight.level, weight.kinds, weight.absence[0]) == (Level.RINGAN, (Kind.R2,), 4)
    record_reply(case_id, "Saya sakit.", actor=house.actor(house.staff), now=later(3))
    house.write_report(case_id, Kind.R2)
    command = DecideCase(kind=Kind.R2, reason=REASON)
    decide_case(case_id, command, actor=house.actor(house.head), now=later(4))
    sanction = session.scalars(select(Sanction)).one()
    assert "selama 4 hari kerja" in sanction.violation
    paper = session.get_one(Document, sanction.document_id)
    assert "Februari" not in paper.context["violation_date_text"]


def test_days_confirmed_after_the_second_absence_leave_the_case_as_it_was(
    house: ConductHouse, session: Session
):
    case_id, head = summoned(house, session), house.actor(house.head)
    record_attendance(case_id, attended=False, actor=head, now=later(2))
    confirm(house, session, SPRING[:1], later(3))
    house.summon(case_id, now=later(3), exam_on=date(2026, 11, 30))
    assert weigh(session.get_one(Case, case_id)).absence[0] == 5
    record_attendance(case_id, attended=False, actor=head, now=later(7))
    confirm(house, session, SPRING[1:], later(8))
    session.expire_all()
    assert session.get_one(Case, case_id).state is CaseState.ABSENT_TWICE
    assert weigh(session.get_one(Case, case_id)).absence[0] == 5


def test_later_days_open_a_case_of_their_own_with_all_days_of_the_year(
    house: ConductHouse, session: Session
):
    first, head = summoned(house, session), house.actor(house.head)
    house.examine(first)
    second = open_at_once(confirm(house, session, SPRING, later(3)), actor=head, now=later(3))
    assert second not in (None, first)
    assert weigh(session.get_one(Case, second)).level is Level.BERAT
    with pytest.raises(InvalidInput):
        house.write_report(first, Kind.B3, now=later(20))
