"""Carrying a sanction out: receipts, halts, the payroll's list and the upload to SIASN (I27)."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.commands import PlanDelivery, RecordDelivery, RecordObjection
from ledger.domain.discipline.kinds import KINDS_PNS, Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.errors import InvalidInput, NotFound, RuleRefused
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.remedies import Measure, Upload
from ledger.queries.executions import list_uploads, live_holds, live_sanctions, payroll_cuts
from ledger.services.cases import (
    answer_remedy,
    carry_on_due,
    close_case,
    file_objection,
    halt_measure,
    plan_delivery,
    record_delivery,
    record_execution,
    record_objection,
    resume_measure,
    take_effect_due,
)
from ledger.services.cases.uploading import note_export, record_upload
from ledger.spreadsheets.executions import cuts_csv, siasn_csv
from tests.conduct import REASON, ConductHouse, later
from tests.proposals import declare_conflict

JANUARY = date(2027, 1, 1)


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def read(session: Session, case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def delivered(house: ConductHouse) -> int:
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    return case_id


def aggravated(house: ConductHouse) -> int:
    """A medium sanction in force since 3 December, by the answer to an objection."""
    case_id = delivered(house)
    file_objection(case_id, "Tidak benar.", actor=house.actor(house.staff), now=later(5))
    command = DecideRemedy(outcome=RemedyOutcome.AGGRAVATED, reason=REASON, kind=Kind.S1)
    answer_remedy(case_id, command, actor=house.actor(house.chief), now=later(10))
    return case_id


def measures(session: Session) -> dict[str, Measure]:
    session.expire_all()
    return {row.kind.value: row for row in session.scalars(select(Measure))}


def test_light_sanction_is_served_by_its_effect_and_closed(house: ConductHouse, session: Session):
    case_id = delivered(house)
    take_effect_due(actor=house.system, now=later(25))
    assert carry_on_due(actor=house.system, now=later(25)) == 1
    assert read(session, case_id).state is CaseState.SPENT
    close_case(case_id, actor=house.actor(house.head), now=later(26))
    assert read(session, case_id).state is CaseState.CLOSED
    assert live_sanctions([house.staff.id]) == []


def test_execution_goes_on_by_receipts_and_ends_with_its_last_day(
    house: ConductHouse, session: Session
):
    case_id = aggravated(house)
    assert [one.kind for one in live_sanctions([house.staff.id])] == ["S1"]
    for row in measures(session).values():
        with pytest.raises(NotFound):
            record_execution(
                row.id,
                receipt="SK 1",
                executed_on=date(2026, 12, 3),
                actor=house.actor(house.mate),
                now=later(11),
            )
        with pytest.raises(InvalidInput):
            record_execution(
                row.id, receipt=" ", executed_on=date(2026, 12, 4), actor=house.hr, now=later(11)
            )
        record_execution(
            row.id, receipt="SK 1", executed_on=date(2026, 12, 4), actor=house.hr, now=later(11)
        )
    assert read(session, case_id).state is CaseState.EXECUTED
    assert carry_on_due(actor=house.system, now=later(200)) == 0
    with pytest.raises(RuleRefused) as refusal:
        close_case(case_id, actor=house.actor(house.chief), now=later(200))
    assert refusal.value.constraint == "case_gate"
    assert carry_on_due(actor=house.system, now=later(220)) == 1
    assert read(session, case_id).state is CaseState.SPENT


def test_payroll_reads_a_quarter_from_the_next_month_until_its_last(house: ConductHouse):
    aggravated(house)
    (cut,) = payroll_cuts(house.hr, month=JANUARY)
    assert (cut.nip, cut.percent, cut.starts_on) == (house.staff.nip, 25, JANUARY)
    assert payroll_cuts(house.hr, month=date(2027, 6, 1))
    for month in (date(2026, 12, 1), date(2027, 7, 1)):
        assert payroll_cuts(house.hr, month=month) == []
    line = cuts_csv([cut]).decode("utf-8-sig").splitlines()[1]
    assert house.staff.nip in line
    assert ";25;" in line


def test_halted_measure_leaves_the_payroll_and_is_served_later(
    house: ConductHouse, session: Session
):
    aggravated(house)
    cut = measures(session)["allowance_cut"]
    halt_measure(cut.id, "Penetapan sela pengadilan.", actor=house.hr, now=later(50))
    assert payroll_cuts(house.hr, month=date(2027, 2, 1)) == []
    assert "allowance_cut" not in {one.kind for one in live_holds([house.staff.id], on=JANUARY)}
    resume_measure(cut.id, actor=house.hr, now=later(60))
    assert measures(session)["allowance_cut"].ends_on == date(2027, 7, 11)


def test_i19_nothing_is_carried_out_while_an_objection_is_pending(
    house: ConductHouse, session: Session
):
    case_id = aggravated(house)
    hold = measures(session)["increment_hold"]
    with transaction() as work:
        new = read(session, case_id).sanction
        work.get_one(Sanction, new.id).objection_until = date(2026, 12, 23)
    command = RecordObjection(grounds="Terlalu berat.", filed_on=date(2026, 12, 10))
    record_objection(case_id, command, actor=house.hr, now=later(18))
    assert read(session, case_id).state is CaseState.SUSPENDED
    with pytest.raises(RuleRefused) as refusal:
        record_execution(
            hold.id, receipt="SK", executed_on=date(2026, 12, 11), actor=house.hr, now=later(19)
        )
    assert refusal.value.constraint == "measure_stayed"
    sql = text("UPDATE measure SET executed_on = '2026-12-11', receipt = 'SK'")
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(sql)
    assert refusal.value.constraint == "tg_measure_waits_for_objection"
    assert payroll_cuts(house.hr, month=JANUARY) == []


def test_i27_every_final_decision_has_its_upload(house: ConductHouse, session: Session):
    delivered(house)
    assert session.scalars(select(Upload)).all() == []
    take_effect_due(actor=house.system, now=later(25))
    (line,) = list_uploads(house.hr)
    assert (line.kind, line.has_decision, line.has_examination) == ("R2", True, True)
    ids = {row.kind.value: row.siasn_id for row in KINDS_PNS}
    row = siasn_csv([line], siasn_ids=ids).decode("utf-8-sig").splitlines()[1]
    assert row.startswith(f"{house.staff.nip},R,2,800.1.6.2/")
    assert row.endswith(",27-11-2026,18-12-2026,,07,K3e,,")
    note_export([line.id], actor=house.hr, now=later(26))
    with pytest.raises(NotFound):
        record_upload(
            line.id,
            number="IDIS-1",
            uploaded_on=date(2026, 12, 18),
            actor=house.actor(house.mate),
            now=later(26),
        )
    with pytest.raises(InvalidInput):
        record_upload(
            line.id, number=" ", uploaded_on=date(2026, 12, 18), actor=house.hr, now=later(26)
        )
    record_upload(
        line.id, number="IDIS-1", uploaded_on=date(2026, 12, 18), actor=house.hr, now=later(26)
    )
    (line,) = list_uploads(house.hr)
    assert (line.upload_number, line.uploaded_on) == ("IDIS-1", date(2026, 12, 18))


def test_i16_call_beyond_fourteen_working_days_is_refused_with_the_last_day(
    house: ConductHouse, session: Session
):
    case_id, actor = house.decided(), house.actor(house.head)
    late = PlanDelivery(planned_on=date(2026, 12, 18), place="Ruang rapat")
    with pytest.raises(RuleRefused) as refusal:
        plan_delivery(case_id, late, actor=actor, now=later(4))
    assert refusal.value.constraint == "plan_delivery"
    assert "17 Desember 2026" in refusal.value.message
    plan = PlanDelivery(planned_on=date(2026, 12, 1), place="Ruang rapat")
    plan_delivery(case_id, plan, actor=actor, now=later(4))
    paper = session.scalars(select(Document).where(Document.kind == "delivery_call")).one()
    assert paper.number
    assert read(session, case_id).sanction.delivery_place == "Ruang rapat"


@pytest.mark.parametrize("who", ["mate", "staff"])
def test_i28_reporter_and_the_person_do_not_hand_it_over(house: ConductHouse, who: str):
    case_id = house.decided()
    nip = getattr(house, who).nip
    command = RecordDelivery(received_on=date(2026, 11, 27), deliverer_nip=nip)
    with pytest.raises(RuleRefused):
        record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))


def test_i28_who_stands_too_near_does_not_hand_it_over(house: ConductHouse):
    declare_conflict(house.stranger, house.staff)
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27), deliverer_nip=house.stranger.nip)
    with pytest.raises(RuleRefused) as refusal:
        record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    assert refusal.value.constraint == "tg_sanction_delivered_in_conflict"


def test_i17_without_receipt_there_is_no_day_of_effect(house: ConductHouse, session: Session):
    case_id = house.decided()
    day = date(2026, 11, 27)
    sent = RecordDelivery(planned_on=day, sent_on=day, sent_to="Jalan Melati 4")
    record_delivery(case_id, sent, actor=house.actor(house.head), now=later(4))
    assert read(session, case_id).sanction.effective_on is None
    arrived = RecordDelivery(received_on=date(2026, 12, 1))
    record_delivery(case_id, arrived, actor=house.actor(house.head), now=later(8))
    assert read(session, case_id).sanction.effective_on == date(2026, 12, 22)
