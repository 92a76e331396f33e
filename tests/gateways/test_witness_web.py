"""The witness over HTTP: the answers of C2SP tlog-witness, one by one, and the real program."""

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest
from werkzeug.test import Client

from ledger.domain.checkpoints import SignerKey
from ledger.domain.witnesses import cosigned_at, format_growth, witness_key_of
from ledger.gateways.memories import GrowthMemory
from ledger.gateways.web import post
from ledger.gateways.witness_web import MOST_BYTES, WitnessDesk
from tests.domain.test_witnesses import HISTORY, LOG, MOMENT, WITNESS, History
from tests.house.sources import ROOT

KEY = witness_key_of(WITNESS)
OTHER = History(seed=1)
ALONE = (sys.executable, "-c", "from ledger.cli.witness import witness; witness()")


@pytest.fixture
def desk(tmp_path):
    logs = {LOG.name: LOG.verifier_key}
    return Client(WitnessDesk(GrowthMemory(tmp_path), logs, WITNESS, clock=lambda: MOMENT + 0.9))


def add(desk, proof) -> tuple[int, str, str]:
    text = proof if isinstance(proof, str | bytes) else format_growth(proof)
    answer = desk.post("/add-checkpoint", data=text)
    return answer.status_code, answer.mimetype, answer.get_data(as_text=True)


def test_growth_is_cosigned(desk):
    for old, new in ((0, 5), (5, 12), (12, 12), (12, 40)):
        status, _, line = add(desk, HISTORY.growth(old, new))
        assert status == 200
        assert cosigned_at(HISTORY.note(new) + line, KEY) == MOMENT


def test_other_size_is_told_the_size_that_was_seen(desk):
    add(desk, HISTORY.growth(0, 12))
    for old, new in ((0, 20), (5, 20), (0, 5), (5, 5), (13, 20)):
        assert add(desk, HISTORY.growth(old, new)) == (409, "text/x.tlog.size", "12\n")
    assert add(desk, HISTORY.growth(12, 20))[0] == 200


def test_first_checkpoint_must_begin_at_nothing(desk):
    assert add(desk, HISTORY.growth(5, 12)) == (409, "text/x.tlog.size", "0\n")


def test_unknown_log_and_wrong_key_are_refused(desk):
    stranger = SignerKey("lain.go.id/log/1", LOG.seed)
    proof = HISTORY.growth(0, 5)
    assert add(desk, replace(proof, checkpoint=HISTORY.note(5, stranger)))[0] == 404
    forged = SignerKey(LOG.name, bytes(32))
    assert add(desk, replace(proof, checkpoint=HISTORY.note(5, forged)))[0] == 403
    assert add(desk, HISTORY.growth(0, 5))[0] == 200


def test_every_split_view_is_refused(desk):
    """Two histories under one right key: whichever comes second is refused, at every size."""
    add(desk, HISTORY.growth(0, 7))
    for new in range(7, 41):
        status, kind, _ = add(desk, OTHER.growth(7, new))
        assert (status, kind) == (409 if new == 7 else 422, "text/plain")
    assert add(desk, HISTORY.growth(7, 40))[0] == 200


def test_refused_history_is_kept_once_beside_what_was_cosigned(desk, tmp_path):
    memory = GrowthMemory(tmp_path)
    add(desk, HISTORY.growth(0, 7))
    assert memory.evidence() == []
    for _ in range(3):
        assert add(desk, OTHER.growth(7, 12))[0] == 422
    (kept,) = memory.evidence()
    # Each of the two is signed by the log, so they convict it wherever they are shown.
    for note in (HISTORY.note(7), OTHER.note(12)):
        assert note in kept.read_text(encoding="utf-8")
    assert add(desk, OTHER.growth(7, 13))[0] == 422
    assert len(memory.evidence()) == 2


def test_what_the_log_did_not_sign_is_not_kept(desk, tmp_path):
    add(desk, HISTORY.growth(0, 7))
    forged = OTHER.note(12, SignerKey(LOG.name, bytes(32)))
    assert add(desk, replace(OTHER.growth(7, 12), checkpoint=forged))[0] == 403
    add(desk, HISTORY.growth(0, 5))
    assert GrowthMemory(tmp_path).evidence() == []


def test_evidence_of_a_witness_that_began_before_notes_were_kept_holds_what_it_saw(desk, tmp_path):
    add(desk, HISTORY.growth(0, 7))
    for note in tmp_path.glob("*.checkpoint"):
        note.unlink()
    add(desk, OTHER.growth(7, 12))
    (kept,) = GrowthMemory(tmp_path).evidence()
    assert kept.read_text(encoding="utf-8").startswith("seen 7 ")


def test_every_rollback_is_refused(desk):
    add(desk, HISTORY.growth(0, 30))
    for old in range(30):
        for new in range(max(old, 1), 30):
            assert add(desk, HISTORY.growth(old, new))[::2] == (409, "30\n")


def test_proof_that_is_damaged_is_refused(desk):
    add(desk, HISTORY.growth(0, 7))
    whole = HISTORY.growth(7, 12)
    assert add(desk, replace(whole, path=whole.path[:-1]))[0] == 422
    assert add(desk, replace(whole, path=(*whole.path, bytes(32))))[0] == 422
    assert add(desk, replace(whole, old_size=20))[0] == 400


@pytest.mark.parametrize("raw", ["", "old 0\n", "old 0\n\nx", b"\xff\xfe", "old 0\n" * 80 + "\n"])
def test_what_is_no_proof_is_refused(desk, raw):
    assert add(desk, raw)[0] == 400


def test_what_is_too_long_or_elsewhere_is_refused(desk):
    assert add(desk, "x" * (MOST_BYTES + 1))[0] == 413
    assert desk.get("/add-checkpoint").status_code == 405
    assert desk.post("/").status_code == 404


def test_damaged_memory_cosigns_nothing(desk, tmp_path):
    add(desk, HISTORY.growth(0, 7))
    (memory,) = tmp_path.glob("*.seen")
    memory.write_text("rusak")
    assert add(desk, HISTORY.growth(0, 5))[::2][0] == 500


@contextmanager
def witness_program(state, *more: str):
    """`neraca witness serve` at a free door; gives its address and its public line."""
    options = ("--state", str(state), "--name", WITNESS.name, "--log", LOG.verifier_key.text)
    program = subprocess.Popen(
        (*ALONE, "serve", *options, "--port", "0", *more),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        key = program.stdout.readline().split()[-1]
        yield program.stdout.readline().split()[-1].removesuffix("/add-checkpoint"), key
    finally:
        program.terminate()
        program.communicate()


def test_program_remembers_over_a_restart_and_refuses_the_other_story(tmp_path):
    with witness_program(tmp_path) as (url, key):
        answer = post(url + "/add-checkpoint", format_growth(HISTORY.growth(0, 7)).encode(), "x/x")
        assert answer.status == 200
    with witness_program(tmp_path) as (url, again):
        statuses = [
            post(url + "/add-checkpoint", format_growth(proof).encode(), "x/x").status
            for proof in (OTHER.growth(7, 12), HISTORY.growth(0, 5), HISTORY.growth(7, 12))
        ]
    assert (key, statuses) == (again, [422, 409, 200])
