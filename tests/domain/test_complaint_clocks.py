"""The clocks of a complaint (I30)."""

from datetime import date

import pytest

from ledger.domain.complaint_clocks import (
    ComplaintClock,
    clock_of,
    forward_days,
    require_filed_in_time,
    rules_on,
    settle_days,
)
from ledger.errors import InvalidInput

DAY = date(2026, 11, 9)


def test_i30_complaint_is_filed_at_most_thirty_days_after_the_service():
    require_filed_in_time(date(2026, 10, 10), DAY)
    require_filed_in_time(None, DAY)
    with pytest.raises(InvalidInput) as refusal:
        require_filed_in_time(date(2026, 10, 9), DAY)
    assert "8 November 2026" in refusal.value.message
    assert "Pasal 42 UU 25/2009" in refusal.value.message
    with pytest.raises(InvalidInput):
        require_filed_in_time(date(2026, 11, 10), DAY)


def test_i30_it_is_forwarded_in_three_days_and_settled_by_its_type():
    assert forward_days(DAY) == 3
    assert [settle_days(clock, DAY) for clock in ComplaintClock] == [5, 14, 60]
    assert rules_on(DAY).version == "PermenPANRB 62/2018"


@pytest.mark.parametrize(
    ("classification", "points", "clock"),
    [
        ("permintaan informasi", False, ComplaintClock.INFORMATION),
        ("aspirasi", False, ComplaintClock.INFORMATION),
        ("pengaduan", False, ComplaintClock.ORDINARY),
        ("pengaduan", True, ComplaintClock.OVERSIGHT),
    ],
)
def test_i30_type_follows_from_what_was_sent(classification, points, clock):
    assert clock_of(classification, points_at_violation=points) is clock
