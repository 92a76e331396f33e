"""`neraca cases`: what is due and late in discipline, with its article and without a name."""

from datetime import UTC, datetime

import click

from ledger.cli.acting import command_agency_id
from ledger.errors import LedgerError
from ledger.services.cases.deadlines import deadlines_on, unit_names
from ledger.services.days import agency_today


@click.group()
def cases() -> None:
    """Kasus disiplin: tenggat yang jatuh tempo dan yang terlewat."""


@cases.command()
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Per tanggal; bawaan hari ini."
)
@click.option(
    "--ahead", default=30, show_default=True, type=click.IntRange(min=0), help="Hari ke depan."
)
def deadlines(day: datetime | None, ahead: int) -> None:
    """Tampilkan yang terlambat dan yang jatuh tempo, satu baris satu hal, tanpa nama pegawai."""
    try:
        agency_id = command_agency_id()
        on = day.date() if day else agency_today(agency_id, now=datetime.now(UTC))
        found = deadlines_on(agency_id, on, ahead_days=ahead)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    units = unit_names(agency_id)
    for one in found:
        state = "TERLAMBAT" if one.is_late(on) else "tempo"
        where = units.get(one.unit_id, "")
        click.echo(f"{state}\t{one.day}\t{one.number}\t{one.what}\t{one.article}\t{where}")
    late = sum(one.is_late(on) for one in found)
    click.echo(f"{len(found)} tenggat per {on}, {late} terlambat.")
