"""`neraca calendar load`."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from ledger.cli.calendars import calendar, shipped_holidays
from ledger.gateways.resources import EXTENSION
from ledger.models.calendars import CalendarYear, Holiday
from tests.factories import make_agency

HOLIDAYS = Path(__file__).parents[1] / "vectors" / "holidays.json"


@pytest.fixture
def load(app: Flask):
    make_agency()

    def run(file: Path) -> Result:
        arguments = ("load", str(file), "--source", "SKB")
        return CliRunner().invoke(calendar, arguments, obj=app.extensions[EXTENSION])

    return run


def test_calendar_file_is_loaded_and_again_changes_nothing(load, session: Session):
    for _ in range(2):
        result = load(HOLIDAYS)
        assert result.output == "Kalender dimuat: 2025, 2026.\n"
    assert session.query(CalendarYear).count() == 2
    assert session.query(Holiday).count() == 53


def test_shipped_calendar_is_loaded_with_the_source_of_each_year(load, session: Session):
    assert load(Path("ledger/holidays/indonesia.json")).exit_code == 0
    sources = dict(session.query(CalendarYear.year, CalendarYear.source).all())
    assert sources == {int(year): lists["source"] for year, lists in shipped_holidays().items()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "bukan JSON"),
        ("[1]", "harus berisi tahun"),
        ('{"2026": {"libur": "01-01"}}', "harus berisi tahun"),
        ('{"2026": {"libur": ["13-01"]}}', "13-01"),
        ('{"2026": {"libur": ["01-01"], "source": ["SKB"]}}', "harus berisi tahun"),
    ],
)
def test_unreadable_calendar_says_why(load, session: Session, tmp_path: Path, text, said):
    file = tmp_path / "kalender.json"
    file.write_text(text, encoding="utf-8")
    result = load(file)
    assert result.exit_code == 1
    assert said in result.output
    assert session.query(CalendarYear).count() == 0


ROWS = list(
    csv.DictReader((HOLIDAYS.parent / "working_days.csv").read_text(encoding="utf-8").splitlines())
)


def add(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(calendar, ("add", *arguments), obj=app.extensions[EXTENSION])


def test_added_working_days_are_those_of_the_reference(load, app: Flask):
    load(HOLIDAYS)
    for row in ROWS:
        result = add(app, row["working_days"], row["from"])
        assert result.output == f"{row['date']}\n", row


def test_year_that_is_not_loaded_says_how_to_load_it(load, app: Flask):
    load(HOLIDAYS)
    result = add(app, "14", "2026-12-21")
    assert result.exit_code == 1
    assert "neraca calendar load" in result.output
