"""A register of numbers has each number once; whatever else it has is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.numbers import NumberFault, audit_sequences, spans


@pytest.mark.parametrize(
    ("last", "given_out", "found"),
    [
        (0, [], []),
        (3, [3, 1, 2], []),
        (6, [1, 2, 6], [(NumberFault.MISSING, "3–5")]),
        (3, [1, 2], [(NumberFault.MISSING, "3")]),
        (2, [1, 2, 2], [(NumberFault.TWIN, "2")]),
        (2, [1, 2, 3, 4], [(NumberFault.BEYOND, "3–4")]),
        (1, [0, 1], [(NumberFault.BEYOND, "0")]),
    ],
)
def test_register_tells_gaps_twins_and_what_lies_beyond(last, given_out, found):
    assert [(one.fault, one.where) for one in audit_sequences(last, given_out)] == found


@given(st.integers(1, 40), st.data())
def test_any_number_taken_out_of_a_whole_register_is_missed(last, data):
    lost = data.draw(st.integers(1, last))
    (finding,) = audit_sequences(last, [one for one in range(1, last + 1) if one != lost])
    assert (finding.fault, finding.where) == (NumberFault.MISSING, str(lost))


def test_neighbours_are_one_range():
    assert spans([1, 2, 3, 7, 9, 10]) == ["1–3", "7", "9–10"]
