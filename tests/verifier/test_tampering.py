"""Whatever is changed in an export is found and named; what was not changed raises no alarm."""

import functools
import json
import random

import pytest

from tests.outsiders import Verdict, verify_here
from tests.proving.drills import Tell
from tests.proving.sizes import CLEAN, FORGED
from tests.verifier.forgeries import FORGERIES
from tests.verifier.forging import made_lines, of_kind, written

ROUNDS = FORGED
#: Of all changes, so many are named by their first wrong entry or place.
NAMED = 0.95
BYTE_EDITS = 120


def last_note(lines: list[dict]) -> str:
    return of_kind(lines, "checkpoint")[-1]["note"]


@functools.cache
def outcomes_of(name: str) -> list[tuple[str, Verdict]]:
    """For each round what must be named, and what the verifier said to the forged export."""
    found = []
    for seed in range(ROUNDS):
        lines = made_lines(seed)
        note = last_note(lines)
        named = FORGERIES[name](random.Random(f"{name} {seed}"), lines)
        found.append((named, verify_here(written(lines), note)))
    return found


@pytest.mark.parametrize("name", FORGERIES)
def test_forgery_is_always_found(name):
    passed = [named for named, outcome in outcomes_of(name) if not outcome.code]
    assert not passed
    assert not any(outcome.text.startswith("OK") for _, outcome in outcomes_of(name))


def test_forgeries_are_named_where_they_are(tell: Tell):
    missed = [
        f"{name}: {named} in {outcome.first}"
        for name in FORGERIES
        for named, outcome in outcomes_of(name)
        if named not in outcome.first
    ]
    tried = ROUNDS * len(FORGERIES)
    assert len(missed) <= (1 - NAMED) * tried, missed
    tell(f"{len(FORGERIES)} ways to forge, {tried} times", f"{tried - len(missed)} named the place")


def test_more_than_forty_ways_are_tried():
    assert len(FORGERIES) >= 40


def test_clean_ledgers_raise_no_alarm(tell: Tell):
    for seed in range(CLEAN):
        chance = random.Random(seed)
        lines = made_lines(
            seed,
            entries=chance.randrange(1, 120),
            batch=chance.choice([1, 2, 7, 64]),
            pending=chance.randrange(3),
        )
        del lines[0]["seed"]
        outcome = verify_here(written(lines), last_note(lines))
        assert outcome.code == 0, f"seed {seed}: {outcome.text}"
        # Not even the note that a byte was changed somewhere.
        assert [line[:5] for line in outcome.text.splitlines()] == ["OK", "Entri", "Akar:"]
    tell(f"{CLEAN} ledgers that nobody touched", "0 false alarms")


def test_changed_bytes_of_entries_are_found_and_named():
    missed = []
    for seed in range(BYTE_EDITS):
        chance = random.Random(seed)
        lines = [
            json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
            for line in bare(seed % 3)
        ]
        place = chance.randrange(1, 91)
        line = next(at for at in range(place, len(lines)) if b'"line":"entry"' in lines[at])
        uid = json.loads(lines[line])["body"]["uid"]
        at = chance.randrange(len(lines[line]))
        other = chance.choice([sign for sign in range(32, 256) if sign != lines[line][at]])
        lines[line] = lines[line][:at] + bytes([other]) + lines[line][at + 1 :]
        outcome = verify_here(b"\n".join(lines) + b"\n")
        assert outcome.code == 1, f"seed {seed}: byte {at} of line {line + 1} passed"
        if uid not in outcome.text.partition("\n")[0]:
            missed.append(f"seed {seed}: {outcome.text.partition(chr(10))[0]}")
    assert len(missed) <= (1 - NAMED) * BYTE_EDITS, missed


def bare(seed: int) -> list[dict]:
    """A ledger exported without its private parts, where every byte of an entry counts."""
    lines = made_lines(seed)
    for line in lines:
        line.pop("private", None)
    return lines


def test_any_byte_is_found_or_changes_neither_verdict_nor_root():
    """A byte of any line, balances, papers and header included, turned into any other byte."""
    whole = written(made_lines(4, entries=40))
    clean = verify_here(whole)
    for seed in range(BYTE_EDITS):
        chance = random.Random(f"any {seed}")
        at, other = chance.randrange(len(whole)), chance.randrange(256)
        outcome = verify_here(whole[:at] + bytes([other]) + whole[at + 1 :])
        is_same = outcome.text.splitlines()[:3] == clean.text.splitlines()[:3]
        assert outcome.code or is_same, f"seed {seed}: byte {at} to {other}"


def test_piece_that_is_lost_doubled_or_random_is_found():
    whole = written(made_lines(4, entries=40))
    clean = verify_here(whole)
    for seed in range(BYTE_EDITS):
        chance = random.Random(f"piece {seed}")
        start = chance.randrange(len(whole) - 1)
        end = min(len(whole) - 1, start + chance.choice([1, 2, 9, 200, 5000]))
        piece = chance.choice([b"", whole[start:end] * 2, chance.randbytes(end - start)])
        outcome = verify_here(whole[:start] + piece + whole[end:])
        is_same = outcome.text.splitlines()[:3] == clean.text.splitlines()[:3]
        assert outcome.code or is_same, f"seed {seed}: {outcome.text}"
