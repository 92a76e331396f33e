"""The verifier as an outsider runs it: this one file, in an empty folder, with Python alone."""

import contextlib
import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import verify_ledger
from bench.ledgers import SIGNER
from tests.house.sources import ROOT
from tests.stores import MEMORY

VERIFIER = ROOT / "verify_ledger.py"


@dataclass(frozen=True)
class Verdict:
    code: int
    text: str

    @property
    def first(self) -> str:
        return self.text.partition("\n")[0]

    @property
    def root(self) -> str:
        """The line that `neraca ledger verify` prints as well."""
        return next(line for line in self.text.splitlines() if line.startswith("Akar: "))


def verify_outside(folder: Path, *arguments: str | Path) -> Verdict:
    """What the verifier prints and how it ends; it never ends with a traceback."""
    done = run_outside(folder, *arguments)
    assert not done.stderr, done.stderr
    return Verdict(done.returncode, done.stdout)


def run_outside(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Copy the verifier into a folder and run it there, isolated from every installed package."""
    (folder / VERIFIER.name).write_bytes(VERIFIER.read_bytes())
    return subprocess.run(
        [sys.executable, "-I", "-S", VERIFIER.name, *map(str, arguments)],
        cwd=folder,
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def verify_here(content: bytes, *held: str) -> Verdict:
    """The verdict on a made export beside checkpoints that somebody kept, in this process."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        export = Path(name) / "ekspor.jsonl"
        export.write_bytes(content)
        arguments = [str(export), "--key", SIGNER.verifier_key.text]
        for number, note in enumerate(held):
            (Path(name) / f"segel-{number}").write_text(note, encoding="utf-8")
            arguments += ["--checkpoint", str(Path(name) / f"segel-{number}")]
        verify_ledger.found_codes.clear()
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = verify_ledger.main(arguments)
        return Verdict(code, out.getvalue())
