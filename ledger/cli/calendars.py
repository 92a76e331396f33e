"""`neraca calendar`: load or amend the free days of whole years, and add working days to a day."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import click

from ledger.cli.acting import command_agency_id
from ledger.domain.actors import system_actor
from ledger.errors import LedgerError
from ledger.services.calendar_amendments import amend_calendar
from ledger.services.calendars import SOURCE, working_days_after


@click.group()
def calendar() -> None:
    """Kalender kerja: hari libur dan cuti bersama."""


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Dasarnya, misalnya nomor SKB tiga menteri.")
def load(file: Path, source: str) -> None:
    """Muat FILE: {"2026": {"libur": ["01-01"], "cuti_bersama": ["12-24"]}}.

    Tahun yang sudah ada diganti seluruhnya. "source" di dalam tahun menyebut dasarnya sendiri.
    """
    try:
        years = _read(file)
        actor = system_actor(command_agency_id())
        loaded, moved = amend_calendar(years, source=source, actor=actor, now=datetime.now(UTC))
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Kalender dimuat: {', '.join(str(year) for year in loaded)}.")
    if moved:
        click.echo(f"{moved} tenggat yang masih terbuka dihitung ulang dan dicatat.")


@calendar.command()
@click.argument("days", type=click.IntRange(min=0))
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@click.option("--unit", default="", help="Kode unit kerja; tanpa ini lima hari kerja seminggu.")
def add(days: int, day: datetime, unit: str) -> None:
    """Hitung DAYS hari kerja sesudah DATE; DATE sendiri tidak dihitung."""
    try:
        found = working_days_after(command_agency_id(), day.date(), days, unit_code=unit)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(found.isoformat())


def shipped_holidays() -> Mapping[str, Mapping[str, object]]:
    """The national holidays and collective leave that come with Neraca, year by year."""
    found: Mapping[str, Mapping[str, object]] = json.loads(
        (files("ledger") / "holidays" / "indonesia.json").read_text(encoding="utf-8")
    )
    return found


def _read(file: Path) -> dict[str, dict[str, object]]:
    try:
        years = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise click.ClickException(f"Berkas {file} bukan JSON: {error}") from error
    if not _is_calendar(years):
        raise click.ClickException(
            f"Berkas {file} harus berisi tahun dengan daftar libur: "
            '{"2026": {"libur": ["01-01"], "cuti_bersama": []}}'
        )
    return dict(years)


def _is_calendar(years: object) -> bool:
    return isinstance(years, dict) and all(
        isinstance(lists, dict)
        and all(_is_list_or_source(name, given) for name, given in lists.items())
        for lists in years.values()
    )


def _is_list_or_source(name: str, given: object) -> bool:
    if name == SOURCE:
        return isinstance(given, str)
    return isinstance(given, list) and all(isinstance(day, str) for day in given)
