"""The pages of a case: the fast lane in six screens, and 404 for whoever is not in it."""

import logging
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Impact
from ledger.models.cases import Case, PastSanction, Sanction
from ledger.models.violations import ViolationReport
from tests.conduct import REASON, ConductHouse, later
from tests.rehearsals import PASSWORD, Rehearsal, rehearsing, text_of


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def case_of(session: Session) -> Case:
    session.expire_all()
    return session.scalars(select(Case)).one()


REPORT = {
    "code": "K3e",
    "impact": "unit",
    "narrative": "Meninggalkan loket selama tiga jam tanpa izin",
    "happened_on": "2026-11-10",
    "known_on": "2026-11-12",
}
FINDINGS = {
    "facts": "Rekaman kamera dan dua keterangan saling menguatkan.",
    "analysis": REASON,
    "mitigating": "Mengakui perbuatannya",
    "recommended": "R2",
}
DECISION = {"kind": "R2", "reason": REASON, "mitigating": "Mengakui perbuatannya"}


def test_superiors_information_becomes_a_keputusan_in_six_screens(
    web: Rehearsal, house: ConductHouse, session: Session
):
    web.give_password(house.head)
    web.enter(house.head)
    # 1 the information
    answer = web.post("/laporan/baru", subject=house.staff.nip, **REPORT)
    report = session.scalars(select(ViolationReport)).one()
    assert answer.location == f"/laporan/{report.id}"
    # 2 the word on it, which opens the case
    page = text_of(web.get(answer.location))
    assert 'value="K3e" selected' in page
    answer = web.post(answer.location, assessment="suspected", reason=REASON, code="K3e")
    case = case_of(session)
    assert answer.location == f"/kasus/{case.id}/panggilan"
    # 3 the summons
    page = text_of(web.get(answer.location))
    assert 'value="2026-11-26"' in page
    assert "Paling lambat 2 Desember 2026" in page
    web.post(answer.location, exam_on="2026-11-25", exam_time="09.00", place="Bidang Contoh")
    # 4 examination and record
    web.enter(house.head, later(2))
    page = text_of(web.get(f"/kasus/{case.id}/pemeriksaan"))
    assert "Meninggalkan loket selama tiga jam tanpa izin" in page
    answers = {"question": ["Apa yang terjadi?"], "answer": ["Saya keluar tanpa izin."]}
    web.post(f"/kasus/{case.id}/pemeriksaan", came="1", signed="1", copy_given="1", **answers)
    # the person's own screen
    web.enter(house.staff, later(3))
    web.post(f"/kasus-saya/{case.id}/tanggapan", text="Saya menyesal.")
    # 5 the report, which holds already what was said
    web.enter(house.head, later(4))
    page = text_of(web.get(f"/kasus/{case.id}/laporan-hasil"))
    assert "Saya keluar tanpa izin." in page
    assert "Saya menyesal." in page
    web.post(f"/kasus/{case.id}/laporan-hasil", **FINDINGS)
    # 6 the draft of the decision, which holds already what the report says
    page = text_of(web.get(f"/kasus/{case.id}/keputusan"))
    assert "Mengakui perbuatannya" in page
    page = text_of(web.post(f"/kasus/{case.id}/keputusan", **DECISION))
    # stated once more before it is set
    assert house.staff.name in page
    assert "Teguran tertulis" in page
    assert "18 Desember 2026" in page
    assert "17 Desember 2026" in page
    answer = web.post(f"/kasus/{case.id}/keputusan/tetapkan", password=PASSWORD, **DECISION)
    assert answer.location == f"/kasus/{case.id}"
    assert case_of(session).state is CaseState.DECIDED
    assert session.scalars(select(Sanction.kind)).one() == "R2"


def test_decided_file_names_the_sanction_and_the_past_in_words(web: Rehearsal, house: ConductHouse):
    with transaction() as work:
        work.add(
            PastSanction(
                agency_id=house.agency.id,
                person_id=house.staff.id,
                kind="R3",
                letter_number="800/1/2024",
                letter_on=date(2024, 3, 12),
            )
        )
    case_id = house.decided()
    page = text_of(web.enter(house.head, later(4)).get(f"/kasus/{case_id}"))
    assert "Teguran tertulis" in page
    assert "Pasal 3 huruf e" in page
    assert REASON in page
    assert "Pernyataan tidak puas secara tertulis · 12 Maret 2024" in page


def test_decision_needs_the_password_again(web: Rehearsal, house: ConductHouse, session: Session):
    case_id = house.reported()
    web.give_password(house.head)
    web.enter(house.head, later(4))
    answer = web.post(f"/kasus/{case_id}/keputusan/tetapkan", password="salah", **DECISION)
    assert answer.status_code == 422
    assert "Kata sandi" in text_of(answer)
    assert session.scalars(select(Sanction)).all() == []


def test_decision_goes_back_with_its_answers(web: Rehearsal, house: ConductHouse):
    case_id = house.reported()
    web.enter(house.head, later(4))
    page = text_of(web.post(f"/kasus/{case_id}/keputusan", mend="1", **DECISION))
    assert REASON in page
    assert 'value="R2" checked' in page


def test_refused_report_keeps_the_answers(web: Rehearsal, house: ConductHouse):
    case_id = house.examined()
    web.enter(house.head, later(4))
    web.get(f"/kasus/{case_id}")
    soon = web.post(f"/kasus/{case_id}/laporan-hasil", **FINDINGS)
    assert soon.location == f"/kasus/{case_id}"
    web.enter(house.head, later(10))
    answer = web.post(f"/kasus/{case_id}/laporan-hasil", **{**FINDINGS, "analysis": "Singkat."})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Tulis analisis paling sedikit 20 huruf" in page
    assert FINDINGS["facts"] in page


def test_late_summons_is_refused_with_article_and_last_day(web: Rehearsal, house: ConductHouse):
    case_id = house.open_case()
    web.enter(house.head)
    answer = web.post(f"/kasus/{case_id}/panggilan", exam_on="2026-12-14", place="Ruang rapat")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "2 Desember 2026" in page
    assert "Pasal 26 ayat (2) PP 94/2021" in page
    assert 'value="2026-12-14"' in page


def test_absence_from_the_examination_opens_the_second_letter(
    web: Rehearsal, house: ConductHouse, session: Session
):
    case_id = house.open_case()
    house.summon(case_id)
    web.enter(house.head, later(2))
    web.post(f"/kasus/{case_id}/pemeriksaan", came="0", question=["Apa?"], answer=[""])
    assert case_of(session).state is CaseState.ABSENT
    page = text_of(web.get(f"/kasus/{case_id}/panggilan"))
    assert "Surat panggilan kedua" in page
    assert 'value="Ruang rapat"' in page


def test_unfinished_record_keeps_what_was_typed(web: Rehearsal, house: ConductHouse):
    case_id = house.open_case()
    house.summon(case_id)
    web.enter(house.head, later(2))
    typed = {"question": ["Sehat?", "Apa yang terjadi?"], "answer": ["Ya, sehat.", ""]}
    answer = web.post(f"/kasus/{case_id}/pemeriksaan", came="1", signed="1", **typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'Tulis jawaban atas pertanyaan "Apa yang terjadi?"' in page
    assert "Ya, sehat." in page


PAGES = (
    "/kasus/{case}",
    "/kasus/{case}/panggilan",
    "/kasus/{case}/panggilan/terima",
    "/kasus/{case}/pemeriksaan",
    "/kasus/{case}/keputusan",
    "/kasus/{case}/tidak-terbukti",
    "/kasus/{case}/penyampaian",
)
VERBS = (
    "/kasus/{case}/panggilan",
    "/kasus/{case}/pemeriksaan",
    "/kasus/{case}/tanggapan",
    "/kasus/{case}/keputusan",
    "/kasus/{case}/keputusan/tetapkan",
    "/kasus/{case}/laporkan",
    "/kasus/{case}/tidak-terbukti",
    "/kasus/{case}/penyampaian",
    "/kasus/{case}/tutup",
)
FORMS = {
    "exam_on": "2026-11-25",
    "place": "Ruang rapat",
    "came": "1",
    "received": "1",
    "received_on": "2026-11-27",
    **DECISION,
}


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "chief"])
def test_third_person_finds_nothing(web: Rehearsal, house: ConductHouse, who: str):
    case_id = house.reported()
    web.enter(getattr(house, who), later(4))
    for path in PAGES:
        assert web.get(path.format(case=case_id)).status_code == 404, path
    for path in VERBS:
        assert web.post(path.format(case=case_id), **FORMS).status_code == 404, path
    assert "KD-2026" not in text_of(web.get("/kasus"))
    if who != "staff":
        assert web.get(f"/kasus-saya/{case_id}").status_code == 404
        for verb in ("tanggapan", "keberatan"):
            assert web.post(f"/kasus-saya/{case_id}/{verb}", text="x").status_code == 404


def test_reader_looks_on_and_takes_no_step(web: Rehearsal, house: ConductHouse):
    case_id = house.reported()
    web.enter(house.officer, later(4))
    assert web.get(f"/kasus/{case_id}").status_code == 200
    assert house.staff.name in text_of(web.get("/kasus"))
    for path in PAGES[1:]:
        assert web.get(path.format(case=case_id)).status_code == 404, path
    for path in VERBS:
        assert web.post(path.format(case=case_id), **FORMS).status_code == 404, path


def test_file_shows_what_waits_with_its_article(web: Rehearsal, house: ConductHouse):
    case_id = house.open_case()
    page = text_of(web.enter(house.head).get(f"/kasus/{case_id}"))
    assert "Buat surat panggilan lebih dulu. (Pasal 26 ayat (1) PP 94/2021)" in page
    assert f"/kasus/{case_id}/panggilan" in page
    assert f"/kasus/{case_id}/pemeriksaan" not in page


def test_late_fact_stands_on_the_file_with_its_remedy(web: Rehearsal, house: ConductHouse):
    case_id = house.open_case()
    house.summon(case_id, letter_on=date(2026, 11, 3), exam_on=date(2026, 11, 20))
    page = text_of(web.enter(house.head).get(f"/kasus/{case_id}"))
    assert "Cacat prosedur" in page
    assert "Buat surat panggilan baru dalam batas waktu" in page


def test_step_that_is_not_open_leads_back_to_the_file(web: Rehearsal, house: ConductHouse):
    case_id = house.open_case()
    answer = web.enter(house.head).get(f"/kasus/{case_id}/keputusan")
    assert answer.location == f"/kasus/{case_id}"


def test_medium_case_is_reported_up_from_the_file(
    web: Rehearsal, house: ConductHouse, session: Session
):
    case_id = house.reported(code="L5m", impact=Impact.INSTANSI)
    page = text_of(web.enter(house.head, later(4)).get(f"/kasus/{case_id}"))
    assert "hasil pemeriksaan wajib dilaporkan (Pasal 27 PP 94/2021)" in page
    web.post(f"/kasus/{case_id}/laporkan")
    assert case_of(session).state is CaseState.REFERRED


def test_person_reads_replies_objects_and_sees_who_looked(
    web: Rehearsal, house: ConductHouse, session: Session
):
    case_id = house.examined()
    web.enter(house.head, later(3)).get(f"/kasus/{case_id}")
    page = text_of(web.enter(house.staff).get(f"/kasus-saya/{case_id}"))
    assert "paling lambat 2 Desember 2026" in page
    assert "Unduh salinan berita acara" in page
    assert house.head.name in page
    assert web.post(f"/kasus-saya/{case_id}/tanggapan", text=" ").status_code == 422
    assert "menunggu tanggapan Anda" in text_of(web.get("/"))
    web.post(f"/kasus-saya/{case_id}/tanggapan", text="Saya menyesal.")
    web.give_password(house.head)
    web.enter(house.head, later(4))
    web.post(f"/kasus/{case_id}/laporan-hasil", **FINDINGS)
    web.post(f"/kasus/{case_id}/keputusan/tetapkan", password=PASSWORD, **DECISION)
    page = text_of(web.enter(house.staff).get(f"/kasus-saya/{case_id}"))
    assert "Menunggu keputusan" in page
    assert "eguran tertulis" not in page
    web.enter(house.head)
    web.post(f"/kasus/{case_id}/penyampaian", received="1", received_on="2026-11-27")
    page = text_of(web.enter(house.staff).get(f"/kasus-saya/{case_id}"))
    assert "Teguran tertulis" in page
    assert "paling lambat 17 Desember 2026" in page
    web.post(f"/kasus-saya/{case_id}/keberatan", text="Saya berkeberatan.")
    assert case_of(session).state is CaseState.SUSPENDED


def test_no_name_stands_in_addresses_or_logs(
    web: Rehearsal, house: ConductHouse, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        case_id = house.decided()
        web.enter(house.head, later(4))
        pages = [web.get("/kasus"), web.get(f"/kasus/{case_id}"), web.get("/laporan")]
    for page in pages:
        addresses = " ".join(part.split('"')[0] for part in text_of(page).split('href="')[1:])
        assert house.staff.name not in addresses
    assert house.staff.name not in caplog.text
    assert str(house.staff.nip) not in caplog.text
