"""Canonical bytes agree with RFC 8785 and refuse what the ledger does not allow."""

import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.canonical import (
    INTEGER_LIMIT,
    NotCanonical,
    _is_restricted,
    canonical_bytes,
    plain,
    read_canonical,
    request_hash,
    utc_text,
)
from ledger.errors import InvalidInput

NFC_TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.booleans() | st.integers(-INTEGER_LIMIT, INTEGER_LIMIT) | NFC_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


class Verdict(StrEnum):
    YES = "ya"


@dataclass(frozen=True)
class Ask:
    name: str
    on: date
    at: datetime
    share: Decimal
    verdict: Verdict
    tags: frozenset[str]
    photo: bytes
    note: str | None = None


def make_ask(**changes: Any) -> Ask:
    values: dict[str, Any] = {
        "name": "Sari",
        "on": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, tzinfo=UTC),
        "share": Decimal("1.50"),
        "verdict": Verdict.YES,
        "tags": frozenset({"b", "a"}),
        "photo": b"",
    }
    return Ask(**{**values, **changes})


@given(VALUES)
def test_canonical_bytes_equal_those_of_rfc8785(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(KEYS, VALUES)
def test_canonical_object_reads_back(key: str, value: Any) -> None:
    assert read_canonical(canonical_bytes({key: value})) == {key: value}


def test_decomposed_text_seals_as_composed() -> None:
    assert canonical_bytes("Andre\u0301") == canonical_bytes("Andr\u00e9") == b'"Andr\xc3\xa9"'


@pytest.mark.parametrize(
    "value",
    [
        None,
        1.0,
        float("nan"),
        Decimal(1),
        b"x",
        {1, 2},
        INTEGER_LIMIT + 1,
        -INTEGER_LIMIT - 1,
        "\ud800",
        {"ñ": 1},
        {1: "x"},
        {"a": None},
        [None],
    ],
)
def test_value_outside_the_restricted_types_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonical_bytes(value)
    assert isinstance(refusal.value, InvalidInput)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":"\\u0041"}',
        b"[1]",
        b"",
        b"\xff",
        b'{"a":1}\n',
        b"[" * 100_000,
    ],
)
def test_second_spelling_of_a_body_is_refused(body: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(body)


def test_utc_text_has_six_decimals_in_utc() -> None:
    wib = timezone(timedelta(hours=7))
    assert utc_text(datetime(2026, 3, 1, 6, 30, tzinfo=wib)) == "2026-02-28T23:30:00.000000Z"
    assert utc_text(datetime(1, 1, 1, 0, 0, 0, 7, tzinfo=UTC)) == "0001-01-01T00:00:00.000007Z"


def test_utc_text_refuses_a_moment_without_zone() -> None:
    with pytest.raises(NotCanonical):
        utc_text(datetime(2026, 3, 1))  # noqa: DTZ001 - the missing zone is the subject.


def test_plain_payload_is_canonical_and_leaves_out_what_is_absent() -> None:
    payload = plain(make_ask())
    assert payload == {
        "name": "Sari",
        "on": "2026-03-01",
        "at": "2026-03-01T00:00:00.000000Z",
        "share": "1.5",
        "verdict": "ya",
        "tags": ["a", "b"],
        "photo": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    assert isinstance(payload, Mapping)
    assert canonical_bytes(payload)


def test_request_hash_is_the_same_for_the_same_request_only() -> None:
    first = request_hash("nominate", make_ask())
    assert first == request_hash("nominate", make_ask(share=Decimal("1.5"), note=None))
    assert first != request_hash("nominate", make_ask(name="Sri"))
    assert first != request_hash("commend", make_ask())
    assert len(first) == 64


def test_request_hash_is_the_same_for_ever() -> None:
    """A key that is used again next year is compared with a hash that was made today."""
    body = b'{"payload":{"points":3},"verb":"post_entry"}'
    expected = sha256(b"neraca/request/v1" + body).hexdigest()
    assert request_hash("post_entry", {"points": 3}) == expected


def test_values_inside_a_list_or_set_are_made_plain_too() -> None:
    assert plain([date(2026, 3, 1), (Decimal(2),)]) == ["2026-03-01", ["2"]]
    # By their canonical bytes, for a number and a text cannot be compared themselves.
    assert plain({"b", 2, "a"}) == ["a", "b", 2]


def test_decimal_is_written_without_an_exponent() -> None:
    assert plain(Decimal("1E+2")) == "100"
    assert plain(Decimal("0.0000001")) == "0.0000001"


def test_moment_is_utc_whatever_zone_the_machine_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Jayapura")
    time.tzset()
    try:
        assert utc_text(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00.000000Z"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_moment_of_a_kind_of_its_own_is_written_as_any_other() -> None:
    class Moment(datetime):
        """As libraries that move the clock make them."""

    assert plain([Moment(2026, 3, 1, tzinfo=UTC)]) == ["2026-03-01T00:00:00.000000Z"]


# The look decides only how fast the bytes are written, so nothing else would show that it is wrong.


@pytest.mark.parametrize(
    "value",
    ["a", True, INTEGER_LIMIT, -INTEGER_LIMIT, [], [1, "a"], {}, {"a": {"b": [False, "c"]}}],
)
def test_value_that_can_be_written_as_it_stands_is_seen(value: Any) -> None:
    assert _is_restricted(value)


@pytest.mark.parametrize(
    "value",
    [
        *("é", None, 1.5, INTEGER_LIMIT + 1, -INTEGER_LIMIT - 1, (1,), ["é"], [None]),
        *({"é": 1}, {1: 1}, {"a": "é"}, {"a": None}, {"a": 1, "b": [1.5]}),
    ],
)
def test_value_that_must_be_looked_at_closely_is_seen(value: Any) -> None:
    assert not _is_restricted(value)
