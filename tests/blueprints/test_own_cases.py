"""The person's own side: what they type stays, what they send has files, nobody else looks on."""

import io
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.catalogue import Impact
from ledger.domain.violations import Assess, Assessment
from ledger.models.events import Draft
from ledger.models.nominations import Evidence
from ledger.models.proposals import Reply
from ledger.services.cases import clear_case
from ledger.services.cases.companions import COMPANION_KEY
from ledger.services.cases.retaining import RETENTION_YEARS_KEY
from ledger.services.settings import record_setting
from ledger.services.violations import assess_complaint, open_at_once
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW
from tests.rehearsals import Rehearsal, rehearsing, text_of

PDF = b"%PDF-1.7\n"
WORDS = "Saya sedang mengantar warga ke puskesmas."


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def upload(content: bytes = PDF, name: str = "surat dokter.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_what_was_typed_outlives_a_lost_connection(
    web: Rehearsal, house: ConductHouse, session: Session
):
    path = f"/kasus-saya/{house.examined()}"
    web.enter(house.staff, later(3))
    answer = web.post(f"{path}/tanggapan", text=WORDS, action="autosave")
    assert "Belum dikirim" in text_of(answer)
    assert WORDS in text_of(web.get(path))
    assert session.scalars(select(Reply)).one().replied_at is None
    web.post(f"{path}/tanggapan", text=f"{WORDS} Maaf.", action="save")
    assert f"{WORDS} Maaf." in text_of(web.get(path))
    web.post(f"{path}/tanggapan", text=WORDS, action="send")
    session.expire_all()
    assert session.scalars(select(Reply)).one().text == WORDS
    assert session.scalars(select(Draft)).all() == []


def test_refused_file_loses_neither_words_nor_good_files(
    web: Rehearsal, house: ConductHouse, session: Session
):
    path = f"/kasus-saya/{house.examined()}"
    web.enter(house.staff, later(3))
    answer = web.post(
        f"{path}/tanggapan",
        text=WORDS,
        action="send",
        evidence=[upload(), upload(b"MZ", "program.exe")],
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Berkas harus PDF, JPG, atau PNG" in page
    assert WORDS in page
    assert "surat dokter.pdf" in page
    assert session.scalars(select(Reply)).one().replied_at is None


def test_attachment_is_open_to_the_person_and_the_readers_alone(
    web: Rehearsal, house: ConductHouse, session: Session
):
    case_id = house.examined()
    web.enter(house.staff, later(3))
    web.post(f"/kasus-saya/{case_id}/tanggapan", text=WORDS, action="send", evidence=upload())
    file = session.scalars(select(Evidence)).one()
    own, reader = (
        f"/kasus-saya/{case_id}/lampiran/{file.id}",
        f"/kasus/{case_id}/lampiran/{file.id}",
    )
    assert web.get(own).data == PDF
    assert web.get(reader).status_code == 404
    for somebody in (house.head, house.officer):
        web.enter(somebody, later(4))
        answer = web.get(reader)
        assert answer.data == PDF
        assert answer.headers["Cache-Control"] == "no-store"
        assert web.get(own).status_code == 404
    for stranger in (house.mate, house.stranger, house.chief):
        web.enter(stranger, later(4))
        assert web.get(own).status_code == web.get(reader).status_code == 404
    other = house.open_case(code="K3f")
    web.enter(house.head)
    assert web.get(f"/kasus/{other}/lampiran/{file.id}").status_code == 404


def test_sent_reply_takes_no_further_files(web: Rehearsal, house: ConductHouse, session: Session):
    case_id = house.replied()
    web.enter(house.staff, later(4))
    answer = web.post(f"/kasus-saya/{case_id}/tanggapan", text=WORDS, evidence=upload())
    assert answer.status_code == 409
    assert session.scalars(select(Evidence)).all() == []


def test_person_reads_neither_the_citizens_words_nor_who_reported(
    web: Rehearsal, house: ConductHouse
):
    words = "Petugas bernama itu meminta uang, saya Bu Sri dari RT 4"
    complaint_id = house.complain(title=words)
    command = Assess(assessment=Assessment.SUSPECTED, reason=REASON, code="L5g", impact=Impact.UNIT)
    actor = house.actor(house.head)
    case_id = open_at_once(
        assess_complaint(complaint_id, command, actor=actor, now=NOW), actor=actor, now=NOW
    )
    assert case_id is not None
    house.summon(case_id)
    page = text_of(web.enter(house.staff).get(f"/kasus-saya/{case_id}"))
    assert "Melakukan pungutan di luar ketentuan (menurut pengaduan warga" in page
    assert words not in page
    assert "Bu Sri" not in page
    reported = house.examined(code="K3f", happened_on=date(2026, 11, 9))
    page = text_of(web.enter(house.staff, later(3)).get(f"/kasus-saya/{reported}"))
    assert house.mate.name not in page


def test_person_is_told_who_may_come_along_where_the_agency_says_so(
    web: Rehearsal, house: ConductHouse
):
    case_id = house.open_case()
    house.summon(case_id)
    path = f"/kasus-saya/{case_id}"
    assert "didampingi" not in text_of(web.enter(house.staff).get(path))
    record_setting(
        COMPANION_KEY,
        "seorang rekan pegawai",
        valid_from=date(2026, 1, 1),
        source="Peraturan Gubernur Contoh 3/2026",
        actor=house.hr,
        now=NOW,
    )
    assert "Anda boleh didampingi seorang rekan pegawai." in text_of(web.get(path))


def test_objection_keeps_what_was_typed_and_suspends_when_sent(web: Rehearsal, house: ConductHouse):
    case_id = house.decided()
    web.give_password(house.head)
    web.enter(house.head, later(4))
    web.post(f"/kasus/{case_id}/penyampaian", received="1", received_on="2026-11-27")
    web.enter(house.staff)
    path = f"/kasus-saya/{case_id}"
    assert "Belum berlaku" in text_of(web.get(path))
    web.post(f"{path}/keberatan", text="Saya tidak", action="autosave")
    assert "Saya tidak" in text_of(web.get(path))
    web.post(f"{path}/keberatan", text="Saya tidak setuju.", action="send", evidence=upload())
    page = text_of(web.get(path))
    assert "Ditangguhkan menunggu upaya administratif" in page
    assert "surat dokter.pdf" in page


def test_ended_case_says_until_when_it_is_kept_where_the_agency_set_it(
    web: Rehearsal, house: ConductHouse
):
    case_id = house.examined()
    clear_case(case_id, REASON, actor=house.actor(house.head), now=later(3))
    path = f"/kasus-saya/{case_id}"
    page = text_of(web.enter(house.staff, later(4)).get(path))
    assert "tidak dicatat sebagai hukuman" in page
    assert "disimpan sampai" not in page
    record_setting(
        RETENTION_YEARS_KEY,
        "2",
        valid_from=date(2026, 1, 1),
        source="JRA Provinsi Contoh",
        actor=house.hr,
        now=NOW,
    )
    assert "disimpan sampai 26 November 2028" in text_of(web.get(path))
