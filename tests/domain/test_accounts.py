"""Codes, identities, waiting times and passwords, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.accounts import (
    CODE_BYTES,
    WRONG_WINDOW,
    clean_identity,
    code_from_bytes,
    code_hash,
    minutes_to_wait,
)
from ledger.domain.passwords import normalised_password, require_password
from ledger.errors import InvalidInput

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NIP = "198503152010012003"


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_code_survives_being_typed_from_paper(random: bytes):
    code = code_from_bytes(random)
    assert len(code) == 19
    assert code_hash(code) == code_hash(f" {code.lower().replace('-', ' ')} ")
    assert code_hash(code) == code_hash(code.replace("0", "O").replace("1", "l"))


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES), st.integers(0, CODE_BYTES * 8 - 1))
def test_codes_of_different_bytes_differ(random: bytes, bit: int):
    other = (int.from_bytes(random, "big") ^ 1 << bit).to_bytes(CODE_BYTES, "big")
    assert code_hash(code_from_bytes(random)) != code_hash(code_from_bytes(other))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 19850315 201001 2 003 ", NIP),
        ("'198503152010012003", NIP),
        ("Siti@Contoh.go.id ", "siti@contoh.go.id"),
        ("pejabat-negara-1", "PEJABAT-NEGARA-1"),
        ("1985", "1985"),
    ],
)
def test_identity_is_read_however_it_is_typed(typed: str, meant: str):
    assert clean_identity(typed) == meant


def test_waiting_begins_at_the_limit_and_ends():
    wrong = [NOW - timedelta(minutes=one) for one in (9, 8, 7, 6)]
    assert minutes_to_wait(wrong, limit=5, now=NOW) == 0
    assert minutes_to_wait([*wrong, NOW], limit=5, now=NOW) == 6
    assert minutes_to_wait([*wrong, NOW], limit=5, now=NOW + timedelta(minutes=6)) == 0


@given(st.lists(st.integers(0, 2000), max_size=20), st.integers(1, 6))
def test_waiting_is_never_longer_than_the_window(ages: list[int], limit: int):
    wrong = [NOW - timedelta(seconds=age) for age in ages]
    minutes = minutes_to_wait(wrong, limit=limit, now=NOW)
    assert 0 <= minutes <= WRONG_WINDOW.total_seconds() / 60
    assert minutes_to_wait(wrong, limit=limit, now=NOW + timedelta(minutes=minutes)) == 0


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("pendek1", "paling sedikit 8"),
        ("Password123", "mudah ditebak"),
        ("bismillah", "mudah ditebak"),
        ("aaaaaaaaaa", "mudah ditebak"),
        (NIP, "NIP atau surel"),
        ("19850315 201001 2 003", "NIP atau surel"),
    ],
)
def test_easy_password_is_refused_at_its_field(password: str, said: str):
    with pytest.raises(InvalidInput) as refusal:
        require_password(password, identities=(NIP, None), field="password")
    assert said in refusal.value.fields["password"][0]


@pytest.mark.parametrize("password", ["kuda hijau di loket", "8 hurufku", "x" * 50 + "yz" * 500])
def test_long_enough_password_is_taken_without_further_rules(password: str):
    assert require_password(password, identities=(NIP,), field="password") is None


def test_password_is_the_same_from_another_keyboard():
    assert normalised_password("cafe\u0301") == normalised_password("caf\u00e9")
