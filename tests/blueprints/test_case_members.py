"""The page on which a member of the team is replaced."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.case_stages import STAGES, Stands
from tests.conduct import REASON
from tests.rehearsals import Rehearsal, rehearsing, text_of


@pytest.fixture
def stands(session: Session) -> Stands:
    return Stands()


@pytest.fixture
def web(app: Flask, stands: Stands) -> Iterator[Rehearsal]:
    with rehearsing(app, stands.house) as rehearsal:
        yield rehearsal


def typed(stands: Stands, **other: object) -> dict[str, object]:
    values = {
        "leaving_id": stands.people["oversight_member"].id,
        "person": stands.people["inspectorate"].nip,
        "letter_number": "800/78/2026",
        "left_on": "2026-11-23",
        "reason": REASON,
    }
    return values | other


def test_superior_replaces_a_member_and_the_file_says_so(web, stands):
    stage = STAGES["heavy, opened"](stands)
    path = f"/kasus/{stage.case_id}"
    web.enter(stands.people["superior"], stage.now)
    assert "Siapa yang berhenti?" in text_of(web.get(f"{path}/tim/ganti"))
    refused = web.post(f"{path}/tim/ganti", **typed(stands, reason="pindah"))
    assert refused.status_code == 422
    assert "800/78/2026" in text_of(refused)
    assert web.post(f"{path}/tim/ganti", **typed(stands)).status_code == 303
    page = text_of(web.get(path))
    assert f"{stands.people['oversight_member'].name} berhenti 23 November 2026." in page
    assert "Anggota tim diganti" in page


def test_nobody_is_asked_for_the_seat_of_the_superior(web, stands):
    stage = STAGES["heavy, opened"](stands)
    web.enter(stands.people["superior"], stage.now)
    own = typed(stands, leaving_id=stands.people["superior"].id, person="")
    assert web.post(f"/kasus/{stage.case_id}/tim/ganti", **own).status_code == 303


@pytest.mark.parametrize("who", ["subject", "reporter", "oversight_member", "colleague"])
def test_third_persons_replace_nobody(web, stands, who):
    stage = STAGES["heavy, opened"](stands)
    web.enter(stands.people[who], stage.now)
    path = f"/kasus/{stage.case_id}/tim/ganti"
    assert web.get(path).status_code == 404
    assert web.post(path, **typed(stands)).status_code == 404


def test_act_before_pp_94_says_which_limits_the_file_shows(web, stands):
    case_id = stands.opened(happened_on=date(2021, 8, 30))
    page = web.enter(stands.people["superior"]).get(f"/kasus/{case_id}")
    assert "PP 53/2010" in text_of(page)
