"""Bad input: each kind has its own sentence and exit code, never a traceback, never a pass."""

import json
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest

from bench.ledgers import ORIGIN, SIGNER, MadeLedger
from ledger.domain.canonical import canonical_bytes
from ledger.domain.checkpoints import (
    Checkpoint,
    SignerKey,
    checkpoint_hash,
    sign_checkpoint,
)
from ledger.domain.commitments import PrivateBody, PrivatePart
from ledger.domain.merkle import append_leaves, inclusion_proof
from ledger.domain.proofs import LogProof, format_proof, holder_extra
from tests.outsiders import VERIFIER, Verdict, run_outside, verify_here, verify_outside
from tests.verifier.forging import fit_leaf, made_lines, of_kind, written

KEY = SIGNER.verifier_key.text
#: What an entry line may lack or leave empty.
NEVER_NEEDED = ("kept", "private")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "kosong").mkdir()
    return tmp_path / "kosong"


def verdict(folder: Path, content: bytes, *options: str, key: str = KEY) -> Verdict:
    (folder / "ekspor.jsonl").write_bytes(content)
    return verify_outside(folder, "ekspor.jsonl", "--key", key, *options)


def export(entries: int = 20, **fields) -> bytes:
    return b"".join(MadeLedger(seed=1, people=9).lines(entries, **{"batch": 7, **fields}))


def test_clean_export_is_ok_in_an_empty_folder_with_python_alone(empty):
    told = verdict(empty, export())
    assert (told.code, told.first) == (0, "OK")
    assert told.root.startswith("Akar: ")


def test_key_may_be_a_file(empty):
    (empty / "kunci.pub").write_text(KEY + "\n")
    assert verdict(empty, export(), key="kunci.pub").code == 0


@pytest.mark.parametrize("lines", [1, 5, 20])
def test_export_that_ends_early_is_torn(empty, lines):
    content = b"".join(export().splitlines(keepends=True)[:lines])
    told = verdict(empty, content)
    assert (told.code, "terpotong" in told.first) == (3, True)


def test_export_torn_within_a_line_is_torn(empty):
    told = verdict(empty, export()[:-50])
    assert (told.code, "terpotong" in told.first) == (3, True)


def test_other_key_is_told(empty):
    other = SignerKey(ORIGIN, bytes(32)).verifier_key.text
    told = verdict(empty, export(), key=other)
    assert (told.code, "bukan dari kunci yang Anda berikan" in told.first) == (4, True)


@pytest.mark.parametrize("key", ["", "bukan kunci", KEY[:-5], "tidak-ada.pub"])
def test_key_that_is_none_is_told(empty, key):
    told = verdict(empty, export(), key=key)
    assert (told.code, "bukan dari kunci" in told.first) == (4, True)


def test_export_of_another_ledger_is_told(empty):
    other = SignerKey("lain.go.id/log/1", bytes(32)).verifier_key.text
    told = verdict(empty, export(), key=other)
    assert (told.code, "milik buku besar lain" in told.first) == (5, True)


def test_foreign_checkpoint_is_told(empty):
    lines = made_lines(1)
    line = of_kind(lines, "checkpoint")[3]
    foreign = Checkpoint("lain.go.id/log/1", line["size"], bytes(32))
    line["note"] = sign_checkpoint(foreign, SignerKey("lain.go.id/log/1", bytes(32)))
    line["sha256"] = checkpoint_hash(line["note"].encode()).hex()
    told = verdict(empty, written(lines))
    assert (told.code, "milik buku besar lain" in told.first) == (5, True)
    assert f"segel {line['size']}" in told.first


def test_unknown_version_of_the_file_is_told(empty):
    content = export().replace(b'"version":1', b'"version":2', 1)
    told = verdict(empty, content)
    assert (told.code, "versi yang belum dikenal" in told.first) == (6, True)


def test_unknown_version_of_an_entry_is_told(empty):
    lines = made_lines(1)
    line = of_kind(lines, "entry")[4]
    line["body"]["v"] = 2
    fit_leaf(line)
    told = verdict(empty, written(lines))
    assert (told.code, "versi yang belum dikenal" in told.first) == (6, True)
    assert line["body"]["uid"] in told.first


@pytest.mark.parametrize("which", [0, 5, -1])
def test_missing_checkpoint_is_told(empty, which):
    lines = made_lines(1)
    lines.remove(of_kind(lines, "checkpoint")[which])
    told = verdict(empty, written(lines))
    assert (told.code, "ada segel yang hilang" in told.first) == (7, True)


def test_checkpoint_that_somebody_holds_shows_a_lost_end(empty):
    newer = of_kind(made_lines(1, entries=40), "checkpoint")[-1]
    (empty / "segel").write_text(newer["note"], encoding="utf-8")
    told = verdict(empty, export(20), "--checkpoint", "segel")
    assert (told.code, "segel 40" in told.first) == (7, True)


def test_checkpoint_that_somebody_holds_shows_a_second_history(empty):
    other = of_kind(made_lines(2, entries=20), "checkpoint")[-1]
    (empty / "segel").write_text(other["note"], encoding="utf-8")
    told = verdict(empty, export(20), "--checkpoint", "segel")
    assert (told.code, "ada dua sejarah" in told.first) == (10, True)


def test_clock_that_runs_backwards_is_told(empty):
    lines = made_lines(1)
    of_kind(lines, "checkpoint")[4]["sealed_at"] = "2026-04-01T00:00:00.000000Z"
    told = verdict(empty, written(lines))
    assert (told.code, "jam berjalan mundur" in told.first) == (8, True)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"bukan ekspor\n", b"\xff\xfe\x00", b"[]\n", b"{}\n", b"1" * 9000, b"[" * 99999],
)
def test_file_that_is_no_export_is_told(empty, content):
    told = verdict(empty, content)
    assert (told.code, "tidak dapat dibaca" in told.first) == (9, True)


@pytest.mark.parametrize("name", ["tidak-ada.jsonl", "."])
def test_file_that_is_not_there_is_told(empty, name):
    told = verify_outside(empty, name, "--key", KEY)
    assert (told.code, "tidak dapat dibaca" in told.first) == (9, True)


@pytest.mark.parametrize(
    "value", [None, 7, "teks", [], {}, [[]], True, 1e3, -1, "\ud800", "\x1b[2J"]
)
def test_line_of_another_shape_is_told_and_never_a_traceback(value):
    """Each field of each kind of line, one after the other, holds something else."""
    shape = made_lines(3, entries=24)
    for kind in ("entry", "checkpoint", "pending", "balance", "register", "document"):
        for name in of_kind(shape, kind)[-1]:
            lines = made_lines(3, entries=24)
            of_kind(lines, kind)[-1][name] = value
            told = verify_here(written_as_ascii(lines))
            is_same = value == of_kind(shape, kind)[-1][name]
            assert told.code or name in NEVER_NEEDED or is_same, (kind, name)
            assert "\x1b" not in told.text


def written_as_ascii(lines: list[dict]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_byte_that_belongs_to_no_content_leaves_root_and_verdict(empty):
    clean = verdict(empty, export())
    told = verdict(empty, export().replace(b'{"line"', b'{ "line"').replace(b"\n{ ", b"\n\n{ ", 1))
    assert (told.code, told.first, told.root) == (0, "OK", clean.root)


def test_reader_of_the_first_lines_may_go_before_the_end(empty):
    """As ``| head -1`` does: neither a traceback nor the end of a sound ledger."""
    (empty / "ekspor.jsonl").write_bytes(export().replace(b'"points":', b'"points":1'))
    (empty / VERIFIER.name).write_bytes(VERIFIER.read_bytes())
    running = subprocess.Popen(
        [sys.executable, "-I", "-S", "-u", VERIFIER.name, "ekspor.jsonl", "--key", KEY],
        cwd=empty,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    running.stdout.close()
    _, told = running.communicate(timeout=60)
    assert told == b""
    assert running.returncode != 0


def test_command_without_key_or_file_is_refused(empty):
    done = run_outside(empty)
    assert (done.returncode, "--key" in done.stderr) == (2, True)


class Held:
    """A holder's proof of one entry among 21, with the private part that is theirs."""

    def __init__(self, index: int = 13) -> None:
        entries = of_kind(made_lines(5, entries=21), "entry")
        leaves = [bytes.fromhex(line["leaf"]) for line in entries]
        tree = append_leaves(0, (), leaves)
        nodes = {(node.level, node.position): node.hash for node in tree.nodes}
        self.body = entries[index]["body"]
        openings = [
            PrivateBody(PrivatePart(part), b64decode(one["salt"]), one["content"].encode())
            for part, one in entries[index].get("private", {}).items()
        ]
        note = sign_checkpoint(Checkpoint(ORIGIN, 21, tree.root), SIGNER)
        path = tuple(inclusion_proof(index, 21, nodes.__getitem__))
        extra = holder_extra(canonical_bytes(self.body), openings)
        self.proof = LogProof(index, path, note, extra)

    def text(self, **changes) -> str:
        return format_proof(replace(self.proof, **changes))


def proved(folder: Path, text: str, key: str = KEY) -> Verdict:
    (folder / "bukti").write_text(text, encoding="utf-8")
    return verify_outside(folder, "--proof", "bukti", "--key", key)


@pytest.mark.parametrize("index", [0, 13, 19, 20])
def test_proof_of_one_entry_is_ok(empty, index):
    held = Held(index)
    told = proved(empty, held.text())
    assert (told.code, told.first) == (0, "OK")
    assert f"entri {held.body['uid']} #{index}/21" in told.text


def test_proof_of_another_place_body_or_path_is_refused(empty):
    held = Held()
    longer = (*held.proof.path, bytes(32))
    body = canonical_bytes({**held.body, "kind": "sanction"})
    for changes in (
        {"index": 12},
        {"index": 21},
        {"path": held.proof.path[1:]},
        {"path": longer},
        {"path": ()},
        {"extra": holder_extra(body, [])},
    ):
        told = proved(empty, held.text(**changes))
        assert (told.code, "akar bukan yang ditandatangani" in told.first) == (1, True), changes


def test_proof_with_another_private_part_is_refused(empty):
    held = Held()
    other = PrivateBody(PrivatePart.REASON, bytes(32), b'{"reason":"lain"}')
    told = proved(empty, held.text(extra=holder_extra(canonical_bytes(held.body), [other])))
    assert (told.code, "data pribadi bukan yang disegel" in told.first) == (1, True)


def test_proof_under_another_key_or_log_is_refused(empty):
    text = Held().text()
    other = SignerKey(ORIGIN, bytes(32)).verifier_key.text
    assert proved(empty, text, key=other).code == 4
    foreign = SignerKey("lain.go.id/log/1", bytes(32)).verifier_key.text
    assert proved(empty, text, key=foreign).code == 5


@pytest.mark.parametrize("text", ["", "bukan bukti", "c2sp.org/tlog-proof@v1\n\n", "\n" * 9])
def test_text_that_is_no_proof_is_told(empty, text):
    told = proved(empty, text)
    assert told.code in (6, 9)
    assert "SALAH/WRONG" in told.first


def test_proof_of_an_unknown_version_is_told(empty):
    told = proved(empty, Held().text().replace("@v1", "@v9"))
    assert (told.code, "versi yang belum dikenal" in told.first) == (6, True)
