"""`neraca backup` and `neraca restore`: a drill on both databases, and what is refused."""

import re
import threading

import pytest

from ledger.domain.checkpoints import SignerKey
from ledger.gateways.dumps import DumpFailed, find_tool
from ledger.gateways.keys import SignerAway
from ledger.queries.origins import earlier_origins
from ledger.queries.seals import origin_of
from ledger.queries.verification import verify_ledger
from tests.drills import PAPER, drilling


@pytest.fixture
def drill(app, tmp_path, now, monkeypatch):
    with drilling(app, tmp_path, now, monkeypatch) as found:
        yield found


def test_current_backup_comes_back_whole_and_goes_on_under_its_origin(drill):
    assert drill.backup().exit_code == 0
    result = drill.restore("--checkpoint", drill.checkpoint(), "--signing-key", drill.signing_key())
    assert result.exit_code == 0, result.output
    assert "1 entri tersegel" in result.output
    assert result.output.endswith("OK\n")
    with drill.restored() as held:
        assert origin_of(drill.agency_id) == drill.origin
        assert [held.files.get(name) for name in held.files.names()] == [PAPER]
        key = held.keys.verifier_of(drill.origin)
        assert verify_ledger(drill.agency_id, verifier_key=key).is_ok


def test_backup_that_is_behind_goes_on_under_the_next_origin(drill):
    drill.backup()
    drill.post("p:2")
    checkpoint = drill.checkpoint()
    result = drill.restore("--checkpoint", checkpoint, "--signing-key", drill.signing_key())
    assert result.exit_code == 0, result.output
    assert "tertinggal dari segel" in result.output
    with drill.restored() as held:
        origin = origin_of(drill.agency_id)
        assert (origin, earlier_origins(drill.agency_id)) == (
            drill.origin.replace("/log/1", "/log/2"),
            [drill.origin],
        )
        keys = [held.keys.verifier_of(name) for name in (origin, drill.origin)]
        report = verify_ledger(drill.agency_id, verifier_key=keys[0], earlier_keys=keys[1:])
        assert (report.findings, report.size) == ((), 2)


@pytest.mark.parametrize("has_checkpoint", [True, False])
def test_backup_without_key_or_checkpoint_goes_on_under_the_next_origin(drill, has_checkpoint):
    drill.backup()
    given = ("--checkpoint", drill.checkpoint()) if has_checkpoint else ()
    result = drill.restore(*given)
    assert result.exit_code == 0, result.output
    assert f"Dilanjutkan sebagai {drill.origin.replace('/log/1', '/log/2')}" in result.output


def test_private_key_is_not_in_the_backup_and_no_second_one_is_made(drill):
    drill.backup()
    assert drill.keys.signer_of(drill.origin).text.encode() not in drill.archive.read_bytes()
    drill.restore()
    with drill.restored() as held, pytest.raises(SignerAway, match="kunci publiknya"):
        held.keys.signer_of(drill.origin)


def test_place_that_is_not_empty_is_left_alone(drill):
    drill.backup()
    drill.place.mkdir()
    (drill.place / "milik orang").write_text("penting")
    result = drill.restore()
    assert result.exit_code == 1
    assert "tidak kosong" in result.output
    assert (drill.place / "milik orang").read_text() == "penting"


@pytest.mark.parametrize("damage", ["torn", "changed"])
def test_damaged_backup_is_refused_and_leaves_nothing(drill, damage):
    drill.backup()
    whole = drill.archive.read_bytes()
    changed = whole.replace(PAPER, PAPER[::-1])
    drill.archive.write_bytes(whole[: len(whole) // 2] if damage == "torn" else changed)
    result = drill.restore()
    assert result.exit_code == 1
    assert "bukan cadangan Neraca yang utuh" in result.output
    assert not drill.place.exists()


def test_backup_never_overwrites_another(drill):
    drill.backup()
    before = drill.archive.read_bytes()
    again = drill.backup()
    assert again.exit_code == 1
    assert "sudah ada" in again.output
    assert drill.archive.read_bytes() == before


def test_missing_tool_is_told_in_a_sentence():
    with pytest.raises(DumpFailed, match="Pasang postgresql-client"):
        find_tool("pg_dump_of_nobody")


def test_restore_that_fails_half_way_leaves_the_place_empty_for_the_next(drill):
    """The private key of another log is refused when the database is already filled."""
    drill.backup()
    other = drill.folder / "kunci-lain"
    other.write_text(SignerKey(drill.origin, bytes(32)).text)
    failed = drill.restore("--signing-key", other)
    assert (failed.exit_code, "bukan pasangan" in failed.output) == (1, True), failed.output
    assert not drill.place.exists()
    again = drill.restore("--checkpoint", drill.checkpoint(), "--signing-key", drill.signing_key())
    assert (again.exit_code, "OK" in again.output) == (0, True), again.output


def test_backup_under_writers_is_one_moment(drill):
    """Whoever writes meanwhile is in it whole or not at all, and is never kept waiting for long."""
    started, stop, posted = threading.Event(), threading.Event(), []

    def write() -> None:
        with drill.resources.in_context():
            while not stop.is_set():
                drill.post(f"w:{len(posted)}")
                posted.append(1)
                started.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert started.wait(60)
        assert drill.backup().exit_code == 0
    finally:
        stop.set()
        writer.join()
    restored = drill.restore()
    assert restored.exit_code == 0, restored.output
    sealed = int(re.search(r"(\d+) entri tersegel", restored.output)[1])
    assert 2 <= sealed <= 1 + len(posted)
