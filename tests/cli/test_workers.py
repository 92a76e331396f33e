"""`neraca serve`: what it says of the key before anybody is served."""

import os
import signal
import subprocess

from tests.house.sources import ROOT
from tests.signers import NERACA_SIGNER


def test_serve_says_plainly_that_the_key_is_not_separated(tmp_path):
    """As `make run` starts it, in a process of its own, until it says so."""
    neraca = NERACA_SIGNER[:-1]
    own = {k: v for k, v in os.environ.items() if not k.startswith("NERACA_")}
    env = {**own, "NERACA_DATA_DIR": str(tmp_path)}
    subprocess.run((*neraca, "db", "upgrade"), cwd=ROOT, env=env, check=True, capture_output=True)
    program = subprocess.Popen(
        (*neraca, "serve", "--port", "0"), cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True
    )
    assert program.stderr is not None
    try:
        told = program.stderr.readline()
    finally:
        program.send_signal(signal.SIGTERM)
        program.communicate()
    assert told.startswith("Perhatian: kunci segel tidak terpisah (NERACA_SIGNER_SOCKET")
