"""The pages of the delivery: the call to come, another who hands it over, and where it was sent."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.models.cases import Case
from tests.conduct import ConductHouse, later
from tests.rehearsals import Rehearsal, rehearsing, text_of


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


@pytest.fixture
def path(web: Rehearsal, house: ConductHouse) -> str:
    case_id = house.decided()
    web.enter(house.head, later(4))
    return f"/kasus/{case_id}/penyampaian"


def test_person_is_called_and_a_day_too_late_loses_nothing_typed(
    web: Rehearsal, path: str, session: Session
):
    assert f"{path}/rencana" in text_of(web.get(path))
    refused = web.post(f"{path}/rencana", planned_on="2026-12-18", time="10.30", place="Aula")
    page = text_of(refused)
    assert refused.status_code == 422
    assert "Pasal 37" in page
    assert 'value="10.30"' in page
    assert 'value="Aula"' in page
    web.post(f"{path}/rencana", planned_on="2026-12-01", time="10.30", place="Aula")
    case = session.query(Case).one()
    session.refresh(case)
    assert case.sanction.delivery_planned_on == date(2026, 12, 1)
    assert "pukul 10.30 di Aula" in text_of(web.get(path))


def test_another_hands_it_over_and_an_unknown_nip_stays_typed(
    web: Rehearsal, house: ConductHouse, path: str, session: Session
):
    typed = {"received": "1", "received_on": "2026-11-27", "deliverer_nip": "1990"}
    refused = web.post(path, **typed)
    assert refused.status_code == 422
    assert "Tidak ada pegawai aktif dengan NIP ini" in text_of(refused)
    assert 'value="1990"' in text_of(refused)
    web.post(path, **{**typed, "deliverer_nip": house.chief.nip})
    case = session.query(Case).one()
    session.refresh(case)
    assert case.sanction.delivered_by == house.chief.id


def test_address_it_was_sent_to_is_kept(web: Rehearsal, path: str, session: Session):
    day = "2026-11-27"
    web.post(path, received="0", planned_on=day, sent_on=day, sent_to="Jalan Melati 4")
    case = session.query(Case).one()
    session.refresh(case)
    assert case.sanction.sent_to == "Jalan Melati 4"
    page = text_of(web.get(path))
    assert "NIP yang menyampaikan" not in page
    assert web.get(f"{path}/rencana").status_code == 303


@pytest.mark.parametrize("who", ["staff", "mate", "officer", "inspector"])
def test_third_person_plans_nothing(web: Rehearsal, house: ConductHouse, path: str, who: str):
    web.enter(getattr(house, who))
    assert web.get(f"{path}/rencana").status_code == 404
    posted = web.post(f"{path}/rencana", planned_on="2026-12-01", place="Aula")
    assert posted.status_code == 404
