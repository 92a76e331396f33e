"""`neraca number`: check that every number of a paper exists once, and write the register."""

from datetime import UTC, datetime
from pathlib import Path

import click

from ledger.cli.acting import command_agency_id
from ledger.domain.numbers import FAULT_SENTENCES
from ledger.domain.zones import zone_info
from ledger.queries.agencies import get_zone
from ledger.queries.numbers import RegisterLine, all_numbers, list_registers
from ledger.spreadsheets.numbers import register_xlsx
from ledger.spreadsheets.writing import Remarks

_YEAR = click.option("--year", type=int, help="Hanya tahun ini; semua tahun jika kosong.")


@click.group()
def number() -> None:
    """Nomor dokumen: periksa register, tulis sebagai XLSX."""


@number.command()
@_YEAR
@click.pass_context
def audit(context: click.Context, year: int | None) -> None:
    """Periksa bahwa setiap nomor ada tepat satu kali, tanpa celah dan tanpa kembar."""
    registers = list_registers(command_agency_id(), year=year)
    for register in registers:
        click.echo(_told(register))
        for finding in register.findings:
            click.echo("  " + FAULT_SENTENCES[finding.fault] % {"where": finding.where})
    wrong = sum(len(register.findings) for register in registers)
    total = sum(register.last for register in registers)
    if wrong:
        click.echo(f"{wrong} temuan dalam {len(registers)} register.")
        context.exit(1)
    click.echo(f"{len(registers)} register, {total} nomor: tanpa celah, tanpa kembar.")


@number.command()
@_YEAR
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Berkas XLSX."
)
def export(year: int | None, out: Path) -> None:
    """Tulis register nomor sebagai XLSX, satu baris satu nomor."""
    agency_id = command_agency_id()
    made_at = datetime.now(UTC).astimezone(zone_info(get_zone(agency_id)))
    remarks = Remarks(made_at=made_at, made_by="neraca number export")
    lines = list(all_numbers(agency_id, year=year))
    try:
        out.write_bytes(register_xlsx(lines, remarks=remarks))
    except OSError as failure:
        raise click.ClickException(f"{out} tidak dapat ditulis: {failure.strerror}.") from failure
    click.echo(f"{len(lines)} nomor ditulis ke {out}.")


def _told(register: RegisterLine) -> str:
    place = register.place
    return (
        f"{place.year} {place.class_code} {register.unit}: sampai {register.last},"
        f" {register.issued} terbit, {register.waiting} disiapkan, {register.cancelled} batal"
    )
