"""The lines of an export: all that an outsider needs to recompute the ledger without Neraca.

The format is written down in docs/ledger-export.md; a change that an old reader would misread
raises VERSION.
"""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.commitments import PrivateBody
from ledger.domain.postings import PostingLine
from ledger.domain.verification import StoredEntry

FORMAT = "neraca-ledger-export"
VERSION = 1


class LineKind(StrEnum):
    """What a line is about, in the order in which they come."""

    HEADER = "header"
    ENTRY = "entry"
    CHECKPOINT = "checkpoint"
    PENDING = "pending"
    BALANCE = "balance"
    REGISTER = "register"
    DOCUMENT = "document"
    END = "end"


@dataclass
class Tally:
    """Counts and hashes what was written, for the closing line that tells a torn file."""

    counts: Counter[LineKind] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._hash = sha256()

    def written(self, kind: LineKind, line: bytes) -> bytes:
        self.counts[kind] += 1
        self._hash.update(line)
        return line

    def closing_line(self) -> bytes:
        counted = [kind for kind in LineKind if kind not in (LineKind.HEADER, LineKind.END)]
        counts = {kind.value: self.counts[kind] for kind in counted}
        return plain_line(LineKind.END, counts=counts, sha256=self._hash.hexdigest())


def plain_line(kind: LineKind, **fields: Any) -> bytes:
    """A line of plain values; what is None is left out."""
    there = {name: value for name, value in fields.items() if value is not None}
    return _json({"line": kind.value, **there}) + b"\n"


def entry_line(
    stored: StoredEntry,
    *,
    kind: LineKind,
    index: int | None = None,
    nodes: Iterable[bytes] = (),
    kept: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> bytes:
    """An entry with its body byte for byte as it was sealed, which is canonical JSON itself.

    ``nodes`` are the stored hashes that this leaf completes, lowest first; ``kept`` is what the
    rows beside the body say differently. A body that is not canonical any more becomes a text.
    """
    fields = {
        "line": kind.value,
        "index": index,
        "leaf": stored.leaf_hash.hex(),
        "nodes": [node.hex() for node in nodes] or None,
        "kept": dict(kept) if kept else None,
        "private": dict(private) if private else None,
    }
    head = _json({name: value for name, value in fields.items() if value is not None})
    return head[:-1] + b',"body":' + _verbatim(stored.body) + b"}\n"


def differences(stored: StoredEntry, *, origin: str, posting_count: int) -> dict[str, Any]:
    """What the rows of an entry say otherwise than its body, under the names of the body."""
    try:
        body = read_canonical(stored.body)
    except NotCanonical:
        return {}
    rows = {"uid": stored.uid, "origin": origin, **stored.columns}
    found = {name: value for name, value in rows.items() if body.get(name) != value}
    postings = posting_list(stored.lines)
    if postings != body.get("postings", []):
        found["postings"] = postings
    if posting_count != len(postings):
        found["posting_count"] = posting_count
    return found


def posting_list(lines: Iterable[PostingLine]) -> list[dict[str, Any]]:
    return [{"account": line.account_key, "points": line.points_delta} for line in sorted(lines)]


def openings(bodies: Iterable[PrivateBody]) -> dict[str, Any]:
    """What opens the commitments of an entry: a salt in base64 and the canonical content."""
    return {
        body.part.value: {
            "salt": b64encode(body.salt).decode(),
            "content": body.content.decode("utf-8", "replace"),
        }
        for body in bodies
    }


def _verbatim(body: bytes) -> bytes:
    try:
        read_canonical(body)
    except NotCanonical:
        return _json(body.decode("utf-8", "replace"))
    return body


def _json(value: Any) -> bytes:
    # What a damaged row holds is written as Python tells it, so that the export can be evidence.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=repr)
    return text.encode("utf-8", "replace")
