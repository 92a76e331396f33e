"""What an outsider sees of a ledger that was lost, restored and went on under the next origin."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ledger.cli.entries import entries
from ledger.database import db
from ledger.domain.checkpoints import VerifierKey
from ledger.queries.seals import origin_of
from tests.drills import Drill, drilling
from tests.outsiders import Verdict, verify_outside
from tests.verifier.forging import Line, fit_leaf, of_kind, written


@dataclass
class Seam:
    """An export over two origins, both keys, and what witnesses of the lost end hold."""

    lines: list[Line]
    keys: list[VerifierKey]
    inside: str
    in_backup: str
    lost: str
    folder: Path

    @property
    def opened(self) -> Line:
        """The entry at the seam."""
        return next(
            line for line in of_kind(self.lines, "entry") if line["body"]["kind"] == "origin_opened"
        )

    def verdict(self, *held: str, content: bytes | None = None, keys: int = 2) -> Verdict:
        """What the verifier says with so many keys and the checkpoints that somebody holds."""
        (self.folder / "ekspor.jsonl").write_bytes(content or written(self.lines))
        given = [text for key in self.keys[:keys] for text in ("--key", key.text)]
        for number, note in enumerate(held):
            (self.folder / f"segel-{number}").write_text(note)
            given += ["--checkpoint", f"segel-{number}"]
        return verify_outside(self.folder, "ekspor.jsonl", *given)


#: A real restore takes seconds; what it leaves behind is the same for every test of a database.
_MADE: dict[str, Seam] = {}


@pytest.fixture
def seam(app, tmp_path, now, monkeypatch):
    database = db.engine.dialect.name
    if database not in _MADE:
        with drilling(app, tmp_path, now, monkeypatch) as drill:
            _MADE[database] = _over_the_seam(drill)
    folder = tmp_path / "kosong"
    folder.mkdir()
    return replace(deepcopy(_MADE[database]), folder=folder)


def _over_the_seam(drill: Drill) -> Seam:
    """Two entries are backed up, two more are lost, one more is posted after the restore."""
    drill.post("p:2")
    in_backup = drill.checkpoint().read_text()
    drill.backup()
    drill.post("p:3")
    drill.post("p:4")
    lost = drill.checkpoint()
    assert drill.restore("--checkpoint", lost).exit_code == 0
    with drill.restored() as held:
        drill.post_restored(held, "p:5")
        file = drill.folder / "ekspor.jsonl"
        keys = [held.keys.verifier_of(drill.origin)]
        keys.append(held.keys.verifier_of(origin_of(drill.agency_id)))
        inside = CliRunner().invoke(entries, ["verify"], obj=held)
        assert CliRunner().invoke(entries, ["export", str(file)], obj=held).exit_code == 0
    assert inside.exit_code == 0, inside.output
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return Seam(lines, keys, inside.output, in_backup, lost.read_text(), drill.folder)


def test_ledger_over_two_origins_verifies_outside_with_the_same_root(seam):
    told = seam.verdict()
    assert (told.code, told.first) == (0, "OK"), told.text
    assert told.root in seam.inside.splitlines()
    assert "Entri: 4 (menunggu segel: 0)" in told.text
    assert [(one["origin"], one["first"]) for one in seam.lines[0]["origins"]] == [
        (seam.keys[0].name, 0),
        (seam.keys[1].name, 2),
    ]


def test_checkpoints_of_the_backup_and_of_the_lost_end_are_both_accounted_for(seam):
    told = seam.verdict(seam.in_backup, seam.lost)
    assert (told.code, told.first) == (0, "OK"), told.text


def test_lost_end_that_the_seam_does_not_name_is_told(seam):
    """The operator named an older checkpoint than the one that a witness holds."""
    seam.opened["body"]["facts"]["previous_size"] = 2
    told = seam.verdict(seam.lost)
    assert told.code == 1
    assert any("segel 4" in line and "hilang" in line for line in told.text.splitlines())


@pytest.mark.parametrize("keys", [0, 1])
def test_each_origin_needs_its_own_key_from_outside(seam, keys):
    seam.keys = [seam.keys[keys]]
    told = seam.verdict()
    assert (told.code, "milik buku besar lain" in told.first) == (5, True), told.text


def test_key_of_an_origin_that_the_export_does_not_reach_is_told(seam):
    """Who knows of the next origin sees that this file ends before it."""
    place = seam.lines.index(seam.opened)
    del seam.lines[place : seam.lines.index(of_kind(seam.lines, "checkpoint")[-1]) + 1]
    del seam.lines[0]["origins"]
    seam.lines[0]["origin"], seam.lines[0]["key"] = seam.keys[0].name, seam.keys[0].text
    for kind in seam.lines[-1]["counts"]:
        seam.lines[-1]["counts"][kind] = len(of_kind(seam.lines, kind))
    assert seam.verdict(keys=1).code == 0
    told = seam.verdict()
    assert (told.code, "ada segel yang hilang" in told.first) == (7, True), told.text


def _fact(name: str, value: object) -> Callable[[Seam], str]:
    def forge(seam: Seam) -> str:
        seam.opened["body"]["facts"][name] = value
        fit_leaf(seam.opened)
        return str(seam.opened["body"]["uid"])

    return forge


def _other_origin(index: int) -> Callable[[Seam], str]:
    """An entry beside the seam carries the origin of the other side."""

    def forge(seam: Seam) -> str:
        line = of_kind(seam.lines, "entry")[index]
        line["body"]["origin"] = next(k.name for k in seam.keys if k.name != line["body"]["origin"])
        fit_leaf(line)
        return str(line["body"]["uid"])

    return forge


def _deleted(seam: Seam) -> str:
    seam.lines.remove(seam.opened)
    return "segel 3"


def _moved(seam: Seam) -> str:
    """The seam changes places with the entry behind it."""
    first, second = of_kind(seam.lines, "entry")[2:4]
    for name in ("body", "leaf"):
        first[name], second[name] = second[name], first[name]
    return str(first["body"]["uid"])


def _relabelled(seam: Seam) -> str:
    """A checkpoint of the second origin is shown as one of the first."""
    line = of_kind(seam.lines, "checkpoint")[-1]
    line["note"] = line["note"].replace(seam.keys[1].name, seam.keys[0].name)
    return f"segel {line['size']}"


SEAM_FORGERIES = {
    "another root of the one before": _fact("previous_root", "0" * 64),
    "an older checkpoint of the one before": _fact("previous_size", 1),
    "a newer checkpoint of the one before": _fact("previous_size", 9),
    "another origin before": _fact("previous_origin", "lain.go.id/log/1"),
    "no root of the one before": _fact("previous_root", "bukan heksadesimal"),
    "no number of the one before": _fact("previous_size", "dua"),
    "entry before the seam": _other_origin(1),
    "entry of the seam": _other_origin(2),
    "entry behind the seam": _other_origin(3),
    "seam deleted": _deleted,
    "seam moved": _moved,
    "checkpoint relabelled": _relabelled,
}


@pytest.mark.parametrize("name", SEAM_FORGERIES)
def test_forgery_at_the_seam_is_named(seam, name):
    named = SEAM_FORGERIES[name](seam)
    told = seam.verdict(seam.lost)
    assert told.code
    assert named in told.first, told.text


def test_bytes_changed_at_the_seam_are_found_or_change_nothing(seam):
    clean = seam.verdict()
    chance = random.Random(2)
    whole = written(seam.lines)
    start = whole.index(b'"kind":"origin_opened"') - 400
    for _ in range(12):
        at = start + chance.randrange(800)
        other = chance.choice([sign for sign in range(33, 127) if sign != whole[at]])
        told = seam.verdict(content=whole[:at] + bytes([other]) + whole[at + 1 :])
        assert told.code or told.root == clean.root
