"""The signing key: made once, for its owner alone, and the public line beside it."""

import stat

import pytest

from ledger.domain.checkpoints import BadCheckpoint
from ledger.errors import NotFound
from ledger.gateways.keys import KeyStore, UnsafeKey

ORIGIN = "contoh.go.id/neraca/log/1"


def key_file(folder):
    return next(folder.glob("*.key"))


def test_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = KeyStore(tmp_path / "keys").signer_of(ORIGIN)
    assert KeyStore(tmp_path / "keys").signer_of(ORIGIN).seed == first.seed
    assert stat.S_IMODE(key_file(tmp_path / "keys").stat().st_mode) == 0o600
    assert len(list((tmp_path / "keys").iterdir())) == 2


def test_public_key_is_read_without_the_private_one(tmp_path):
    keys = KeyStore(tmp_path)
    signer = keys.signer_of(ORIGIN)
    key_file(tmp_path).unlink()
    assert keys.verifier_of(ORIGIN) == signer.verifier_key


def test_origins_have_keys_of_their_own(tmp_path):
    keys = KeyStore(tmp_path)
    assert keys.signer_of(ORIGIN).seed != keys.signer_of(ORIGIN + "2").seed


def test_given_entropy_gives_the_same_key(tmp_path):
    assert KeyStore(tmp_path, random=bytes).signer_of(ORIGIN).seed == bytes(32)


def test_key_that_others_can_read_is_refused(tmp_path):
    keys = KeyStore(tmp_path)
    keys.signer_of(ORIGIN)
    key_file(tmp_path).chmod(0o640)
    with pytest.raises(UnsafeKey):
        keys.signer_of(ORIGIN)


def test_file_that_is_no_key_is_refused(tmp_path):
    keys = KeyStore(tmp_path)
    keys.signer_of(ORIGIN)
    key_file(tmp_path).write_text("bukan kunci")
    with pytest.raises(BadCheckpoint):
        keys.signer_of(ORIGIN)


def test_public_key_before_the_first_seal_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        KeyStore(tmp_path).verifier_of(ORIGIN)
