"""Who decides a case, and which kinds are left to choose."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.commands import DecideCase
from ledger.domain.discipline.kinds import Kind
from ledger.domain.documents import DocumentKind
from ledger.domain.entries import EntryKind
from ledger.domain.people import Capacity, PersonKind
from ledger.domain.violations import AbsenceReason, ConfirmAbsence
from ledger.errors import Forbidden, InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.models.cases import Case, CaseStep, PastSanction, Sanction
from ledger.models.documents import Document
from ledger.models.entries import Entry, Posting, PrivateBody
from ledger.models.people import Person
from ledger.models.proposals import Reply
from ledger.models.violations import AbsenceDay
from ledger.services.absences import confirm_absence
from ledger.services.cases import (
    clear_case,
    decide_case,
    open_case,
    record_attendance,
    record_reply,
    refer_case,
)
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.weighing import weigh
from ledger.services.violations import open_at_once
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW, make_position
from tests.proposals import appoint, declare_conflict

TODAY = NOW.date()


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def read(session: Session, case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def decide(house: ConductHouse, case_id: int, kind: Kind = Kind.R2, by=None, now=None, **fields):
    command = DecideCase(**{"kind": kind, "reason": REASON, **fields})
    actor = house.actor(by or house.head)
    return decide_case(case_id, command, actor=actor, now=now or later(4))


def punish_before(house: ConductHouse, kind: Kind, code: str = "K3e") -> None:
    """What SIASN knows of the person's past."""
    with transaction() as work:
        work.add(
            PastSanction(
                agency_id=house.agency.id,
                person_id=house.staff.id,
                kind=kind.value,
                letter_number="800/1/2025",
                letter_on=date(2025, 5, 5),
                code=code,
            )
        )


def test_decision_is_sanction_entry_and_numbered_keputusan(house: ConductHouse, session: Session):
    case_id = house.decided()
    sanction = session.scalars(select(Sanction)).one()
    assert (sanction.kind, sanction.level, sanction.decided_on) == (
        "R2",
        "ringan",
        date(2026, 11, 27),
    )
    assert (sanction.decided_by, sanction.capacity) == (house.head.id, Capacity.DEFINITIF)
    assert "Pasal 3 huruf e Peraturan Pemerintah Nomor 94 Tahun 2021" in sanction.violation
    paper = session.get_one(Document, sanction.document_id)
    assert (paper.kind, paper.entry_uid) == (DocumentKind.REPRIMAND_DECISION, sanction.entry_uid)
    assert paper.number.startswith("800.1.6.2/4/")
    assert paper.context["kind_text"] == "teguran tertulis"
    assert paper.context["objection_addressee"] == "Kepala Dinas"
    assert paper.context["mitigating"] == ["Mengakui perbuatannya"]
    assert read(session, case_id).state is CaseState.DECIDED


def test_entry_of_a_sanction_moves_no_points_and_shows_nothing(
    house: ConductHouse, session: Session
):
    house.decided()
    entry = session.scalars(select(Entry).where(Entry.kind == EntryKind.SANCTION)).one()
    assert session.scalars(select(Posting).where(Posting.entry_id == entry.id)).all() == []
    body = entry.body.decode()
    for secret in (house.staff.name, house.staff.nip, "R2", "K3e", "loket"):
        assert secret not in body
    parts = {row.part: row.content for row in session.scalars(select(PrivateBody))}
    assert parts["reason"]["kind"] == "R2"


def test_decision_waits_for_the_examination(house: ConductHouse):
    case_id = house.open_case()
    house.summon(case_id)
    with pytest.raises(InvalidTransition):
        decide(house, case_id)


def test_report_waits_for_the_reply_and_records_that_it_was_not_used(
    house: ConductHouse, session: Session
):
    case_id = house.examined()
    with pytest.raises(RuleRefused) as refusal:
        house.write_report(case_id, now=later(9))
    assert refusal.value.constraint == "reply_open"
    assert "2 Desember 2026" in refusal.value.message
    house.write_report(case_id, now=later(10))
    decide(house, case_id, now=later(10))
    assert session.scalars(select(Reply.unused_at)).one() == later(10)
    events = session.scalars(select(CaseStep.event).order_by(CaseStep.id)).all()
    assert events[-3:] == ["record_unused_reply", "write_report", "decide"]


def test_decision_without_reasons_is_refused(house: ConductHouse):
    with pytest.raises(InvalidInput):
        decide(house, house.reported(), reason="Terbukti.")


def test_second_decision_does_not_exist(house: ConductHouse):
    case_id = house.decided()
    with pytest.raises(InvalidTransition):
        decide(house, case_id)


def test_two_absences_allow_a_decision_on_a_report_about_the_evidence(
    house: ConductHouse, session: Session
):
    case_id, actor = house.open_case(), house.actor(house.head)
    house.summon(case_id)
    record_attendance(case_id, attended=False, actor=actor, now=later(2))
    house.summon(case_id, now=later(3), exam_on=date(2026, 12, 1))
    record_attendance(case_id, attended=False, actor=actor, now=later(8))
    with pytest.raises(InvalidTransition):
        decide(house, case_id, now=later(9))
    house.write_report(case_id, now=later(9))
    decide(house, case_id, now=later(9))
    paper = session.scalars(
        select(Document).where(Document.kind == DocumentKind.REPRIMAND_DECISION)
    ).one()
    assert paper.context["readings"] == [
        "Laporan Hasil Pemeriksaan atas bukti dan keterangan yang ada tanggal 2 Desember 2026;"
    ]


@pytest.mark.parametrize("kind", [Kind.R1, Kind.R2])
def test_repetition_is_never_lighter_nor_equal(house: ConductHouse, kind: Kind):
    punish_before(house, Kind.R2)
    case_id = house.reported()
    with pytest.raises(RuleRefused) as refusal:
        decide(house, case_id, kind)
    assert refusal.value.constraint == "case_gate"
    assert "Pasal 35 ayat (2)" in refusal.value.message
    decide(house, case_id, Kind.R3)


def test_violation_of_another_nature_is_no_repetition(house: ConductHouse):
    punish_before(house, Kind.R3, code="K4g")
    assert decide(house, house.reported(), Kind.R1) is CaseState.DECIDED


def test_earlier_case_of_the_same_nature_weighs(house: ConductHouse):
    house.decided(Kind.R2)
    case_id = house.reported(happened_on=date(2026, 11, 11))
    with pytest.raises(RuleRefused):
        decide(house, case_id, Kind.R2)
    decide(house, case_id, Kind.R3)


def test_same_act_is_never_decided_twice(house: ConductHouse):
    house.decided(Kind.R1)
    case_id = house.reported()
    with pytest.raises(RuleRefused) as refusal:
        decide(house, case_id, Kind.R2)
    assert "Pasal 35 ayat (3)" in refusal.value.message


def test_repetition_after_the_heaviest_light_kind_goes_up(house: ConductHouse, session: Session):
    punish_before(house, Kind.R3)
    case_id = house.reported()
    with pytest.raises(RuleRefused) as refusal:
        decide(house, case_id, Kind.R3)
    assert refusal.value.constraint == "case_gate"
    refer_case(case_id, actor=house.actor(house.head), now=later(4))
    case = read(session, case_id)
    assert (case.state, case.decider_id) == (CaseState.REFERRED, house.chief.id)


def test_medium_level_is_referred_and_not_decided_here(house: ConductHouse, session: Session):
    case_id = house.reported(impact=Impact.INSTANSI)
    with pytest.raises(RuleRefused) as refusal:
        decide(house, case_id, Kind.R3)
    assert refusal.value.constraint == "case_gate"
    with pytest.raises(Forbidden):
        decide(house, case_id, Kind.S1)
    refer_case(case_id, actor=house.actor(house.head), now=later(4))
    assert read(session, case_id).state is CaseState.REFERRED


def test_medium_case_of_ones_own_is_decided_and_not_referred(house: ConductHouse):
    with transaction() as work:
        seat = make_position(house.agency, "Analis", "jf_ahli_muda")
        work.get_one(Person, house.staff.id).position_id = seat.id
    case_id = house.reported(code="L5m", impact=Impact.INSTANSI)
    with pytest.raises(RuleRefused) as refusal:
        refer_case(case_id, actor=house.actor(house.head), now=later(4))
    assert refusal.value.constraint == "yours_to_decide"
    assert decide(house, case_id, Kind.S1) is CaseState.DECIDED


def test_light_case_is_not_referred(house: ConductHouse):
    with pytest.raises(RuleRefused) as refusal:
        refer_case(house.reported(), actor=house.actor(house.head), now=later(4))
    assert refusal.value.constraint == "still_light"


def test_heavy_level_is_not_summoned_without_a_team(house: ConductHouse, session: Session):
    case_id = house.open_case(code="L5k")
    with pytest.raises(RuleRefused) as refusal:
        house.summon(case_id)
    assert "Pasal 29" in refusal.value.message
    assert read(session, case_id).decider_id == house.governor.id


@pytest.mark.parametrize(("days", "kind"), [(3, Kind.R1), (4, Kind.R2), (7, Kind.R3)])
def test_absence_days_set_the_kind(house: ConductHouse, session: Session, days: int, kind: Kind):
    case_id = _absent_case(house, session, days)
    for wrong in {Kind.R1, Kind.R2, Kind.R3} - {kind}:
        with pytest.raises(RuleRefused) as refusal:
            decide(house, case_id, wrong)
        assert refusal.value.constraint == "absence_kind"
    decide(house, case_id, kind)
    sanction = session.scalars(select(Sanction)).one()
    assert f"selama {days} hari kerja" in sanction.violation
    paper = session.get_one(Document, sanction.document_id)
    assert paper.context["violation_date_text"].startswith("7, 8, ")
    assert "Pasal 4 huruf f" in sanction.violation


def _absent_case(house: ConductHouse, session: Session, days: int) -> int:
    # Monday to Friday, every other week, so that ten on end are never reached.
    weekdays = [date(2026, 9, 7 + day) for day in range(5)]
    weekdays += [date(2026, 9, 21 + day) for day in range(5)]
    house.absent(*weekdays[:days])
    ids = tuple(session.scalars(select(AbsenceDay.id)))
    command = ConfirmAbsence(day_ids=ids, reason=AbsenceReason.WITHOUT_REASON)
    actor = house.actor(house.head)
    case_id = open_at_once(confirm_absence(command, actor=actor, now=NOW), actor=actor, now=NOW)
    assert case_id is not None
    house.summon(case_id)
    house.examine(case_id)
    record_reply(case_id, "Saya sakit.", actor=house.actor(house.staff), now=later(3))
    house.write_report(case_id, weigh(session.get_one(Case, case_id)).kinds[0])
    return case_id


def test_case_is_cleared_with_a_reason(house: ConductHouse, session: Session):
    case_id, actor = house.reported(), house.actor(house.head)
    with pytest.raises(InvalidInput):
        clear_case(case_id, "Tidak", actor=actor, now=later(4))
    clear_case(case_id, "Tidak ada bukti yang cukup untuk itu.", actor=actor, now=later(4))
    case = read(session, case_id)
    assert (case.state, case.closed_at) == (CaseState.CLEARED, later(4))


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "officer", "chief"])
def test_nobody_else_decides(house: ConductHouse, who: str):
    case_id = house.reported()
    with pytest.raises((NotFound, Forbidden)):
        decide(house, case_id, by=getattr(house, who))


def test_acting_official_decides_light_kinds_on_the_record(house: ConductHouse, session: Session):
    case_id = house.reported()
    appoint(house.bidang, house.stranger)
    with pytest.raises(Forbidden):
        decide(house, case_id)
    decide(house, case_id, by=house.stranger)
    sanction = session.scalars(select(Sanction)).one()
    assert (sanction.capacity, sanction.official["letter_number"]) == (
        Capacity.PLH,
        "800/12/BKD/2026",
    )


def test_decider_in_conflict_gives_way_to_the_next(house: ConductHouse):
    case_id = house.reported()
    declare_conflict(house.staff, house.head)
    with pytest.raises((NotFound, Forbidden)):
        decide(house, case_id)
    decide(house, case_id, by=house.chief)


def test_light_kinds_fall_to_the_direct_superior_and_medium_two_levels_up(house: ConductHouse):
    def who(kind: Kind, excluded: tuple[int, ...] = ()) -> int:
        found = find_decider(house.staff.id, kind, excluded=excluded, on=TODAY)
        return found.official.person_id if found else 0

    assert who(Kind.R1) == house.head.id
    assert who(Kind.R1, excluded=(house.head.id,)) == house.chief.id
    assert who(Kind.S1) == house.chief.id
    assert who(Kind.B1) == house.governor.id


def test_heavier_kinds_of_pppk_stay_closed(house: ConductHouse, session: Session):
    with transaction():
        session.get(Person, house.staff.id).kind = PersonKind.PPPK
    decide(house, house.reported(), Kind.R2)
    case_id = house.reported(impact=Impact.INSTANSI)
    with pytest.raises(RuleRefused) as refusal:
        decide(house, case_id, Kind.S1)
    assert refusal.value.constraint == "kind_mapped"


def test_case_about_oneself_has_no_superior_in_oneself(house: ConductHouse, session: Session):
    case_id = house.open_case(by=house.chief, subject_id=house.head.id, unit_id=house.bidang.id)
    case = read(session, case_id)
    assert (case.superior_id, case.decider_id) == (house.chief.id, house.chief.id)
    report_id = case.allegations[0].violation_report_id
    assert open_case(report_id=report_id, actor=house.actor(house.chief), now=NOW) == case_id
