"""`neraca signer init`: makes or takes over a key, on a machine with no database and no setting."""

import pytest
from click.testing import CliRunner, Result

from ledger.domain.checkpoints import SignerKey, parse_verifier_key
from ledger.factory import neraca
from ledger.gateways.signing import SignerRoom
from tests.domain.test_signing import request
from tests.domain.test_witnesses import HISTORY, LOG
from tests.signers import SignerProgram


@pytest.fixture
def init(tmp_path):
    def run(*more: str, origin: str = LOG.name) -> Result:
        options = ("--state", str(tmp_path / "penanda"), "--origin", origin)
        return CliRunner().invoke(neraca, ("signer", "init", *options, *more))

    return run


def written(path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_key_is_made_once_for_its_owner_alone(init, tmp_path):
    first, again = init(), init()
    assert (first.exit_code, again.output) == (0, first.output)
    assert parse_verifier_key(first.output.strip()).name == LOG.name
    program = SignerProgram(tmp_path)
    assert program.key_file.stat().st_mode & 0o777 == 0o600
    assert program.state.stat().st_mode & 0o777 == 0o700


def test_key_is_taken_over_with_what_it_signed_last(init, tmp_path):
    key = written(tmp_path / "kunci", LOG.text)
    last = written(tmp_path / "segel", HISTORY.note(12))
    assert init("--key", key, "--last", last).output.strip() == LOG.verifier_key.text
    _, size, *_ = SignerProgram(tmp_path).memory.read_text().splitlines()
    assert size == "12"


@pytest.mark.parametrize(
    ("key", "last", "why"),
    [
        ("bukan kunci", None, "tidak sah"),
        (SignerKey("lain.go.id/log/1", bytes(32)).text, None, "milik lain.go.id/log/1"),
        (LOG.text, "bukan segel", "tidak sah"),
        (LOG.text, HISTORY.note(9, SignerKey(LOG.name, bytes(32))), "tidak sah"),
        (None, HISTORY.note(9), "tidak memegang kunci"),
    ],
)
def test_what_does_not_belong_is_refused_in_a_sentence(init, tmp_path, key, last, why):
    options = []
    if key is not None:
        options += ["--key", written(tmp_path / "kunci", key)]
    if last is not None:
        options += ["--last", written(tmp_path / "segel", last)]
    refused = init(*options)
    assert refused.exit_code == 1
    assert why in refused.output
    assert not list(tmp_path.glob("penanda/*.seen"))


def test_key_that_is_there_is_not_replaced_by_another(init, tmp_path):
    init()
    refused = init("--key", written(tmp_path / "kunci", LOG.text))
    assert (refused.exit_code, "bukan pasangan" in refused.output) == (1, True)


def test_memory_that_is_there_is_never_set_back(init, tmp_path):
    init("--key", written(tmp_path / "kunci", LOG.text))
    asked = request(0, 12)
    SignerRoom(tmp_path / "penanda").sign(f"old 0\n\n{asked.checkpoint.body}")
    init("--last", written(tmp_path / "segel", HISTORY.note(5)))
    _, size, *_ = SignerProgram(tmp_path).memory.read_text().splitlines()
    assert size == "12"


def test_user_that_does_not_exist_is_refused(tmp_path):
    places = ("--state", str(tmp_path), "--socket", str(tmp_path / "soket"))
    told = CliRunner().invoke(neraca, ("signer", "run", *places, "--allow", "tidak-ada"))
    assert (told.exit_code, "tidak-ada tidak ada" in told.output) == (2, True)
