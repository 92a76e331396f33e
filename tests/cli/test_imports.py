"""`neraca import` tries first, tells each bad row, and writes only when asked."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from ledger.cli.imports import import_command
from ledger.database import session
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from ledger.models.calendars import CalendarYear
from ledger.models.imports import ImportRun
from ledger.models.people import Agency, RoleGrant, Unit
from ledger.spreadsheets.reading import read_table
from tests.conftest import NOW
from tests.import_files import POSITIONS, UNITS, Desk, staff_file
from tests.spreadsheets.builders import ANI, BUDI, staff_line


def call(app: Flask, *arguments: str | Path) -> Result:
    @click.group()
    @click.pass_context
    def root(context: click.Context) -> None:
        context.obj = app.extensions[EXTENSION]

    root.add_command(import_command)
    session().rollback()
    return CliRunner().invoke(root, ["import", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "unor.csv").write_bytes(UNITS)
    (tmp_path / "jabatan.csv").write_bytes(POSITIONS)
    lines = (staff_line(ANI, "Ani"), staff_line("19850315201001100", "Salah"))
    (tmp_path / "pegawai.xlsx").write_bytes(staff_file(*lines))
    return tmp_path


def units() -> int:
    session().rollback()
    return session().query(Unit).count()


def test_files_are_only_tried_without_commit(app: Flask, folder: Path):
    Desk()
    result = call(app, "--folder", folder)
    assert result.exit_code == 0, result.output
    assert "2 baris: 1 baru, 0 diubah, 0 sama, 1 gagal" in result.output
    assert "Baris 3, kolom nip_baru: NIP harus 18 angka." in result.output
    assert "tidak ada yang ditulis" in result.output
    assert units() == 1


def test_files_are_imported_with_commit_and_failed_rows_given_back(app: Flask, folder: Path):
    Desk()
    out = folder / "gagal"
    out.mkdir()
    result = call(app, "--folder", folder, "--commit", "--failed", out)
    assert result.exit_code == 0, result.output
    assert "Impor selesai." in result.output
    assert units() == 4
    failed = out / "gagal-pegawai.xlsx"
    assert len(read_table(failed.read_bytes(), file_name=failed.name).rows) == 1


def test_a_single_file_of_staff_comes_whole(app: Flask, folder: Path):
    desk = Desk()
    desk.commit(UNITS)
    desk.commit(POSITIONS)
    result = call(app, folder / "pegawai.xlsx", "--commit")
    assert result.exit_code == 1
    assert "Tidak ada baris yang diimpor dari berkas ini." in result.output
    assert call(app, folder / "pegawai.xlsx", "--commit", "--partial").exit_code == 0


def test_the_person_named_must_be_hr(app: Flask, folder: Path):
    desk = Desk()
    nip = desk.person.nip or ""
    refused = call(app, folder / "unor.csv", "--as", nip)
    assert refused.exit_code == 1
    assert "hanya untuk" in refused.output
    session().add(
        RoleGrant(
            agency_id=desk.agency.id,
            account_id=desk.account.id,
            role=Role.HR,
            valid_from=NOW.date().replace(year=2020),
        )
    )
    session().commit()
    assert call(app, folder / "unor.csv", "--as", nip, "--commit").exit_code == 0
    session().rollback()
    assert session().query(ImportRun.actor_name).scalar() == desk.person.name


def test_the_first_import_founds_the_agency_of_its_top_unit(app: Flask, folder: Path):
    assert "sertakan" in call(app, folder / "jabatan.csv").output.casefold()
    tried = call(app, "--folder", folder)
    assert (tried.exit_code, units()) == (0, 0)
    assert "3 baris: 3 baru" in tried.output
    result = call(app, "--folder", folder, "--commit")
    assert result.exit_code == 0, result.output
    session().rollback()
    agency = session().query(Agency).one()
    assert (agency.name, agency.code) == ("Pemerintah Contoh", "INSTANSI")
    assert agency.origin.endswith("/neraca/instansi/log/1")
    years = session().query(CalendarYear.year, CalendarYear.source).order_by(CalendarYear.year)
    assert [year for year, _ in years] == [2025, 2026]
    assert all(source.startswith("SKB") for _, source in years)


def test_what_many_rows_share_is_told_once_with_all_their_rows(app: Flask, folder: Path):
    Desk()
    lines = ["nip,tanggal,dinas", *(f"{ANI},2026-03-{day:02},pagi" for day in range(1, 13))]
    lines += [f"{BUDI},2026-03-01,pagi", f"{ANI},2026-03-13,pagi"]
    (folder / "jadwal_dinas.csv").write_text("\n".join(lines), encoding="utf-8")
    result = call(app, folder / "jadwal_dinas.csv", "--partial")
    assert f"Baris 2\u201313, 15, kolom nip: NIP {ANI} belum ada" in result.output
    assert f"Baris 14, kolom nip: NIP {BUDI} belum ada" in result.output


def test_a_wrong_month_or_no_file_is_told(app: Flask, folder: Path):
    Desk()
    assert "YYYY-MM" in call(app, folder / "unor.csv", "--month", "Maret").output
    assert "sebut paling sedikit satu berkas" in call(app).output
