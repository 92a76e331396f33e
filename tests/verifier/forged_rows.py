"""Checkpoints, private parts, balances, numbers and papers, changed in every way we know."""

import random
from base64 import b64decode
from hashlib import sha256
from typing import Any

from ledger.domain.checkpoints import Checkpoint, SignerKey, sign_checkpoint
from tests.verifier.forging import Forgery, Line, made_lines, of_kind, renumber


def lost_checkpoint(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "checkpoint"))
    lines.remove(line)
    renumber(lines)
    return "segel"


def replayed_checkpoint(chance: random.Random, lines: list[Line]) -> str:
    earlier, later = sorted(chance.sample(of_kind(lines, "checkpoint"), 2), key=lines.index)
    lines.insert(lines.index(later) + 1, dict(earlier))
    return f"segel {earlier['size']}"


def swapped_checkpoints(chance: random.Random, lines: list[Line]) -> str:
    first, second = sorted(chance.sample(of_kind(lines, "checkpoint"), 2), key=lines.index)
    here, there = lines.index(first), lines.index(second)
    lines[here], lines[there] = second, first
    return f"segel {second['size']}"


def checkpoint_forgery(name: str, value: Any) -> Forgery:
    def forge(chance: random.Random, lines: list[Line]) -> str:
        line = chance.choice(of_kind(lines, "checkpoint"))
        line[name] = value
        return f"segel {line['size']}"

    return forge


def moved_size(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "checkpoint"))
    line["size"] -= 1
    return f"segel {line['size']}"


def changed_root(chance: random.Random, lines: list[Line]) -> str:
    """A root nobody signed, under the signature of the true one."""
    line = chance.choice(of_kind(lines, "checkpoint"))
    origin, size, _, *rest = line["note"].split("\n")
    line["note"] = "\n".join([origin, size, "A" * 43 + "=", *rest])
    line["sha256"] = sha256(line["note"].encode()).hexdigest()
    return f"segel {line['size']}"


def signed_again(signer: SignerKey) -> Forgery:
    """The root is right, but somebody else signs it."""

    def forge(chance: random.Random, lines: list[Line]) -> str:
        line = chance.choice(of_kind(lines, "checkpoint"))
        root = b64decode(line["note"].split("\n")[2])
        line["note"] = sign_checkpoint(Checkpoint(signer.name, line["size"], root), signer)
        line["sha256"] = sha256(line["note"].encode()).hexdigest()
        return f"segel {line['size']}"

    return forge


def backward_clock(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "checkpoint")[1:])
    line["sealed_at"] = "2026-03-31T00:00:00.000000Z"
    return f"segel {line['size']}"


def older_export(chance: random.Random, lines: list[Line]) -> str:
    """An honest export of an earlier day; only a checkpoint from outside shows what is gone."""
    lines[:] = made_lines(lines[0]["seed"], entries=chance.randrange(8, 60))
    return "segel"


def other_history(chance: random.Random, lines: list[Line]) -> str:
    """Another ledger, whole and signed by the same key."""
    lines[:] = made_lines(chance.randrange(10**6, 10**7))
    return "segel"


def swapped_salts(chance: random.Random, lines: list[Line]) -> str:
    """The openings of two entries change their salts."""
    opened = [line for line in of_kind(lines, "entry") if "reason" in line.get("private", {})]
    first, second = sorted(chance.sample(opened, 2), key=lambda line: line["index"])
    one, other = first["private"]["reason"], second["private"]["reason"]
    one["salt"], other["salt"] = other["salt"], one["salt"]
    return first["body"]["uid"]


def changed_private(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice([one for one in of_kind(lines, "entry") if "private" in one])
    part = chance.choice(list(line["private"].values()))
    part["content"] = part["content"].replace(":", ": ")
    return line["body"]["uid"]


def balance_forgery(name: str) -> Forgery:
    def forge(chance: random.Random, lines: list[Line]) -> str:
        line = chance.choice(of_kind(lines, "balance"))
        line[name] += 1
        return line["account"]

    return forge


def deleted_balance(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "balance"))
    lines.remove(line)
    renumber(lines)
    return line["account"]


def swapped_balances(chance: random.Random, lines: list[Line]) -> str:
    people = [one for one in of_kind(lines, "balance") if one["account"].startswith("person:")]
    first = chance.choice(people)
    second = chance.choice([one for one in people if one["points"] != first["points"]])
    first["points"], second["points"] = second["points"], first["points"]
    return first["account"]


def repeated_balance(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "balance"))
    lines.insert(lines.index(line), dict(line))
    renumber(lines)
    return line["account"]


def document_forgery(name: str, value: Any) -> Forgery:
    def forge(chance: random.Random, lines: list[Line]) -> str:
        line = chance.choice(of_kind(lines, "document"))
        number = line["number"]
        line[name] = value
        return value if name == "number" else number

    return forge


def fact_forgery(name: str, value: Any) -> Forgery:
    def forge(chance: random.Random, lines: list[Line]) -> str:
        line = chance.choice(of_kind(lines, "document"))
        line["facts"][name] = value
        return line["number"]

    return forge


def swapped_papers(chance: random.Random, lines: list[Line]) -> str:
    """The PDFs of two numbers change places."""
    first, second = chance.sample(of_kind(lines, "document"), 2)
    first["doc_sha256"], second["doc_sha256"] = second["doc_sha256"], first["doc_sha256"]
    return first["number"]


def swapped_numbers(chance: random.Random, lines: list[Line]) -> str:
    first, second = chance.sample(of_kind(lines, "document"), 2)
    first["number"], second["number"] = second["number"], first["number"]
    return first["number"]


def deleted_document(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "document"))
    lines.remove(line)
    renumber(lines)
    return line["unit"]


def repeated_document(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "document"))
    lines.insert(lines.index(line), dict(line))
    renumber(lines)
    return line["number"]


def changed_register(chance: random.Random, lines: list[Line]) -> str:
    line = chance.choice(of_kind(lines, "register"))
    line["last"] += 1
    return line["unit"]


def changed_count(chance: random.Random, lines: list[Line]) -> str:
    lines[-1]["counts"][chance.choice(list(lines[-1]["counts"]))] += 1
    return ""


def changed_header(name: str, value: Any) -> Forgery:
    def forge(_: random.Random, lines: list[Line]) -> str:
        lines[0][name] = value
        return "baris 1"

    return forge
