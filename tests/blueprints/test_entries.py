"""The ledger's own room: for the auditor and the inspectorate, without a name on any page."""

from datetime import date

import pytest
from sqlalchemy import text

from ledger.database import db, transaction
from ledger.domain.actors import system_actor
from ledger.domain.people import Role
from ledger.domain.proofs import check_holder_proof
from ledger.gateways.resources import EXTENSION
from ledger.models.guards import reinstall_guards, remove_guards
from ledger.models.people import RoleGrant
from ledger.services.entries import post_entry
from ledger.services.sealing import seal_all
from tests.factories import make_account, make_agency, make_person, make_unit
from tests.postings import guidance
from tests.visits import sign_in

NAME = "Wulan Sekarjati"


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def signer(app, unit):
    (origin,) = db.session.execute(text("SELECT origin FROM agency")).one()
    return app.extensions[EXTENSION].keys.signer_of(origin)


@pytest.fixture
def uid(unit, signer, now) -> str:
    person = make_person(unit, name=NAME)
    uid = post_entry(guidance(person, now), actor=system_actor(unit.agency_id), now=now)
    seal_all(unit.agency_id, signer=signer, now=now)
    return uid


def visitor(client, unit, *roles: Role):
    account = make_account(make_person(unit))
    with transaction() as work:
        for role in roles:
            work.add(
                RoleGrant(
                    agency_id=unit.agency_id,
                    account_id=account.id,
                    role=role,
                    valid_from=date(2026, 1, 1),
                )
            )
    return sign_in(client, account)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INSPECTORATE])
def test_auditor_reads_entries_without_names(client, unit, uid, role):
    web = visitor(client, unit, role)
    for path in ("/buku-besar", f"/buku-besar/{uid}"):
        page = web.get(path)
        assert page.status_code == 200
        assert uid in page.text
        assert NAME not in page.text


def test_empty_ledger_says_so(client, unit):
    page = visitor(client, unit, Role.AUDITOR).get("/buku-besar")
    assert "Belum ada entri" in page.text


@pytest.mark.parametrize("path", ["", "/{uid}", "/{uid}/bukti"])
@pytest.mark.parametrize("role", [Role.HR, Role.OPERATOR])
def test_others_are_refused(client, unit, uid, role, path):
    web = visitor(client, unit, role)
    assert web.get("/buku-besar" + path.format(uid=uid)).status_code == 403
    assert web.post("/buku-besar/periksa").status_code == 403


def test_entry_of_another_agency_is_not_found(client, unit, uid):
    other = make_unit(make_agency())
    web = visitor(client, other, Role.AUDITOR)
    assert web.get(f"/buku-besar/{uid}").status_code == 404
    assert web.get(f"/buku-besar/{uid}/bukti").status_code == 404
    assert uid not in web.get("/buku-besar").text


def test_proof_comes_as_a_file_and_holds(client, unit, uid, signer):
    answer = visitor(client, unit, Role.AUDITOR).get(f"/buku-besar/{uid}/bukti")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{uid}.tlog-proof"'
    held = check_holder_proof(answer.text, signer.verifier_key)
    assert (held.body["uid"], held.private) == (uid, {})


def test_check_of_an_honest_ledger_shows_its_root(client, unit, uid):
    page = visitor(client, unit, Role.AUDITOR).post("/buku-besar/periksa")
    assert page.status_code == 200
    assert "Buku besar utuh" in page.text


def test_check_of_an_edited_ledger_names_the_entry(client, unit, uid):
    with db.engine.begin() as connection:
        remove_guards(connection)
        connection.execute(text("UPDATE entry SET unit_id = NULL"))
        reinstall_guards(connection)
    page = visitor(client, unit, Role.AUDITOR).post("/buku-besar/periksa")
    assert "Buku besar tidak cocok" in page.text
    assert f'href="/buku-besar/{uid}"' in page.text
