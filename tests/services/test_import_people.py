"""Units, positions, staff and superiors come in whole, and the same file changes nothing."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.imports import ImportKind, Proceed
from ledger.domain.people import AccountState, PersonKind, PersonState
from ledger.domain.positions import PositionLevel
from ledger.errors import Forbidden, InvalidInput
from ledger.models.events import AuditEvent
from ledger.models.imports import ImportRun
from ledger.models.people import Account, Person, Position, Unit
from tests import factories
from tests.import_files import (
    OFFICIALS,
    POSITIONS,
    STAFF_LINES,
    UNITS,
    Desk,
    rows_told,
    staff_file,
)
from tests.spreadsheets.builders import ANI, BUDI, CITRA, DEWI, csv_bytes, staff_line


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk()


def count(model: type) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(model)) or 0


def test_units_may_stand_before_the_one_above_them(desk: Desk):
    report = desk.lines(
        "Id,NamaUnor,DiatasanId", "U002,----Sekretariat,U001", "U001,--Dinas Kependudukan,"
    )
    assert (report.counts.new, report.is_committed) == (2, True)
    assert desk.unit_of("U002").parent.code == "U001"
    assert desk.unit_of("U001").letter_code == "DK"
    assert desk.unit_of("U002").letter_code == "SEKRETARIAT"


def test_units_of_one_name_get_words_of_their_own_for_their_numbers(desk: Desk):
    desk.lines(
        "Id,NamaUnor,DiatasanId",
        "U0,Pemerintah Provinsi Contoh,",
        "U1,Dinas Sosial,U0",
        "U2,Sekretariat,U1",
        "U3,Badan Pajak,U0",
        "U4,Sekretariat,U3",
        "U5,Bidang Perizinan Pertama,U1",
        "U6,Bidang Perizinan Pembangunan,U1",
        "U7,Bidang Usaha,U1",
    )
    words = {code: desk.unit_of(code).letter_code for code in ("U2", "U4", "U5", "U6", "U7")}
    assert words == {
        "U2": "DS-SEKRETARIAT",
        "U4": "BP-SEKRETARIAT",
        "U5": "BPP-U5",
        "U6": "BPP-U6",
        "U7": "BU",
    }
    desk.lines("Id,NamaUnor,DiatasanId", "U8,Badan Usaha,U0", "U9,Sekretariat,U8")
    assert desk.unit_of("U8").letter_code == "PPC-BU"
    assert desk.unit_of("U9").letter_code == "SEKRETARIAT"


def test_units_in_a_circle_or_under_nothing_are_told_by_row(desk: Desk):
    report = desk.lines(
        "Id,NamaUnor,DiatasanId", "A,Bagian A,B", "B,Bagian B,A", "C,Bagian C,X", "D,Bagian D,"
    )
    assert rows_told(report) == [(2, "DiatasanId"), (3, "DiatasanId"), (4, "DiatasanId")]
    assert report.is_refused
    assert not report.is_committed
    assert count(Unit) == 1


def test_a_renamed_and_moved_unit_changes_once(desk: Desk):
    desk.commit(UNITS)
    moved = csv_bytes("Id,NamaUnor,DiatasanId", "U002,Sekretariat Dinas,U000")
    assert desk.commit(moved).counts.changed == 1
    assert desk.commit(moved).counts.same == 1
    assert (desk.unit_of("U002").name, desk.unit_of("U002").parent.code) == (
        "Sekretariat Dinas",
        "U000",
    )


def test_a_position_is_found_again_whatever_its_case(desk: Desk):
    desk.commit(POSITIONS)
    report = desk.lines("jabatan_nama,jenis_jabatan_id,tingkat", "KEPALA DINAS,1,JPT Madya")
    assert report.counts.changed == 1
    assert count(Position) == 3
    title = session().query(Position).filter_by(level=PositionLevel.JPT_MADYA.value).one().title
    assert title == "Kepala Dinas"


def test_staff_come_in_with_heads_and_superiors_by_the_tree(desk: Desk):
    desk.with_staff()
    ani, budi, citra = (desk.person_of(nip) for nip in (ANI, BUDI, CITRA))
    assert (ani.is_unit_head, budi.is_unit_head, citra.is_unit_head) == (True, True, False)
    assert citra.superior_id == budi.id
    assert budi.superior_id == ani.id
    assert ani.superior.official_code == "PEJABAT-NEGARA-1"
    assert ani.superior.kind is PersonKind.PEJABAT_NEGARA
    assert citra.email == "citra@contoh.go.id"
    assert citra.birth_date == date(1992, 2, 29)
    assert desk.person_of(DEWI).kind is PersonKind.PPPK


def test_the_same_files_again_change_nothing(desk: Desk):
    desk.with_staff()
    before = count(Person)
    for data, name in (
        (UNITS, "unor.csv"),
        (POSITIONS, "jabatan.csv"),
        (OFFICIALS, "pejabat_negara.csv"),
        (staff_file(*STAFF_LINES), "pegawai.xlsx"),
    ):
        counts = desk.commit(data, name).counts
        assert (counts.new, counts.changed, counts.failed) == (0, 0, 0)
        assert counts.same == counts.total
    assert count(Person) == before
    assert "sudah diimpor" in desk.preview(UNITS, "unor.csv").notes[0]


def test_a_preview_writes_nothing(desk: Desk):
    report = desk.preview(UNITS, "unor.csv")
    assert (report.kind, report.counts.new, report.is_committed) == (ImportKind.UNITS, 3, False)
    assert (count(Unit), count(ImportRun)) == (1, 0)


def test_staff_with_a_bad_row_come_whole_or_not_at_all(desk: Desk):
    desk.with_staff()
    data = staff_file(
        staff_line("19851231201001102", "Fajar"),
        staff_line("198611052011011003", "Gita", unor_id="U999"),
        staff_line(
            "198611052011011004", "Hadi", jabatan_nama="Kepala Bidang", jenis_jabatan_id="1"
        ),
        staff_line("198611052011011005", "Indah"),
    )
    refused = desk.commit(data, "pegawai.xlsx")
    assert rows_told(refused) == [(2, "nip_baru"), (3, "unor_id"), (4, "jabatan_nama")]
    assert refused.is_refused
    assert count(Person) == 7
    done = desk.commit(data, "pegawai.xlsx", proceed=Proceed.GOOD_ROWS)
    assert (done.counts.new, done.counts.failed, done.is_committed) == (1, 3, True)
    assert desk.person_of("198611052011011005").name == "Indah"


def test_a_functional_title_brings_its_own_level(desk: Desk):
    desk.with_staff()
    line = staff_line(
        "198611052011011005",
        "Indah",
        jenis_jabatan_id="2",
        jabatan_nama="Analis Kebijakan Ahli Muda",
    )
    assert desk.commit(staff_file(line), "pegawai.xlsx").counts.new == 1
    position = desk.person_of("198611052011011005").position
    assert position is not None
    assert position.level == PositionLevel.JF_AHLI_MUDA.value


def test_a_head_who_moves_leaves_the_post_to_who_follows(desk: Desk):
    desk.with_staff()
    moved = staff_line(BUDI, "Budi", jenis_jabatan_id="4", jabatan_nama="Pelaksana")
    promoted = staff_line(
        CITRA, "Citra", jenis_jabatan_id="1", jabatan_nama="Sekretaris", unor_id="U002"
    )
    assert desk.commit(staff_file(moved, promoted), "pegawai.xlsx").counts.changed == 2
    assert not desk.person_of(BUDI).is_unit_head
    assert desk.person_of(CITRA).is_unit_head
    assert desk.person_of(DEWI).superior_id == desk.person_of(CITRA).id


def test_two_who_stand_equally_high_leave_the_post_open(desk: Desk):
    desk.commit(UNITS)
    desk.commit(POSITIONS)
    lines = [
        staff_line(nip, name, jenis_jabatan_id="1", jabatan_nama="Sekretaris")
        for nip, name in ((ANI, "Ani"), (BUDI, "Budi"))
    ]
    desk.commit(staff_file(*lines), "pegawai.xlsx")
    assert not desk.person_of(ANI).is_unit_head
    assert not desk.person_of(BUDI).is_unit_head


def test_who_retired_leaves_and_loses_the_account(desk: Desk):
    desk.with_staff()
    citra = desk.person_of(CITRA)
    factories.make_account(citra)
    line = staff_line(CITRA, "Citra", unor_id="U002", kedudukan_hukum_nama="Pensiun BUP")
    desk.commit(staff_file(line), "pegawai.xlsx")
    assert desk.person_of(CITRA).state is PersonState.LEFT
    state = session().query(Account.state).filter_by(person_id=citra.id).scalar()
    assert state is AccountState.CLOSED


def test_a_superior_other_than_the_tree_says_is_kept_as_a_correction(desk: Desk):
    desk.with_staff()
    header = "nip,nip_atasan,sumber"
    report = desk.lines(
        header, f"{DEWI},{CITRA},SK 12/2026", f"{CITRA},{BUDI},pohon unit", f"{BUDI},{ANI},"
    )
    assert (report.counts.changed, report.counts.same) == (1, 2)
    dewi = desk.person_of(DEWI)
    assert (dewi.superior_id, dewi.superior_source) == (desk.person_of(CITRA).id, "SK 12/2026")
    desk.commit(staff_file(staff_line(ANI, "Ani Baru", jenis_jabatan_id="1")), "pegawai.xlsx")
    assert desk.person_of(DEWI).superior_id == desk.person_of(CITRA).id


def test_superiors_in_a_circle_or_unknown_are_told(desk: Desk):
    desk.with_staff()
    report = desk.lines(
        "nip,nip_atasan,sumber",
        f"{BUDI},{CITRA},keliru",
        f"{DEWI},198611052011011009,",
        f"{CITRA},PEJABAT-NEGARA-9,",
    )
    assert rows_told(report) == [(2, "nip_atasan"), (3, "nip_atasan"), (4, "nip_atasan")]
    assert desk.person_of(BUDI).superior_id == desk.person_of(ANI).id


def test_an_import_writes_one_event_and_one_run(desk: Desk):
    report = desk.commit(UNITS, "unor.csv")
    session().rollback()
    run = session().query(ImportRun).one()
    assert (run.id, run.kind, run.state) == (report.run_id, "units", "committed")
    assert (run.rows_new, run.sha256, run.actor_name) == (3, report.sha256, desk.actor.name)
    events = session().query(AuditEvent).filter_by(subject_kind="import_run").all()
    assert [(one.tag, one.subject_id) for one in events] == [("import:file:committed", run.id)]


def test_only_hr_of_the_whole_agency_imports(desk: Desk):
    stranger = Desk()
    desk.actor = factories.make_actor(factories.make_person(desk.office))
    with pytest.raises(Forbidden):
        desk.preview(UNITS)
    with pytest.raises(Forbidden):
        desk.commit(UNITS)
    assert stranger.commit(UNITS).is_committed


def test_a_file_nobody_knows_is_refused(desk: Desk):
    with pytest.raises(InvalidInput, match="Jenis berkas ini tidak dikenal"):
        desk.lines("warna,rasa", "merah,manis", name="belanja.csv")
