from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ledger.domain.formats import (
    date_text,
    datetime_text,
    month_text,
    number_text,
    signed_number_text,
    time_text,
    weekday_date_text,
)
from ledger.domain.zones import zone_info, zone_label, zone_name
from ledger.errors import InvalidInput

MOMENT = datetime(2026, 8, 6, 7, 5, tzinfo=UTC)


def test_dates_are_written_in_indonesian_and_english():
    day = date(2026, 8, 6)
    assert date_text(day) == "6 Agustus 2026"
    assert weekday_date_text(day) == "Kamis, 6 Agustus 2026"
    assert month_text(day) == "Agustus 2026"
    assert date_text(day, locale="en") == "6 August 2026"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("WIB", "pukul 14.05 WIB"),
        ("Asia/Makassar", "pukul 15.05 WITA"),
        (ZoneInfo("Asia/Jayapura"), "pukul 16.05 WIT"),
        ("UTC", "pukul 07.05 UTC+00.00"),
    ],
)
def test_time_is_written_on_the_clock_of_the_zone(zone, text):
    assert time_text(MOMENT, zone) == text


def test_datetime_takes_its_day_from_the_zone():
    late = datetime(2026, 8, 5, 17, 30, tzinfo=UTC)
    assert datetime_text(late, "WIB") == "6 Agustus 2026 pukul 00.30 WIB"
    assert datetime_text(late, "WIB", locale="en") == "6 August 2026 at 00.30 WIB"


def test_moment_without_a_zone_is_refused():
    naive = MOMENT.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        datetime_text(naive, "WIB")
    with pytest.raises(ValueError, match="zone"):
        zone_label(naive)


def test_unknown_zone_is_refused_with_the_names_to_write():
    assert zone_info(" wita ").key == "Asia/Makassar"
    for unknown in ("Mars", "", "../etc", "a\0b"):
        with pytest.raises(InvalidInput, match="WIB, WITA, atau WIT"):
            zone_info(unknown)


def test_odd_offset_is_written_out():
    moment = MOMENT.astimezone(timezone(-timedelta(hours=3, minutes=30)))
    assert zone_label(moment) == "UTC-03.30"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("1250.5"), None, "1.250,5"),
        (1250, None, "1.250"),
        (-1250, None, "-1.250"),
        (0.1, None, "0,1"),
        (Decimal("0.12345"), None, "0,12345"),
        (Decimal("2.675"), 2, "2,68"),
        (Decimal("2.665"), 2, "2,67"),
        (Decimal("99"), 2, "99,00"),
        (Decimal("0.5"), 0, "1"),
    ],
)
def test_numbers_use_points_for_thousands_and_a_comma(value, decimals, text):
    assert number_text(value, decimals=decimals) == text


def test_number_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="finite"):
        number_text(float("nan"))


def test_change_always_shows_its_direction():
    assert [signed_number_text(value) for value in (25, -1250, 0)] == ["+25", "-1.250", "0"]


def test_zone_of_the_database_is_named_as_on_paper():
    assert zone_name("Asia/Makassar") == "WITA"
    assert zone_name("UTC") == "UTC"
