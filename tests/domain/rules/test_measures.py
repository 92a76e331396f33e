"""Measures count local days, both ends included, whatever the order in which facts arrive."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.facts import FactKind
from ledger.domain.rules.definitions import Scope, Window, WindowKind
from ledger.domain.rules.measures import (
    Reconsideration,
    measure_requests,
    measure_value,
    reconsiderations,
)
from ledger.domain.rules.windows import days_reached, window_days
from tests.domain.rules.samples import changed_rule, make_fact

COMMENDED = FactKind.COMMENDATION_VERIFIED
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WINDOWS = st.one_of(
    st.sampled_from(
        [
            Window(WindowKind.CALENDAR_YEAR),
            Window(WindowKind.SEMESTER),
            Window(WindowKind.QUARTER),
            Window(WindowKind.MONTH),
        ]
    ),
    st.builds(Window, st.just(WindowKind.LAST_DAYS), st.integers(1, 366)),
    st.builds(Window, st.just(WindowKind.LAST_MONTHS), st.integers(1, 60)),
)


@pytest.mark.parametrize(
    ("kind", "length", "day", "first", "last"),
    [
        ("calendar_year", None, (2026, 8, 15), (2026, 1, 1), (2026, 12, 31)),
        ("semester", None, (2026, 6, 30), (2026, 1, 1), (2026, 6, 30)),
        ("semester", None, (2026, 7, 1), (2026, 7, 1), (2026, 12, 31)),
        ("quarter", None, (2026, 2, 28), (2026, 1, 1), (2026, 3, 31)),
        ("quarter", None, (2026, 12, 31), (2026, 10, 1), (2026, 12, 31)),
        ("month", None, (2028, 2, 1), (2028, 2, 1), (2028, 2, 29)),
        ("last_days", 1, (2026, 8, 15), (2026, 8, 15), (2026, 8, 15)),
        ("last_days", 30, (2026, 3, 1), (2026, 1, 31), (2026, 3, 1)),
        ("last_months", 6, (2026, 8, 15), (2026, 2, 16), (2026, 8, 15)),
        ("last_months", 6, (2026, 8, 31), (2026, 3, 1), (2026, 8, 31)),
        ("last_months", 12, (2028, 2, 29), (2027, 3, 1), (2028, 2, 29)),
        ("last_months", 1, (2026, 1, 10), (2025, 12, 11), (2026, 1, 10)),
    ],
)
def test_window_has_its_first_and_last_day(kind, length, day, first, last):
    window = Window(WindowKind(kind), length)
    assert window_days(window, date(*day)) == (date(*first), date(*last))


@given(WINDOWS, DAYS)
def test_window_holds_its_own_day(window, day):
    first, last = window_days(window, day)
    assert first <= day <= last


@given(WINDOWS, DAYS, st.integers(-400, 2000))
def test_days_reached_are_exactly_those_whose_window_holds_the_day(window, day, offset):
    other = day + timedelta(days=offset)
    window_first, window_last = window_days(window, other)
    first, last = days_reached(window, day)
    assert (first <= other <= last) == (window_first <= day <= window_last)


def requests_for(*changes, fact=None):
    return measure_requests(changed_rule(*changes), fact or make_fact(COMMENDED))


def test_request_names_kind_subject_and_days():
    (asked,) = requests_for()
    assert (asked.rule_code, asked.name, asked.of) == ("ramah", "apresiasi", COMMENDED)
    assert (asked.first_day, asked.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (asked.person_id, asked.unit_id) == (7, None)


def test_request_by_unit_names_the_unit():
    (asked,) = requests_for(("by: person", "by: unit"))
    assert (asked.person_id, asked.unit_id) == (None, 3)


def test_fact_without_the_subject_asks_nothing():
    assert requests_for(fact=make_fact(COMMENDED, person_id=None)) == ()


def test_count_leaves_out_other_subjects_days_kinds_and_filtered_facts():
    (asked,) = requests_for()
    facts = [
        make_fact(COMMENDED, number=1),
        make_fact(COMMENDED, number=2, day=date(2026, 7, 1)),
        make_fact(COMMENDED, number=3, day=date(2026, 9, 30)),
        make_fact(COMMENDED, number=4, day=date(2026, 6, 30)),
        make_fact(COMMENDED, number=5, day=date(2026, 10, 1)),
        make_fact(COMMENDED, number=6, rating=3),
        make_fact(COMMENDED, number=7, person_id=8),
        make_fact(FactKind.TRAINING_APPLIED, number=8),
    ]
    assert measure_value(asked, facts) == 3


@pytest.mark.parametrize(
    ("kind", "expected"), [("sum", 11), ("latest", 3), ("distinct", 3), ("count", 4)]
)
def test_measure_kinds(kind, expected):
    field = "" if kind == "count" else "\n        field: rating"
    filtered = ("        filter: fact.rating == 4\n", "")
    (asked,) = requests_for(("kind: count", f"kind: {kind}{field}"), filtered)
    facts = [
        make_fact(COMMENDED, number=number, day=date(2026, 7, number), rating=rating)
        for number, rating in enumerate([1, 4, 3, 3], start=1)
    ]
    assert measure_value(asked, facts) == expected
    assert measure_value(asked, list(reversed(facts))) == expected
    assert measure_value(asked, []) == 0


def test_longest_run_is_broken_by_a_fact_that_does_not_pass():
    (asked,) = requests_for(("kind: count", "kind: longest_run"))
    ratings = [4, 4, 3, 4, 4, 4, 2, 4]
    facts = [
        make_fact(COMMENDED, number=number, day=date(2026, 7, number), rating=rating)
        for number, rating in enumerate(ratings, start=1)
    ]
    assert measure_value(asked, facts) == 3


def test_filter_may_ask_for_the_time_of_the_past_fact():
    (asked,) = requests_for(("filter: fact.rating == 4", "filter: time.month == 7"))
    facts = [make_fact(COMMENDED, number=n, day=date(2026, n, 1)) for n in (7, 8, 9)]
    assert measure_value(asked, facts) == 1


def test_late_fact_in_a_rolling_window_sends_later_facts_back():
    rule = changed_rule(("window: quarter", "window: last_days:30"))
    expected = Reconsideration(
        "ramah", COMMENDED, Scope.PERSON, date(2026, 8, 15), date(2026, 9, 13)
    )
    assert reconsiderations([rule], make_fact(COMMENDED)) == (expected,)


def test_late_fact_in_a_calendar_window_sees_all_others_itself():
    assert reconsiderations([changed_rule()], make_fact(COMMENDED)) == ()
    assert reconsiderations([changed_rule()], make_fact(FactKind.TRAINING_APPLIED)) == ()


def test_fact_of_another_kind_that_is_measured_sends_the_period_back():
    rule = changed_rule(
        ("of: commendation_verified", "of: training_applied"),
        ("        filter: fact.rating == 4\n", ""),
    )
    (found,) = reconsiderations([rule], make_fact(FactKind.TRAINING_APPLIED))
    assert (found.on, found.first_day, found.last_day) == (
        COMMENDED,
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
