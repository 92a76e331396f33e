"""`neraca retention`: the schedule of how long records are kept, and the erasing that follows."""

from datetime import UTC, date, datetime

import click

from ledger.cli.acting import command_actor, command_agency_id, command_resources
from ledger.domain.periods import local_day
from ledger.domain.retention import RECORD_LABELS, RecordKind, RecordRetention
from ledger.errors import LedgerError
from ledger.queries.agencies import get_zone
from ledger.queries.erasures import RetentionLine, retention_lines
from ledger.services.erasures import confirm_retention_rule, record_retention_rule, run_retention

NO_SCHEDULE = (
    "Belum ada jadwal retensi, jadi tidak ada yang dihapus. Catat dulu: neraca retention record"
)


@click.group()
def retention() -> None:
    """Jadwal retensi arsip: berapa lama disimpan, lalu dihapus."""


@retention.command()
@click.argument("kind", type=click.Choice([kind.value for kind in RecordKind]))
@click.option("--years", type=int, required=True, help="Tahun penuh sesudah tanggal kejadian.")
@click.option("--law", required=True, help="Dasarnya, misalnya nomor peraturan JRA instansi.")
@click.option("--from", "start", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--as", "nip", required=True, help="NIP pegawai kepegawaian yang mencatat.")
def record(kind: str, years: int, law: str, start: datetime, nip: str) -> None:
    """Catat masa simpan KIND; orang lain yang memastikannya."""
    moment = datetime.now(UTC)
    try:
        command = RecordRetention(
            record_kind=RecordKind(kind), valid_from=start.date(), years=years, law=law
        )
        actor = command_actor(nip, now=moment)
        rule_id = record_retention_rule(command, actor=actor, now=moment)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Masa simpan dicatat dengan nomor {rule_id}. Orang lain yang memastikannya.")


@retention.command()
@click.argument("rule_id", type=int)
@click.option("--as", "nip", required=True, help="NIP orang kedua yang memastikan.")
def confirm(rule_id: int, nip: str) -> None:
    """Pastikan baris RULE_ID; sejak itu yang lewat masanya dihapus tiap malam."""
    moment = datetime.now(UTC)
    try:
        confirm_retention_rule(rule_id, actor=command_actor(nip, now=moment), now=moment)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo("Masa simpan dipastikan.")


@retention.command()
def plan() -> None:
    """Tunjukkan jadwalnya dan berapa catatan yang sudah lewat masanya; tidak menghapus apa pun."""
    try:
        click.echo(_told(_lines()))
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal


@retention.command()
@click.option("--commit", is_flag=True, help="Sungguh hapus. Tanpa ini hanya rencananya.")
def run(commit: bool) -> None:
    """Hapus data pribadi yang masa simpannya berakhir menurut baris yang sudah dipastikan."""
    try:
        click.echo(_told(_lines()))
        if not commit:
            click.echo("Tidak ada yang dihapus. Tambahkan --commit untuk menghapusnya.")
            return
        erased = run_retention(
            command_agency_id(), files=command_resources().files, now=datetime.now(UTC)
        )
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Data pribadi {erased} catatan dihapus.")


def _lines() -> list[RetentionLine]:
    agency_id = command_agency_id()
    today: date = local_day(datetime.now(UTC), get_zone(agency_id))
    return retention_lines(agency_id, today=today)


def _told(lines: list[RetentionLine]) -> str:
    return "\n".join(_line(line) for line in lines) or NO_SCHEDULE


def _line(line: RetentionLine) -> str:
    if not line.is_in_force:
        status = "tidak berlaku hari ini"
    elif line.is_confirmed:
        status = f"{line.due} catatan lewat masanya"
    else:
        status = f"belum dipastikan, jadi {line.due} catatan tidak dihapus"
    return (
        f"{line.id:>4}  {RECORD_LABELS[line.record_kind]}: {line.years} tahun sesudah kejadian,"
        f" sejak {line.valid_from.isoformat()} ({line.law}): {status}"
    )
