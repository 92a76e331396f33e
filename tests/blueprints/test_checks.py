"""Checks of the ledger from the screen: asked for, done by a worker, read in plain words."""

import re

import pytest
from sqlalchemy import text

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.people import Role
from ledger.models.events import AuditEvent
from ledger.models.jobs import Job
from ledger.services.entries import post_entry
from tests.factories import make_agency, make_person, make_unit
from tests.inspecting import seal, visitor, work_off
from tests.postings import guidance
from tests.tampering import tamper

PATH = "/buku-besar/periksa"
WHOLE = {"scope": "semua"}


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def uids(app, unit, now) -> list[str]:
    """Six entries under three seals."""
    posted = []
    for number in range(6):
        command = guidance(make_person(unit), now, idempotency_key=f"proposal:{number}")
        posted.append(post_entry(command, actor=system_actor(unit.agency_id), now=now))
        if number % 2:
            seal(app, unit.agency_id, now)
    return posted


@pytest.fixture
def web(client, unit, uids):
    return visitor(client, unit, Role.AUDITOR)


def asked(web, app, now, answers) -> str:
    """The page of a check after a worker came by."""
    answer = web.post(PATH, data=answers)
    assert answer.status_code == 303
    work_off(app, now)
    return web.get(answer.headers["Location"]).text


def test_honest_ledger_is_sound_and_says_what_that_does_not_prove(app, web, now):
    page = asked(web, app, now, WHOLE)
    assert "6 entri dihitung ulang, dan semuanya cocok" in page
    assert "Yang tidak dibuktikan" in page
    assert "Pemeriksaan terakhir: utuh" in web.get("/buku-besar").text


def test_check_that_waits_says_so(web):
    answer = web.post(PATH, data=WHOLE)
    page = web.get(answer.headers["Location"]).text
    assert "Pemeriksaan menunggu giliran." in page
    assert "js/waiting.js" in page
    assert re.search(r'href="[^"]+">Muat ulang<', page)


def test_same_check_asked_twice_is_one(web):
    places = {web.post(PATH, data=WHOLE).headers["Location"] for _ in range(2)}
    assert len(places) == 1


def test_broken_link_is_shown_with_entry_expected_and_found(app, web, uids, now):
    sound = asked(web, app, now, WHOLE)
    assert "Buku besar tidak cocok" not in sound
    tamper("UPDATE entry SET effective_on = '2020-01-31' WHERE uid = :uid", uid=uids[3])
    page = asked(web, app, now, WHOLE)
    assert f'href="/buku-besar/{uids[3]}"' in page
    assert "Tanggal berlaku" in page
    assert "2026-05-04" in page
    assert "2020-01-31" in page
    assert "Yang harus dilakukan" in page
    assert "semuanya masih cocok" in page
    assert not any(uid in page for uid in uids if uid != uids[3])
    assert "Buku besar tidak cocok" in web.get("/buku-besar").text


def test_broken_ledger_that_was_never_sound_says_which_backup(app, web, uids, now):
    tamper("UPDATE entry SET unit_id = NULL WHERE uid = :uid", uid=uids[0])
    assert "mulailah dari cadangan terlama" in asked(web, app, now, WHOLE)


def test_part_is_checked_up_to_its_seal(app, web, now):
    page = asked(web, app, now, {"scope": "indeks", "first": "2", "last": "2"})
    assert "2 entri dihitung ulang" in page
    assert "Segel terakhir adalah lanjutan dari bagian ini." in page
    assert "entri di luar bagian ini tidak ikut diperiksa" in page


def test_part_finds_what_was_changed_in_it_and_nothing_else(app, web, uids, now):
    tamper("UPDATE entry SET body = :body WHERE uid = :uid", body=b'{"v":2}', uid=uids[4])
    elsewhere = asked(web, app, now, {"scope": "indeks", "first": "0", "last": "3"})
    assert uids[4] not in elsewhere
    assert f'href="/buku-besar/{uids[4]}"' in asked(
        web, app, now, {"scope": "indeks", "first": "4"}
    )


def test_days_choose_the_entries_recorded_then(app, web, now):
    today = {"scope": "tanggal", "since": "2026-11-23", "until": "23/11/2026"}
    assert "6 entri dihitung ulang" in asked(web, app, now, today)
    earlier = {"scope": "tanggal", "until": "2026-11-22"}
    assert "Tidak ada entri tersegel pada bagian itu." in asked(web, app, now, earlier)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"scope": "indeks"}, "Isi awal atau akhir bagian"),
        ({"scope": "indeks", "first": "5", "last": "2"}, "Akhir bagian tidak boleh"),
        ({"scope": "indeks", "first": "-1"}, "Indeks dihitung dari 0"),
        ({"scope": "tanggal", "since": "31/2/2026"}, "Tanggal ini tidak ada di kalender"),
        ({"scope": "lain"}, "Pilih yang ada pada daftar"),
    ],
)
def test_wrong_part_is_told_and_nothing_is_asked(web, answers, sentence):
    page = web.post(PATH, data=answers)
    assert page.status_code == 422
    assert sentence in page.text
    assert session().query(Job).filter_by(kind="ledger.check").count() == 0


def test_unreadable_ledger_is_told_as_damaged(app, web, now):
    if session().get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its columns to their kind")
    session().rollback()
    tamper("UPDATE sealed_leaf SET entry_id = CAST(x'ff' AS TEXT) WHERE position = 1")
    page = asked(web, app, now, WHOLE)
    assert "tidak terbaca sama sekali" in page
    assert "Yang harus dilakukan" in page


def test_check_leaves_its_trail(app, web, now):
    asked(web, app, now, WHOLE)
    events = session().query(AuditEvent.tag, AuditEvent.data).order_by(AuditEvent.id).all()
    told = {tag: data for tag, data in events if tag.startswith("entry:check:")}
    assert set(told) == {"entry:check:requested", "entry:check:finished"}
    assert told["entry:check:finished"]["is_ok"] is True


@pytest.mark.parametrize("role", [Role.HR, Role.OPERATOR, Role.UNIT_ADMIN])
def test_others_may_neither_ask_nor_read(client, unit, web, role):
    place = web.post(PATH, data=WHOLE).headers["Location"]
    other = visitor(client, unit, role)
    assert other.get(place).status_code == 403
    assert other.post(PATH, data=WHOLE).status_code == 403


def test_check_of_another_agency_is_not_found(client, web):
    place = web.post(PATH, data=WHOLE).headers["Location"]
    other = visitor(client, make_unit(make_agency()), Role.AUDITOR)
    assert other.get(place).status_code == 404


def test_job_of_another_kind_is_no_check(web, unit, now):
    with_recap = session().execute(text("SELECT max(id) FROM job")).scalar() or 0
    assert web.get(f"{PATH}/{with_recap + 1}").status_code == 404
