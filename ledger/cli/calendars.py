"""`neraca calendar load`: holidays and collective leave of whole years from a JSON file."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from ledger.cli.acting import command_agency_id
from ledger.domain.actors import system_actor
from ledger.errors import LedgerError
from ledger.services.calendars import load_calendar_years


@click.group()
def calendar() -> None:
    """Kalender kerja: hari libur dan cuti bersama."""


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Dasarnya, misalnya nomor SKB tiga menteri.")
def load(file: Path, source: str) -> None:
    """Muat FILE: {"2026": {"libur": ["01-01"], "cuti_bersama": ["12-24"]}}.

    Tahun yang sudah ada diganti seluruhnya.
    """
    try:
        years = _read(file)
        actor = system_actor(command_agency_id())
        loaded = load_calendar_years(years, source=source, actor=actor, now=datetime.now(UTC))
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Kalender dimuat: {', '.join(str(year) for year in loaded)}.")


def _read(file: Path) -> dict[str, dict[str, list[str]]]:
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
        and all(
            isinstance(days, list) and all(isinstance(day, str) for day in days)
            for days in lists.values()
        )
        for lists in years.values()
    )
