"""How a summons was brought: who took it and when, on the record and put right (I01)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.commands import (
    RecordReceipt,
)
from ledger.errors import InvalidInput, NotFound, RuleRefused
from ledger.models.cases import Case, CaseStep, Summons
from ledger.services.cases import (
    record_attendance,
    record_receipt_of_summons,
)
from tests.conduct import ConductHouse, later
from tests.factories import NOW


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def read(session: Session, case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def test_i01_receipt_is_a_day_that_can_be(house):
    case_id, head = house.open_case(), house.actor(house.head)
    house.summon(case_id)
    for day in (date(2026, 11, 22), date(2026, 11, 27)):
        brought = RecordReceipt(received_on=day, handed_by="Pos", received_by="Ibunya")
        with pytest.raises(InvalidInput) as refusal:
            record_receipt_of_summons(case_id, brought, actor=head, now=later(1))
        assert list(refusal.value.fields) == ["received_on"]


def test_receipt_of_a_letter_is_a_step_on_the_record_and_can_be_put_right(house, session):
    case_id, head = house.open_case(), house.actor(house.head)
    brought = RecordReceipt(
        received_on=NOW.date(), handed_by="Sekretaris", received_by="Pegawai itu"
    )
    with pytest.raises(NotFound):
        record_receipt_of_summons(case_id, brought, actor=head, now=NOW)
    house.summon(case_id)
    with pytest.raises(NotFound):
        record_receipt_of_summons(case_id, brought, actor=house.actor(house.mate), now=NOW)
    record_receipt_of_summons(case_id, brought, actor=head, now=NOW)
    refused = replace(brought, received_by="", refusal_note="Menolak menerima di ruangannya.")
    record_receipt_of_summons(case_id, refused, actor=head, now=later(1))
    letter = read(session, case_id).summonses[0]
    assert (letter.received_on, letter.handed_by) == (NOW.date(), "Sekretaris")
    assert (letter.received_by, letter.receipt_refusal) == ("", refused.refusal_note)
    steps = session.scalars(select(CaseStep.event).order_by(CaseStep.id)).all()
    assert steps[-2:] == ["receive_summons", "refuse_summons"]
    record_attendance(case_id, attended=False, actor=head, now=later(2))
    with pytest.raises(NotFound):
        record_receipt_of_summons(case_id, brought, actor=head, now=later(2))
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(update(Summons).values(handed_by="Orang lain"))
    assert refusal.value.constraint == "tg_summons_fixed"


@pytest.mark.parametrize(
    ("written", "constraint"),
    [
        ({"received_by": "Ibunya"}, "ck_summons_receipt_dated"),
        (
            {"received_on": NOW.date(), "received_by": "Ibunya", "receipt_refusal": "Tidak mau"},
            "ck_summons_received_or_refused",
        ),
        ({"received_on": date(2026, 11, 1)}, "ck_summons_received_after"),
    ],
)
def test_database_refuses_a_receipt_that_cannot_be(house, written, constraint: str):
    house.summon(house.open_case())
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(update(Summons).values(**written))
    assert refusal.value.constraint == constraint
