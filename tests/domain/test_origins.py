"""Origins: the next after a restore, and which may hold the entries of which."""

import pytest

from ledger.domain.checkpoints import Checkpoint
from ledger.domain.origins import (
    OriginSpan,
    continues,
    next_origin,
    opening_facts,
    origin_at,
)


@pytest.mark.parametrize(
    ("origin", "following"),
    [("kota.go.id/log/1", "kota.go.id/log/2"), ("a/log/9", "a/log/10"), ("kota", "kota/log/2")],
)
def test_next_origin_continues_the_one_before_and_not_the_reverse(origin, following):
    assert next_origin(origin) == following
    assert continues(following, origin)
    assert not continues(origin, following)


def test_origin_of_another_agency_is_not_continued():
    assert not continues("b/log/2", "a/log/1")
    assert continues("a/log/1", "a/log/1")


def test_origin_at_a_place_is_the_last_that_began_before_it():
    spans = [OriginSpan(0, "a/log/1"), OriginSpan(5, "a/log/2")]
    assert [origin_at(spans, place) for place in (0, 4, 5, 9)] == ["a/log/1"] * 2 + ["a/log/2"] * 2


def test_first_entry_of_an_origin_names_the_last_checkpoint_before_it():
    assert opening_facts(Checkpoint("a/log/1", 7, b"\xab" * 32)) == {
        "previous_origin": "a/log/1",
        "previous_size": 7,
        "previous_root": "ab" * 32,
    }
