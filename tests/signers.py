"""A separate signer to test against: the real program over a real socket."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.domain.checkpoints import SignerKey
from ledger.gateways.signers import SignerSocket
from ledger.gateways.signing import SignerRoom
from tests.house.sources import ROOT

#: The program as an operator starts it, and without the rest of the house, which is quicker.
NERACA_SIGNER = (sys.executable, "-c", "from ledger.factory import main; main()", "signer")
ALONE = (sys.executable, "-c", "from ledger.cli.signer import signer; signer()")
#: However busy the machine is: what is tested is the answer, not how fast it comes.
PATIENT = 30.0


class SignerProgram:
    """`neraca signer run` in a process of its own, with a folder that outlives it."""

    def __init__(self, folder: Path) -> None:
        self.state, self.socket = folder / "penanda", folder / "soket"
        self.asked = SignerSocket(self.socket, timeout=PATIENT)

    def begin(self, key: SignerKey) -> None:
        SignerRoom(self.state).begin(key.name, key=key, last=None)

    def start(
        self, *, allow: int | None = None, command: tuple[str, ...] = ALONE
    ) -> subprocess.Popen[str]:
        """Start it, and wait until it says that it listens or how it failed."""
        users = ("--allow", str(os.getuid() if allow is None else allow))
        places = ("--state", str(self.state), "--socket", str(self.socket))
        program = subprocess.Popen(
            (*command, "run", *places, *users),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert program.stdout is not None
        self.told = program.stdout.readline()
        return program

    @contextmanager
    def running(
        self, *, allow: int | None = None, command: tuple[str, ...] = ALONE
    ) -> Iterator[subprocess.Popen[str]]:
        program = self.start(allow=allow, command=command)
        try:
            yield program
        finally:
            program.kill()
            program.communicate()

    @property
    def memory(self) -> Path:
        (path,) = self.state.glob("*.seen")
        return path

    @property
    def key_file(self) -> Path:
        (path,) = (self.state / "keys").glob("*.key")
        return path
