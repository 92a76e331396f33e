"""A holder's proof verifies with the log's key alone, and nothing in it can be exchanged."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ledger.domain.canonical import canonical_bytes
from ledger.domain.checkpoints import Checkpoint, SignerKey, sign_checkpoint
from ledger.domain.commitments import PrivatePart
from ledger.domain.entries import EntryDraft, EntryKind, seal_body
from ledger.domain.merkle import NodeKey, append_leaves, inclusion_proof, leaf_hash
from ledger.domain.proofs import (
    BadProof,
    LogProof,
    check_holder_proof,
    check_proof,
    format_proof,
    holder_extra,
    parse_proof,
)

ORIGIN = "neraca.example/contoh/log/1"
SIGNER = SignerKey(ORIGIN, bytes(range(32)))
KEY = SIGNER.verifier_key
INDEX = 3
SUBJECT = {"name": "Sari", "nip": "198501012010011001"}
SEALED = seal_body(
    EntryDraft(
        origin=ORIGIN,
        uid="0" * 26,
        kind=EntryKind.AWARD_DOCUMENT,
        at=datetime(2026, 4, 2, tzinfo=UTC),
        subject_private=SUBJECT,
        reason_private={"text": "Hanya untuk arsip."},
    ),
    subject_salt=b"\x01" * 32,
    reason_salt=b"\x02" * 32,
)
LEAVES = [leaf_hash(bytes([n])) for n in range(7)]
LEAVES[INDEX] = SEALED.leaf_hash
TREE = append_leaves(0, (), LEAVES)
NODES = {NodeKey(node.level, node.position): node.hash for node in TREE.nodes}
NOTE = sign_checkpoint(Checkpoint(ORIGIN, TREE.size, TREE.root), SIGNER)
PATH = tuple(inclusion_proof(INDEX, TREE.size, NODES.__getitem__))
PROOF = LogProof(INDEX, PATH, NOTE)
HOLDER = replace(PROOF, extra=holder_extra(SEALED.body, SEALED.private_bodies[:1]))


def test_proof_is_written_as_the_format_asks() -> None:
    head, _, note = format_proof(replace(PROOF, extra=b"x")).partition("\n\n")
    lines = head.split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra eA==", "index 3"]
    assert lines[3:] == [b64encode(step).decode() for step in PATH]
    assert note == NOTE


@pytest.mark.parametrize("proof", [PROOF, HOLDER, replace(PROOF, path=())])
def test_proof_reads_back(proof: LogProof) -> None:
    assert parse_proof(format_proof(proof)) == proof


def test_proof_of_a_sealed_leaf_holds() -> None:
    assert check_proof(format_proof(PROOF), SEALED.leaf_hash, KEY).size == 7


@pytest.mark.parametrize(
    "proof",
    [
        replace(PROOF, index=2),
        replace(PROOF, index=7),
        replace(PROOF, path=PATH[:-1]),
        replace(PROOF, path=PATH[::-1]),
        replace(PROOF, path=(*PATH, bytes(32))),
        replace(PROOF, checkpoint=NOTE.replace("\n7\n", "\n8\n")),
        replace(PROOF, checkpoint=sign_checkpoint(Checkpoint(ORIGIN, 7, bytes(32)), SIGNER)),
    ],
)
def test_altered_proof_is_refused(proof: LogProof) -> None:
    with pytest.raises(BadProof):
        check_proof(format_proof(proof), SEALED.leaf_hash, KEY)


def test_proof_of_another_leaf_or_key_is_refused() -> None:
    with pytest.raises(BadProof):
        check_proof(format_proof(PROOF), LEAVES[0], KEY)
    with pytest.raises(BadProof):
        check_proof(
            format_proof(PROOF), SEALED.leaf_hash, SignerKey(ORIGIN, bytes(32)).verifier_key
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nextra eA==\n\n" + NOTE,
        format_proof(PROOF).replace("@v1", "@v2"),
        format_proof(PROOF).replace("index 3", "index 03"),
        format_proof(PROOF).replace("index 3", "index -3"),
        format_proof(PROOF).replace("index 3", "index 3\nAAAA"),
        format_proof(PROOF).replace("index 3", "extra *\nindex 3"),
        format_proof(replace(PROOF, path=(bytes(32),) * 64)),
        format_proof(replace(PROOF, checkpoint="x")),
    ],
)
def test_text_that_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        parse_proof(text)


def test_holder_proof_shows_body_and_only_the_given_part() -> None:
    held = check_holder_proof(format_proof(HOLDER), KEY)
    assert held.body["kind"] == "award_document"
    assert held.private == {PrivatePart.SUBJECT: SUBJECT}
    assert (held.index, held.checkpoint.root) == (INDEX, TREE.root)


def test_holder_proof_without_private_parts_still_holds() -> None:
    bare = replace(PROOF, extra=holder_extra(SEALED.body, []))
    assert check_holder_proof(format_proof(bare), KEY).private == {}


def swap_subject() -> bytes:
    opened = replace(SEALED.private_bodies[0], content=canonical_bytes({**SUBJECT, "name": "Sri"}))
    return holder_extra(SEALED.body, [opened])


@pytest.mark.parametrize(
    "extra",
    [
        None,
        b"",
        b"{}",
        b"[]",
        b'{"body":"{}","private":{}}',
        b'{"body":7,"private":7}',
        canonical_bytes({"body": SEALED.body.decode(), "private": {"other": {}}}),
        canonical_bytes({"body": SEALED.body.decode(), "private": {"subject": {}}}),
        canonical_bytes({"body": SEALED.body.decode(), "private": {"subject": {"salt": "AAAA"}}}),
        swap_subject(),
        holder_extra(SEALED.body.replace(b"award_document", b"award_points"), []),
    ],
)
def test_exchanged_extra_is_refused(extra: bytes | None) -> None:
    with pytest.raises(BadProof):
        check_holder_proof(format_proof(replace(PROOF, extra=extra)), KEY)


def test_entry_of_the_log_before_a_restore_is_proved_under_the_next() -> None:
    later = SignerKey("neraca.example/contoh/log/2", SIGNER.seed)
    note = sign_checkpoint(Checkpoint(later.name, TREE.size, TREE.root), later)
    held = check_holder_proof(format_proof(replace(HOLDER, checkpoint=note)), later.verifier_key)
    assert held.checkpoint.origin == later.name


@pytest.mark.parametrize("origin", ["neraca.example/lain/log/1", "neraca.example/contoh/log/0"])
def test_entry_of_another_log_is_refused(origin: str) -> None:
    other = SignerKey(origin, SIGNER.seed)
    note = sign_checkpoint(Checkpoint(other.name, TREE.size, TREE.root), other)
    with pytest.raises(BadProof, match=r"\(extra\)"):
        check_holder_proof(format_proof(replace(HOLDER, checkpoint=note)), other.verifier_key)


def test_path_of_the_deepest_tree_is_read() -> None:
    deepest = replace(PROOF, path=(bytes(32),) * 63)
    assert parse_proof(format_proof(deepest)) == deepest


def test_holder_is_given_the_body_and_what_opens_it() -> None:
    opened = SEALED.private_bodies[0]
    extra = {
        "body": SEALED.body.decode(),
        "private": {
            "subject": {
                "content": canonical_bytes(SUBJECT).decode(),
                "salt": b64encode(b"\x01" * 32).decode(),
            }
        },
    }
    assert holder_extra(SEALED.body, [opened]) == canonical_bytes(extra)
