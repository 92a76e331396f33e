import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.calendars import YearNotLoaded, calendar_from_years
from ledger.domain.discipline.clocks import (
    CLOCKS,
    Clock,
    ClockName,
    Limit,
    WorkingDays,
    clock_on,
    delivery_limit,
    effective_on,
    exam_limit,
    objection_limit,
    reply_limit,
    require_plan,
    second_summons_limit,
    sending_limit,
)
from ledger.domain.discipline.defects import RecordedDates, defects_of
from ledger.domain.sources import SourceStatus
from ledger.errors import RuleRefused

VECTORS = Path(__file__).parents[2] / "vectors"
CALENDAR = calendar_from_years(json.loads((VECTORS / "holidays.json").read_text(encoding="utf-8")))
LIMITS: list[tuple[Callable[[WorkingDays, date, date], Limit], int]] = [
    (exam_limit, 7),
    (second_summons_limit, 7),
    (reply_limit, 5),
    (delivery_limit, 14),
    (sending_limit, 3),
    (objection_limit, 14),
]
DAYS = st.dates(date(2025, 1, 1), date(2026, 10, 31))


@pytest.mark.parametrize(("limit", "days"), LIMITS)
def test_limit_is_kept_up_to_its_last_day_and_broken_on_the_next_worked_one(
    limit: Callable[[WorkingDays, date, date], Limit], days: int
) -> None:
    start = date(2026, 7, 14)
    last_day = CALENDAR.add_working_days(start, days)
    next_day = CALENDAR.add_working_days(start, days + 1)
    assert limit(CALENDAR, start, start).last_day == last_day
    assert limit(CALENDAR, start, start).ok
    assert limit(CALENDAR, start, last_day).ok
    assert not limit(CALENDAR, start, next_day).ok
    assert not limit(CALENDAR, start, start - timedelta(days=1)).ok


@pytest.mark.parametrize(("limit", "days"), LIMITS)
@given(start=DAYS, after=st.integers(-10, 40))
def test_limit_is_exactly_the_count_of_working_days(
    limit: Callable[[WorkingDays, date, date], Limit], days: int, start: date, after: int
) -> None:
    day = start + timedelta(days=after)
    found = limit(CALENDAR, start, day)
    within = after >= 0 and CALENDAR.working_days_between(start, day) <= days
    assert found.ok == within
    assert not (start <= day <= found.last_day) or found.ok


@pytest.mark.parametrize(
    ("letter_on", "last_day"),
    [
        (date(2025, 3, 26), date(2025, 4, 15)),
        (date(2026, 3, 13), date(2026, 3, 31)),
        (date(2026, 5, 12), date(2026, 5, 25)),
        (date(2025, 8, 15), date(2025, 8, 27)),
        (date(2026, 8, 14), date(2026, 8, 27)),
    ],
)
def test_examination_has_seven_working_days_across_holidays(
    letter_on: date, last_day: date
) -> None:
    assert exam_limit(CALENDAR, letter_on, letter_on).last_day == last_day


@pytest.mark.parametrize(
    ("received_on", "effective"),
    [
        (date(2026, 7, 14), date(2026, 8, 4)),
        (date(2026, 3, 13), date(2026, 4, 13)),
    ],
)
def test_decision_takes_effect_on_the_fifteenth_working_day(
    received_on: date, effective: date
) -> None:
    assert effective_on(CALENDAR, received_on) == effective
    earlier = effective_on(CALENDAR, received_on, receipt_day_counts=True)
    assert CALENDAR.working_days_between(earlier, effective) == 1


@given(DAYS)
def test_objection_closes_on_the_eve_of_the_effect(received_on: date) -> None:
    last_day = objection_limit(CALENDAR, received_on, received_on).last_day
    assert CALENDAR.add_working_days(last_day, 1) == effective_on(CALENDAR, received_on)


def test_objection_has_fourteen_working_days() -> None:
    received_on = date(2026, 7, 14)
    assert objection_limit(CALENDAR, received_on, date(2026, 8, 3)).ok
    assert not objection_limit(CALENDAR, received_on, date(2026, 8, 4)).ok


def test_clock_that_runs_into_a_year_not_loaded_is_an_error() -> None:
    with pytest.raises(YearNotLoaded):
        delivery_limit(CALENDAR, date(2026, 12, 21), date(2026, 12, 22))


def test_plan_too_late_is_refused_with_article_and_last_day() -> None:
    limit = exam_limit(CALENDAR, date(2026, 8, 14), date(2026, 8, 28))
    with pytest.raises(RuleRefused) as refusal:
        require_plan(limit)
    assert refusal.value.constraint == "plan_exam"
    assert refusal.value.message == (
        "Tanggal ini paling lambat 27 Agustus 2026, yaitu 7 hari kerja"
        " (Pasal 26 ayat (2) PP 94/2021)."
    )


def test_plan_before_its_letter_is_refused() -> None:
    with pytest.raises(RuleRefused, match="tidak boleh sebelum 14 Agustus 2026"):
        require_plan(exam_limit(CALENDAR, date(2026, 8, 14), date(2026, 8, 13)))


def test_plan_within_its_limit_passes() -> None:
    limit = exam_limit(CALENDAR, date(2026, 8, 14), date(2026, 8, 27))
    assert limit.ok
    require_plan(limit)


def test_clock_before_the_regulation_is_refused() -> None:
    with pytest.raises(RuleRefused) as refusal:
        clock_on(ClockName.EXAM, date(2021, 8, 30))
    assert refusal.value.constraint == "clock_in_force"
    assert clock_on(ClockName.EXAM, date(2021, 8, 31)).days == 7


def test_agency_setting_of_the_reply_holds_from_its_day() -> None:
    setting = Clock(
        ClockName.REPLY, 3, "Peraturan Gubernur", SourceStatus.CONFIRMED, date(2026, 7, 1)
    )
    clocks = (*CLOCKS, setting)
    before = reply_limit(CALENDAR, date(2026, 6, 30), date(2026, 6, 30), clocks=clocks)
    after = reply_limit(CALENDAR, date(2026, 7, 1), date(2026, 7, 1), clocks=clocks)
    assert (before.days, after.days) == (5, 3)
    assert after.article == "Peraturan Gubernur"


def test_setting_of_the_same_day_replaces_the_default() -> None:
    default = clock_on(ClockName.REPLY, date(2026, 7, 1))
    setting = Clock(ClockName.REPLY, 10, "x", SourceStatus.CONFIRMED, default.valid_from)
    assert clock_on(ClockName.REPLY, date(2026, 7, 1), clocks=(*CLOCKS, setting)).days == 10


def test_every_clock_has_an_article_and_a_positive_count() -> None:
    assert {clock.name for clock in CLOCKS} == set(ClockName)
    assert all(clock.article and clock.days > 0 for clock in CLOCKS)


def test_punctual_case_has_no_defect() -> None:
    dates = RecordedDates(
        letter_on=date(2026, 7, 1),
        exam_on=date(2026, 7, 8),
        second_letter_on=date(2026, 7, 9),
        second_exam_on=date(2026, 7, 15),
        decided_on=date(2026, 7, 20),
        delivery_planned_on=date(2026, 7, 22),
        delivered_on=date(2026, 7, 22),
        sent_on=date(2026, 7, 24),
    )
    assert defects_of(CALENDAR, dates) == ()


def test_case_without_dates_has_no_defect() -> None:
    assert defects_of(CALENDAR, RecordedDates()) == ()


def test_late_steps_are_recorded_as_defects_in_order() -> None:
    dates = RecordedDates(
        letter_on=date(2026, 7, 1),
        exam_on=date(2026, 7, 31),
        second_letter_on=date(2026, 8, 28),
        second_exam_on=date(2026, 8, 28),
        decided_on=date(2026, 9, 1),
        delivery_planned_on=date(2026, 9, 2),
        delivered_on=date(2026, 10, 30),
        sent_on=date(2026, 10, 30),
    )
    found = defects_of(CALENDAR, dates)
    assert [defect.limit.name for defect in found] == [
        ClockName.EXAM,
        ClockName.SECOND_SUMMONS,
        ClockName.DELIVERY,
        ClockName.SENDING,
    ]
    assert found[0].message == (
        "Pemeriksaan dijadwalkan pada 31 Juli 2026, sedangkan batasnya 10 Juli 2026"
        " (Pasal 26 ayat (2) PP 94/2021)."
    )


def test_remedy_of_a_late_examination_depends_on_the_decision() -> None:
    late = RecordedDates(letter_on=date(2026, 7, 1), exam_on=date(2026, 7, 31))
    decided = RecordedDates(
        letter_on=date(2026, 7, 1), exam_on=date(2026, 7, 31), decided_on=date(2026, 8, 3)
    )
    assert "surat panggilan baru" in defects_of(CALENDAR, late)[0].remedy
    assert "keberatan" in defects_of(CALENDAR, decided)[0].remedy


def test_date_before_its_start_is_a_defect_too() -> None:
    dates = RecordedDates(decided_on=date(2026, 7, 10), delivered_on=date(2026, 7, 9))
    (defect,) = defects_of(CALENDAR, dates)
    assert "mendahului 10 Juli 2026" in defect.message


@pytest.mark.parametrize(
    ("received", "effect"),
    [
        (date(2026, 7, 14), date(2026, 8, 4)),
        (date(2026, 3, 13), date(2026, 4, 13)),
    ],
)
def test_i17_decision_takes_effect_on_the_fifteenth_working_day(received: date, effect: date):
    assert effective_on(CALENDAR, received) == effect
    earlier = effective_on(CALENDAR, received, receipt_day_counts=True)
    assert CALENDAR.working_days_between(earlier, effect) == 1
