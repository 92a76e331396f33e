"""The way to the decision: teams, answers, signatures, evidence, letters, release (I01 to I08)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.commands import (
    AddExhibit,
    DecideCase,
    FormTeam,
    GivenAnswer,
    RecordReceipt,
    ReleaseTemporarily,
    Summon,
)
from ledger.domain.discipline.exhibits import ExhibitKind
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.teams import TeamElement
from ledger.errors import InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.gateways.files import FsspecFiles
from ledger.models.cases import Case, CaseStep, Summons
from ledger.models.documents import Document
from ledger.models.events import AuditEvent
from ledger.models.examinations import ExaminationLine, TeamMember, TemporaryRelease
from ledger.models.exhibits import ExhibitReading
from ledger.services.cases import (
    add_exhibit,
    clear_case,
    decide_case,
    exhibits_of,
    form_team,
    open_file,
    read_exhibits,
    record_attendance,
    record_receipt_of_summons,
    record_reply,
    release_temporarily,
    replace_summons,
    save_answers,
    saved_answers,
    sign_record,
)
from ledger.services.documents import issue_document, open_document
from ledger.services.violations import overdue_for
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW
from tests.proposals import declare_conflict

E = TeamElement


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def files(tmp_path: Path) -> FsspecFiles:
    return FsspecFiles(f"file://{tmp_path}")


def read(session: Session, case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def team_of(house: ConductHouse, **changes) -> FormTeam:
    values = {
        "letter_number": "800/77/2026",
        "formed_on": NOW.date(),
        "members": (
            (house.head.id, E.SUPERIOR),
            (house.inspector.id, E.OVERSIGHT),
            (house.officer.id, E.PERSONNEL),
        ),
        "chair_id": house.head.id,
    }
    return FormTeam(**{**values, **changes})


def heavy(house: ConductHouse) -> int:
    """A case about a gift, always heavy, with its team."""
    case_id = house.open_case(code="L5k")
    form_team(case_id, team_of(house), actor=house.hr, now=NOW)
    return case_id


def add(house, case_id, files, by=None, title="Rekaman kamera", upload=None, now=NOW):
    command = AddExhibit(kind=ExhibitKind.PHOTO, title=title, content="Loket kosong")
    actor = house.actor(by or house.head)
    return add_exhibit(case_id, command, upload=upload, files=files, actor=actor, now=now)


@pytest.mark.parametrize(("exam_on", "ok"), [(2, True), (3, False)])
def test_i01_summons_leaves_at_most_seven_working_days(house, session, exam_on: int, ok: bool):
    case_id = house.open_case()
    if ok:
        house.summon(case_id, exam_on=date(2026, 12, exam_on))
        return
    with pytest.raises(RuleRefused) as refusal:
        house.summon(case_id, exam_on=date(2026, 12, exam_on))
    assert refusal.value.constraint == "plan_exam"


def test_i01_letter_received_after_its_day_is_kept_and_counts_for_no_absence(house, session):
    case_id, head = house.open_case(), house.actor(house.head)
    house.summon(case_id)
    brought = RecordReceipt(received_on=date(2026, 11, 26), handed_by="Pos", received_by="Ibunya")
    record_receipt_of_summons(case_id, brought, actor=head, now=later(3))
    with pytest.raises(RuleRefused) as refusal:
        record_attendance(case_id, attended=False, actor=head, now=later(3))
    assert refusal.value.constraint == "case_gate"
    assert "Ganti surat panggilan" in refusal.value.message
    command = Summon(exam_on=date(2026, 11, 30), place="Ruang rapat")
    with pytest.raises(InvalidInput):
        replace_summons(case_id, "Terlambat", command, actor=head, now=later(3))
    told = "Surat pertama terlambat sampai di rumahnya."
    replace_summons(case_id, told, command, actor=head, now=later(3))
    case = read(session, case_id)
    assert (case.state, [one.exam_on.day for one in case.summonses]) == (CaseState.SUMMONED, [30])
    assert len(session.scalars(select(Summons)).all()) == 2
    record_attendance(case_id, attended=False, actor=head, now=later(7))
    assert read(session, case_id).state is CaseState.ABSENT


def test_i02_second_letter_needs_an_absence_and_counts_anew(house, session):
    case_id, head = house.open_case(), house.actor(house.head)
    house.summon(case_id)
    with pytest.raises(InvalidTransition):
        house.summon(case_id, exam_on=date(2026, 12, 1))
    record_attendance(case_id, attended=False, actor=head, now=later(2))
    with pytest.raises(RuleRefused) as refusal:
        house.summon(case_id, now=later(3), exam_on=date(2026, 12, 8))
    assert refusal.value.constraint == "plan_exam"
    house.summon(case_id, now=later(3), exam_on=date(2026, 12, 7))
    assert read(session, case_id).state is CaseState.SUMMONED_AGAIN


def test_i03_decision_without_record_needs_two_absences_and_a_report(house, session):
    case_id, head = house.open_case(), house.actor(house.head)
    house.summon(case_id)
    record_attendance(case_id, attended=False, actor=head, now=later(2))
    with pytest.raises(InvalidTransition):
        house.write_report(case_id, now=later(3))
    house.summon(case_id, now=later(3), exam_on=date(2026, 12, 1))
    record_attendance(case_id, attended=False, actor=head, now=later(8))
    decision = DecideCase(kind=Kind.R2, reason=REASON)
    with pytest.raises(InvalidTransition):
        decide_case(case_id, decision, actor=head, now=later(9))
    house.write_report(case_id, now=later(9))
    assert read(session, case_id).report.on_evidence
    assert decide_case(case_id, decision, actor=head, now=later(9)) is CaseState.DECIDED


def test_i04_record_never_comes_before_the_day_of_the_summons(house):
    case_id = house.open_case()
    house.summon(case_id)
    with pytest.raises(RuleRefused):
        house.examine(case_id, now=later(1))
    with pytest.raises(InvalidInput) as refusal:
        house.examine(case_id, held_on=date(2026, 11, 24))
    assert "held_on" in refusal.value.fields
    insert = text(
        "INSERT INTO examination (agency_id, case_id, examiner_id, held_on, place, questions,"
        " corrections, examinee_signed, refusal_note, recorded_at) VALUES (:agency, :case, :who,"
        " '2026-11-24', 'x', '[]', '', true, '', '2026-11-24 08:00:00')"
    )
    values = {"agency": house.agency.id, "case": case_id, "who": house.head.id}
    with pytest.raises(RuleRefused) as attack, transaction() as work:
        work.execute(insert, values)
    assert attack.value.constraint == "tg_examination_after_summons"


def test_i05_record_of_a_team_is_complete_when_every_member_has_signed(house, session):
    case_id, head = heavy(house), house.actor(house.head)
    house.summon(case_id)
    house.examine(case_id)
    record_reply(case_id, "Saya menyesal.", actor=house.actor(house.staff), now=later(3))
    with pytest.raises(RuleRefused) as refusal:
        house.write_report(case_id, Kind.B1)
    assert "ditandatangani semua pemeriksa" in refusal.value.message
    with pytest.raises(NotFound):
        sign_record(case_id, actor=house.actor(house.mate), now=later(3))
    for member in (house.inspectorate, house.hr, head):
        sign_record(case_id, actor=member, now=later(3))
    house.write_report(case_id, Kind.B1)
    assert read(session, case_id).state is CaseState.REPORTED


def test_i05_refusal_to_sign_never_blocks_the_case(house, session):
    case_id = house.open_case()
    house.summon(case_id)
    house.examine(case_id, examinee_signed=False, refusal_note="Tidak setuju dengan isinya")
    assert read(session, case_id).state is CaseState.EXAMINED


def test_i06_person_always_gets_the_record_and_the_access_is_on_the_trail(house, session, files):
    case_id = house.examined()
    paper = read(session, case_id).examination.document_id
    issue_document(paper, files=files, public_url="https://neraca.contoh.go.id", now=later(2))
    opened = open_document(paper, files=files, actor=house.actor(house.staff), now=later(3))
    assert opened.content.startswith(b"%PDF")
    for stranger in (house.mate, house.stranger):
        with pytest.raises(NotFound):
            open_document(paper, files=files, actor=house.actor(stranger), now=later(3))
    rows = select(AuditEvent).where(AuditEvent.account_id == house.actor(house.staff).account_id)
    assert any("download" in row.tag for row in session.scalars(rows))


def test_i07_heavy_suspicion_is_not_summoned_without_its_team(house, session):
    case_id = house.open_case(code="L5k")
    with pytest.raises(RuleRefused) as refusal:
        house.summon(case_id)
    assert "Pasal 29" in refusal.value.message
    form_team(case_id, team_of(house), actor=house.hr, now=NOW)
    house.summon(case_id)
    assert read(session, case_id).state is CaseState.SUMMONED


def test_i07_light_suspicion_has_no_team_and_medium_may(house):
    light = house.open_case()
    with pytest.raises(RuleRefused) as refusal:
        form_team(light, team_of(house), actor=house.hr, now=NOW)
    assert refusal.value.constraint == "case_gate"
    house.summon(light)
    medium = house.open_case(code="K3f", impact=Impact.INSTANSI)
    form_team(medium, team_of(house), actor=house.hr, now=NOW)
    house.summon(medium)


def test_i08_team_lacks_nothing_and_nobody_in_it_is_involved(house, session):
    case_id = house.open_case(code="L5k")
    two = team_of(house, members=((house.head.id, E.SUPERIOR), (house.officer.id, E.PERSONNEL)))
    with_reporter = team_of(house, members=(*team_of(house).members, (house.mate.id, E.OTHER)))
    for command in (two, with_reporter):
        with pytest.raises(InvalidInput) as refusal:
            form_team(case_id, command, actor=house.hr, now=NOW)
        assert len(refusal.value.fields["members"]) == 1
    with pytest.raises(NotFound):
        form_team(case_id, team_of(house), actor=house.actor(house.stranger), now=NOW)
    form_team(case_id, team_of(house), actor=house.hr, now=NOW)
    with pytest.raises(RuleRefused):
        form_team(case_id, team_of(house), actor=house.hr, now=NOW)


def test_i08_next_higher_superior_takes_the_place_of_an_involved_one(house, session):
    case_id = house.open_case(code="L5k")
    declare_conflict(house.head, house.staff)
    with pytest.raises(InvalidInput):
        form_team(case_id, team_of(house), actor=house.hr, now=NOW)
    members = ((house.chief.id, E.SUPERIOR), *team_of(house).members[1:])
    command = team_of(house, members=members, chair_id=house.chief.id)
    form_team(case_id, command, actor=house.hr, now=NOW)
    rows = session.scalars(select(TeamMember).where(TeamMember.element == E.SUPERIOR)).all()
    assert [(one.person_id, one.replaces_id) for one in rows] == [(house.chief.id, house.head.id)]


def test_i20_undone_duty_is_shown_after_the_days_the_agency_set(house):
    house.report()
    assert overdue_for(actor=house.inspectorate, now=NOW)
    case_id = house.open_case(code="K3f")
    late = {(one.kind, one.id) for one in overdue_for(actor=house.inspectorate, now=later(8))}
    assert ("case", case_id) in late
    house.summon(case_id)
    late = {(one.kind, one.id) for one in overdue_for(actor=house.inspectorate, now=later(8))}
    assert ("case", case_id) not in late


def release(house, case_id, by=None, now=None, **changes) -> int:
    values = {
        "letter_number": "800/91/2026",
        "acting_id": house.mate.id,
        "reason": "Agar pemeriksaan tidak terganggu oleh tugasnya.",
    }
    command = ReleaseTemporarily(**{**values, **changes})
    actor = house.actor(by or house.head)
    return release_temporarily(case_id, command, actor=actor, now=now or later(2))


def test_i21_release_lasts_from_the_examination_to_the_end_of_a_heavy_case(house, session):
    case_id, head = heavy(house), house.actor(house.head)
    house.summon(case_id)
    with pytest.raises(RuleRefused):
        release(house, case_id, now=later(1))
    house.examine(case_id)
    with pytest.raises(NotFound):
        release(house, case_id, by=house.stranger)
    with pytest.raises(InvalidInput) as refusal:
        release(house, case_id, acting_id=house.staff.id)
    assert "acting" in refusal.value.fields
    release(house, case_id)
    with pytest.raises(RuleRefused):
        release(house, case_id)
    clear_case(case_id, "Tidak ada bukti yang cukup untuk itu.", actor=head, now=later(4))
    row = session.scalars(select(TemporaryRelease)).one()
    assert (row.from_on, row.ended_on) == (date(2026, 11, 25), date(2026, 11, 27))


def test_i21_light_case_knows_no_release(house):
    with pytest.raises(RuleRefused) as refusal:
        release(house, house.examined())
    assert "Pasal 31" in refusal.value.message


def test_i32_regulation_is_that_of_the_day_of_the_act(house, session):
    old = house.open_case(happened_on=date(2021, 8, 30), known_on=date(2026, 11, 12))
    new = house.open_case(code="K3f", happened_on=date(2021, 8, 31), known_on=date(2026, 11, 12))
    assert read(session, old).regulation == "PP 53/2010"
    assert read(session, new).regulation == "PP 94/2021"
    assert old != new
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text("UPDATE discipline_case SET regulation = 'PP 53/2010'"))
    assert refusal.value.constraint == "tg_case_fixed"


def test_correction_stands_with_its_answer_in_the_record(house, session):
    case_id = house.open_case()
    house.summon(case_id)
    told = GivenAnswer("Berapa lama?", "Dua jam.", "Satu jam, bukan dua.")
    for lines, words in (
        ([told._replace(answer="")], "Tulis jawaban"),
        ([GivenAnswer("", ""), told._replace(question="")], "Tulis pertanyaan 2"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            house.examine(case_id, answers=tuple(lines))
        assert words in refusal.value.fields["answers"][0]
    house.examine(case_id, answers=(told,))
    exam = read(session, case_id).examination
    assert exam.questions == [told._asdict()]
    paper = session.get_one(Document, exam.document_id)
    assert [one["correction"] for one in paper.context["answers"]] == ["Satu jam, bukan dua."]
    with pytest.raises(RuleRefused) as refusal, transaction():
        exam.questions = [told._replace(correction="")._asdict()]
    assert refusal.value.constraint == "tg_examination_fixed"


def test_answers_are_kept_one_by_one_until_the_record_is_made(house, session):
    case_id, head = house.open_case(), house.actor(house.head)
    with pytest.raises(NotFound):
        save_answers(case_id, [GivenAnswer("Apa?", "")], actor=head, now=NOW)
    house.summon(case_id)
    save_answers(case_id, [GivenAnswer("Apa yang terjadi?", "Saya ke")], actor=head, now=later(2))
    told = GivenAnswer("Apa yang terjadi?", "Saya keluar.", "Bersama teman.")
    save_answers(case_id, [told, GivenAnswer("", "")], actor=head, now=later(2))
    assert saved_answers(case_id) == [told, GivenAnswer("", "")]
    with pytest.raises(NotFound):
        save_answers(case_id, [GivenAnswer("x", "y")], actor=house.actor(house.mate), now=later(2))
    house.examine(case_id)
    with pytest.raises(NotFound):
        save_answers(case_id, [GivenAnswer("x", "y")], actor=head, now=later(2))
    with pytest.raises(RuleRefused) as refusal, transaction():
        session.scalars(select(ExaminationLine)).first().answer = "Lain."
    assert refusal.value.constraint == "tg_examination_line_open_update"


def test_decision_waits_until_every_exhibit_was_read(house, session, files):
    case_id = house.reported()
    add(house, case_id, files, upload=("foto.pdf", b"%PDF-1.7 isi"), now=later(3))
    assert [one.readers for one in exhibits_of(case_id, house.head.id)] == [(house.head.name,)]
    declare_conflict(house.head, house.staff)
    decision = DecideCase(kind=Kind.R2, reason=REASON)
    with pytest.raises(RuleRefused) as refusal:
        decide_case(case_id, decision, actor=house.actor(house.chief), now=later(4))
    assert "Baca dan tandai semua bukti" in refusal.value.message
    assert read_exhibits(case_id, actor=house.actor(house.chief), now=later(4)) == 1
    assert read_exhibits(case_id, actor=house.actor(house.chief), now=later(4)) == 0
    decide_case(case_id, decision, actor=house.actor(house.chief), now=later(4))


def test_evidence_is_for_those_who_act_and_never_changes(house, session, files):
    case_id = house.examined()
    for outsider in (house.mate, house.staff, house.stranger, house.officer):
        with pytest.raises(NotFound):
            add(house, case_id, files, by=outsider, now=later(3))
    with pytest.raises(InvalidInput):
        add(house, case_id, files, title=" ", now=later(3))
    with pytest.raises(InvalidInput):
        add(house, case_id, files, upload=("a.exe", b"MZ"), now=later(3))
    add(house, case_id, files, now=later(3))
    for statement in ("UPDATE exhibit SET title = 'lain'", "DELETE FROM exhibit_reading"):
        with pytest.raises(RuleRefused), transaction() as work:
            work.execute(text(statement))
    assert len(session.scalars(select(ExhibitReading)).all()) == 1
    assert session.scalars(select(CaseStep.event)).all()[-1] == "add_exhibit"


@pytest.mark.parametrize("who", ["head", "inspector", "officer"])
def test_every_member_of_the_team_acts_and_the_chair_signs(house, session, who):
    case_id = heavy(house)
    house.summon_as(case_id, house.actor(getattr(house, who)))
    assert open_file(case_id, actor=house.actor(getattr(house, who)), now=NOW).acts
    with pytest.raises(NotFound):
        house.summon_as(case_id, house.actor(house.chief))
