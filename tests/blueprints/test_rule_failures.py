"""HR sees where a rule stopped, with the fact, and settles it; nobody else does."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session
from ledger.domain.people import Role
from ledger.models.people import Account
from ledger.models.rules import RuleFailure, RulePack, RuleVersion
from tests import factories
from tests.factories import NOW
from tests.intake import grant
from tests.visits import sign_in


@pytest.fixture
def accounts(app: Flask) -> dict[str, Account]:
    unit = factories.make_unit(factories.make_agency())
    found = {}
    for name, role in {"hr": Role.HR, "local": Role.HR, "staff": None}.items():
        found[name] = factories.make_account(factories.make_person(unit, name=name.title()))
        if role is not None:
            grant(found[name].id, role, unit.id if name == "local" else None)
    return found


@pytest.fixture
def failure(accounts: dict[str, Account]) -> RuleFailure:
    person = accounts["staff"]
    shared = {"agency_id": person.agency_id}
    pack = factories._save(
        RulePack(
            **shared,
            code="contoh",
            version=1,
            name="Contoh",
            source="",
            sha256="0" * 64,
            state="draft",
            author_id=accounts["hr"].id,
            loaded_at=NOW,
        )
    )
    version = factories._save(
        RuleVersion(
            **shared,
            pack_id=pack.id,
            code="ramah",
            version=1,
            title="Pelayanan ramah",
            sentence="Kalimat.",
            fact_kind="commendation_verified",
        )
    )
    return factories._save(
        RuleFailure(
            **shared,
            rule_version_id=version.id,
            rule_code="ramah",
            fact_kind="commendation_verified",
            fact_id=7,
            subject_key=f"person:{person.person_id}",
            person_id=person.person_id,
            happened_on=date(2026, 6, 5),
            fields={"rating": 4, "refused_tip": False, "about_person": True},
            reason="Syarat tidak dapat dihitung dengan nilai fakta ini.",
            failed_at=NOW,
        )
    )


def test_failure_is_read_with_its_fact_and_settled_once(
    client: FlaskClient, accounts: dict[str, Account], failure: RuleFailure
):
    page = sign_in(client, accounts["hr"]).get("/aturan/terhenti").text
    for words in ("Pelayanan ramah", "Staff", "nilai dari warga, 1 sampai 4: 4", "5 Juni 2026"):
        assert words in page
    for _ in range(2):
        answer = client.post(f"/aturan/terhenti/{failure.id}")
        assert answer.status_code == 303
    session().expire_all()
    assert session().get_one(RuleFailure, failure.id).settled_by == accounts["hr"].id
    assert "Tidak ada aturan yang terhenti" in client.get("/aturan/terhenti").text
    assert client.post("/aturan/terhenti/999").status_code == 404


def test_hr_of_one_unit_reads_and_is_shown_nothing_that_would_be_refused(
    client: FlaskClient, accounts: dict[str, Account], failure: RuleFailure
):
    button = "Tandai sudah ditangani"
    page = sign_in(client, accounts["local"]).get("/aturan/terhenti").text
    assert "Pelayanan ramah" in page
    assert button not in page
    assert client.post(f"/aturan/terhenti/{failure.id}").status_code == 403
    client.post("/keluar")
    assert button in sign_in(client, accounts["hr"]).get("/aturan/terhenti").text


def test_nobody_else_reads_or_settles(
    client: FlaskClient, accounts: dict[str, Account], failure: RuleFailure
):
    visitor = sign_in(client, accounts["staff"])
    assert visitor.get("/aturan/terhenti").status_code in (403, 404)
    assert visitor.post(f"/aturan/terhenti/{failure.id}").status_code in (403, 404)
    assert session().get_one(RuleFailure, failure.id).settled_at is None
