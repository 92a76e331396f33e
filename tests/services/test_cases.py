"""The light fast lane step by step: each gate refused first, then passed (I01 to I20)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.commands import RecordDelivery
from ledger.domain.discipline.kinds import Kind
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.errors import InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.gateways.files import FsspecFiles
from ledger.models.cases import Case, CaseStep, Examination, Sanction, Summons
from ledger.models.documents import Document
from ledger.models.events import AuditEvent, Notification
from ledger.models.proposals import Proposal, Reply
from ledger.services.cases import (
    close_case,
    file_objection,
    open_case,
    record_attendance,
    record_delivery,
    record_reply,
    record_unused_reply,
    take_effect_due,
)
from ledger.services.documents import issue_document
from tests.conduct import ANSWERS, REASON, ConductHouse, later
from tests.factories import NOW, load_calendar
from tests.proposals import appoint, declare_conflict

EXAM = date(2026, 11, 25)


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def read(session: Session, case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def steps(session: Session, case_id: int) -> list[str]:
    rows = select(CaseStep.event).where(CaseStep.case_id == case_id).order_by(CaseStep.id)
    return list(session.scalars(rows))


def papers(session: Session) -> dict[str, Document]:
    return {one.source_key: one for one in session.scalars(select(Document))}


def test_case_is_opened_with_allegation_superior_and_decider(house: ConductHouse, session: Session):
    case = read(session, house.open_case())
    assert case.number == f"KD-2026-{case.id:06}"
    assert (case.state, case.subject_id) == (CaseState.OPENED, house.staff.id)
    assert (case.superior_id, case.decider_id) == (house.head.id, house.head.id)
    assert (case.known_on, case.regulation) == (date(2026, 11, 12), "PP 94/2021")
    (allegation,) = case.allegations
    assert (allegation.code, allegation.impact) == ("K3e", "unit")
    assert allegation.narrative == "Meninggalkan loket selama tiga jam tanpa izin"
    assert session.get_one(Proposal, case.proposal_id).state == "approved"
    assert steps(session, case.id) == ["open"]


def test_case_needs_the_word_of_the_superior(house: ConductHouse):
    report_id = house.report()
    with pytest.raises(RuleRefused) as refusal:
        open_case(report_id=report_id, actor=house.actor(house.head), now=NOW)
    assert refusal.value.constraint == "case_needs_suspicion"


def test_same_report_opens_one_case(house: ConductHouse, session: Session):
    case_id = house.open_case()
    report_id = read(session, case_id).allegations[0].violation_report_id
    again = open_case(report_id=report_id, actor=house.actor(house.head), now=NOW)
    assert again == case_id


def test_further_suspicion_joins_the_case_before_anybody_is_summoned(
    house: ConductHouse, session: Session
):
    first = house.open_case()
    assert house.open_case(code="K3f", happened_on=date(2026, 11, 11)) == first
    house.summon(first)
    assert house.open_case(code="K4g") != first
    assert {one.code for one in read(session, first).allegations} == {"K3e", "K3f"}


def test_examination_beyond_seven_working_days_is_refused_with_article_and_last_day(
    house: ConductHouse,
):
    case_id = house.open_case()
    with pytest.raises(RuleRefused) as refusal:
        house.summon(case_id, exam_on=date(2026, 12, 3))
    assert refusal.value.constraint == "plan_exam"
    assert "2 Desember 2026" in refusal.value.message
    assert "Pasal 26 ayat (2)" in refusal.value.message
    house.summon(case_id, exam_on=date(2026, 12, 2))


def test_summons_makes_a_numbered_letter_and_tells_the_person_nothing_but_that(
    house: ConductHouse, session: Session
):
    case_id = house.open_case()
    house.summon(case_id)
    row = session.scalars(select(Summons)).one()
    paper = session.get_one(Document, row.document_id)
    assert (paper.kind, paper.person_id) == (DocumentKind.SUMMONS, house.staff.id)
    assert paper.number == f"800.1.6.2/1/{house.bidang.letter_code}/2026"
    assert paper.context["allegation_text"].startswith("meninggalkan loket")
    assert "Pasal 3 huruf e" in paper.context["provision_text"]
    assert paper.context["time_text"].endswith(" WIB")
    told = session.scalars(
        select(Notification).where(Notification.person_id == house.staff.id)
    ).one()
    assert told.text == "Ada dokumen kepegawaian untuk Anda"
    assert told.path == f"/kasus-saya/{case_id}"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"place": " "}, "place"),
        ({"letter_on": date(2026, 11, 24)}, "letter_on"),
        ({"exam_on": date(2026, 11, 20)}, "exam_on"),
    ],
)
def test_incomplete_summons_is_refused_by_field(house: ConductHouse, fields, field):
    with pytest.raises(InvalidInput) as refusal:
        house.summon(house.open_case(), **fields)
    assert field in refusal.value.fields


def test_letter_that_was_late_in_fact_is_kept_and_marked(house: ConductHouse, session: Session):
    case_id = house.open_case()
    house.summon(case_id, letter_on=date(2026, 11, 3), exam_on=date(2026, 11, 20))
    step = session.scalars(select(CaseStep).where(CaseStep.event == "summon")).one()
    (defect,) = step.defects
    assert (defect["article"], defect["last_day"]) == (
        "Pasal 26 ayat (2) PP 94/2021",
        "2026-11-12",
    )
    assert defect["remedy"].startswith("Buat surat panggilan baru")


def test_second_summons_only_after_a_recorded_absence(house: ConductHouse, session: Session):
    case_id = house.open_case()
    house.summon(case_id)
    with pytest.raises(InvalidTransition):
        house.summon(case_id, exam_on=date(2026, 12, 1))
    actor = house.actor(house.head)
    with pytest.raises(RuleRefused) as refusal:
        record_attendance(case_id, attended=False, actor=actor, now=NOW)
    assert refusal.value.constraint == "case_gate"
    record_attendance(case_id, attended=False, actor=actor, now=later(2))
    house.summon(case_id, now=later(3), exam_on=date(2026, 12, 1))
    assert steps(session, case_id) == ["open", "summon", "record_absence", "summon_again"]
    second = session.scalars(select(Summons).where(Summons.position == 2)).one()
    previous = session.get_one(Document, second.document_id).context["previous_text"]
    assert "tidak hadir" in previous


def test_late_second_letter_is_marked_and_not_refused(house: ConductHouse, session: Session):
    case_id = house.open_case()
    house.summon(case_id)
    actor = house.actor(house.head)
    record_attendance(case_id, attended=False, actor=actor, now=later(2))
    house.summon(case_id, now=later(21), exam_on=date(2026, 12, 16))
    step = session.scalars(select(CaseStep).where(CaseStep.event == "summon_again")).one()
    assert [one["article"] for one in step.defects] == ["Pasal 26 ayat (3) PP 94/2021"]


def test_third_summons_does_not_exist(house: ConductHouse):
    case_id = _absent_twice(house)
    with pytest.raises(InvalidTransition):
        house.summon(case_id, now=later(9), exam_on=date(2026, 12, 4))


def _absent_twice(house: ConductHouse) -> int:
    case_id, actor = house.open_case(), house.actor(house.head)
    house.summon(case_id)
    record_attendance(case_id, attended=False, actor=actor, now=later(2))
    house.summon(case_id, now=later(3), exam_on=date(2026, 12, 1))
    record_attendance(case_id, attended=False, actor=actor, now=later(8))
    return case_id


def test_examination_waits_for_its_day(house: ConductHouse):
    case_id = house.open_case()
    house.summon(case_id)
    with pytest.raises(RuleRefused) as refusal:
        house.examine(case_id, now=later(1))
    assert refusal.value.constraint == "case_gate"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"answers": ()}, "answers"),
        ({"answers": (("Apa yang terjadi?", " "),)}, "answers"),
        ({"held_on": date(2026, 11, 24)}, "held_on"),
        ({"held_on": date(2026, 11, 27)}, "held_on"),
    ],
)
def test_incomplete_record_is_refused_by_field(house: ConductHouse, fields, field):
    case_id = house.open_case()
    house.summon(case_id)
    with pytest.raises(InvalidInput) as refusal:
        house.examine(case_id, **fields)
    assert field in refusal.value.fields


def test_record_needs_a_signature_or_the_note_of_a_refusal(house: ConductHouse, session: Session):
    case_id = house.open_case()
    house.summon(case_id)
    with pytest.raises(RuleRefused) as refusal:
        house.examine(case_id, examinee_signed=False)
    assert refusal.value.constraint == "case_gate"
    house.examine(case_id, examinee_signed=False, refusal_note="Tidak setuju dengan isinya")
    exam = session.scalars(select(Examination)).one()
    paper = session.get_one(Document, exam.document_id)
    assert paper.kind is DocumentKind.EXAMINATION_RECORD
    assert "menolak menandatangani" in paper.context["refusal_text"]
    assert [one["question"] for one in exam.questions] == [one.question for one in ANSWERS]


def test_examination_opens_the_right_to_reply_for_five_working_days(
    house: ConductHouse, session: Session
):
    case_id = house.examined()
    reply = session.scalars(select(Reply)).one()
    assert (reply.person_id, reply.due_on) == (house.staff.id, date(2026, 12, 2))
    assert read(session, case_id).state is CaseState.EXAMINED
    assert session.scalars(select(Summons.attended)).all() == [True]


def test_reply_is_the_persons_own(house: ConductHouse, session: Session):
    case_id = house.examined()
    with pytest.raises(NotFound):
        record_reply(case_id, "Saya menyesal.", actor=house.actor(house.head), now=later(3))
    with pytest.raises(InvalidInput):
        record_reply(case_id, "  ", actor=house.actor(house.staff), now=later(3))
    record_reply(case_id, "Saya menyesal.", actor=house.actor(house.staff), now=later(3))
    assert read(session, case_id).state is CaseState.REPLIED
    with pytest.raises(InvalidTransition):
        record_reply(case_id, "Lagi.", actor=house.actor(house.staff), now=later(3))


def test_unused_reply_is_recorded_only_after_its_last_day(house: ConductHouse, session: Session):
    case_id, actor = house.examined(), house.actor(house.head)
    with pytest.raises(RuleRefused) as refusal:
        record_unused_reply(case_id, actor=actor, now=later(9))
    assert refusal.value.constraint == "case_gate"
    record_unused_reply(case_id, actor=actor, now=later(10))
    assert session.scalars(select(Reply)).one().unused_at == later(10)


def test_delivery_gives_effect_and_the_last_day_to_object(house: ConductHouse, session: Session):
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    sanction = session.scalars(select(Sanction)).one()
    assert sanction.effective_on == date(2026, 12, 18)
    assert sanction.objection_until == date(2026, 12, 17)
    assert read(session, case_id).state is CaseState.DELIVERED


def test_late_delivery_is_kept_and_marked(house: ConductHouse, session: Session):
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 12, 18))
    load_calendar(house.agency, 2027)
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(25))
    step = session.scalars(select(CaseStep).where(CaseStep.event == "deliver")).one()
    assert [one["article"] for one in step.defects] == ["Pasal 37 ayat (3) PP 94/2021"]


def test_missed_delivery_is_sent_and_its_receipt_starts_the_clocks(
    house: ConductHouse, session: Session
):
    case_id, actor = house.decided(), house.actor(house.head)
    sent = RecordDelivery(planned_on=date(2026, 11, 27), sent_on=date(2026, 12, 4))
    record_delivery(case_id, sent, actor=actor, now=later(11))
    assert read(session, case_id).state is CaseState.SENT
    step = session.scalars(select(CaseStep).where(CaseStep.event == "send")).one()
    assert [one["article"] for one in step.defects] == ["Pasal 49 ayat (8) Peraturan BKN 6/2022"]
    assert session.scalars(select(Sanction.effective_on)).one() is None
    receipt = RecordDelivery(received_on=date(2026, 12, 7))
    record_delivery(case_id, receipt, actor=actor, now=later(14))
    assert session.scalars(select(Sanction.received_on)).one() == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (RecordDelivery(), "planned_on"),
        (RecordDelivery(received_on=date(2026, 11, 26)), "received_on"),
        (RecordDelivery(received_on=date(2026, 11, 28)), "received_on"),
    ],
)
def test_impossible_delivery_is_refused_by_field(house: ConductHouse, command, field):
    case_id = house.decided()
    with pytest.raises(InvalidInput) as refusal:
        record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    assert field in refusal.value.fields


def test_objection_in_time_suspends(house: ConductHouse, session: Session):
    case_id = _delivered(house)
    with pytest.raises(NotFound):
        file_objection(case_id, "Saya berkeberatan.", actor=house.actor(house.head), now=later(5))
    file_objection(case_id, "Saya berkeberatan.", actor=house.actor(house.staff), now=later(5))
    assert read(session, case_id).state is CaseState.SUSPENDED
    assert take_effect_due(actor=house.system, now=later(40)) == 0
    told = select(Notification.person_id).where(Notification.key == f"case:{case_id}:objection")
    assert session.scalars(told).all() == [house.chief.id]


def test_late_objection_is_received_without_suspending(house: ConductHouse, session: Session):
    case_id = _delivered(house)
    file_objection(case_id, "Saya berkeberatan.", actor=house.actor(house.staff), now=later(25))
    assert read(session, case_id).state is CaseState.EFFECTIVE
    assert session.scalars(select(Sanction.objected_on)).one() == date(2026, 12, 18)
    assert steps(session, case_id)[-2:] == ["take_effect", "file_objection"]


def test_effect_comes_on_its_day_and_the_case_is_closed(house: ConductHouse, session: Session):
    case_id, actor = _delivered(house), house.actor(house.head)
    with pytest.raises(RuleRefused) as refusal:
        close_case(case_id, actor=actor, now=later(24))
    assert refusal.value.constraint == "case_gate"
    assert take_effect_due(actor=house.system, now=later(24)) == 0
    assert take_effect_due(actor=house.system, now=later(25)) == 1
    close_case(case_id, actor=actor, now=later(26))
    case = read(session, case_id)
    assert (case.state, case.closed_at) == (CaseState.CLOSED, later(26))


def _delivered(house: ConductHouse) -> int:
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    return case_id


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "officer", "inspector", "chief"])
def test_only_the_superior_acts(house: ConductHouse, who: str):
    case_id, actor = house.open_case(), house.actor(getattr(house, who))
    with pytest.raises(NotFound):
        house.summon_as(case_id, actor)
    house.summon(case_id)
    with pytest.raises(NotFound):
        record_attendance(case_id, attended=False, actor=actor, now=later(2))


def test_case_follows_the_acting_superior(house: ConductHouse, session: Session):
    case_id = house.open_case()
    appoint(house.bidang, house.stranger)
    with pytest.raises(NotFound):
        house.summon(case_id)
    house.summon_as(case_id, house.actor(house.stranger))
    assert read(session, case_id).superior_id == house.stranger.id
    paper = papers(session)[f"case:{case_id}:summons:1"]
    assert paper.context["signer"]["capacity"] == "Plh."


def test_conflict_moves_the_case_to_the_next_superior(house: ConductHouse, session: Session):
    case_id = house.open_case()
    declare_conflict(house.head, house.staff)
    with pytest.raises(NotFound):
        house.summon(case_id)
    house.summon_as(case_id, house.actor(house.chief))
    assert read(session, case_id).superior_id == house.chief.id


def test_trail_names_nobody(house: ConductHouse, session: Session):
    house.decided()
    told = [row.data for row in session.scalars(select(AuditEvent))]
    texts = [row.text for row in session.scalars(select(Notification))]
    for name in (house.staff.name, house.staff.nip, REASON, Kind.R2.value):
        assert name not in f"{told} {texts}"


def test_papers_of_a_case_are_issued(house: ConductHouse, session: Session, tmp_path: Path):
    house.decided()
    files = FsspecFiles(f"file://{tmp_path}")
    url = "https://neraca.contoh.go.id"
    for paper in papers(session).values():
        issue_document(paper.id, files=files, public_url=url, now=later(4))
    session.expire_all()
    issued = papers(session)
    assert len(issued) == 4
    assert {one.state for one in issued.values()} == {DocumentState.ISSUED}
