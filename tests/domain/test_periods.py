from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.periods import Period, PeriodKind, local_day, parse_period, period_of
from ledger.errors import InvalidInput

DAYS = st.dates(date(1901, 1, 1), date(9997, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "label"),
    [
        ("2026", "year", date(2026, 1, 1), date(2027, 1, 1), "Tahun 2026"),
        ("2026-03", "month", date(2026, 3, 1), date(2026, 4, 1), "Maret 2026"),
        ("2026-12", "month", date(2026, 12, 1), date(2027, 1, 1), "Desember 2026"),
        ("2026-T2", "quarter", date(2026, 4, 1), date(2026, 7, 1), "Triwulan II 2026"),
        (" 2026-t4 ", "quarter", date(2026, 10, 1), date(2027, 1, 1), "Triwulan IV 2026"),
        ("2026-S1", "semester", date(2026, 1, 1), date(2026, 7, 1), "Semester I 2026"),
        ("2026-S2", "semester", date(2026, 7, 1), date(2027, 1, 1), "Semester II 2026"),
    ],
)
def test_code_is_read_with_bounds_and_label(text, kind, start, end, label):
    period = parse_period(text)
    assert (period.kind, period.start, period.end) == (kind, start, end)
    assert period.label() == label
    assert period.code() == text.strip().upper()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-3",
        "2026-13",
        "2026-00",
        "2026-T5",
        "2026-T0",
        "2026-T02",
        "2026-S3",
        "2026-Q1",
        "0000",
        "9999",
        "1899",
        "2026-03-01",
        "\u0662\u0660\u0662\u0666",
        "T2 2026",
    ],
)
def test_what_is_no_period_is_refused_with_examples(text):
    with pytest.raises(InvalidInput, match=r"tidak dikenal\. Tulis tahun") as refused:
        parse_period(text)
    assert refused.value.code == "period_unknown"


def test_period_with_wrong_bounds_cannot_be_made():
    with pytest.raises(ValueError, match="is no quarter"):
        Period(PeriodKind.QUARTER, date(2026, 2, 1), date(2026, 5, 1))


def test_previous_crosses_the_year():
    assert parse_period("2026-T1").previous().code() == "2025-T4"
    assert parse_period("2026-01").previous().code() == "2025-12"
    assert parse_period("2026-S1").previous().code() == "2025-S2"
    assert parse_period("2026").previous().code() == "2025"


def test_end_is_the_first_day_outside():
    march = parse_period("2026-03")
    assert march.contains(date(2026, 3, 31))
    assert not march.contains(date(2026, 4, 1))
    assert march.last_day == date(2026, 3, 31)


def test_bounds_lie_at_midnight_of_the_zone():
    assert parse_period("2026-03").bounds_utc("WIB") == (
        datetime(2026, 2, 28, 17, tzinfo=UTC),
        datetime(2026, 3, 31, 17, tzinfo=UTC),
    )
    assert parse_period("2026").bounds_utc(ZoneInfo("Asia/Jayapura"))[0] == datetime(
        2025, 12, 31, 15, tzinfo=UTC
    )


def test_local_day_is_that_of_the_zone():
    moment = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
    assert local_day(moment, "WIB") == date(2026, 3, 31)
    assert local_day(moment, "WITA") == date(2026, 4, 1)
    with pytest.raises(ValueError, match="zone"):
        local_day(moment.replace(tzinfo=None), "WIB")


@given(DAYS, KINDS)
def test_every_day_lies_in_its_period_and_the_code_leads_back(day, kind):
    period = period_of(day, kind)
    assert period.contains(day)
    assert parse_period(period.code()) == period


@given(DAYS, KINDS)
def test_periods_meet_without_gap(day, kind):
    period = period_of(day, kind)
    assert period.previous().end == period.start
    assert period.next().start == period.end
    assert period.next().previous() == period


@given(
    st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    KINDS,
    st.sampled_from(["WIB", "WITA", "WIT"]),
)
def test_moment_lies_within_the_bounds_of_its_local_day(moment, kind, zone):
    period = period_of(local_day(moment, zone), kind)
    start, end = period.bounds_utc(zone)
    assert start <= moment < end
    assert end - start == timedelta(days=(period.end - period.start).days)
