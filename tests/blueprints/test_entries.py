"""The ledger's own room: for the auditor and the inspectorate, without a name on any page."""

from datetime import timedelta

import pytest

from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.domain.people import Role
from ledger.domain.posting_commands import AwardShare
from ledger.domain.proofs import check_holder_proof
from ledger.models.entries import (
    Checkpoint,
    Cosignature,
    Entry,
    MeritAccount,
    TrustedTimestamp,
)
from ledger.services.awards import post_award
from ledger.services.entries import post_entry
from ledger.services.quotas import open_quota
from tests.factories import _save, make_agency, make_person, make_unit
from tests.inspecting import seal, visitor, work_off
from tests.postings import award, guidance
from tests.statements import listening
from tests.tampering import tamper, unguarded

NAME = "Wulan Sekarjati"
WAITS = "Belum disegel"


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def waiting_uid(unit, now) -> str:
    person = make_person(unit, name=NAME)
    return post_entry(guidance(person, now), actor=system_actor(unit.agency_id), now=now)


@pytest.fixture
def uid(app, unit, waiting_uid, now) -> str:
    seal(app, unit.agency_id, now)
    return waiting_uid


@pytest.fixture
def web(client, unit):
    return visitor(client, unit, Role.AUDITOR)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INSPECTORATE])
def test_auditor_reads_entries_without_names(client, unit, uid, role):
    web = visitor(client, unit, role)
    for path in ("/buku-besar/entri", f"/buku-besar/{uid}"):
        page = web.get(path)
        assert page.status_code == 200
        assert uid in page.text
        assert NAME not in page.text


def test_empty_ledger_says_so(web):
    assert "Belum ada segel" in web.get("/buku-besar").text
    assert "Belum ada entri" in web.get("/buku-besar/entri").text


@pytest.mark.parametrize("path", ["", "/entri", "/{uid}", "/{uid}/bukti", "/akun/issuance"])
@pytest.mark.parametrize("role", [Role.HR, Role.OPERATOR])
def test_others_are_refused(client, unit, uid, role, path):
    web = visitor(client, unit, role)
    assert web.get("/buku-besar" + path.format(uid=uid)).status_code == 403


def test_entry_of_another_agency_is_not_found(client, uid):
    other = make_unit(make_agency())
    web = visitor(client, other, Role.AUDITOR)
    assert web.get(f"/buku-besar/{uid}").status_code == 404
    assert web.get(f"/buku-besar/{uid}/bukti").status_code == 404
    assert uid not in web.get("/buku-besar/entri").text
    assert web.get(f"/buku-besar/entri?cari={uid}").status_code == 422


def test_proof_comes_as_a_file_and_holds(app, web, unit, uid, now):
    answer = web.get(f"/buku-besar/{uid}/bukti")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{uid}.tlog-proof"'
    held = check_holder_proof(answer.text, seal(app, unit.agency_id, now).verifier_key)
    assert (held.body["uid"], held.private) == (uid, {})


def test_summary_shows_the_newest_seal_to_copy(app, web, unit, uid, now):
    page = web.get("/buku-besar").text
    assert "Semua entri sudah disegel." in page
    assert seal(app, unit.agency_id, now).verifier_key.text in page


def test_summary_names_whoever_vouches_outside(app, web, unit, uid, now):
    assert "Belum ada saksi atau cap waktu dari luar" in web.get("/buku-besar").text
    checkpoint = session().query(Checkpoint).one()
    common = {"agency_id": unit.agency_id, "checkpoint_id": checkpoint.id, "recorded_at": now}
    key = "inspektorat.go.id/saksi+00000000+AAAA"
    _save(Cosignature(**common, witness_key=key, line="— x\n", cosigned_at=now))
    authority = "https://tsa.contoh.go.id"
    _save(TrustedTimestamp(**common, authority=authority, response=b"x", stamped_at=now))
    page = web.get("/buku-besar").text
    assert "Saksi inspektorat.go.id/saksi menyaksikan segel atas 1 entri" in page
    assert f"{authority} mencap waktu segel atas 1 entri" in page
    assert "Belum ada saksi atau cap waktu dari luar" not in page


def test_entry_says_that_it_waits_until_it_is_sealed(app, web, unit, waiting_uid, now):
    pages = ("/buku-besar/entri", f"/buku-besar/{waiting_uid}")
    assert all(WAITS in web.get(path).text for path in pages)
    assert web.get(f"/buku-besar/{waiting_uid}/bukti").status_code == 409
    seal(app, unit.agency_id, now)
    assert not any(WAITS in web.get(path).text for path in pages)


def test_summary_says_when_nobody_seals(web, unit, now):
    person = make_person(unit)
    long_ago = now - timedelta(hours=1)
    post_entry(guidance(person, long_ago), actor=system_actor(unit.agency_id), now=long_ago)
    assert "Penyegel tampak berhenti" in web.get("/buku-besar").text


def test_entry_that_waits_a_moment_is_no_alarm(web, waiting_uid):
    assert "Penyegel tampak berhenti" not in web.get("/buku-besar").text


@pytest.mark.parametrize("typed", ["{uid}", " {lower} ", "0"])
def test_search_leads_to_the_entry(web, uid, typed):
    asked = typed.format(uid=uid, lower=uid.lower())
    answer = web.get("/buku-besar/entri", query_string={"cari": asked})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/buku-besar/{uid}"


@pytest.mark.parametrize("typed", ["1", "800/1/2026", "99999999999999999999999", "²"])
def test_search_that_finds_nothing_keeps_what_was_typed(web, uid, typed):
    answer = web.get("/buku-besar/entri", query_string={"cari": typed})
    assert answer.status_code == 422
    assert "Tidak ada entri dengan nomor" in answer.text


def test_account_shows_its_points_on_a_day_and_no_name(app, web, unit, now):
    person = make_person(unit, name=NAME)
    actor = system_actor(unit.agency_id)
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    shares = (AwardShare(person_id=person.id, share_percent=100),)
    post_award(award(unit, now, *shares), actor=actor, now=now)
    ref = session().query(MeritAccount.ref).filter_by(person_id=person.id).scalar()
    page = web.get(f"/buku-besar/akun/{ref}?at=2026-11-23&counted=decided").text
    assert ">30<" in page
    assert "1 perubahan" in page
    assert NAME not in page
    before = web.get(f"/buku-besar/akun/{ref}?at=2026-11-22&counted=decided").text
    assert "0 perubahan" in before


def test_account_asks_again_for_a_day_that_is_none(web, uid):
    assert web.get("/buku-besar/akun/issuance?at=besok").status_code in (404, 422)
    assert web.get("/buku-besar/akun/tidak-ada").status_code == 404


DAMAGE = {
    "kind": "UPDATE entry SET kind = 'aneh'",
    "body": "UPDATE entry SET body = :bytes",
    "leaf": "UPDATE entry SET leaf_hash = :bytes",
    "unit": "UPDATE entry SET unit_id = NULL",
    "place": "DELETE FROM sealed_leaf",
    "note": "UPDATE checkpoint SET note = 'rusak'",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_ledger_is_shown_and_never_crashes(web, uid, name):
    if name == "kind" and db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its check of the kinds")
    values = {"bytes": b"\xff\x00\xfe"} if ":bytes" in DAMAGE[name] else {}
    tamper(DAMAGE[name], **values)
    paths = ("", "/entri", f"/{uid}", "/segel", "/periksa", "/ekspor")
    assert {path: web.get(f"/buku-besar{path}").status_code for path in paths} == dict.fromkeys(
        paths, 200
    )
    shown = web.get(f"/buku-besar/{uid}").text
    if name in ("kind", "body", "leaf", "unit"):
        assert "Entri ini diubah" in shown


#: What SQLite lets into a column, whatever the column was made for.
GARBAGE = ("kapan-kapan", b"\xff\xfe", 7, "")


@pytest.mark.parametrize("column", [c.name for c in Entry.__table__.columns if c.name != "id"])
def test_column_of_another_kind_never_crashes_a_page(app, web, uid, column):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its columns to their kind")
    for garbage in GARBAGE:
        with unguarded() as connection:
            connection.exec_driver_sql(f"UPDATE entry SET {column} = ?", (garbage,))  # noqa: S608 - our own names
            connection.commit()
        for path in ("", "/entri", f"/{uid}"):
            assert web.get(f"/buku-besar{path}").status_code in (200, 404), (garbage, path)


@pytest.mark.parametrize(
    "path", ["", "/entri", "/{uid}", "/segel?lama=1&baru=1", "/periksa", "/periksa/1", "/ekspor"]
)
def test_page_asks_at_most_twelve_questions(app, web, uid, now, path):
    web.post("/buku-besar/periksa", data={"scope": "semua"})
    web.post("/buku-besar/ekspor")
    work_off(app, now)
    with listening() as heard:
        assert web.get("/buku-besar" + path.format(uid=uid)).status_code == 200
    assert len(heard) <= 12, heard
