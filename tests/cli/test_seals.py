"""`neraca ledger status` and `timestamp`, and what `verify` says of those outside."""

import os
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from ledger.cli.entries import entries
from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.witnesses import witness_key_of
from ledger.gateways.keys import KeyStore
from ledger.gateways.resources import EXTENSION
from ledger.gateways.signers import SignerSocket
from ledger.gateways.signing import SignerRoom, SignerServer, signer_running
from ledger.services.entries import post_entry
from tests.authorities import REPLY, Authority, answering
from tests.domain.test_witnesses import WITNESS
from tests.factories import make_agency, make_person, make_unit
from tests.postings import guidance
from tests.services.test_sealing import post_some
from tests.services.test_witness_calls import Desk, carry

WITNESS_LINE = f"http://saksi.invalid {witness_key_of(WITNESS).text}"


@pytest.fixture
def agency(app, now):
    agency = make_agency()
    post_entry(
        guidance(make_person(make_unit(agency)), now), actor=system_actor(agency.id), now=now
    )
    return agency


@pytest.fixture
def neraca(app, tmp_path):
    """Runs a command of the group on this database, with keys and settings of its own."""
    held = replace(app.extensions[EXTENSION], keys=KeyStore(tmp_path / "keys"))

    def run(*arguments: str, signer: SignerSocket | None = None, **settings: object) -> Result:
        session().rollback()
        own = replace(held, config=replace(held.config, **settings), signer_socket=signer)
        return CliRunner().invoke(entries, arguments, obj=own)

    run.keys = held.keys
    return run


def test_status_of_a_sealed_ledger_without_anybody_outside_is_well(agency, neraca):
    neraca("seal")
    told = neraca("status")
    assert told.exit_code == 0
    assert "Segel: 1 entri pada " in told.output
    assert "Menunggu segel: 0" in told.output
    assert "pekerja sendiri, tidak terpisah" in told.output
    assert "Saksi: belum diatur" in told.output
    assert "Cap waktu: belum diatur" in told.output


def test_entry_that_waits_longer_than_it_should_is_an_alarm(agency, neraca):
    told = neraca("status")
    assert told.exit_code == 1
    assert "Segel: belum ada" in told.output
    assert "Menunggu segel: 1, yang terlama sejak 2026-11-23T03:00:00" in told.output


def test_signer_that_is_away_is_an_alarm_and_seals_nothing(agency, neraca, tmp_path):
    neraca("verify")
    away = SignerSocket(tmp_path / "soket")
    told = neraca("seal", signer=away)
    assert (told.exit_code, "tidak ada entri yang hilang" in told.output) == (1, True)
    told = neraca("status", signer=away)
    assert (told.exit_code, "TIDAK MENJAWAB" in told.output) == (1, True)
    assert "Menunggu segel: 1" in told.output
    assert "sudah dimintakan tanda tangan" in told.output


def test_signer_that_answers_seals_and_no_private_key_is_made_here(agency, neraca, tmp_path):
    room, path = SignerRoom(tmp_path / "penanda"), tmp_path / "soket"
    made = room.begin(agency.origin, key=None, last=None)
    asked = SignerSocket(path, timeout=30.0)
    with signer_running(SignerServer(path, room, {os.getuid()}), path):
        assert neraca("seal", signer=asked).output.startswith("1 entri disegel.")
        assert neraca("verify", signer=asked).output.startswith("OK\n")
        assert "pengguna sistem yang sama" in neraca("status", signer=asked).output
    assert neraca.keys.verifier_of(agency.origin) == made.verifier_key
    assert not neraca.keys.has_any_signer()


def test_witness_that_never_signed_or_is_behind_is_shown(agency, neraca, now, tmp_path):
    neraca("seal")
    told = neraca("status", witnesses=(WITNESS_LINE,))
    assert (told.exit_code, "belum pernah menandatangani" in told.output) == (1, True)
    desk = Desk(tmp_path / "saksi", neraca.keys.signer_of(agency.origin))
    carry(agency, now, desk.post)
    told = neraca("status", witnesses=(WITNESS_LINE,))
    assert (told.exit_code, f"Saksi {WITNESS.name}: 1 entri pada " in told.output) == (0, True)
    post_some(agency, now, 1)
    neraca("seal")
    told = neraca("status", witnesses=(WITNESS_LINE,))
    assert "tertinggal 1 entri" in told.output


def test_key_of_a_witness_that_cannot_be_read_is_told(agency, neraca):
    told = neraca("status", witnesses=("http://saksi.invalid a+b+c",))
    assert (told.exit_code, told.output.startswith("Error: ")) == (1, True)


def test_timestamp_is_asked_for_shown_written_and_verified(agency, neraca, tmp_path):
    authority = Authority(tmp_path / "otoritas")
    refused = neraca("timestamp")
    assert (refused.exit_code, "NERACA_TIMESTAMP_URL" in refused.output) == (1, True)
    with answering(lambda query: (200, REPLY, authority.reply(query))) as url:
        settings = {"timestamp_url": url, "timestamp_ca": str(authority.ca)}
        assert "Belum ada segel" in neraca("timestamp", **settings).output
        neraca("seal")
        assert neraca("status", **settings).exit_code == 1
        told = neraca("timestamp", "--out", str(tmp_path / "keluar"), **settings)
    assert told.output.startswith("Segel atas 1 entri bercap waktu ")
    assert sorted(one.name for one in (tmp_path / "keluar").iterdir()) == [
        "segel-1.tsr",
        "segel-1.txt",
    ]
    assert "Cap waktu: 1 entri pada " in neraca("status", **settings).output
    verified = neraca("verify", **settings)
    assert (verified.exit_code, f"Cap waktu: {url} atas 1 entri" in verified.output) == (0, True)
    assert "tidak diperiksa" in neraca("verify").output
    strange = Authority(tmp_path / "lain")
    verified = neraca("verify", **{**settings, "timestamp_ca": str(strange.ca)})
    assert (verified.exit_code, "timestamp:1" in verified.output) == (1, True)
