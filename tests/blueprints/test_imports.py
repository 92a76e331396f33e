"""HR uploads a file, sees what would happen, and imports it; for others the room is closed."""

import io
import re
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ledger.database import session, transaction
from ledger.domain.imports import ImportKind
from ledger.domain.people import Role
from ledger.models.imports import ImportRun
from ledger.models.people import Account, RoleGrant, Unit
from ledger.spreadsheets.reading import read_table
from tests import factories
from tests.conftest import NOW
from tests.import_files import UNITS, Desk, staff_file
from tests.spreadsheets.builders import ANI, csv_bytes, staff_line
from tests.statements import listening
from tests.visits import sign_in

BAD_STAFF = staff_file(
    staff_line(ANI, "Ani"),
    staff_line("19851231201001102", "<script>alert(1)</script>"),
    staff_line("198611052011011003", '=HYPERLINK("http://jahat")', unor_id="U999"),
)
QUERIES_MOST = 12


@pytest.fixture
def desk(app: Flask) -> Desk:
    desk = Desk()
    grant(desk.account, Role.HR)
    return desk


@pytest.fixture
def hr(client: FlaskClient, desk: Desk) -> FlaskClient:
    sign_in(client, desk.account)
    return client


def grant(account: Account, role: Role) -> None:
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=account.agency_id,
                account_id=account.id,
                role=role,
                valid_from=NOW.date(),
            )
        )


def send(web: FlaskClient, data: bytes, name: str, **fields: str) -> TestResponse:
    return web.post("/impor", data={"file": (io.BytesIO(data), name), **fields})


def page_of(web: FlaskClient, answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return web.get(answer.location).text


def states() -> list[str]:
    session().rollback()
    return [state for (state,) in session().query(ImportRun.state).order_by(ImportRun.id)]


def test_a_file_is_seen_first_and_imported_with_the_second_click(hr: FlaskClient):
    answer = send(hr, UNITS, "unor.csv")
    page = page_of(hr, answer)
    assert "Impor 3 baris" in page
    assert states() == ["previewed"]
    assert session().query(Unit).count() == 1
    done = hr.post(f"{answer.location}/impor")
    assert "Impor selesai" in page_of(hr, done)
    assert states() == ["committed"]
    again = hr.post(f"{answer.location}/impor")
    assert again.status_code == 409
    assert "sudah diimpor oleh Petugas Kepegawaian" in again.text
    history = hr.get("/impor").text
    assert "unor.csv" in history
    assert "Diimpor" in history


def test_bad_rows_are_told_shown_harmlessly_and_given_back(hr: FlaskClient, desk: Desk):
    desk.commit(UNITS)
    answer = send(hr, BAD_STAFF, "pegawai.xlsx")
    page = page_of(hr, answer)
    assert "Yang Anda isi 17 angka." in page
    assert "Baris\u00a04" in page
    assert "<script>alert(1)" not in page
    refused = hr.post(f"{answer.location}/impor", data={"proceed": "all_or_nothing"})
    assert refused.status_code == 422
    assert "Galat:" in refused.text
    back = hr.get(f"{answer.location}/gagal.xlsx")
    assert "attachment" in back.headers["Content-Disposition"]
    table = read_table(back.data, file_name="gagal.xlsx")
    assert table.header[-1] == "Kesalahan"
    told = [row.cells["Kesalahan"].split(",")[0] for row in table.rows]
    assert told == ["Baris 3", "Baris 4"]
    with zipfile.ZipFile(io.BytesIO(back.data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    done = hr.post(f"{answer.location}/impor", data={"proceed": "good_rows"})
    assert "1 baris tertulis." in page_of(hr, done)


def test_good_rows_go_ahead_when_asked(hr: FlaskClient, desk: Desk):
    desk.with_staff()
    lines = (staff_line("198611052011011005", "Indah"), staff_line("1986", "Salah"))
    answer = send(hr, staff_file(*lines), "pegawai.xlsx")
    assert "Ada 1 baris gagal" in page_of(hr, answer)
    done = hr.post(f"{answer.location}/impor", data={"proceed": "good_rows"})
    assert "1 baris tertulis." in page_of(hr, done)


def test_the_order_of_dates_is_asked_for(hr: FlaskClient, desk: Desk):
    desk.commit(UNITS)
    data = csv_bytes(
        "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak", "03/04/2026,U000,,4,,ya,"
    )
    answer = send(hr, data, "apresiasi.csv")
    page = page_of(hr, answer)
    assert "Bagaimana tanggal ditulis dalam berkas ini?" in page
    assert "Impor 1 baris" not in page
    checked = hr.post(f"{answer.location}/periksa", data={"date_order": "dmy"})
    assert "Impor 1 baris" in page_of(hr, checked)
    wrong = hr.post(f"{answer.location}/periksa", data={"date_order": "ymd"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "kosong.csv", "Berkas kosong"),
        (b"%PDF-1.7", "surat.xlsx", "isinya bukan XLSX"),
        (b"MZ\x90", "program.exe", "harus XLSX atau CSV"),
        (csv_bytes("warna,rasa", "merah,manis"), "belanja.csv", "Jenis berkas ini tidak dikenal"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    hr: FlaskClient, data: bytes, name: str, told: str
):
    answer = send(hr, data, name)
    assert answer.status_code == 422
    assert told in answer.text
    assert states() == []


def test_a_zip_bomb_is_refused(hr: FlaskClient):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    answer = send(hr, bomb.getvalue(), "bom.xlsx")
    assert answer.status_code == 422
    assert states() == []


def test_no_file_is_told_at_the_field(hr: FlaskClient):
    answer = hr.post("/impor", data={"kind": "units"})
    assert answer.status_code == 422
    assert "Pilih berkas yang akan diimpor" in answer.text


def test_a_name_with_folders_and_marks_is_only_a_name(hr: FlaskClient):
    answer = send(hr, UNITS, "../..\\etc/<b>unor.csv")
    assert page_of(hr, answer)
    session().rollback()
    assert session().query(ImportRun.file_name).scalar() == "<b>unor.csv"


def test_every_kind_has_an_empty_form_of_text_columns(hr: FlaskClient):
    listed = hr.get("/impor/contoh").text
    for kind in ImportKind:
        assert f"/impor/contoh/{kind.value}.xlsx" in listed
    data = hr.get("/impor/contoh/staff.xlsx").data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"nip_baru" in book.read("xl/worksheets/sheet1.xml")
    assert hr.get("/impor/contoh/rahasia.xlsx").status_code == 404


def test_the_room_is_closed_to_others(client: FlaskClient, desk: Desk, hr: FlaskClient):
    number = re.search(r"/impor/\d+$", send(hr, UNITS, "unor.csv").location)
    assert number is not None
    addresses = ("/impor", number[0], f"{number[0]}/gagal.xlsx", "/impor/contoh")
    colleague = factories.make_account(factories.make_person(desk.office))
    sign_in(client, colleague)
    assert {client.get(address).status_code for address in addresses} == {403}
    assert client.post(f"{number[0]}/impor").status_code == 403
    stranger = Desk()
    grant(stranger.account, Role.HR)
    sign_in(client, stranger.account)
    assert client.get(number[0]).status_code == 404
    assert client.post(f"{number[0]}/impor").status_code == 404
    assert states() == ["previewed"]


def test_hr_of_one_unit_does_not_import_for_the_whole_agency(client: FlaskClient, desk: Desk):
    account = factories.make_account(factories.make_person(desk.office))
    grant(account, Role.HR)
    with transaction() as work:
        row = work.query(RoleGrant).filter_by(account_id=account.id).one()
        row.unit_id = desk.office.id
    sign_in(client, account)
    assert send(client, UNITS, "unor.csv").status_code == 403
    assert states() == []


def test_the_history_takes_few_statements_however_long_it_is(hr: FlaskClient, desk: Desk):
    for number in range(30):
        lines = csv_bytes("Id,NamaUnor,DiatasanId", f"N{number},Unit {number},")
        desk.commit(lines, f"unor-{number}.csv")
    hr.get("/impor")
    with listening() as heard:
        assert hr.get("/impor").status_code == 200
    assert len(heard) <= QUERIES_MOST
