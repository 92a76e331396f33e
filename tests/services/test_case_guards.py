"""What the database refuses of a case, whoever asks."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.errors import RuleRefused
from ledger.services.cases import (
    record_reply,
)
from tests.conduct import ConductHouse, later
from tests.factories import NOW

TODAY = NOW.date()


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


SANCTION = text(
    "INSERT INTO sanction (agency_id, case_id, subject_id, kind, level, violation, aggravating,"
    " mitigating, reason, decided_by, capacity, decided_on, official, objection, delivery_time,"
    " delivery_place, sent_to, receipt_day_counts)"
    " VALUES (:agency_id, :case_id, :subject_id, 'R1', 'ringan', 'Lalai (Pasal 3)', '', '',"
    " 'Alasan yang cukup panjang.', :decided_by, 'definitif', '2026-11-27', '{}', '', '', '', '',"
    " false)"
)


def attack(house: ConductHouse, case_id: int, **fields: int) -> str:
    values = {
        "agency_id": house.agency.id,
        "case_id": case_id,
        "subject_id": house.staff.id,
        "decided_by": house.head.id,
        **fields,
    }
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(SANCTION, values)
    return refusal.value.constraint


def test_guards_hold_the_order_whoever_asks(house: ConductHouse):
    case_id = house.open_case()
    assert attack(house, case_id) == "tg_sanction_after_examination"
    house.summon(case_id)
    house.examine(case_id)
    assert attack(house, case_id) == "tg_sanction_after_reply"
    record_reply(case_id, "Saya menyesal.", actor=house.actor(house.staff), now=later(3))
    assert attack(house, case_id) == "tg_sanction_after_report"
    house.write_report(case_id)
    assert attack(house, case_id, decided_by=house.staff.id) == "ck_sanction_decider_is_another"


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE sanction SET kind = 'R1'", "tg_sanction_fixed"),
        ("UPDATE sanction SET violation = 'lain'", "tg_sanction_fixed"),
        ("UPDATE sanction SET reason = 'Alasan lain yang cukup panjang.'", "tg_sanction_fixed"),
        ("UPDATE sanction SET official = '{}'", "tg_sanction_fixed"),
        ("DELETE FROM sanction", "tg_sanction_kept"),
        ("UPDATE examination SET questions = '[]'", "tg_examination_fixed"),
        ("UPDATE examination SET held_on = '2026-11-24'", "tg_examination_fixed"),
        ("DELETE FROM examination", "tg_examination_kept"),
        ("UPDATE summons SET exam_on = '2026-12-24'", "tg_summons_fixed"),
        ("UPDATE summons SET attended = NULL", "tg_summons_fixed"),
        ("UPDATE summons SET handed_by = 'x'", "tg_summons_fixed"),
        ("UPDATE summons SET received_on = '2026-11-24'", "tg_summons_fixed"),
        ("DELETE FROM summons", "tg_summons_kept"),
        ("UPDATE allegation SET code = 'L5m'", "tg_allegation_append_only"),
        ("UPDATE case_step SET event = 'x'", "tg_case_step_append_only"),
        ("DELETE FROM case_step", "tg_case_step_append_only"),
    ],
)
def test_decision_and_its_steps_are_never_changed(house: ConductHouse, statement, guard):
    house.decided()
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(statement))
    assert refusal.value.constraint == guard


def test_second_letter_needs_a_recorded_absence_whoever_asks(house: ConductHouse):
    case_id = house.open_case()
    house.summon(case_id)
    second = text(
        "INSERT INTO summons (agency_id, case_id, position, letter_on, exam_on, exam_time, place)"
        " VALUES (:agency_id, :case_id, 2, '2026-11-26', '2026-11-27', '09.00', 'x')"
    )
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(second, {"agency_id": house.agency.id, "case_id": case_id})
    assert refusal.value.constraint == "tg_summons_second_after_absence"
