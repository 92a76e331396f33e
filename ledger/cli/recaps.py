"""`neraca recap`: the recap of a period as files, made now or taken from what is issued."""

from datetime import UTC, datetime
from pathlib import Path

import click

from ledger.cli.acting import command_actor, command_agency_id, command_resources
from ledger.domain.actors import Actor, system_actor
from ledger.domain.periods import parse_period
from ledger.domain.recaps import ALL_SECTIONS, RequestRecap
from ledger.errors import LedgerError, NotFound
from ledger.queries.recaps import RecapLine, find_recap, unit_of_code
from ledger.queries.recaps.pages import NO_RECAP
from ledger.services.recaps import make_recap

_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.option("--period", required=True, help="Misalnya 2026-T2, 2026-03, 2026-S1, atau 2026.")
@click.option("--unit", help="Kode unit kerja; tanpa ini seluruh instansi.")
@click.option("--out", required=True, type=_OUT, help="Berkas PDF yang ditulis.")
@click.option("--xlsx", type=_OUT, help="Berkas XLSX yang ditulis.")
@click.option("--as", "nip", help="NIP pegawai kepegawaian yang meminta.")
@click.option("--new", "is_new", is_flag=True, help="Buat baru walaupun sudah ada yang terbit.")
def recap(
    period: str, unit: str | None, out: Path, xlsx: Path | None, nip: str | None, is_new: bool
) -> None:
    """Tulis rekap sebuah periode; yang sudah terbit dipakai lagi."""
    moment = datetime.now(UTC)
    try:
        agency_id = command_agency_id()
        actor = command_actor(nip, now=moment) if nip else system_actor(agency_id)
        command = RequestRecap(
            unit_id=unit_of_code(agency_id, unit) if unit else None, period=parse_period(period)
        )
        issued = None if is_new else _issued(command, agency_id)
        issued = issued or _make(command, actor, moment)
        files = command_resources().files
        out.write_bytes(files.get(issued.pdf_sha256 or ""))
        if xlsx is not None:
            xlsx.write_bytes(files.get(issued.spreadsheet_sha256 or ""))
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Rekap {issued.number} ditulis ke {out}.")


def _issued(command: RequestRecap, agency_id: int) -> RecapLine | None:
    sections = [part.value for part in ALL_SECTIONS]
    return find_recap(agency_id, command.unit_id, command.period.code(), sections, is_issued=True)


def _make(command: RequestRecap, actor: Actor, moment: datetime) -> RecapLine:
    held = command_resources()
    make_recap(
        command, files=held.files, public_url=held.config.public_url, actor=actor, now=moment
    )
    made = _issued(command, actor.agency_id)
    if made is None:
        raise NotFound(NO_RECAP)
    return made
