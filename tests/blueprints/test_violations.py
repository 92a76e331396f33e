"""The pages of reports and absence days: who may send, who may assess, what is kept."""

import io
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.evidence import FILES_MAX
from ledger.models.cases import Allegation, Case
from ledger.models.nominations import Evidence
from ledger.models.violations import AbsenceDay, ViolationReport
from tests.conduct import REASON, ConductHouse, later
from tests.rehearsals import Rehearsal, rehearsing, text_of
from tests.statements import listening

PDF = b"%PDF-1.7 bukti"
REPORT = {
    "code": "K3e",
    "impact": "unit",
    "narrative": "Meninggalkan loket selama tiga jam tanpa izin",
    "happened_on": "2026-11-10",
    "known_on": "2026-11-12",
}


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


def test_report_asks_which_of_several_and_keeps_the_rest(
    web: Rehearsal, house: ConductHouse, session: Session
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
    web: Rehearsal, house: ConductHouse, session: Session
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


def test_report_sent_twice_is_one_report(web: Rehearsal, house: ConductHouse, session: Session):
    web.enter(house.mate)
    sent = {"subject": house.staff.nip, **REPORT}
    first = web.post("/laporan/baru", **sent)
    assert web.post("/laporan/baru", **sent).location == first.location
    web.post("/laporan/baru", **{**sent, "narrative": "Meninggalkan loket lagi tanpa izin"})
    assert len(session.scalars(select(ViolationReport)).all()) == 2


def test_report_with_too_many_files_leaves_nothing_half_written(
    web: Rehearsal, house: ConductHouse, session: Session
):
    web.enter(house.mate)
    many = [(io.BytesIO(PDF + bytes([48 + n])), f"{n}.pdf") for n in range(FILES_MAX + 1)]
    answer = web.post("/laporan/baru", subject=house.staff.nip, evidence=many, **REPORT)
    assert answer.status_code == 422
    assert "Paling banyak 5 berkas" in text_of(answer)
    assert session.scalars(select(ViolationReport)).all() == []
    assert session.scalars(select(Evidence)).all() == []


def test_reporter_sees_how_far_it_is_and_not_what_was_found(web: Rehearsal, house: ConductHouse):
    report_id = house.report()
    page = text_of(web.enter(house.mate).get(f"/laporan/{report_id}"))
    assert "Menunggu telaah atasan" in page
    house.assess(report_id)
    page = text_of(web.get(f"/laporan/{report_id}"))
    assert "Sudah ditelaah" in page
    assert REASON not in page


@pytest.mark.parametrize("who", ["staff", "stranger", "chief", "officer"])
def test_report_is_hidden_from_third_persons(web: Rehearsal, house: ConductHouse, who: str):
    report_id, complaint_id = house.report(), house.complain()
    web.enter(getattr(house, who))
    form = {"assessment": "dismiss", "reason": REASON}
    for path in (f"/laporan/{report_id}", f"/laporan/pengaduan/{complaint_id}"):
        assert web.get(path).status_code == 404
        assert web.post(path, **form).status_code == 404
    page = text_of(web.get("/laporan"))
    assert REPORT["narrative"] not in page
    assert who == "staff" or house.staff.name not in page


def test_levy_is_never_talked_away_and_the_page_says_why(web: Rehearsal, house: ConductHouse):
    report_id = house.report(code="L5g")
    web.enter(house.head)
    assert "selalu diperiksa sebagai kasus" in text_of(web.get(f"/laporan/{report_id}"))
    form = {"assessment": "no_suspicion", "reason": REASON}
    answer = web.post(f"/laporan/{report_id}", **form)
    assert answer.status_code == 422
    assert "Pasal 5 huruf g" in text_of(answer)
    assert REASON in text_of(answer)


def test_complaint_is_assessed_on_the_same_screen(
    web: Rehearsal, house: ConductHouse, session: Session
):
    path = f"/laporan/pengaduan/{house.complain()}"
    web.enter(house.head)
    form = {"assessment": "suspected", "reason": REASON, "impact": "unit"}
    assert web.post(path, **form).status_code == 422
    answer = web.post(path, code="K3f", **form)
    assert answer.location == f"/kasus/{case_of(session).id}/panggilan"


def test_hour_and_place_go_from_the_report_into_the_case(
    web: Rehearsal, house: ConductHouse, session: Session
):
    told = {**REPORT, "happened_at": "9:30", "place": "Loket dua"}
    web.enter(house.mate)
    wrong = web.post("/laporan/baru", subject=house.staff.nip, **{**told, "happened_at": "pagi"})
    assert wrong.status_code == 422
    assert "Tulis jam seperti 09.30" in text_of(wrong)
    assert 'value="pagi"' in text_of(wrong)
    path = web.post("/laporan/baru", subject=house.staff.nip, **told).location
    page = text_of(web.enter(house.head).get(path))
    assert 'value="09.30"' in page
    assert 'value="Loket dua"' in page
    word = {"assessment": "suspected", "reason": REASON, "happened_at": "9.30-8.00"}
    turned = web.post(path, **word)
    assert turned.status_code == 422
    assert "Jam selesai harus sesudah jam mulai" in text_of(turned)
    web.post(path, **{**word, "happened_at": "9.30-11.00", "place": "Loket tiga"})
    allegation = session.scalars(select(Allegation)).one()
    assert (allegation.happened_at, allegation.place) == ("09.30-11.00", "Loket tiga")
    page = text_of(web.get(f"/kasus/{allegation.case_id}"))
    assert "pukul 09.30-11.00" in page
    assert "Loket tiga" in page


def test_hour_and_place_of_a_complaint_are_told_by_the_superior(
    web: Rehearsal, house: ConductHouse, session: Session
):
    path = f"/laporan/pengaduan/{house.complain()}"
    form = {"assessment": "suspected", "reason": REASON, "impact": "unit", "code": "K3f"}
    web.enter(house.head).post(path, happened_at="10.15", place="Ruang tunggu", **form)
    allegation = session.scalars(select(Allegation)).one()
    assert (allegation.happened_at, allegation.place) == ("10.15", "Ruang tunggu")


def test_lists_count_what_waits(web: Rehearsal, house: ConductHouse):
    house.report()
    house.absent(date(2026, 11, 2), date(2026, 11, 3))
    page = text_of(web.enter(house.head).get("/"))
    assert "1 laporan menunggu telaah Anda" in page
    assert "1 pegawai menunggu keterangan ketidakhadiran" in page
    page = text_of(web.enter(house.head, later(8)).get("/laporan"))
    assert "Pasal 28 PP 94/2021" in page


def test_absence_days_are_explained_for_one_person_at_a_time(
    web: Rehearsal, house: ConductHouse, session: Session
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
def test_absences_of_others_are_hidden(web: Rehearsal, house: ConductHouse, who: str):
    house.absent(date(2026, 11, 2))
    answer = web.enter(getattr(house, who)).get(f"/ketidakhadiran/{house.staff.id}")
    assert answer.status_code == (404 if who == "chief" else 403)


def test_narrative_is_shown_harmlessly(web: Rehearsal, house: ConductHouse):
    report_id = house.report(narrative="<script>alert(1)</script> meninggalkan loket")
    page = web.enter(house.head).get(f"/laporan/{report_id}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


#: What knowing the visitor takes on any page: the session, the roles, the posts.
VISITOR = 3


def test_pages_take_few_statements(web: Rehearsal, house: ConductHouse):
    house.replied()
    house.report()
    house.absent(date(2026, 11, 2))
    web.enter(house.head, later(4))
    for path, most in (("/kasus", 12), ("/laporan", 12), ("/ketidakhadiran", 12)):
        web.get(path)
        with listening() as statements:
            web.get(path)
        assert len(statements) - VISITOR <= most, path
