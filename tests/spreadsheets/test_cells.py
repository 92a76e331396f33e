"""Cells are read as people fill them, and refused with a reason and a remedy."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.imports import DateOrder
from ledger.spreadsheets.cells import (
    CellProblem,
    is_blank,
    read_clock,
    read_decimal,
    read_integer,
    read_list,
    read_nip,
    read_rupiah,
    read_unit_name,
    read_yes_no,
    require_text,
    tidy,
)
from ledger.spreadsheets.dates import (
    DateCell,
    both_readings,
    find_date_order,
    read_date,
    read_month,
)
from tests.spreadsheets.builders import ANI, TODAY

DMY, MDY = DateOrder.DMY, DateOrder.MDY


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-08-06", None, date(2026, 8, 6)),
        (" 2026/8/6 ", None, date(2026, 8, 6)),
        ("2026-08-06 00:00:00", None, date(2026, 8, 6)),
        ("06-08-2026", DMY, date(2026, 8, 6)),
        ("6/8/2026", DMY, date(2026, 8, 6)),
        ("8/6/2026", MDY, date(2026, 8, 6)),
        ("06.08.2026", DMY, date(2026, 8, 6)),
        ("14-Jul-2025", None, date(2025, 7, 14)),
        ("6 Agustus 2026", None, date(2026, 8, 6)),
        ("1 Mei 2026", MDY, date(2026, 5, 1)),
        ("14-May-2025", None, date(2025, 5, 14)),
        ("17 Nopember 2025", None, date(2025, 11, 17)),
        ("29-02-2024", DMY, date(2024, 2, 29)),
    ],
)
def test_date_is_read_in_every_usual_form(text, order, expected):
    assert read_date(text, order) == expected


@pytest.mark.parametrize(
    "text",
    ["", "31-02-1980", "29-02-2025", "2026-13-01", "06-08-26", "kemarin", "45123", "1-x-2026"],
)
def test_date_that_cannot_be_is_refused(text):
    with pytest.raises(CellProblem) as told:
        read_date(text, DMY)

    assert told.value.reason
    assert told.value.remedy


def column(*texts: str) -> list[DateCell]:
    return [DateCell(number, text) for number, text in enumerate(texts, start=2)]


def test_order_of_a_column_comes_from_one_unambiguous_row():
    finding = find_date_order(column("03/04/2026", "2026-01-01", "13/04/2026"))

    assert (finding.order, finding.evidence) == (DMY, DateCell(4, "13/04/2026"))


def test_month_first_is_found_too():
    assert find_date_order(column("03/04/2026", "04/25/2026")).order is MDY


def test_wholly_ambiguous_column_is_not_guessed():
    finding = find_date_order(column("04/04/2026", "03/04/2026", ""))

    assert finding.order is None
    assert finding.unclear == DateCell(3, "03/04/2026")
    assert both_readings("03/04/2026") == ("3 April", "4 Maret")


def test_column_with_two_orders_is_a_contradiction():
    assert find_date_order(column("13/04/2026", "04/25/2026")).contradiction is not None


def test_column_whose_days_equal_their_months_needs_no_order():
    finding = find_date_order(column("04/04/2026", "2026-05-06"))

    assert finding.order is None
    assert finding.unclear is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)), st.sampled_from("-/."))
def test_written_dates_are_read_back(day, mark):
    assert read_date(day.isoformat(), None) == day
    assert read_date(f"{day.day:02d}{mark}{day.month}{mark}{day.year}", DMY) == day
    assert read_date(f"{day.month}{mark}{day.day:02d}{mark}{day.year}", MDY) == day


@pytest.mark.parametrize(
    ("text", "number"), [("Januari", 1), ("agt", 8), ("DES", 12), ("oct", 10), ("7", 7), ("09", 9)]
)
def test_month_is_read_by_name_or_number(text, number):
    assert read_month(text) == number


@pytest.mark.parametrize("text", ["", "13", "0", "Smarch"])
def test_unknown_month_is_refused(text):
    with pytest.raises(CellProblem):
        read_month(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("85,00", "85"),
        ("1.250,5", "1250.5"),
        ("1.250.000", "1250000"),
        ("-3,25", "-3.25"),
        ("40%", "40"),
        ("3.14159", "3.14159"),
    ],
)
def test_decimal_is_read_with_comma_or_a_clear_point(text, expected):
    assert read_decimal(text) == Decimal(expected)


def test_point_that_could_group_or_divide_is_asked_about():
    with pytest.raises(CellProblem) as told:
        read_decimal("1.250")

    assert str(told.value.reason) == '"1.250" bisa berarti 1250 atau 1,250'


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "1e5", "12,5 orang", "NaN", "∞"])
def test_text_that_is_no_number_is_refused(text):
    with pytest.raises(CellProblem):
        read_decimal(text)


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=2))
def test_indonesian_numbers_are_read_back(number):
    assert read_decimal(f"{number:f}".replace(".", ",")) == number


@pytest.mark.parametrize(
    ("text", "expected"), [("3000", 3000), ("3.000", 3000), ("25,0", 25), ("25.0", 25), (" 7 ", 7)]
)
def test_integer_is_read(text, expected):
    assert read_integer(text, least=0, most=10_000) == expected


@pytest.mark.parametrize("text", ["", "2,5", "2.5", "x", "10001", "-1", "30.00.1"])
def test_integer_outside_or_broken_is_refused(text):
    with pytest.raises(CellProblem):
        read_integer(text, least=0, most=10_000)


@pytest.mark.parametrize("text", ["25000", "Rp25.000", "Rp 25.000,00", "rp. 25.000,-"])
def test_rupiah_is_read(text):
    assert read_rupiah(text) == 25_000


@pytest.mark.parametrize("text", ["ya", "Y", "TRUE", "1", "Sudah"])
def test_yes_is_read(text):
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["tidak", "N", "False", "0", "belum"])
def test_no_is_read(text):
    assert read_yes_no(text) is False


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(CellProblem):
        read_yes_no("mungkin")


@pytest.mark.parametrize(
    "text", [ANI, "19850315 201001 1 001", f"'{ANI}", f"\u00a0{ANI} ", "19850315.201001.1.001"]
)
def test_nip_is_read_as_people_type_it(text):
    assert read_nip(text, today=TODAY).digits == ANI


@pytest.mark.parametrize("text", ["1.98503E+17", "1,98503152010011E+17", "1.98503152010011E+17"])
def test_nip_broken_by_a_spreadsheet_says_so(text):
    with pytest.raises(CellProblem) as told:
        read_nip(text, today=TODAY)

    assert str(told.value.reason) == "angka berubah menjadi 1,98503E+17"
    assert "format kolom menjadi Teks" in told.value.remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("19850315201001100", "17 angka"),
        ("198503152010011000", "000"),
        ("", "belum diisi"),
        ("198503152010131001", "bulan pengangkatan"),
    ],
)
def test_wrong_nip_says_why(text, words):
    with pytest.raises(CellProblem) as told:
        read_nip(text, today=TODAY)

    assert words in told.value.reason


def test_nip_keeps_its_warnings():
    assert read_nip("200503152010011001", today=TODAY).warnings


@pytest.mark.parametrize(
    ("text", "name"),
    [("----Bidang Umum", "Bidang Umum"), ("– – UPTD A-B", "UPTD A-B"), ("Dinas  X", "Dinas X")],
)
def test_depth_dashes_are_taken_from_unit_names(text, name):
    assert read_unit_name(text) == name


def test_list_drops_empty_places():
    assert read_list("a| b ||c|") == ("a", "b", "c")
    assert read_list("") == ()


def test_clock_is_read_or_empty():
    assert read_clock("7:31") == "07:31"
    assert read_clock("16.05.00") == "16:05"
    assert read_clock("") is None
    with pytest.raises(CellProblem):
        read_clock("25:00")


def test_hidden_letters_of_a_cell_are_left_out():
    assert tidy("\ufeffU\u200b010 ") == "U010"
    assert is_blank("\u200b-\u200b")
    assert require_text("Siti\u00ad Contoh") == "Siti Contoh"
    assert read_integer("1\u200b2", least=0, most=99) == 12
