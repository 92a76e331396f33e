"""The draft of a Keputusan: the very paper with KONSEP across it, for who decides, kept nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.documents import PUNISHES
from ledger.models.cases import CaseView, Sanction
from ledger.models.documents import Document
from tests.conduct import REASON, ConductHouse, later
from tests.documents.reading import read_text
from tests.rehearsals import Rehearsal, rehearsing, text_of

DECISION = {"kind": "R2", "reason": REASON, "mitigating": "Mengakui perbuatannya"}


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def test_draft_is_the_paper_without_a_number_and_nothing_is_kept(
    web: Rehearsal, house: ConductHouse, session: Session, tmp_path: Path
):
    case_id = house.replied()
    web.enter(house.head, later(4))
    answer = web.post(f"/kasus/{case_id}/keputusan/konsep", **DECISION)
    assert answer.headers["Cache-Control"] == "no-store"
    assert house.staff.name not in str(answer.headers)
    text = read_text(answer.data, tmp_path)
    for words in ("KONSEP", "RAHASIA", "NOMOR ......", "teguran tertulis", house.staff.name):
        assert words in text
    assert session.scalars(select(Sanction)).all() == []
    assert session.scalars(select(Document).where(Document.kind.in_(PUNISHES))).all() == []
    assert session.scalars(select(CaseView.person_name)).all() == [house.head.name]


def test_draft_without_reasons_says_what_is_missing(web: Rehearsal, house: ConductHouse):
    case_id = house.replied()
    web.enter(house.head, later(4))
    answer = web.post(f"/kasus/{case_id}/keputusan/konsep", kind="R2", reason="")
    assert answer.status_code == 422
    assert "Lengkapi dulu jenis hukuman dan pertimbangannya" in text_of(answer)


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "officer", "inspector"])
def test_third_person_gets_no_draft(web: Rehearsal, house: ConductHouse, who: str):
    case_id = house.replied()
    web.enter(getattr(house, who), later(4))
    answer = web.post(f"/kasus/{case_id}/keputusan/konsep", **DECISION)
    assert answer.status_code == 404
