"""The pages of an objection: who answers it, who only reads, and 404 for everybody else."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.commands import RecordDelivery
from ledger.models.cases import Case
from ledger.models.remedies import Remedy
from ledger.services.cases import file_objection, record_delivery
from tests.conduct import REASON, ConductHouse, later
from tests.rehearsals import PASSWORD, Rehearsal, rehearsing, text_of

GROUNDS = "Saksi kedua tidak berada di tempat."
ANSWER = {"outcome": "annulled", "reason": REASON, "password": PASSWORD}


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def delivered(house: ConductHouse) -> int:
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    return case_id


def objected(house: ConductHouse) -> int:
    case_id = delivered(house)
    file_objection(case_id, GROUNDS, actor=house.actor(house.staff), now=later(5))
    return case_id


def test_objection_waits_at_the_superior_and_is_answered_on_one_screen(
    web: Rehearsal, house: ConductHouse, session: Session
):
    case_id = objected(house)
    web.give_password(house.chief)
    web.enter(house.chief, later(10))
    assert "1 keberatan menunggu putusan Anda" in text_of(web.get("/"))
    listed = text_of(web.get("/upaya"))
    assert f"/kasus/{case_id}/upaya" in listed
    assert house.staff.name not in listed
    page = text_of(web.get(f"/kasus/{case_id}/upaya"))
    assert GROUNDS in page
    assert "Teguran tertulis" in page
    answer = web.post(f"/kasus/{case_id}/upaya", **ANSWER)
    assert answer.location == f"/kasus/{case_id}/upaya"
    assert "Keputusan dibatalkan" in text_of(web.get(answer.location))
    assert session.scalars(select(Case.state)).one() == "annulled"
    assert web.get(f"/kasus/{case_id}").status_code == 200


def test_decision_is_called_contested_only_once_somebody_objected(web, house):
    case_id = delivered(house)
    web.enter(house.officer, later(4))
    contested = "Keputusan yang dilawan"
    assert contested not in text_of(web.get(f"/kasus/{case_id}/upaya"))
    file_objection(case_id, GROUNDS, actor=house.actor(house.staff), now=later(5))
    assert contested in text_of(web.enter(house.officer, later(5)).get(f"/kasus/{case_id}/upaya"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({**ANSWER, "outcome": ""}, "Pilih putusannya"),
        ({**ANSWER, "reason": "Tidak."}, "Tambah"),
        ({**ANSWER, "password": "salah"}, "Kata sandi"),
        ({**ANSWER, "outcome": "aggravated", "kind": "R1"}, "tidak sesuai dengan putusan itu"),
    ],
)
def test_incomplete_answer_keeps_what_was_typed(web: Rehearsal, house: ConductHouse, typed, told):
    case_id = objected(house)
    web.give_password(house.chief)
    web.enter(house.chief, later(10))
    answer = web.post(f"/kasus/{case_id}/upaya", **typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert told in page
    assert typed["reason"] in page
    assert PASSWORD not in page


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "clerk"])
def test_third_person_finds_no_objection(web: Rehearsal, house: ConductHouse, who: str):
    case_id = objected(house)
    web.enter(getattr(house, who), later(10))
    assert "KD-2026" not in text_of(web.get("/upaya"))
    assert web.get(f"/kasus/{case_id}/upaya").status_code == 404
    assert web.get(f"/kasus/{case_id}/upaya/surat").status_code == 404
    for verb in ("", "/surat", "/tanggapan"):
        assert web.post(f"/kasus/{case_id}/upaya{verb}", **ANSWER).status_code == 404


@pytest.mark.parametrize("who", ["head", "officer", "inspector"])
def test_reader_of_the_case_looks_on_and_answers_nothing(
    web: Rehearsal, house: ConductHouse, who: str
):
    case_id = objected(house)
    web.give_password(getattr(house, who))
    web.enter(getattr(house, who), later(10))
    assert GROUNDS in text_of(web.get(f"/kasus/{case_id}/upaya"))
    assert web.post(f"/kasus/{case_id}/upaya", **ANSWER).status_code == 404


def test_hr_writes_down_what_came_on_paper(web: Rehearsal, house: ConductHouse, session: Session):
    case_id = delivered(house)
    web.enter(house.officer, later(30))
    page = text_of(web.get(f"/kasus/{case_id}/upaya"))
    assert "Belum ada keberatan." in page
    path = f"/kasus/{case_id}/upaya/surat"
    refused = web.post(path, filed_on="2026-12-29", text=GROUNDS)
    assert refused.status_code == 422
    assert GROUNDS in text_of(refused)
    answer = web.post(path, filed_on="2026-12-16", text=GROUNDS)
    assert answer.location == f"/kasus/{case_id}/upaya"
    row = session.scalars(select(Remedy)).one()
    assert (row.is_late, row.filed_on) == (False, date(2026, 12, 16))
