"""A calendar that changes during the year moves what is open and nothing else (I23)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.commands import RecordDelivery
from ledger.models.calendars import CalendarAmendment, DeadlineChange
from ledger.models.cases import Sanction
from ledger.models.proposals import Reply
from ledger.models.remedies import Remedy
from ledger.services.calendar_amendments import amend_calendar
from ledger.services.cases import file_objection, record_delivery
from tests.conduct import ConductHouse, later

AMENDED = {"2026": {"libur": ["12-09"], "source": "SKB perubahan"}}


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def delivered(house: ConductHouse) -> int:
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    return case_id


def changes(session: Session) -> list[tuple[str, str, date, date]]:
    session.expire_all()
    rows = session.scalars(select(DeadlineChange).order_by(DeadlineChange.id))
    return [(row.subject_kind, row.name, row.old_on, row.new_on) for row in rows]


def test_i23_amendment_moves_open_deadlines_and_says_from_which_day(
    house: ConductHouse, session: Session
):
    delivered(house)
    loaded, moved = amend_calendar(AMENDED, actor=house.hr, now=later(5))
    assert (loaded, moved) == ([2026], 2)
    assert changes(session) == [
        ("sanction", "objection_until", date(2026, 12, 17), date(2026, 12, 18)),
        ("sanction", "effective_on", date(2026, 12, 18), date(2026, 12, 21)),
    ]
    sanction = session.scalars(select(Sanction)).one()
    assert sanction.objection_until == date(2026, 12, 18)
    amendment = session.scalars(select(CalendarAmendment)).one()
    assert (amendment.added, amendment.source) == (["2026-12-09"], "SKB perubahan")


def test_i23_deadline_that_has_passed_never_changes(house: ConductHouse, session: Session):
    delivered(house)
    assert amend_calendar(AMENDED, actor=house.hr, now=later(28))[1] == 0
    assert changes(session) == []
    assert session.scalars(select(Sanction.objection_until)).one() == date(2026, 12, 17)


def test_i23_pending_objection_and_open_reply_move_too(house: ConductHouse, session: Session):
    case_id = delivered(house)
    file_objection(case_id, "Tidak benar.", actor=house.actor(house.staff), now=later(5))
    house.examined(happened_on=date(2026, 11, 11))
    reply = {"2026": {"libur": ["11-30", "12-09"]}}
    amend_calendar(reply, actor=house.hr, now=later(5))
    assert session.scalars(select(Remedy.due_on)).one() == date(2026, 12, 30)
    open_one = select(Reply.due_on).where(Reply.replied_at.is_(None))
    assert session.scalars(open_one).one() == date(2026, 12, 3)
    kinds = {kind for kind, _, _, _ in changes(session)}
    assert kinds == {"remedy", "reply"}


def test_loading_the_same_list_again_amends_nothing(house: ConductHouse, session: Session):
    amend_calendar(AMENDED, actor=house.hr, now=later(1))
    amend_calendar(AMENDED, actor=house.hr, now=later(2))
    assert len(session.scalars(select(CalendarAmendment)).all()) == 1
