"""Pages beside the way of a case: team, evidence, another letter, kept answers, ethics."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.commands import GivenAnswer
from ledger.models.cases import Case, Examination
from ledger.models.ethics import EthicsCase
from ledger.models.examinations import ExaminationTeam
from ledger.models.people import Person
from ledger.services.cases import saved_answers
from tests.conduct import REASON, ConductHouse, later
from tests.factories import make_unit
from tests.rehearsals import Rehearsal, rehearsing, text_of

PLACES = ("tim", "bukti", "panggilan/ganti", "panggilan/terima", "pembebasan")
VERBS = (*PLACES, "bukti/dibaca", "pemeriksaan/tanda-tangan")


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def seats(house: ConductHouse, **changes: str) -> dict[str, str]:
    values = {
        "oversight": house.inspector.nip,
        "personnel": house.officer.nip,
        "chair": "superior",
        "letter_number": "800/77/2026",
        "formed_on": "2026-11-23",
    }
    return {**values, **changes}


def test_team_is_formed_from_the_file_and_its_members_act(web, house, session):
    case_id = house.open_case(code="L5k")
    page = text_of(web.enter(house.head).get(f"/kasus/{case_id}"))
    assert f"/kasus/{case_id}/tim" in page
    low = web.post(f"/kasus/{case_id}/tim", **seats(house, personnel=house.mate.nip))
    assert low.status_code == 422
    assert "tidak boleh memeriksa" in text_of(low)
    assert "800/77/2026" in text_of(low)
    web.post(f"/kasus/{case_id}/tim", **seats(house))
    assert session.scalars(select(ExaminationTeam)).one().formed_by == house.governor.id
    page = text_of(web.enter(house.inspector).get(f"/kasus/{case_id}"))
    assert "Unsur pengawasan" in page
    assert f"/kasus/{case_id}/panggilan" in page


def test_answers_typed_so_far_come_back_after_a_lost_line(web, house, session):
    case_id = house.open_case()
    house.summon(case_id)
    web.enter(house.head, later(2))
    typed = {
        "question": ["Apa yang terjadi?"],
        "answer": ["Saya keluar tanpa"],
        "correction": ["Hanya sebentar"],
    }
    path = f"/kasus/{case_id}/pemeriksaan"
    kept = web.post(path, came="1", action="autosave", **typed)
    assert text_of(kept) == "Jawaban tersimpan."
    assert "Saya keluar tanpa" in text_of(web.get(path))
    # A refusal of the whole form keeps them too.
    answer = web.post(path, came="1", signed="0", **{**typed, "answer": ["Saya keluar."]})
    assert answer.status_code == 422
    assert "Hanya sebentar</textarea>" in text_of(answer)
    assert saved_answers(case_id) == [
        GivenAnswer("Apa yang terjadi?", "Saya keluar.", "Hanya sebentar")
    ]
    assert session.scalars(select(Examination)).all() == []


def test_evidence_is_added_with_its_file_and_marked_as_read(web, house):
    case_id = house.examined()
    web.enter(house.head, later(3))
    path = f"/kasus/{case_id}/bukti"
    wrong = web.post(path, kind="photo", title="Foto loket", evidence=(BytesIO(b"MZ"), "foto.exe"))
    assert wrong.status_code == 422
    assert "Foto loket" in text_of(wrong)
    web.post(path, kind="photo", title="Foto loket", evidence=(BytesIO(b"%PDF-1.7"), "a.pdf"))
    page = text_of(web.get(path))
    assert "Foto loket" in page
    assert house.head.name in page
    page = text_of(web.enter(house.officer).get(path))
    assert "Tandai semua sudah saya baca" in page
    web.post(f"{path}/dibaca")
    assert house.officer.name in text_of(web.get(path))


def test_correction_of_an_answer_goes_from_the_form_into_the_record(web, house, session):
    case_id = house.open_case()
    house.summon(case_id)
    web.enter(house.head, later(2))
    typed = {"question": ["Berapa lama?", ""], "answer": ["Dua jam.", ""]}
    path, corrections = f"/kasus/{case_id}/pemeriksaan", ["", "Satu jam."]
    alone = web.post(path, came="1", signed="1", correction=corrections, **typed)
    assert alone.status_code == 422
    assert "Tulis pertanyaan 2" in text_of(alone)
    assert "Satu jam.</textarea>" in text_of(alone)
    web.post(path, came="1", signed="1", correction=corrections[::-1], **typed)
    exam = session.scalars(select(Examination)).one()
    assert exam.questions == [GivenAnswer("Berapa lama?", "Dua jam.", "Satu jam.")._asdict()]
    house.answer(case_id)
    web.enter(house.head, later(3))
    assert "Pembetulan: Satu jam." in text_of(web.get(f"/kasus/{case_id}/laporan-hasil"))


def test_receipt_of_the_letter_is_recorded_from_the_file(web, house, session):
    case_id = house.open_case()
    path = f"/kasus/{case_id}/panggilan/terima"
    assert web.enter(house.head).get(path).status_code == 404
    house.summon(case_id)
    for third in (house.staff, house.mate, house.stranger, house.officer):
        web.enter(third, later(1))
        assert web.get(path).status_code == 404
        assert web.post(path, received_on="2026-11-24").status_code == 404
    web.enter(house.head, later(1))
    assert path in text_of(web.get(f"/kasus/{case_id}"))
    typed = {"received_on": "2026-11-24", "handed_by": "Sekretaris dinas", "taken": "0"}
    for wrong, words in (
        ({"received_on": "2026-11-22"}, "sebelum tanggal surat panggilan, yaitu 23 November 2026"),
        ({"received_on": "2026-11-25"}, "setelah hari ini, 24 November 2026"),
        ({"refusal_note": " "}, "Tulis siapa yang menolak dan alasannya"),
        ({"taken": "1"}, "Tulis siapa yang menerima surat"),
        ({"handed_by": ""}, "Tulis siapa yang menyerahkan surat"),
    ):
        answer = web.post(path, **{"refusal_note": "Menolak membuka pintu.", **typed, **wrong})
        page = text_of(answer)
        assert answer.status_code == 422
        assert words in page
        assert "Sekretaris dinas" in page or wrong == {"handed_by": ""}
        assert "Menolak membuka pintu." in page or "refusal_note" in wrong
    web.post(path, refusal_note="Menolak membuka pintu.", **typed)
    page = text_of(web.get(f"/kasus/{case_id}"))
    assert "Menolak membuka pintu." in page
    assert "Surat panggilan ditolak penerimanya" in page
    assert "Sekretaris dinas" in text_of(web.get(path))
    assert "Menolak membuka pintu." in text_of(
        web.enter(house.staff, later(1)).get(f"/kasus-saya/{case_id}")
    )
    house.examine(case_id)
    assert web.enter(house.head, later(3)).get(path).status_code == 404


def test_letter_is_replaced_from_the_file(web, house, session):
    case_id = house.open_case()
    house.summon(case_id)
    web.enter(house.head, later(1))
    path = f"/kasus/{case_id}/panggilan/ganti"
    page = text_of(web.get(path))
    assert "Ruang rapat" in page
    typed = {
        "exam_on": "2026-11-30",
        "place": "Aula",
        "reason": "Pegawai sakit dengan surat dokter.",
    }
    far = web.post(path, **{**typed, "exam_on": "2026-12-20"})
    assert far.status_code == 422
    assert "Pasal 26" in text_of(far)
    web.post(path, **typed)
    session.expire_all()
    case = session.scalars(select(Case)).one()
    assert (case.state, case.summonses[0].exam_on) == (CaseState.SUMMONED, date(2026, 11, 30))


@pytest.mark.parametrize("who", ["staff", "mate", "stranger"])
def test_third_person_finds_none_of_it(web, house, who: str):
    case_id = house.examined()
    web.enter(getattr(house, who), later(3))
    for place in PLACES:
        assert web.get(f"/kasus/{case_id}/{place}").status_code == 404, place
    for verb in VERBS:
        fields = {**seats(house), "kind": "photo", "title": "x", "place": "x", "acting": "x"}
        assert web.post(f"/kasus/{case_id}/{verb}", **fields).status_code == 404, verb


def test_case_of_ethics_walks_on_one_page(web, house, session):
    web.enter(house.officer)
    told = {"provision": "Santun", "narrative": "Mengejek rekan", "happened_on": "2026-11-10"}
    answer = web.post("/kode-etik/baru", subject=house.staff.nip, **told)
    path = answer.location
    page = text_of(web.get(path))
    assert "Satu NIP setiap baris" in page
    people = "\n".join((house.head.nip, house.officer.nip, house.inspector.nip))
    unknown = web.post(f"{path}/majelis", letter_number="800/5", members="123")
    assert unknown.status_code == 422
    web.post(f"{path}/majelis", letter_number="800/5", members=people)
    soon = web.post(f"{path}/panggilan", hearing_on="2026-11-25", place="Aula")
    assert soon.status_code == 422
    assert "paling cepat 30 November 2026" in text_of(soon)
    web.post(f"{path}/panggilan", hearing_on="2026-11-30", place="Aula")
    web.enter(house.officer, later(7))
    web.post(f"{path}/sidang", came="1", hearing="Pegawai mengakui perbuatannya.")
    words = {"reason": "Diakui dan disaksikan dua orang.", "statement": "Menyatakan menyesal"}
    web.post(f"{path}/putusan", outcome="open", recommends_case="1", **words)
    page = text_of(web.get(path))
    assert "Sanksi moral secara terbuka" in page
    assert "PP 94/2021" in page
    assert session.scalars(select(EthicsCase.state)).one() == "decided"
    assert "KE-2026" in text_of(web.get("/kode-etik"))
    web.enter(house.staff)
    assert web.get(path).status_code == 404
    assert "KE-2026" not in text_of(web.get("/kode-etik"))
    for verb in ("majelis", "panggilan", "sidang", "putusan"):
        fields = {"came": "1", "hearing": "x" * 30, "outcome": "none", "members": "1"}
        assert web.post(f"{path}/{verb}", **fields).status_code == 404


def test_case_is_ended_without_a_sanction_from_the_file(web, house, session):
    case_id = house.open_case()
    path = f"/kasus/{case_id}/hentikan"
    assert path in text_of(web.enter(house.officer).get(f"/kasus/{case_id}"))
    short = web.post(path, ground="wrong_person", reason="Keliru")
    assert short.status_code == 422
    assert "Keliru</textarea>" in text_of(short)
    web.post(path, ground="wrong_person", reason="Laporan itu tentang pegawai lain bernama sama.")
    session.expire_all()
    assert session.get_one(Case, case_id).state is CaseState.DISCONTINUED
    page = text_of(web.get(f"/kasus/{case_id}"))
    assert "Orangnya keliru" in page
    assert path not in page


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "inspector"])
def test_nobody_else_finds_the_page_that_ends_a_case(web, house, who):
    path = f"/kasus/{house.open_case()}/hentikan"
    assert web.enter(getattr(house, who)).get(path).status_code == 404


def test_hr_is_offered_a_plh_for_the_post_that_a_release_left(web, house, session):
    section = make_unit(house.agency, house.bidang, name="Seksi Loket")
    case_id = house.open_case(code="L5k")
    house.form_team(case_id)
    house.summon(case_id)
    house.examine(case_id)
    typed = {"letter_number": "800/91/2026", "acting": house.mate.nip or "", "reason": REASON}
    web.enter(house.head, later(2)).post(f"/kasus/{case_id}/pembebasan", **typed)
    with transaction() as work:
        head = work.get_one(Person, house.staff.id)
        head.unit_id, head.is_unit_head = section.id, True
    link = f"/penugasan/baru?unit={section.id}&kapasitas=plh&mulai=2026-11-25"
    assert "/penugasan/baru" not in text_of(web.get(f"/kasus/{case_id}"))
    assert link in text_of(web.enter(house.officer, later(2)).get(f"/kasus/{case_id}"))
    form = text_of(web.get(link))
    for known in (f'<option value="{section.id}" selected', 'value="2026-11-25"', 'value="plh"'):
        assert known in form
    assert web.get("/penugasan/baru?unit=x&mulai=x&kapasitas=x").status_code == 200
    post = {"unit_id": str(section.id), "capacity": "plh", "valid_from": "2026-11-25"}
    post |= {"person": house.mate.nip or "", "letter_number": "800/92/2026"}
    assert web.post("/penugasan/baru", **post).status_code == 303
    assert "/penugasan/baru" not in text_of(web.get(f"/kasus/{case_id}"))
