"""Pages of HR about the law and absence, and the pages of the decision: who sees them, who not."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.catalogue import Impact
from ledger.models.case_parties import CaseWitness
from ledger.models.cases import Sanction
from ledger.models.people import Setting
from ledger.services.cases import refer_case
from tests.conduct import REASON, ConductHouse, later
from tests.rehearsals import PASSWORD, Rehearsal, rehearsing, text_of


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def test_open_law_is_recorded_on_one_page_and_closed_to_others(
    web: Rehearsal, house: ConductHouse, session: Session
):
    web.enter(house.officer)
    assert "Perlu verifikasi" in text_of(web.get("/ketentuan"))
    wrong = web.post(
        "/ketentuan/case.reply_days", text="tujuh", valid_from="2026-11-01", source="x"
    )
    assert "Tulis jumlah hari" in text_of(wrong)
    web.post("/ketentuan/case.reply_days", text="7", valid_from="2026-11-01", source="JDIH BKN")
    assert session.scalars(select(Setting.value)).one() == {"value": 7}
    assert "Menunggu orang lain" in text_of(web.get("/ketentuan/case.reply_days"))
    for stranger in (house.head, house.staff):
        web.enter(stranger)
        assert web.get("/ketentuan").status_code == 403


def test_absence_overview_is_for_hr(web: Rehearsal, house: ConductHouse):
    house.absent(date(2026, 11, 2))
    web.enter(house.officer)
    page = text_of(web.get("/ketidakhadiran/rekap"))
    assert "Rekap ketidakhadiran 2026" in page
    assert "Belum ada yang mencapai tiga hari kerja" in page
    web.enter(house.head)
    assert web.get("/ketidakhadiran/rekap").status_code == 403


def test_medium_case_is_decided_by_the_higher_official_on_the_same_pages(
    web: Rehearsal, house: ConductHouse, session: Session
):
    case_id = house.reported(impact=Impact.INSTANSI)
    web.enter(house.head, later(4))
    page = text_of(web.get(f"/kasus/{case_id}"))
    assert "hasil pemeriksaan wajib dilaporkan" in page
    refer_case(case_id, actor=house.actor(house.head), now=later(4))
    web.give_password(house.chief)
    web.enter(house.chief, later(4))
    page = text_of(web.get(f"/kasus/{case_id}/keputusan"))
    assert 'value="S1"' in page
    assert 'value="R1"' not in page
    chosen = {"kind": "S1", "reason": REASON}
    assert "tunjangan kinerja" in text_of(web.post(f"/kasus/{case_id}/keputusan", **chosen))
    web.post(f"/kasus/{case_id}/keputusan/tetapkan", password=PASSWORD, **chosen)
    assert session.scalars(select(Sanction.kind)).one() == "S1"


def test_witness_is_named_on_a_page_of_the_case_and_then_sees_it_no_more(
    web: Rehearsal, house: ConductHouse, session: Session
):
    case_id = house.open_case()
    web.enter(house.head)
    web.post(f"/kasus/{case_id}/saksi", person=house.clerk.nip)
    assert session.scalars(select(CaseWitness.person_id)).one() == house.clerk.id
    assert house.clerk.name in text_of(web.get(f"/kasus/{case_id}/saksi"))
    web.enter(house.clerk)
    assert web.get(f"/kasus/{case_id}/saksi").status_code == 404
