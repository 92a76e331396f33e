"""A commitment opens with its salt and content only, and hides what it commits to."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.commitments import PrivateBody, PrivatePart, commit, seal_private

SALT = bytes(range(32))
PRIVATE = {"nip": "198501012010011001", "name": "Sari"}


def test_commitment_is_the_hash_of_tag_salt_and_canonical_content() -> None:
    content = b'{"name":"Sari","nip":"198501012010011001"}'
    assert commit(SALT, PRIVATE) == sha256(b"neraca/c/v1" + SALT + content).hexdigest()


def test_private_body_opens_its_commitment() -> None:
    sealed = seal_private(PrivatePart.SUBJECT, SALT, PRIVATE)
    assert sealed.commitment == commit(SALT, PRIVATE)
    assert sealed.is_opening_of(sealed.commitment)


@given(st.binary(min_size=32, max_size=32).filter(lambda salt: salt != SALT))
def test_another_salt_opens_nothing(salt: bytes) -> None:
    sealed = seal_private(PrivatePart.SUBJECT, SALT, PRIVATE)
    other = PrivateBody(sealed.part, salt, sealed.content)
    assert not other.is_opening_of(sealed.commitment)


def test_changed_content_opens_nothing() -> None:
    sealed = seal_private(PrivatePart.SUBJECT, SALT, PRIVATE)
    other = PrivateBody(sealed.part, SALT, sealed.content + b" ")
    assert not other.is_opening_of(sealed.commitment)
    assert not replace(sealed, salt=b"").is_opening_of(sealed.commitment)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit(bytes(length), PRIVATE)
