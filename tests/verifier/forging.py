"""What forgeries share: a made ledger as lines, and what a careful forger makes fit again."""

import json
import random
from collections.abc import Callable
from typing import Any

from bench.ledgers import MadeLedger
from ledger.domain.canonical import canonical_bytes
from ledger.domain.merkle import leaf_hash

Line = dict[str, Any]
#: Changes the lines in place at a place that chance chooses, and answers what must be named: the
#: uid of the first wrong entry, or the account, paper or checkpoint when no entry is concerned.
Forgery = Callable[[random.Random, list[Line]], str]


def made_lines(seed: int, entries: int = 90, **fields: Any) -> list[Line]:
    made = MadeLedger(seed=seed, people=9, with_private=True)
    shape = {"batch": 7, "pending": 2, **fields}
    lines = [json.loads(line) for line in made.lines(entries, **shape)]
    # A field the format does not know, by which a forgery finds the same ledger again.
    lines[0]["seed"] = seed
    return lines


def written(lines: list[Line]) -> bytes:
    return b"".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for line in lines
    )


def of_kind(lines: list[Line], kind: str) -> list[Line]:
    return [line for line in lines if line["line"] == kind]


def fit_leaf(line: Line) -> None:
    line["leaf"] = leaf_hash(canonical_bytes(line["body"])).hex()


def renumber(lines: list[Line]) -> None:
    """Give entries dense places again, and make the closing line fit."""
    for index, line in enumerate(of_kind(lines, "entry")):
        line["index"] = index
    counts = lines[-1]["counts"]
    for kind in counts:
        counts[kind] = len(of_kind(lines, kind))
