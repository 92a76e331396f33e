"""The pages of conduct: the fast lane in six screens, and 404 for everybody who is not in it."""

import io
import logging
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.blueprints import absences, cases, home, own_cases, violations
from ledger.blueprints.guards import SignedIn
from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Impact
from ledger.extensions import login_manager
from ledger.gateways.passwords import hash_password
from ledger.models.cases import Case, Sanction
from ledger.models.nominations import Evidence
from ledger.models.people import Account, Person
from ledger.models.violations import AbsenceDay, ViolationReport
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW
from tests.statements import listening

PASSWORD = "dua belas ekor kuda laut"
PDF = b"%PDF-1.7 bukti"


class Browser:
    """A browser in which anybody of the house can be signed in, at any time of the story."""

    def __init__(self, client: FlaskClient, house: ConductHouse) -> None:
        self.client, self.house = client, house
        self.moment, self.actors = NOW, {}

    def now(self) -> datetime:
        return self.moment

    def enter(self, person: Person, moment: datetime | None = None) -> "Browser":
        self.moment = moment or self.moment
        self.actors["me"] = self.house.actor(person)
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = "me", True
        return self

    def get(self, path: str):
        return self.client.get(path, headers={"Accept-Language": "id"})

    def post(self, path: str, **typed):
        return self.client.post(path, data=typed, headers={"Accept-Language": "id"})


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with app.test_client() as client:
        browser = Browser(client, house)
        monkeypatch.setattr(
            login_manager,
            "_user_callback",
            lambda key: SignedIn(key, browser.actors[key]) if key in browser.actors else None,
        )
        for module in (absences, cases, home, own_cases, violations):
            monkeypatch.setattr(module, "now", browser.now)
        yield browser


def text_of(answer) -> str:
    return unescape(answer.get_data(as_text=True))


def give_password(house: ConductHouse, person: Person) -> None:
    with transaction() as work:
        account = work.get(Account, house.actor(person).account_id)
        account.password_hash = hash_password(PASSWORD)


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
DECISION = {"kind": "R2", "reason": REASON, "mitigating": "Mengakui perbuatannya"}


def test_superiors_information_becomes_a_keputusan_in_six_screens(
    web: Browser, house: ConductHouse, session: Session
):
    give_password(house, house.head)
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
    # 5 the decision
    web.enter(house.head, later(4))
    assert "Saya menyesal." in text_of(web.get(f"/kasus/{case.id}/keputusan"))
    page = text_of(web.post(f"/kasus/{case.id}/keputusan", **DECISION))
    # 6 stated once more
    assert house.staff.name in page
    assert "Teguran tertulis" in page
    assert "18 Desember 2026" in page
    assert "17 Desember 2026" in page
    answer = web.post(f"/kasus/{case.id}/keputusan/tetapkan", password=PASSWORD, **DECISION)
    assert answer.location == f"/kasus/{case.id}"
    assert case_of(session).state is CaseState.DECIDED
    assert session.scalars(select(Sanction.kind)).one() == "R2"


def test_decision_needs_the_password_again(web: Browser, house: ConductHouse, session: Session):
    case_id = house.replied()
    give_password(house, house.head)
    web.enter(house.head, later(4))
    answer = web.post(f"/kasus/{case_id}/keputusan/tetapkan", password="salah", **DECISION)
    assert answer.status_code == 422
    assert "Kata sandi" in text_of(answer)
    assert session.scalars(select(Sanction)).all() == []


def test_decision_goes_back_with_its_answers(web: Browser, house: ConductHouse):
    case_id = house.replied()
    web.enter(house.head, later(4))
    page = text_of(web.post(f"/kasus/{case_id}/keputusan", mend="1", **DECISION))
    assert REASON in page
    assert 'value="R2" checked' in page


def test_refused_decision_keeps_the_answers(web: Browser, house: ConductHouse):
    case_id = house.examined()
    give_password(house, house.head)
    web.enter(house.head, later(4))
    answer = web.post(f"/kasus/{case_id}/keputusan/tetapkan", password=PASSWORD, **DECISION)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "masih berhak menanggapi sampai dengan 2 Desember 2026" in page
    assert REASON in page


def test_late_summons_is_refused_with_article_and_last_day(web: Browser, house: ConductHouse):
    case_id = house.open_case()
    web.enter(house.head)
    answer = web.post(f"/kasus/{case_id}/panggilan", exam_on="2026-12-14", place="Ruang rapat")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "2 Desember 2026" in page
    assert "Pasal 26 ayat (2) PP 94/2021" in page
    assert 'value="2026-12-14"' in page


def test_absence_from_the_examination_opens_the_second_letter(
    web: Browser, house: ConductHouse, session: Session
):
    case_id = house.open_case()
    house.summon(case_id)
    web.enter(house.head, later(2))
    web.post(f"/kasus/{case_id}/pemeriksaan", came="0", question=["Apa?"], answer=[""])
    assert case_of(session).state is CaseState.ABSENT
    page = text_of(web.get(f"/kasus/{case_id}/panggilan"))
    assert "Surat panggilan kedua" in page
    assert 'value="Ruang rapat"' in page


def test_unfinished_record_keeps_what_was_typed(web: Browser, house: ConductHouse):
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
def test_third_person_finds_nothing(web: Browser, house: ConductHouse, who: str):
    case_id = house.replied()
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


def test_reader_looks_on_and_takes_no_step(web: Browser, house: ConductHouse):
    case_id = house.replied()
    web.enter(house.officer, later(4))
    assert web.get(f"/kasus/{case_id}").status_code == 200
    assert house.staff.name in text_of(web.get("/kasus"))
    for path in PAGES[1:]:
        assert web.get(path.format(case=case_id)).status_code == 404, path
    for path in VERBS:
        assert web.post(path.format(case=case_id), **FORMS).status_code == 404, path


def test_file_shows_what_waits_with_its_article(web: Browser, house: ConductHouse):
    case_id = house.open_case()
    page = text_of(web.enter(house.head).get(f"/kasus/{case_id}"))
    assert "Buat surat panggilan lebih dulu. (Pasal 26 ayat (1) PP 94/2021)" in page
    assert f"/kasus/{case_id}/panggilan" in page
    assert f"/kasus/{case_id}/pemeriksaan" not in page


def test_late_fact_stands_on_the_file_with_its_remedy(web: Browser, house: ConductHouse):
    case_id = house.open_case()
    house.summon(case_id, letter_on=date(2026, 11, 3), exam_on=date(2026, 11, 20))
    page = text_of(web.enter(house.head).get(f"/kasus/{case_id}"))
    assert "Cacat prosedur" in page
    assert "Buat surat panggilan baru dalam batas waktu" in page


def test_step_that_is_not_open_leads_back_to_the_file(web: Browser, house: ConductHouse):
    case_id = house.open_case()
    answer = web.enter(house.head).get(f"/kasus/{case_id}/keputusan")
    assert answer.location == f"/kasus/{case_id}"


def test_medium_case_is_reported_up_from_the_file(
    web: Browser, house: ConductHouse, session: Session
):
    case_id = house.replied(code="L5m", impact=Impact.INSTANSI)
    page = text_of(web.enter(house.head, later(4)).get(f"/kasus/{case_id}"))
    assert "wajib tim pemeriksa (Pasal 29 PP 94/2021)" in page
    web.post(f"/kasus/{case_id}/laporkan")
    assert case_of(session).state is CaseState.REFERRED


def test_person_reads_replies_objects_and_sees_who_looked(
    web: Browser, house: ConductHouse, session: Session
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
    give_password(house, house.head)
    web.enter(house.head, later(4))
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


def test_report_asks_which_of_several_and_keeps_the_rest(
    web: Browser, house: ConductHouse, session: Session
):
    web.enter(house.mate)
    answer = web.post("/laporan/baru", subject="a", **REPORT)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Pegawai yang mana?" in page
    assert REPORT["narrative"] in page
    web.post("/laporan/baru", subject="a", subject_id=str(house.staff.id), **REPORT)
    assert session.scalars(select(ViolationReport.subject_id)).one() == house.staff.id


def test_report_keeps_its_evidence_and_refuses_other_files(
    web: Browser, house: ConductHouse, session: Session
):
    web.enter(house.mate)
    bad = (io.BytesIO(b"<script>alert(1)</script>"), "bukti.pdf")
    answer = web.post("/laporan/baru", subject=house.staff.nip, evidence=bad, **REPORT)
    assert answer.status_code == 422
    assert "Berkas harus PDF, JPG, atau PNG" in text_of(answer)
    assert session.scalars(select(ViolationReport)).all() == []
    good = (io.BytesIO(PDF), "bukti.pdf")
    web.post("/laporan/baru", subject=house.staff.nip, evidence=good, **REPORT)
    assert session.scalars(select(Evidence.file_name)).one() == "bukti.pdf"


def test_reporter_sees_how_far_it_is_and_not_what_was_found(web: Browser, house: ConductHouse):
    report_id = house.report()
    page = text_of(web.enter(house.mate).get(f"/laporan/{report_id}"))
    assert "Menunggu telaah atasan" in page
    house.assess(report_id)
    page = text_of(web.get(f"/laporan/{report_id}"))
    assert "Sudah ditelaah" in page
    assert REASON not in page


@pytest.mark.parametrize("who", ["staff", "stranger", "chief", "officer"])
def test_report_is_hidden_from_third_persons(web: Browser, house: ConductHouse, who: str):
    report_id, complaint_id = house.report(), house.complain()
    web.enter(getattr(house, who))
    form = {"assessment": "dismiss", "reason": REASON}
    for path in (f"/laporan/{report_id}", f"/laporan/pengaduan/{complaint_id}"):
        assert web.get(path).status_code == 404
        assert web.post(path, **form).status_code == 404
    page = text_of(web.get("/laporan"))
    assert REPORT["narrative"] not in page
    assert who == "staff" or house.staff.name not in page


def test_levy_is_never_talked_away_and_the_page_says_why(web: Browser, house: ConductHouse):
    report_id = house.report(code="L5g")
    web.enter(house.head)
    assert "selalu diperiksa sebagai kasus" in text_of(web.get(f"/laporan/{report_id}"))
    form = {"assessment": "no_suspicion", "reason": REASON}
    answer = web.post(f"/laporan/{report_id}", **form)
    assert answer.status_code == 422
    assert "Pasal 5 huruf g" in text_of(answer)
    assert REASON in text_of(answer)


def test_complaint_is_assessed_on_the_same_screen(
    web: Browser, house: ConductHouse, session: Session
):
    path = f"/laporan/pengaduan/{house.complain()}"
    web.enter(house.head)
    form = {"assessment": "suspected", "reason": REASON, "impact": "unit"}
    assert web.post(path, **form).status_code == 422
    answer = web.post(path, code="K3f", **form)
    assert answer.location == f"/kasus/{case_of(session).id}/panggilan"


def test_lists_count_what_waits(web: Browser, house: ConductHouse):
    house.report()
    house.absent(date(2026, 11, 2), date(2026, 11, 3))
    page = text_of(web.enter(house.head).get("/"))
    assert "1 laporan menunggu penelaahan Anda" in page
    assert "1 pegawai menunggu keterangan ketidakhadiran" in page
    page = text_of(web.enter(house.head, later(8)).get("/laporan"))
    assert "Pasal 28 PP 94/2021" in page


def test_absence_days_are_explained_for_one_person_at_a_time(
    web: Browser, house: ConductHouse, session: Session
):
    house.absent(*(date(2026, 11, day) for day in range(2, 6)))
    web.enter(house.head)
    assert house.staff.name in text_of(web.get("/ketidakhadiran"))
    path = f"/ketidakhadiran/{house.staff.id}"
    ids = [str(one) for one in session.scalars(select(AbsenceDay.id))]
    assert web.post(path, reason="without_reason").status_code == 422
    assert web.post(path, days=ids[:1], reason="other").status_code == 422
    answer = web.post(path, days=ids[:1], reason="leave", note="Cuti 12")
    assert answer.location == "/ketidakhadiran"
    answer = web.post(path, days=ids[1:], reason="without_reason")
    assert answer.location == f"/kasus/{case_of(session).id}/panggilan"
    assert "Cuti: Cuti 12" in text_of(web.get(path))


@pytest.mark.parametrize("who", ["chief", "mate"])
def test_absences_of_others_are_hidden(web: Browser, house: ConductHouse, who: str):
    house.absent(date(2026, 11, 2))
    answer = web.enter(getattr(house, who)).get(f"/ketidakhadiran/{house.staff.id}")
    assert answer.status_code == (404 if who == "chief" else 403)


def test_narrative_is_shown_harmlessly(web: Browser, house: ConductHouse):
    report_id = house.report(narrative="<script>alert(1)</script> meninggalkan loket")
    page = web.enter(house.head).get(f"/laporan/{report_id}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_no_name_stands_in_addresses_or_logs(
    web: Browser, house: ConductHouse, caplog: pytest.LogCaptureFixture
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


def test_pages_take_few_statements(web: Browser, house: ConductHouse):
    house.replied()
    house.report()
    house.absent(date(2026, 11, 2))
    web.enter(house.head, later(4))
    for path, most in (("/kasus", 12), ("/laporan", 12), ("/ketidakhadiran", 12)):
        web.get(path)
        with listening() as statements:
            web.get(path)
        assert len(statements) <= most, path
