"""Carrying seals outside is only asked for by the clock, and nobody's absence stops anything."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.checkpoints import SignerKey
from ledger.domain.witnesses import witness_key_of
from ledger.gateways.keys import KeyStore
from ledger.gateways.resources import EXTENSION
from ledger.gateways.signers import SignerSocket
from ledger.gateways.web import Unreachable
from ledger.jobs.outsiders import (
    TIMESTAMP_JOB,
    WITNESS_JOB,
    ask_for_timestamps,
    ask_for_witnesses,
    carry_to_witnesses,
    timestamp_agency,
)
from ledger.jobs.registry import PERIODIC, WAKES
from ledger.jobs.sealing import seal_waiting
from ledger.models.entries import Cosignature, PendingLeaf, TrustedTimestamp
from ledger.queue import use_transport
from tests.authorities import REPLY, Authority, answering
from tests.domain.test_witnesses import WITNESS
from tests.factories import make_agency
from tests.services.test_sealing import post_some
from tests.services.test_witness_calls import PLACE, Desk

LINE = witness_key_of(WITNESS).text
SECOND = timedelta(seconds=1)


@pytest.fixture
def agency(app):
    return make_agency()


@pytest.fixture
def woken():
    """What the workers were woken for."""
    heard = []
    use_transport(lambda name, id_: heard.append((name, id_)))
    yield heard
    use_transport(None)


@pytest.fixture
def resources(app, tmp_path):
    held = app.extensions[EXTENSION]

    def made(*, post=None, signer=None, **settings):
        own = {"config": replace(held.config, **settings), "keys": KeyStore(tmp_path / "keys")}
        return replace(held, **own, signer_socket=signer, **({"post": post} if post else {}))

    return made


def rows(model) -> int:
    session().rollback()
    return len(session().scalars(select(model)).all())


def test_clock_only_asks_and_not_too_often(agency, woken, resources, now):
    held = resources(witnesses=(f"{PLACE.url} {LINE}",), witness_seconds=60)
    for later in (0, 30, 59, 60, 61):
        ask_for_witnesses(held, now + later * SECOND)
    assert woken == [(WITNESS_JOB, agency.id)] * 2


def test_nobody_is_asked_for_where_nobody_is_set(agency, woken, resources, now):
    ask_for_witnesses(resources(), now + timedelta(days=400))
    ask_for_timestamps(resources(), now)
    carry_to_witnesses(agency.id, resources(), now)
    timestamp_agency(agency.id, resources(), now)
    assert woken == []


def test_what_the_clock_asks_for_is_known_to_the_workers(agency, woken, resources, now):
    held = resources(timestamp_url="http://127.0.0.1:9/", witnesses=("a b",))
    for work in PERIODIC:
        if work.name in ("ledger.timestamps", "ledger.witnesses"):
            work.run(held, now + timedelta(days=900))
    assert {name for name, _ in woken} == {TIMESTAMP_JOB, WITNESS_JOB} <= set(WAKES)


def test_witness_that_is_away_keeps_the_seal_from_no_other(
    agency, resources, now, tmp_path, caplog
):
    key = KeyStore(tmp_path / "keys").signer_of(agency.origin)
    desk = Desk(tmp_path / "saksi", key)

    def send(url, body, kind):
        if url.startswith("http://mati"):
            raise Unreachable("http://mati tidak dapat dihubungi.")
        return desk.post(url, body, kind)

    other = witness_key_of(SignerKey("mati.go.id/saksi", bytes(32))).text
    held = resources(post=send, witnesses=(f"http://mati {other}", f"{PLACE.url} {LINE}"))
    post_some(agency, now, 2)
    seal_waiting(held, now)
    for _ in range(3):
        carry_to_witnesses(agency.id, held, now)
    assert (rows(Cosignature), rows(PendingLeaf)) == (1, 0)
    told = [one for one in caplog.messages if "mati tidak dapat dihubungi" in one]
    assert len(told) == 1


def test_setting_that_cannot_be_read_is_logged_in_a_sentence(agency, resources, now, caplog):
    carry_to_witnesses(agency.id, resources(witnesses=("http://a b+c+d",)), now + 600 * SECOND)
    held = resources(timestamp_url="http://127.0.0.1:9/", timestamp_ca="/tidak/ada.pem")
    timestamp_agency(agency.id, held, now + 600 * SECOND)
    assert ["tidak dapat dibaca" in one or "tidak sah" in one for one in caplog.messages] == [
        True,
        True,
    ]


def test_day_is_stamped_by_the_job(agency, resources, now, tmp_path):
    authority = Authority(tmp_path / "otoritas")
    post_some(agency, now, 1)
    seal_waiting(resources(), now)
    with answering(lambda query: (200, REPLY, authority.reply(query))) as url:
        held = resources(timestamp_url=url, timestamp_ca=str(authority.ca))
        for _ in range(2):
            timestamp_agency(agency.id, held, now)
    assert rows(TrustedTimestamp) == 1


def test_signer_that_is_away_is_logged_once_a_minute_and_the_next_agency_goes_on(
    app, resources, now, tmp_path, caplog
):
    first, second = make_agency(), make_agency()
    for one in (first, second):
        post_some(one, now, 1)
    held = resources(signer=SignerSocket(tmp_path / "soket"))
    for tenth in range(0, 700, 50):
        seal_waiting(held, now + tenth / 10 * SECOND)
    told = [one for one in caplog.messages if "Penanda tangan di" in one]
    assert len(told) == 4
    assert rows(PendingLeaf) == 2
    seal_waiting(resources(), now)
    assert rows(PendingLeaf) == 0
