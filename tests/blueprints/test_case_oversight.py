"""The page of deadlines: for leaders and those who oversee, names only where the file is open."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conduct import ConductHouse, later
from tests.rehearsals import Rehearsal, rehearsing, text_of

PATH = "/kasus/tenggat"


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def test_inspectorate_reads_who_does_not_act_and_opens_the_file(
    web: Rehearsal, house: ConductHouse
):
    house.open_case()
    page = text_of(web.enter(house.inspector, later(20)).get(PATH))
    assert "Pejabat yang belum bertindak" in page
    assert house.head.name in page
    assert "Pasal 26 dan Pasal 28 PP 94/2021" in page
    assert house.staff.name in page


def test_leader_above_reads_of_the_case_without_the_name(web: Rehearsal, house: ConductHouse):
    house.open_case()
    page = text_of(web.enter(house.chief, later(20)).get(PATH))
    assert "KD-2026-" in page
    assert house.head.name in page
    assert house.staff.name not in page


@pytest.mark.parametrize("who", ["staff", "mate", "stranger"])
def test_third_person_is_refused(web: Rehearsal, house: ConductHouse, who: str):
    house.open_case()
    assert web.enter(getattr(house, who), later(20)).get(PATH).status_code == 403
