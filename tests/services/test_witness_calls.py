"""Carrying checkpoints to witnesses: the real desk at the other end, and every refusal of it."""

import pytest
from sqlalchemy import select
from werkzeug.test import Client

from ledger.database import session
from ledger.domain.checkpoints import SignerKey, parse_verifier_key
from ledger.domain.witnesses import WitnessKey, witness_key_of
from ledger.gateways.memories import GrowthMemory
from ledger.gateways.web import Answer, Unreachable, post
from ledger.gateways.witness_web import WitnessDesk
from ledger.models.entries import Checkpoint, Cosignature
from ledger.models.people import Agency
from ledger.queries.seals import last_witnessed
from ledger.services.sealing import seal_all
from ledger.services.witness_calls import (
    OutsideWitness,
    WitnessRefused,
    carry_to_witness,
    read_witnesses,
)
from tests.domain.test_witnesses import MOMENT, WITNESS
from tests.factories import make_agency
from tests.gateways.test_witness_web import witness_program
from tests.services.test_sealing import post_some

KEY = witness_key_of(WITNESS)
PLACE = OutsideWitness("http://saksi.invalid", KEY)


class Desk:
    """The desk of the witness as it is, without a network between; counts who comes."""

    def __init__(self, folder, *logs: SignerKey) -> None:
        known = {log.name: log.verifier_key for log in logs}
        desk = WitnessDesk(GrowthMemory(folder), known, WITNESS, clock=lambda: MOMENT)
        self._client, self.visits = Client(desk), 0

    def post(self, url: str, body: bytes, kind: str) -> Answer:
        self.visits += 1
        answer = self._client.post(url.removeprefix(PLACE.url), data=body, content_type=kind)
        return Answer(answer.status_code, answer.mimetype, answer.get_data())


@pytest.fixture
def agency(app):
    return make_agency()


@pytest.fixture
def key(agency):
    return SignerKey(agency.origin, bytes(range(32)))


@pytest.fixture
def desk(key, tmp_path):
    return Desk(tmp_path / "saksi", key)


def grow(agency, key, now, count: int = 2) -> None:
    post_some(agency, now, count)
    seal_all(agency.id, signer=key, now=now)


def carry(agency, now, send):
    return carry_to_witness(agency.id, witness=PLACE, post=send, now=now)


def refused(agency, now, send) -> str:
    with pytest.raises(WitnessRefused) as refusal:
        carry(agency, now, send)
    assert WITNESS.name in refusal.value.message
    return refusal.value.code


def sizes() -> list[int]:
    session().rollback()
    query = select(Checkpoint.tree_size).join(Cosignature).order_by(Checkpoint.tree_size)
    return list(session().scalars(query))


def test_each_newest_checkpoint_is_cosigned_once(agency, key, desk, now):
    assert carry(agency, now, desk.post) is None
    for size in (2, 5, 6):
        grow(agency, key, now, size - (sizes()[-1] if sizes() else 0))
        assert carry(agency, now, desk.post).timestamp() == MOMENT
        assert carry(agency, now, desk.post) is None
    assert (sizes(), desk.visits) == ([2, 5, 6], 3)
    assert last_witnessed(agency.id).size == 6


def test_witness_that_saw_more_than_was_kept_here_is_met_where_it_is(agency, key, desk, now):
    """Its answer was lost on the way: it remembers, we do not."""
    grow(agency, key, now)

    def lost(*call) -> Answer:
        desk.post(*call)
        raise Unreachable("x")

    with pytest.raises(Unreachable):
        carry(agency, now, lost)
    grow(agency, key, now, 3)
    assert carry(agency, now, desk.post) is not None
    assert (sizes(), desk.visits) == ([5], 3)


def test_witness_that_forgot_is_shown_everything(agency, key, desk, now, tmp_path):
    grow(agency, key, now)
    carry(agency, now, desk.post)
    grow(agency, key, now, 3)
    fresh = Desk(tmp_path / "baru", key)
    assert carry(agency, now, fresh.post) is not None
    assert (sizes(), fresh.visits) == ([2, 5], 2)


def test_ledger_that_was_set_back_is_told_so(agency, key, desk, now):
    """The witness saw five entries of this origin; here there are but two of another history."""
    grow(agency, key, now, 5)
    carry(agency, now, desk.post)
    origin, agency.origin = agency.origin, "lain.go.id/log/1"
    session().commit()
    other = make_agency()
    session().get_one(Agency, other.id).origin = origin
    session().commit()
    grow(other, key, now, 2)
    assert refused(other, now, desk.post) == "witness_ahead"
    grow(other, key, now, 4)
    assert refused(other, now, desk.post) == "witness_fork"
    assert sizes() == [5]


def test_witness_that_knows_us_not_or_under_another_key_is_told(agency, key, now, tmp_path):
    grow(agency, key, now)
    stranger = Desk(tmp_path / "a", SignerKey("lain.go.id/log/1", bytes(32)))
    assert refused(agency, now, stranger.post) == "witness_unknown_log"
    forged = Desk(tmp_path / "b", SignerKey(key.name, bytes(32)))
    assert refused(agency, now, forged.post) == "witness_other_key"
    assert sizes() == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(500, "text/plain", b"oops"), "witness_status"),
        (Answer(302, "text/plain", b""), "witness_status"),
        (Answer(200, "text/plain", b""), "witness_unsigned"),
        (Answer(200, "text/plain", b"\xff"), "witness_unsigned"),
        (Answer(200, "text/plain", "\N{EM DASH} a AAAAAAAAAA==\n".encode()), "witness_unsigned"),
        (Answer(409, "text/plain", b"dua sejarah\n"), "witness_fork"),
        (Answer(409, "text/x.tlog.size", b"banyak\n"), "witness_fork"),
        (Answer(409, "text/x.tlog.size", b"1\n"), "witness_fork"),
        (Answer(409, "text/x.tlog.size", b"99999\n"), "witness_ahead"),
        (Answer(422, "text/plain", b""), "witness_fork"),
    ],
)
def test_answer_that_is_no_cosignature_is_told_and_nothing_is_kept(agency, key, now, answer, code):
    grow(agency, key, now)
    assert refused(agency, now, lambda *call: answer) == code
    assert sizes() == []


def test_lines_of_other_keys_are_passed_over(agency, key, desk, now):
    grow(agency, key, now)

    def crowded(*call) -> Answer:
        answer = desk.post(*call)
        stranger = "\N{EM DASH} lain.go.id/saksi AAAAAAAAAA==\n".encode()
        return Answer(answer.status, answer.kind, stranger + answer.body + stranger)

    assert carry(agency, now, crowded) is not None
    (line,) = session().scalars(select(Cosignature.line))
    assert line.count("\n") == 1


def test_real_witness_program_cosigns_over_the_network(agency, now, tmp_path):
    """The program knows a log by its public line; this agency takes that name."""
    log = SignerKey("contoh.go.id/log/1", bytes(range(32)))
    session().get_one(Agency, agency.id).origin = log.name
    session().commit()
    grow(agency, log, now)
    with witness_program(tmp_path) as (url, line):
        (witness,) = read_witnesses([f"{url}/ {line}"])
        moment = carry_to_witness(agency.id, witness=witness, post=post, now=now)
    assert moment is not None
    assert isinstance(witness.key, WitnessKey)
    assert parse_verifier_key(log.verifier_key.text) == log.verifier_key
    assert sizes() == [2]
