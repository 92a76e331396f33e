"""The pages of execution and statements: for HR and the person, and closed to everybody else."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.commands import RecordDelivery
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.models.remedies import Measure, Upload
from ledger.services.cases import answer_remedy, file_objection, record_delivery
from tests.conduct import REASON, ConductHouse, later
from tests.rehearsals import Rehearsal, rehearsing, text_of


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def aggravated(house: ConductHouse) -> int:
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    file_objection(case_id, "Tidak benar.", actor=house.actor(house.staff), now=later(5))
    answer = DecideRemedy(outcome=RemedyOutcome.AGGRAVATED, reason=REASON, kind=Kind.S1)
    answer_remedy(case_id, answer, actor=house.actor(house.chief), now=later(10))
    return case_id


def test_hr_keeps_receipts_and_takes_the_lists_home(
    web: Rehearsal, house: ConductHouse, session: Session
):
    aggravated(house)
    web.enter(house.officer, later(12))
    page = text_of(web.get("/pelaksanaan?bulan=2027-01"))
    assert "Pemotongan tunjangan kinerja 25%" in page
    assert "1 pegawai dipotong." in page
    cut = session.scalars(select(Measure).where(Measure.percent == 25)).one()
    refused = web.post(f"/pelaksanaan/{cut.id}", receipt="", day="2026-12-05")
    assert refused.status_code == 422
    web.post(f"/pelaksanaan/{cut.id}", receipt="Daftar gaji 1", day="2026-12-05")
    assert "Daftar gaji 1" in text_of(web.get(f"/pelaksanaan/{cut.id}"))
    web.post(f"/pelaksanaan/{cut.id}/hentikan", reason="Penetapan sela pengadilan.")
    assert "Ditangguhkan sejak" in text_of(web.get(f"/pelaksanaan/{cut.id}"))
    web.post(f"/pelaksanaan/{cut.id}/lanjutkan")
    for extension in ("xlsx", "csv"):
        answer = web.get(f"/pelaksanaan/potongan.{extension}?bulan=2027-01")
        assert answer.status_code == 200
        assert house.staff.name not in answer.headers["Content-Disposition"]
    upload = session.scalars(select(Upload)).one()
    assert "Belum diunggah" in text_of(web.get("/pelaksanaan/siasn"))
    assert house.staff.nip in web.post("/pelaksanaan/siasn/berkas").get_data(as_text=True)
    web.post(f"/pelaksanaan/siasn/{upload.id}", number="IDIS-9", uploaded_on="2026-12-05")
    assert "IDIS-9" in text_of(web.get("/pelaksanaan/siasn"))


@pytest.mark.parametrize("who", ["staff", "mate", "chief", "inspector"])
def test_execution_is_closed_to_everybody_else(
    web: Rehearsal, house: ConductHouse, session: Session, who: str
):
    aggravated(house)
    measure = session.scalars(select(Measure.id)).first()
    web.enter(getattr(house, who), later(12))
    for path in ("/pelaksanaan", f"/pelaksanaan/{measure}", "/pelaksanaan/siasn"):
        assert web.get(path).status_code == 403, path


def test_person_asks_for_a_statement_and_a_third_person_finds_none(
    web: Rehearsal, house: ConductHouse
):
    web.enter(house.staff)
    assert web.post("/surat-keterangan").status_code == 422
    answer = web.post("/surat-keterangan", purpose="promotion")
    assert "Menunggu pemeriksaan kepegawaian" in text_of(web.get(answer.location))
    web.enter(house.mate)
    assert web.get(answer.location).status_code == 404
    assert web.post(f"{answer.location}/periksa").status_code == 404
    web.enter(house.officer)
    refused = web.post(f"{answer.location}/periksa")
    assert "belum diimpor" in text_of(refused)


def test_what_waits_for_hr_stands_on_their_first_page_alone(web: Rehearsal, house: ConductHouse):
    aggravated(house)
    web.enter(house.staff, later(12))
    web.post("/surat-keterangan", purpose="promotion")
    assert "surat keterangan menunggu" not in text_of(web.get("/"))
    web.enter(house.mate)
    assert "surat keterangan menunggu" not in text_of(web.get("/"))
    web.enter(house.officer)
    page = text_of(web.get("/"))
    assert "1 keputusan belum diunggah" in page
    assert "belum ada buktinya" in page


def test_own_pages_lead_to_the_statement(web: Rehearsal, house: ConductHouse):
    web.enter(house.staff)
    for path in ("/capaian", "/kasus-saya", "/"):
        assert "/surat-keterangan" in text_of(web.get(path)), path
