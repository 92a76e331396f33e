"""Entries edited, deleted, inserted and swapped.

A careful forger also makes the leaf hash fit what was changed.
"""

import json
import random
from typing import Any

from tests.verifier.forging import Forgery, Line, fit_leaf, of_kind, renumber

#: Body fields with another value of the same kind.
FIELDS: dict[str, Any] = {
    "v": 2,
    "origin": "lain.go.id/log/1",
    "uid": "01KPCZQXP0ZZZZZZZZZZZZZZZZ",
    "kind": "sanction",
    "at": "2026-04-01T00:00:00.000000Z",
    "happened_on": "2020-01-01",
    "effective_on": "2020-01-01",
    "unit": "U999",
    "actor": "person:LAIN",
    "rule": "layanan-dasar.lain@9",
    "facts": {"badge": "lain"},
    "postings": [{"account": "issuance", "points": -7}, {"account": "unit:U001", "points": 7}],
    "subject_c": "0" * 64,
    "reason_c": "0" * 64,
    "doc_sha256": "0" * 64,
    "reverses": "01KPCZQXP0ZZZZZZZZZZZZZZZZ",
}


def field_forgery(name: str, *, is_careful: bool) -> Forgery:
    def forge(chance: random.Random, lines: list[Line]) -> str:
        line = chance.choice([one for one in of_kind(lines, "entry") if name in one["body"]])
        line["body"][name] = FIELDS[name]
        if is_careful:
            fit_leaf(line)
        return line["body"]["uid"]

    return forge


def points_forgery(*, is_careful: bool) -> Forgery:
    def forge(chance: random.Random, lines: list[Line]) -> str:
        line = chance.choice([one for one in of_kind(lines, "entry") if "postings" in one["body"]])
        chance.choice(line["body"]["postings"])["points"] += 5
        if is_careful:
            fit_leaf(line)
        return line["body"]["uid"]

    return forge


def removed_field(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry"))
    del line["body"][chance.choice([name for name in line["body"] if name != "uid"])]
    fit_leaf(line)
    return line["body"]["uid"]


def added_field(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry"))
    line["body"]["x"] = "tambahan"
    fit_leaf(line)
    return line["body"]["uid"]


def changed_leaf(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry"))
    line["leaf"] = chance.randbytes(32).hex()
    return line["body"]["uid"]


def changed_node(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice([one for one in of_kind(lines, "entry") if "nodes" in one])
    line["nodes"][chance.randrange(len(line["nodes"]))] = chance.randbytes(32).hex()
    return f"#{line['index']}"


def removed_nodes(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice([one for one in of_kind(lines, "entry") if "nodes" in one])
    del line["nodes"]
    return line["body"]["uid"]


def changed_index(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry")[1:])
    line["index"] = chance.randrange(line["index"])
    return line["body"]["uid"]


def contradicting_rows(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry"))
    line["kept"] = {"happened_on": "2020-01-01"}
    return line["body"]["uid"]


def deleted(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry")[:-1])
    lines.remove(line)
    return f"#{line['index']}"


def emptied(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry"))
    del line["body"]
    return f"#{line['index']}"


def deleted_and_renumbered(chance: random.Random, lines: list[Line]) -> str:
    entries = of_kind(lines, "entry")
    place = chance.randrange(len(entries) - 1)
    lines.remove(entries[place])
    renumber(lines)
    return entries[place + 1]["body"]["uid"]


def cut_tail(chance: random.Random, lines: list[Line]) -> str:
    """The last entries and checkpoints go, and the closing line is made to fit."""
    kept = chance.choice(of_kind(lines, "checkpoint")[:-1])
    at = lines.index(kept) + 1
    lines[at:] = [line for line in lines[at:] if line["line"] not in ("entry", "checkpoint")]
    renumber(lines)
    return ""


def repeated(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry"))
    lines.insert(lines.index(line) + 1, dict(line))
    return line["body"]["uid"]


def inserted(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "entry"))
    forged = json.loads(json.dumps(line))
    forged["body"]["uid"] = FIELDS["uid"]
    fit_leaf(forged)
    lines.insert(lines.index(line) + 1, forged)
    renumber(lines)
    return forged["body"]["uid"]


def inserted_pending(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "pending"))
    lines.insert(lines.index(line), dict(line))
    lines[-1]["counts"]["pending"] += 1
    return line["body"]["uid"]


def swapped(chance: random.Random, lines: list[Line]) -> str:
    """Two entries change places; hashes above stay where they were."""
    first, second = sorted(chance.sample(of_kind(lines, "entry"), 2), key=lambda one: one["index"])
    for name in ("body", "leaf", "private"):
        first[name], second[name] = second.get(name, {}), first.get(name, {})
    return first["body"]["uid"]


def swapped_lines(chance: random.Random, lines: list[Line]) -> str:
    first, second = chance.sample(of_kind(lines, "entry"), 2)
    here, there = sorted((lines.index(first), lines.index(second)))
    lines[here], lines[there] = lines[there], lines[here]
    return lines[here]["body"]["uid"]
