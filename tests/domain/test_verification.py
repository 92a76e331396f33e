"""Whatever is changed in the stored rows is found and named; an honest ledger has no findings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.canonical import canonical_bytes, read_canonical
from ledger.domain.checkpoints import (
    GENESIS_HASH,
    Checkpoint,
    SignerKey,
    checkpoint_hash,
    sign_checkpoint,
)
from ledger.domain.commitments import seal_private
from ledger.domain.entries import EntryDraft, EntryKind, seal_body
from ledger.domain.merkle import NodeKey, append_leaves, leaf_hash, root_of
from ledger.domain.postings import Balance, PostingLine, award_lines, reversal_of
from ledger.domain.uids import new_uid
from ledger.domain.verification import (
    Finding,
    StoredCheckpoint,
    StoredEntry,
    verify_balances,
    verify_checkpoints,
    verify_entry,
    verify_nodes,
    verify_reversal,
)

ORIGIN = "neraca.example/contoh/log/1"
SIGNER = SignerKey(ORIGIN, bytes(range(32)))
KEY = SIGNER.verifier_key
START = datetime(2026, 4, 2, tzinfo=UTC)
PERSON = "person:" + "A" * 26


def make_entry(number: int = 0, **changes: Any) -> StoredEntry:
    draft = EntryDraft(
        origin=ORIGIN,
        uid=new_uid(START + timedelta(seconds=number), bytes(10)),
        kind=EntryKind.AWARD_POINTS,
        at=START,
        unit="U003",
        lines=award_lines("quota:U003:2026-T2", {PERSON: 10}),
        subject_private={"name": "Sari"},
    )
    sealed = seal_body(replace(draft, **changes), subject_salt=number.to_bytes(32))
    columns = {"kind": draft.kind.value, "unit": "U003", "reverses": None}
    return StoredEntry(
        sealed.uid,
        sealed.body,
        sealed.leaf_hash,
        sealed.lines,
        columns if not changes else {},
        sealed.private_bodies,
    )


ENTRY = make_entry()
SUBJECT = ENTRY.private_bodies[0]
FORGED_BODY = ENTRY.body.replace(b'"points":10', b'"points":99')
TWICE = tuple(replace(line, points_delta=2 * line.points_delta) for line in ENTRY.lines)


def make_checkpoints(leaves: list[bytes], sizes: list[int]) -> list[StoredCheckpoint]:
    previous, rows = GENESIS_HASH, []
    for size in sizes:
        note = sign_checkpoint(Checkpoint(ORIGIN, size, root_of(leaves[:size])), SIGNER).encode()
        rows.append(StoredCheckpoint(size, note, previous))
        previous = checkpoint_hash(note)
    return rows


LEAVES = [leaf_hash(bytes([number])) for number in range(20)]
CHECKPOINTS = make_checkpoints(LEAVES, [3, 8, 20])


def test_honest_entry_has_no_findings() -> None:
    assert verify_entry(ENTRY, origin=ORIGIN) == ()


def test_erased_private_body_is_no_finding() -> None:
    assert verify_entry(replace(ENTRY, private_bodies=()), origin=ORIGIN) == ()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"body": FORGED_BODY}, {"leaf_hash", "postings"}),
        ({"body": FORGED_BODY, "leaf_hash": leaf_hash(FORGED_BODY)}, {"postings"}),
        ({"body": ENTRY.body + b" "}, {"leaf_hash", "body"}),
        ({"body": b"", "leaf_hash": leaf_hash(b"")}, {"body"}),
        ({"leaf_hash": bytes(32)}, {"leaf_hash"}),
        ({"uid": "0" * 26}, {"uid"}),
        ({"lines": TWICE}, {"postings"}),
        ({"lines": ENTRY.lines[:1]}, {"postings", "ck_entry_postings_balanced"}),
        ({"lines": ()}, {"postings"}),
        ({"columns": {"kind": "sanction"}}, {"kind"}),
        ({"columns": {"unit": None}}, {"unit"}),
        ({"columns": {"reverses": "0" * 26}}, {"reverses"}),
        ({"private_bodies": (replace(SUBJECT, content=b"{}"),)}, {"subject_c"}),
        ({"private_bodies": (replace(SUBJECT, salt=b"\x07" * 32),)}, {"subject_c"}),
        ({"private_bodies": (replace(SUBJECT, salt=b""),)}, {"subject_c"}),
        (
            {"private_bodies": (seal_private(SUBJECT.part, b"\x07" * 32, {"name": "Sri"}),)},
            {"subject_c"},
        ),
    ],
)
def test_altered_row_is_named(changes: Mapping[str, Any], what: set[str]) -> None:
    stored = replace(ENTRY, **changes)
    findings = verify_entry(stored, origin=ORIGIN)
    assert {finding.what for finding in findings} == what
    assert {finding.entry_uid for finding in findings} == {stored.uid}


def test_malformed_postings_in_a_body_are_named() -> None:
    body = canonical_bytes({**read_canonical(ENTRY.body), "postings": [{"account": 1}]})
    stored = replace(ENTRY, body=body, leaf_hash=leaf_hash(body))
    assert [finding.what for finding in verify_entry(stored, origin=ORIGIN)] == ["body"]


def test_entry_of_another_log_is_named() -> None:
    (finding,) = verify_entry(ENTRY, origin="lain.example")
    assert finding == Finding(ENTRY.uid, "origin", ORIGIN, "lain.example")


def test_reversal_must_mirror_the_entry_it_names() -> None:
    reversal = make_entry(
        1, kind=EntryKind.REVERSAL, lines=reversal_of(ENTRY.lines), reverses=ENTRY.uid
    )
    assert verify_reversal(reversal, ENTRY.uid, ENTRY) == ()
    (missing,) = verify_reversal(reversal, ENTRY.uid, None)
    assert (missing.entry_uid, missing.what) == (reversal.uid, "reverses")
    (uneven,) = verify_reversal(reversal, ENTRY.uid, replace(ENTRY, lines=TWICE))
    assert uneven.what == "reversal_postings"


def test_wrong_balance_is_named_with_both_values() -> None:
    recomputed = {"a": Balance(5, 1), "b": Balance(-5, 1)}
    assert verify_balances(recomputed, {**recomputed, "untouched": Balance()}) == ()
    assert verify_balances(recomputed, {"a": Balance(6, 1), "b": Balance(-5, 1)}) == (
        Finding(None, "balance:a", "5@1", "6@1"),
    )
    assert verify_balances(recomputed, {"a": Balance(5, 1)})[0].what == "balance:b"
    assert verify_balances({}, {"c": Balance(1, 1)})[0].what == "balance:c"


def test_wrong_or_missing_node_is_named() -> None:
    nodes = append_leaves(0, (), LEAVES).nodes
    stored = {NodeKey(node.level, node.position): node.hash for node in nodes}
    assert list(verify_nodes(nodes, stored)) == []
    stored[NodeKey(1, 0)] = bytes(32)
    del stored[NodeKey(0, 19)]
    findings = list(verify_nodes(nodes, stored))
    assert [f.what for f in findings] == ["tree_node:1:0", "tree_node:0:19"]


def test_honest_checkpoints_report_size_and_root() -> None:
    report = verify_checkpoints(iter(LEAVES), CHECKPOINTS, KEY)
    assert report.findings == ()
    assert (report.size, report.root) == (20, root_of(LEAVES))


def test_leaves_after_the_last_checkpoint_are_counted() -> None:
    report = verify_checkpoints(LEAVES, CHECKPOINTS[:2], KEY)
    assert (report.size, report.root, report.findings) == (20, root_of(LEAVES), ())


@given(st.integers(0, 19))
def test_changed_leaf_breaks_every_later_checkpoint(number: int) -> None:
    changed = [*LEAVES[:number], bytes(32), *LEAVES[number + 1 :]]
    report = verify_checkpoints(changed, CHECKPOINTS, KEY)
    broken = [f"checkpoint:{row.size}:root" for row in CHECKPOINTS if row.size > number]
    assert [finding.what for finding in report.findings] == broken


@given(st.integers(0, 19))
def test_deleted_leaf_is_found(number: int) -> None:
    report = verify_checkpoints([*LEAVES[:number], *LEAVES[number + 1 :]], CHECKPOINTS, KEY)
    assert "checkpoint:20:root" in {finding.what for finding in report.findings}
    assert "checkpoint:20:size" in {finding.what for finding in report.findings}


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([CHECKPOINTS[0], CHECKPOINTS[2]], {"checkpoint:20:previous"}),
        (CHECKPOINTS[1:], {"checkpoint:8:previous"}),
        (
            [CHECKPOINTS[0], replace(CHECKPOINTS[1], note=b"\xff"), CHECKPOINTS[2]],
            {"checkpoint:8:signature", "checkpoint:20:previous"},
        ),
        (
            [CHECKPOINTS[0], replace(CHECKPOINTS[1], size=9), CHECKPOINTS[2]],
            {"checkpoint:9:size", "checkpoint:9:root"},
        ),
        (
            [CHECKPOINTS[0], CHECKPOINTS[2], CHECKPOINTS[1]],
            {
                "checkpoint:20:previous",
                "checkpoint:8:previous",
                "checkpoint:8:size",
                "checkpoint:8:root",
            },
        ),
    ],
)
def test_altered_chain_of_checkpoints_is_found(
    rows: list[StoredCheckpoint], what: set[str]
) -> None:
    report = verify_checkpoints(LEAVES, rows, KEY)
    assert {finding.what for finding in report.findings} == what


def test_rewritten_history_needs_the_key() -> None:
    stranger = SignerKey(ORIGIN, bytes(32)).verifier_key
    report = verify_checkpoints(LEAVES, CHECKPOINTS, stranger)
    assert {f.what for f in report.findings} == {
        f"checkpoint:{row.size}:signature" for row in CHECKPOINTS
    }


def test_posting_line_text_names_account_and_sign() -> None:
    stored = replace(ENTRY, lines=(PostingLine(PERSON, 10), PostingLine("issuance", -10)))
    (finding,) = verify_entry(stored, origin=ORIGIN)
    assert finding.found == f"issuance=-10 {PERSON}=+10"
