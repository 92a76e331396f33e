"""`neraca rules`: load a pack from a file and activate it, each by a named person."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from ledger.cli.acting import command_actor
from ledger.domain.rules.refusals import PackError
from ledger.errors import LedgerError
from ledger.services.rules import activate_pack, load_pack

NOT_TEXT = "berkas paket aturan harus teks YAML (UTF-8)."


@click.group()
def rules() -> None:
    """Paket aturan: muat dan aktifkan."""


@rules.command()
@click.argument("pack", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "nip", required=True, help="NIP pegawai kepegawaian yang memuat.")
def load(pack: Path, nip: str) -> None:
    """Muat PACK sebagai versi baru; orang lain yang mengaktifkannya."""
    moment = datetime.now(UTC)
    try:
        text = pack.read_bytes().decode("utf-8-sig")
        pack_id = load_pack(text, actor=command_actor(nip, now=moment), now=moment)
    except UnicodeDecodeError as refusal:
        raise click.ClickException(f"{pack.name}: {NOT_TEXT}") from refusal
    except PackError as refusal:
        raise click.ClickException("\n".join(_mistakes(pack.name, refusal))) from refusal
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Paket aturan dimuat dengan nomor {pack_id}. Orang lain yang mengaktifkannya.")


@rules.command()
@click.argument("pack_id", type=int)
@click.option("--as", "nip", required=True, help="NIP orang kedua yang mengaktifkan.")
@click.option("--from", "start", required=True, help="Tanggal mulai berlaku, YYYY-MM-DD.")
def activate(pack_id: int, nip: str, start: str) -> None:
    """Aktifkan versi PACK_ID mulai sebuah tanggal."""
    moment = datetime.now(UTC)
    try:
        activate_pack(
            pack_id,
            valid_from=date.fromisoformat(start),
            actor=command_actor(nip, now=moment),
            now=moment,
        )
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    except ValueError as error:
        raise click.BadParameter("tulis tanggal sebagai YYYY-MM-DD") from error
    click.echo("Paket aturan diaktifkan.")


def _mistakes(name: str, refusal: PackError) -> list[str]:
    """One line for each mistake, its file and line first as editors understand them."""
    return [
        f"{name}:{one.place.line}: {one.message}" if one.place.line else f"{name}: {one.message}"
        for one in refusal.all
    ]
