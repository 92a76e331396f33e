"""`neraca ledger`: what an auditor sees, and how it ends when something was edited."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from ledger.cli.entries import entries
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.domain.proofs import check_holder_proof
from ledger.domain.witnesses import Seen, parse_growth, witness_growth
from ledger.gateways.keys import KeyStore
from ledger.gateways.resources import EXTENSION
from ledger.models.guards import reinstall_guards, remove_guards
from ledger.services.entries import post_entry
from tests.factories import make_agency, make_person, make_unit
from tests.outsiders import verify_outside
from tests.postings import guidance


@pytest.fixture
def agency(app):
    return make_agency()


@pytest.fixture
def uid(agency, now) -> str:
    person = make_person(make_unit(agency))
    return post_entry(guidance(person, now), actor=system_actor(agency.id), now=now)


@pytest.fixture
def neraca(app, tmp_path):
    """Runs a command of the group on this database, with keys of its own."""
    app_resources = app.extensions[EXTENSION]
    resources = type(app_resources)(**{**vars(app_resources), "keys": KeyStore(tmp_path / "keys")})

    def run(*arguments: str) -> Result:
        session().rollback()
        return CliRunner().invoke(entries, arguments, obj=resources)

    run.keys = resources.keys
    return run


def test_sealed_ledger_is_ok_and_tells_its_root_and_checkpoint(agency, uid, neraca):
    assert neraca("seal").output.startswith("1 entri disegel.\n" + agency.origin)
    result = neraca("verify")
    assert result.exit_code == 0
    assert result.output.startswith("OK\nEntri: 1 (menunggu segel: 0)\nAkar: ")
    assert f"Segel:\n{agency.origin}\n1\n" in result.output


def test_nothing_to_seal_is_said(agency, neraca):
    assert neraca("seal").output == "Tidak ada entri yang menunggu segel.\n"
    assert neraca("verify").output.startswith("OK\nEntri: 0 ")


def test_edited_entry_is_named_and_ends_with_one(agency, uid, neraca):
    neraca("seal")
    with db.engine.begin() as connection:
        remove_guards(connection)
        connection.execute(text("UPDATE entry SET unit_id = NULL"))
        reinstall_guards(connection)
    result = neraca("verify")
    assert result.exit_code == 1
    assert f"entri {uid}: unit: seharusnya " in result.output
    assert not result.output.startswith("OK")


def test_key_from_outside_is_believed_instead_of_the_stored_one(agency, uid, neraca, tmp_path):
    neraca("seal")
    own = neraca.keys.verifier_of(agency.origin)
    assert neraca("verify", "--key", own.text).exit_code == 0
    other = KeyStore(tmp_path / "other").signer_of(agency.origin).verifier_key
    assert neraca("verify", "--key", other.text).exit_code == 1
    refused = neraca("verify", "--key", "bukan kunci")
    assert refused.exit_code == 1
    assert "Segel ini tidak sah" in refused.output


def test_proof_is_printed_once_the_entry_is_sealed(agency, uid, neraca):
    assert "belum disegel" in neraca("prove", uid).output
    neraca("seal")
    held = check_holder_proof(neraca("prove", uid).output, neraca.keys.verifier_of(agency.origin))
    assert (held.body["uid"], held.private) == (uid, {})
    assert neraca("prove", "TIDAK-ADA").exit_code == 1


def test_proof_file_is_checked_by_an_outsider(agency, uid, neraca, tmp_path):
    neraca("seal")
    (tmp_path / "luar").mkdir()
    proof = tmp_path / "entri.tlog-proof"
    assert neraca("prove", uid, "--out", str(proof)).exit_code == 0
    key = neraca.keys.verifier_of(agency.origin).text
    told = verify_outside(tmp_path / "luar", "--proof", proof, "--key", key)
    assert (told.code, told.first) == (0, "OK")
    assert uid in told.text


def test_growth_between_two_checkpoints_is_proved(agency, uid, neraca, now):
    neraca("seal")
    person = make_person(make_unit(agency))
    for number in range(4):
        command = guidance(person, now, idempotency_key=f"p:{number}")
        post_entry(command, actor=system_actor(agency.id), now=now)
    neraca("seal")
    key = neraca.keys.verifier_of(agency.origin)
    first = witness_growth(Seen(), parse_growth(neraca("consistency", "0", "1").output), key)
    later = witness_growth(first, parse_growth(neraca("consistency", "1", "5").output), key)
    assert (first.size, later.size) == (1, 5)
    assert "Tidak ada segel atas 3 entri" in neraca("consistency", "1", "3").output
    assert neraca("consistency", "9", "5").exit_code == 1
