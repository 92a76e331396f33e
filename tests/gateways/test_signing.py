"""The separate signer: the real program, over a real socket, killed and started again."""

import contextlib
import os
import random
import signal
import socket
import threading

import pytest

from ledger.domain.checkpoints import SignerKey, open_checkpoint
from ledger.domain.signing import OtherSize, format_request
from ledger.gateways.keys import KeyStore
from ledger.gateways.signers import (
    Custody,
    DistantSigner,
    OtherKey,
    SignerRefused,
    Signers,
    SignerSilent,
    SignerSocket,
)
from ledger.gateways.signing import SIGN, SignerRoom, SignerServer, signer_running
from tests.domain.test_signing import request
from tests.domain.test_witnesses import HISTORY, LOG, History
from tests.signers import NERACA_SIGNER, SignerProgram

NOBODY = 65534


@pytest.fixture
def program(tmp_path):
    held = SignerProgram(tmp_path)
    held.begin(LOG)
    return held


@pytest.fixture
def room(program):
    """The same signer inside this process, for what needs no process of its own."""
    server = SignerServer(program.socket, SignerRoom(program.state), {os.getuid()})
    with signer_running(server, program.socket):
        yield program


def signer(program) -> DistantSigner:
    return DistantSigner(LOG.name, program.asked, LOG.verifier_key)


def refused(program, asked) -> str:
    """The code with which it refuses."""
    with pytest.raises(SignerRefused) as refusal:
        signer(program).sign(asked)
    assert " " in refusal.value.message
    return refusal.value.code


def sent(program, raw: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(program.socket))
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def test_program_signs_what_grows_and_goes_on_after_a_restart(program):
    with program.running():
        assert LOG.name in program.told
        for old, new in ((0, 5), (5, 12)):
            note = signer(program).sign(request(old, new))
            assert note == HISTORY.note(new)
        assert program.socket.stat().st_mode & 0o777 == 0o660
    with program.running():
        assert open_checkpoint(signer(program).sign(request(12, 40)), LOG.verifier_key).size == 40
        assert refused(program, request(12, 20)) == "rollback"
        assert refused(program, request(20, 40, History(seed=1))) == "fork"


def test_program_answers_no_other_user(program):
    with program.running(allow=NOBODY):
        assert refused(program, request(0, 5)) == "foreign_user"
        with pytest.raises(SignerRefused, match="tidak boleh meminta"):
            Signers(KeyStore(program.state / "lain"), program.asked).signer_of(LOG.name)
    assert program.memory.read_text().split("\n")[1] == "0"
    with program.running():
        assert signer(program).sign(request(0, 5)) == HISTORY.note(5)


def test_program_killed_at_any_moment_never_signs_two_stories(program):
    """Whatever it said before it died, the next one knows: only the same tree is signed again."""
    chance, size = random.Random(6), 0
    for _ in range(4):
        grown = min(size + 3, 40)
        with program.running() as running:
            threading.Timer(chance.random() / 50, running.kill).start()
            with contextlib.suppress(SignerSilent):
                signer(program).sign(request(size, grown))
            running.wait()
        program.asked = SignerSocket(program.socket, timeout=30.0)
        with program.running():
            assert signer(program).sign(request(size, grown)) == HISTORY.note(grown)
            assert refused(program, request(size, grown, History(seed=1))) == "fork"
        program.asked = SignerSocket(program.socket, timeout=30.0)
        size = grown


def test_program_with_a_key_that_others_can_read_does_not_start(program):
    program.key_file.chmod(0o640)
    with program.running() as running:
        assert "dapat dibaca orang lain" in program.told
        assert running.wait() == 1


def test_program_stops_when_asked_and_leaves_no_socket(program):
    with program.running(command=NERACA_SIGNER) as running:
        running.send_signal(signal.SIGTERM)
        assert running.wait() == 0
    assert not program.socket.exists()


def test_second_program_at_the_same_socket_does_not_start(program):
    with program.running() as first, program.running() as second:
        assert "sudah berjalan" in program.told
        assert second.wait() == 1
        assert first.poll() is None


def test_socket_of_a_program_that_was_killed_is_taken_over(program):
    with program.running() as first:
        first.kill()
        first.wait()
        assert program.socket.exists()
    with program.running():
        assert signer(program).sign(request(0, 5)) == HISTORY.note(5)


def test_file_in_the_place_of_the_socket_is_left_alone(program):
    program.socket.write_text("penting")
    with program.running() as running:
        assert "bukan soket" in program.told
        assert running.wait() == 1
    assert program.socket.read_text() == "penting"


def test_foreign_origin_is_refused(room):
    other = SignerKey("lain.go.id/log/1", bytes(32))
    asked = request(0, 5)
    asked = type(asked)(0, (), type(asked.checkpoint)(other.name, 5, asked.checkpoint.root))
    with pytest.raises(SignerRefused) as refusal:
        DistantSigner(other.name, room.asked, other.verifier_key).sign(asked)
    assert refusal.value.code == "foreign_origin"


def test_proof_from_elsewhere_is_told_where_to_begin(room):
    signer(room).sign(request(0, 12))
    with pytest.raises(OtherSize) as refusal:
        signer(room).sign(request(5, 20))
    assert refusal.value.size == 12
    assert signer(room).sign(request(12, 20)) == HISTORY.note(20)


@pytest.mark.parametrize(
    "torn", ["", "contoh", f"{LOG.name}\n1", f"{LOG.name}\n12\nAAAA\n", "\0\n"]
)
def test_torn_memory_signs_nothing(room, torn):
    signer(room).sign(request(0, 12))
    whole = room.memory.read_text()
    room.memory.write_text(torn)
    assert refused(room, request(0, 5)) == "damaged_memory"
    room.memory.write_text(whole)
    assert signer(room).sign(request(12, 20)) == HISTORY.note(20)


def test_memory_that_is_not_utf8_signs_nothing(room):
    signer(room).sign(request(0, 12))
    room.memory.write_bytes(b"\xff\xfe\n1\n\n")
    assert refused(room, request(12, 20)) == "damaged_memory"


def test_memory_that_is_gone_signs_nothing_until_it_is_told_the_last_seal(room):
    signer(room).sign(request(0, 12))
    room.memory.unlink()
    assert refused(room, request(0, 5)) == "damaged_memory"
    last = open_checkpoint(HISTORY.note(12), LOG.verifier_key)
    SignerRoom(room.state).begin(LOG.name, key=None, last=last)
    assert refused(room, request(0, 5)) == "rollback"
    assert signer(room).sign(request(12, 20)) == HISTORY.note(20)


def test_damaged_memory_is_made_anew_from_the_last_seal(room):
    signer(room).sign(request(0, 12))
    room.memory.write_text("\n".join(HISTORY.note(12).split("\n")[:3]) + "\n")
    assert signer(room).sign(request(12, 20)) == HISTORY.note(20)
    assert room.memory.read_text() == "\n".join(HISTORY.note(20).split("\n")[:3]) + "\n"


def test_key_that_others_come_to_read_signs_nothing(room):
    room.key_file.chmod(0o644)
    assert refused(room, request(0, 5)) == "unsafe_key"
    room.key_file.chmod(0o600)
    assert signer(room).sign(request(0, 5)) == HISTORY.note(5)


def test_memory_that_cannot_be_written_signs_nothing(room):
    """A full disk, say: the asker is told nothing that it could take for an answer."""
    in_the_way = room.memory.with_name(f"{room.memory.name}.new")
    in_the_way.mkdir()
    with pytest.raises(SignerSilent):
        signer(room).sign(request(0, 5))
    in_the_way.rmdir()
    fresh = DistantSigner(LOG.name, SignerSocket(room.socket, timeout=30.0), LOG.verifier_key)
    assert fresh.sign(request(0, 5)) == HISTORY.note(5)


@pytest.mark.parametrize(
    "raw",
    [b"lain\n", b"\xff\n", f"{SIGN}\n".encode(), f"{SIGN}\nold 0\n\n".encode(), b"x" * 99_000],
)
def test_what_is_no_request_is_refused_and_the_next_is_answered(room, raw):
    try:
        answer = sent(room, raw)
    except (BrokenPipeError, ConnectionResetError):
        answer = b"refused "
    assert answer.startswith(b"refused ")
    assert sent(room, f"{SIGN}\n{format_request(request(0, 5))}".encode()).startswith(b"ok\n")


def test_signer_that_is_not_there_is_told_in_a_sentence(tmp_path):
    away = SignerSocket(tmp_path / "soket")
    for _ in range(2):
        with pytest.raises(SignerSilent, match="tidak ada entri yang hilang"):
            away.ask(SIGN, "")


def test_signer_that_says_nothing_is_not_waited_for_long(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as deaf:
        deaf.bind(str(tmp_path / "soket"))
        deaf.listen()
        moments = iter([0.0, 0.0, 1.0, 3.0, 3.0])
        asked = SignerSocket(tmp_path / "soket", timeout=0.05, elapsed=lambda: next(moments))
        for why in ("TimeoutError|timed out", "baru saja", "TimeoutError|timed out"):
            with pytest.raises(SignerSilent, match=why):
                asked.ask(SIGN, "")


def test_signer_with_another_key_is_not_believed(room):
    other = SignerKey(LOG.name, bytes(32)).verifier_key
    with pytest.raises(OtherKey):
        DistantSigner(LOG.name, room.asked, other).sign(request(0, 5))


def test_public_key_is_asked_for_once_and_no_private_one_is_made(room, tmp_path):
    keys = KeyStore(tmp_path / "keys")
    signers = Signers(keys, room.asked)
    assert signers.signer_of(LOG.name).key == LOG.verifier_key
    assert keys.verifier_of(LOG.name) == LOG.verifier_key
    assert not keys.has_signer(LOG.name)
    assert signers.custody() is Custody.SAME_USER


def test_without_a_separate_signer_the_key_is_ours(tmp_path):
    signers = Signers(KeyStore(tmp_path), None)
    assert signers.signer_of(LOG.name).verifier_key == signers.verifier_of(LOG.name)
    assert signers.custody() is Custody.OURS


def test_signer_that_is_away_is_no_custody(tmp_path):
    away = Signers(KeyStore(tmp_path), SignerSocket(tmp_path / "soket"))
    assert away.custody() is Custody.SILENT
