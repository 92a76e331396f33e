"""ULIDs sort by their moment and read as the specification writes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.uids import is_uid, new_ref, new_uid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given
RANDOM = st.binary(min_size=10, max_size=10)


@pytest.mark.parametrize(
    ("milliseconds", "random10", "uid"),
    [
        (0, bytes(10), "0" * 26),
        (1, bytes(9) + b"\x1f", "0000000001000000000000000Z"),
        (1469918176385, bytes(10), "01ARYZ6S410000000000000000"),
    ],
)
def test_uid_is_written_as_a_ulid(milliseconds: int, random10: bytes, uid: str) -> None:
    assert new_uid(EPOCH + timedelta(milliseconds=milliseconds), random10) == uid


@given(MOMENTS, RANDOM, MOMENTS, RANDOM)
def test_uids_sort_by_moment(one: datetime, first: bytes, two: datetime, second: bytes) -> None:
    a, b = new_uid(one, first), new_uid(two, second)
    assert is_uid(a)
    if abs(one - two) >= timedelta(milliseconds=1):
        assert (a < b) == (one < two)


def test_refs_are_opaque_and_distinct() -> None:
    assert new_ref(bytes(16)) == "0" * 26
    assert new_ref(b"\xff" * 16) == "7" + "Z" * 25


def test_wrong_amount_of_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        new_uid(EPOCH, bytes(9))
    with pytest.raises(ValueError, match="16 random bytes"):
        new_ref(bytes(10))


@pytest.mark.parametrize("text", ["", "0" * 25, "8" + "0" * 25, "0" * 25 + "I", "0" * 25 + "a"])
def test_text_that_is_no_ulid_is_told(text: str) -> None:
    assert not is_uid(text)
