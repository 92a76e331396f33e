"""`neraca demo`: an invented agency that takes Neraca into use, with accounts to try it."""

from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import click

from ledger.cli.acting import command_resources
from ledger.cli.calendars import shipped_holidays
from ledger.cli.database import prepare_new_database
from ledger.domain.formats import number_text
from ledger.errors import LedgerError
from ledger.gateways.passwords import hash_password
from ledger.services.demo import DemoCommand, DemoReport, DemoTools, has_agency, play_demo
from ledger.services.imports import ImportReport

PASSWORD = "neraca-demo"  # noqa: S105 - printed for everybody, for an invented agency only
ENDS_AT = "2026-11-23T10:00:00+07:00"
#: Beside the package in a checkout; inside it in an installed wheel.
_OWN_DATA = tuple(Path(__file__).resolve().parents[up] / "demo" / "data" for up in (2, 1))
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_WIDTH = 24
_SIGNS_ITSELF = (
    "Demo menyegel sendiri tahun-tahun rekaan dan tidak memakai penanda tangan terpisah."
    " Kosongkan NERACA_SIGNER_SOCKET untuk menjalankannya."
)


@click.command()
@click.option("--data", type=_FOLDER, help="Folder berkas instansi; tanpa ini agensi kecil bawaan.")
@click.option("--now", "ends_at", default=ENDS_AT, show_default=True, help="Saat demo berakhir.")
@click.option("--when-empty", is_flag=True, help="Diam saja jika basis data sudah berisi instansi.")
def demo(data: Path | None, ends_at: str, when_empty: bool) -> None:
    """Isi basis data kosong dengan instansi rekaan dan biarkan pejabatnya bekerja."""
    held = command_resources()
    if held.config.is_production:
        raise click.ClickException(
            "Demo hanya untuk pengembangan: akunnya memakai satu kata sandi."
        )
    prepare_new_database()
    if when_empty and has_agency():
        return
    if held.signer_socket is not None:
        raise click.ClickException(_SIGNS_ITSELF)
    command = DemoCommand(
        folder=data or next(filter(Path.is_dir, _OWN_DATA)),
        holidays=shipped_holidays(),
        packs=_packs(),
        ends_at=_moment(ends_at),
        password_hash=hash_password(PASSWORD),
    )
    tools = DemoTools(
        files=held.files,
        signer=held.keys.signer_of,
        public_url=held.config.public_url,
        tell=lambda line: click.echo(line, err=True),
    )
    try:
        report = play_demo(command, tools)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    _show(report)


def _show(report: DemoReport) -> None:
    for one in report.imported:
        _show_problems(one)
    for name, why in report.left:
        click.echo(f"{name}: {why}")
    click.echo()
    for what, rows in groupby(report.rows, key=lambda row: row[0]):
        listed = list(rows)
        total = number_text(sum(count for *_, count in listed))
        kinds = ", ".join(f"{kind} {number_text(count)}" for _, kind, count in listed)
        click.echo(f"{what:<{_WIDTH}}{total:>8}  {kinds}")
    for sentence, count in report.refusals.items():
        click.echo(f"ditolak {count} kali: {sentence}")
    click.echo()
    click.echo(f"Akun demo (kata sandi semua akun: {PASSWORD})")
    for account in report.accounts:
        click.echo(f"{account.title:<{_WIDTH}}{account.identity:<20}{account.name}, {account.unit}")


def _show_problems(report: ImportReport) -> None:
    for problem in report.problems:
        click.echo(f"{report.file_name}: {problem.message}")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("tulis seperti 2026-11-23T10:00:00+07:00") from error
    if moment.tzinfo is None:
        raise click.BadParameter("tambahkan zona waktu, misalnya +07:00")
    return moment.astimezone(UTC)


def _packs() -> list[str]:
    folder = files("ledger") / "rulepacks"
    return [
        one.read_text(encoding="utf-8")
        for one in sorted(folder.iterdir(), key=lambda one: one.name)
        if one.name.endswith(".yaml")
    ]
