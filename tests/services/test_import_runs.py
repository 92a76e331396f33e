"""Whole folders, kept previews, and what a messy folder tells."""

import json
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from ledger.database import Base, session
from ledger.domain.actors import system_actor
from ledger.domain.imports import (
    DateOrder,
    ImportFile,
    ImportKind,
    Phrase,
    Proceed,
    RowProblem,
    RowWarning,
    kept_notes,
    kept_problems,
    kept_warnings,
    told_notes,
    told_problems,
    told_warnings,
)
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound
from ledger.gateways.resources import EXTENSION
from ledger.models.imports import ImportRun
from ledger.models.people import Unit
from ledger.queries.agencies import get_agency_id
from ledger.services.calendars import load_calendar_years
from ledger.services.imports import (
    FolderReport,
    commit_preview,
    found_from_files,
    import_folder,
    keep_preview,
    try_again,
)
from tests import factories
from tests.conftest import NOW
from tests.import_files import DEMO_DATA, UNITS, Desk, rows_told
from tests.spreadsheets.builders import STAFF_HEADER, csv_bytes, staff_line, xlsx_bytes

HOLIDAYS = Path(__file__).parents[1] / "vectors" / "holidays.json"
#: The mess of real exports: rows 3 to 8 of the staff file, and what is wrong with each.
MESSY_STAFF = {
    3: ("nip_baru", "Yang Anda isi 17 angka"),
    4: ("nip_baru", "1,98503E+17"),
    5: ("tanggal_lahir", "tidak ada dalam kalender"),
    6: ("unor_id", "U999"),
    8: ("nip_baru", "sama dengan baris 7"),
}
COMMENDATIONS = csv_bytes(
    "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak", "03/04/2026,U000,,4,Baik,ya,"
)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk()


def rows_of_everything() -> dict[str, int]:
    session().rollback()
    return {
        table.name: session().scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def load(desk: Desk, folder: Path, *, commit: bool) -> FolderReport:
    return import_folder(folder, actor=desk.actor, now=NOW, commit=commit)


def test_a_whole_agency_comes_in_and_the_second_time_nothing_changes(desk: Desk):
    years = json.loads(HOLIDAYS.read_text(encoding="utf-8"))
    load_calendar_years(years, actor=desk.actor, now=NOW)
    first = load(desk, DEMO_DATA, commit=True)
    assert first.left == ()
    told = {one.file_name: rows_told(one) for one in first.files if one.problems}
    assert set(told) <= {"usulan_inovasi.csv"}
    assert first.counts.new > 1000
    again = load(desk, DEMO_DATA, commit=True)
    assert again.counts.to_write == 0
    assert again.counts.total == first.counts.total


def test_a_trial_of_a_folder_tells_the_same_and_writes_nothing(desk: Desk):
    before = rows_of_everything()
    tried = load(desk, DEMO_DATA, commit=False)
    assert rows_of_everything() == before
    assert not any(one.is_committed or one.run_id for one in tried.files)
    staff = next(one for one in tried.files if one.kind is ImportKind.STAFF)
    assert staff.counts.failed == 0
    assert staff.counts.new == staff.counts.total


def messy_folder(folder: Path) -> Path:
    good, bad = "198503152010011001", "198503152010012003"
    cyrillic_free = "\ufeff"
    (folder / "unor.csv").write_text(
        f"{cyrillic_free}Id;NamaUnor;DiatasanId\r\nU000;Pemerintah;\r\nU001;--Dinas;U000\r\n",
        encoding="utf-8",
    )
    lines = [
        staff_line("1985 0315 2010 01 1 001", "Ani"),
        staff_line("19850315201001200", "Kurang"),
        staff_line(1.98503152010012e17, "Angka"),
        staff_line("199208172019032014", "Tanggal", tanggal_lahir="31-02-1980"),
        staff_line("199202292015032001", "Unit", unor_id="U999"),
        staff_line(f"'{bad}", "Ganda"),
        staff_line(bad, "Ganda lagi"),
    ]
    (folder / "pegawai_siasn.xlsx").write_bytes(xlsx_bytes(STAFF_HEADER, *lines))
    (folder / "pelatihan.csv").write_bytes(
        csv_bytes(
            "nip,pelatihan,tanggal_selesai,jp,rencana_penerapan,mentor_nip,hasil_terverifikasi",
            f"{good},Pelayanan Prima,22/07/2026,8,,,belum",
            "199208172019032014,Pelayanan Prima,2026-07-22,8,,,belum",
        )
    )
    (folder / "catatan.csv").write_bytes(csv_bytes("warna,rasa", "merah,manis"))
    (folder / "rusak.xlsx").write_bytes(b"%PDF-1.7 bukan spreadsheet")
    (folder / "facts.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.mark.parametrize("commit", [False, True])
def test_each_bad_row_of_a_messy_folder_is_named(desk: Desk, tmp_path: Path, commit: bool):
    report = load(desk, messy_folder(tmp_path), commit=commit)
    by_kind = {one.kind: one for one in report.files}
    staff = by_kind[ImportKind.STAFF]
    assert rows_told(staff) == [(row, column) for row, (column, _) in MESSY_STAFF.items()]
    for problem in staff.problems:
        assert MESSY_STAFF[problem.row][1] in problem.message
    assert (staff.counts.total, staff.counts.new, staff.counts.failed) == (7, 2, 5)
    assert rows_told(by_kind[ImportKind.TRAININGS]) == [(3, "nip")]
    assert by_kind[ImportKind.UNITS].counts.new == 2
    assert [name for name, _ in report.left] == ["catatan.csv", "rusak.xlsx"]


def test_a_folder_that_is_not_there_or_empty_is_refused(desk: Desk, tmp_path: Path):
    for folder in (tmp_path, tmp_path / "tidak-ada"):
        with pytest.raises(InvalidInput):
            load(desk, folder, commit=False)


def test_a_kept_preview_is_imported_by_its_number_once(app: Flask, desk: Desk):
    files = app.extensions[EXTENSION].files
    command = ImportFile(file_name="unor.csv", data=UNITS)
    tried = keep_preview(command, files=files, actor=desk.actor, now=NOW)
    run_id = tried.run_id or 0
    session().rollback()
    assert session().query(ImportRun.state).scalar() == "previewed"
    assert session().query(Unit).count() == 1
    done = commit_preview(run_id, {}, files=files, actor=desk.actor, now=NOW)
    assert (done.counts.new, done.is_committed) == (3, True)
    with pytest.raises(Conflict, match="sudah diimpor oleh"):
        commit_preview(run_id, {}, files=files, actor=desk.actor, now=NOW)
    other = Desk()
    with pytest.raises(NotFound):
        commit_preview(run_id, {}, files=files, actor=other.actor, now=NOW)
    nobody = factories.make_actor(factories.make_person(desk.office))
    with pytest.raises(Forbidden):
        commit_preview(run_id, {}, files=files, actor=nobody, now=NOW)


def test_a_kept_preview_is_tried_again_with_other_choices(app: Flask, desk: Desk):
    files = app.extensions[EXTENSION].files
    desk.commit(UNITS)
    command = ImportFile(file_name="apresiasi.csv", data=COMMENDATIONS)
    tried = keep_preview(command, files=files, actor=desk.actor, now=NOW)
    assert tried.needs_date_order
    run_id = tried.run_id or 0
    with pytest.raises(InvalidInput, match="belum dapat diimpor"):
        commit_preview(run_id, {}, files=files, actor=desk.actor, now=NOW)
    choices = {"date_order": DateOrder.DMY, "proceed": Proceed.GOOD_ROWS}
    again = try_again(run_id, choices, files=files, actor=desk.actor, now=NOW)
    assert (again.needs_date_order, again.counts.new, again.run_id) == (False, 1, run_id)
    assert commit_preview(run_id, {}, files=files, actor=desk.actor, now=NOW).is_committed


def test_the_first_list_of_units_founds_the_agency(app: Flask):
    command = ImportFile(file_name="unor.csv", data=UNITS)
    found = found_from_files([command], code="contoh", host="contoh.go.id", now=NOW)
    assert get_agency_id("contoh") == found
    with pytest.raises(NotFound):
        found_from_files(
            [ImportFile(file_name="a.csv", data=COMMENDATIONS)], code="", host="x", now=NOW
        )
    assert system_actor(found).agency_id == found


WORDS = st.text(st.characters(exclude_characters="%", exclude_categories=["Cs"]), max_size=20)


@given(st.integers(0, 9999), WORDS, WORDS, st.integers(0, 99) | WORDS)
def test_kept_rows_are_told_again_as_they_were(row: int, column: str, text: str, value: int | str):
    reason = Phrase(f"{text} %(given)s", given=value)
    problems = [RowProblem(row, column, "isi", reason, Phrase(text))]
    warnings = [RowWarning(row, column, "isi", reason)]
    again = told_problems(json.loads(json.dumps(kept_problems(problems))))
    assert again == tuple(problems)
    assert again[0].message == problems[0].message
    assert again[0].reason.params == {"given": value}
    assert told_warnings(json.loads(json.dumps(kept_warnings(warnings)))) == tuple(warnings)
    assert told_notes(json.loads(json.dumps(kept_notes([reason])))) == (reason,)
