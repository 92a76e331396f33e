"""`neraca witness`, run where nothing of the agency is: no database, no settings."""

import pytest
from click.testing import CliRunner, Result

from ledger.domain.witnesses import cosigned_at, format_growth, parse_witness_key
from ledger.factory import neraca
from tests.domain.test_witnesses import HISTORY, LOG, History

NAME = "inspektorat.go.id/saksi"


@pytest.fixture
def witness(tmp_path):
    """Shows a proof to the witness whose memory is one folder."""

    def run(proof: str, log: str = LOG.verifier_key.text) -> Result:
        shown = tmp_path / "bukti"
        shown.write_text(proof, encoding="utf-8")
        options = ("--state", str(tmp_path / "saksi"), "--name", NAME, "--log", log)
        return CliRunner().invoke(neraca, ("witness", "cosign", str(shown), *options))

    run.key = lambda: CliRunner().invoke(
        neraca, ("witness", "key", "--state", str(tmp_path / "saksi"), "--name", NAME)
    )
    return run


def test_witness_cosigns_what_grows_and_remembers_it(witness):
    key = parse_witness_key(witness.key().output)
    for old, new in ((0, 5), (5, 12), (12, 40)):
        told = witness(format_growth(HISTORY.growth(old, new)))
        assert told.exit_code == 0, told.output
        assert cosigned_at(HISTORY.note(new) + told.stdout, key) > 0
        assert f"Disaksikan: {new} entri." in told.stderr


def test_witness_refuses_a_fork_and_still_knows_the_first_story(witness):
    witness(format_growth(HISTORY.growth(0, 12)))
    forked = witness(format_growth(History(seed=1).growth(12, 20)))
    assert (forked.exit_code, forked.stdout) == (10, "")
    assert "Ada dua sejarah" in forked.stderr
    assert witness(format_growth(HISTORY.growth(12, 20))).exit_code == 0


def test_witness_refuses_a_rollback(witness):
    witness(format_growth(HISTORY.growth(0, 12)))
    told = witness(format_growth(HISTORY.growth(0, 5)))
    assert (told.exit_code, told.stdout) == (11, "")
    assert "padahal saksi sudah melihat 12 entri" in told.stderr


def test_witness_refuses_what_it_cannot_read_in_a_sentence(witness):
    for proof, log in (("lain", LOG.verifier_key.text), (format_growth(HISTORY.growth(0, 5)), "x")):
        told = witness(proof, log)
        assert (told.exit_code, told.stdout) == (1, "")
        assert "tidak" in told.stderr


def test_witness_that_lost_its_memory_signs_nothing(witness, tmp_path):
    witness(format_growth(HISTORY.growth(0, 12)))
    (memory,) = (tmp_path / "saksi").glob("*.seen")
    memory.write_text("rusak\n", encoding="utf-8")
    told = witness(format_growth(HISTORY.growth(0, 5)))
    assert (told.exit_code, told.stdout) == (1, "")
