"""`neraca backup` and `neraca restore`: everything in one file, and back into an empty place."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from ledger.cli.acting import command_resources
from ledger.cli.database import bring_up_to_date
from ledger.config import Config
from ledger.domain.backups import VERDICT_LABELS, RestoredLedger
from ledger.domain.checkpoints import SignerKey, parse_signer_key
from ledger.errors import Conflict, LedgerError
from ledger.services.backups import make_backup
from ledger.services.restoring import (
    NOT_EMPTY,
    Known,
    check_restored,
    emptied_on_failure,
    known_from,
    unpack_backup,
)

_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--out", required=True, type=_OUT, help="Berkas cadangan yang ditulis.")
@click.pass_context
def backup(context: click.Context, out: Path) -> None:
    """Tulis cadangan: basis data, dokumen, kunci publik; tanpa kunci pribadi."""
    held = command_resources()
    try:
        report = make_backup(out, files=held.files, keys=held.keys, now=datetime.now(UTC))
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Cadangan ditulis ke {out}: {report.files} dokumen, {report.file_bytes} bita.")
    click.echo("Kunci pribadi segel tidak ikut. Simpan salinannya di tempat lain yang aman.")
    for name in report.missing:
        click.echo(f"Dokumen hilang atau rusak di penyimpanan: {name}", err=True)
    if report.missing:
        context.exit(1)


@click.command()
@click.argument("source", type=_FILE)
@click.option("--into", required=True, type=_FOLDER, help="Folder data baru yang masih kosong.")
@click.option("--checkpoint", "checkpoints", multiple=True, type=_FILE, help="Segel terakhir.")
@click.option("--key", "public", multiple=True, help="Kunci publik yang Anda pegang sendiri.")
@click.option("--signing-key", "private", multiple=True, type=_FILE, help="Kunci pribadi segel.")
@click.pass_context
def restore(
    context: click.Context,
    source: Path,
    into: Path,
    checkpoints: tuple[Path, ...],
    public: tuple[str, ...],
    private: tuple[Path, ...],
) -> None:
    """Pulihkan cadangan SOURCE ke tempat kosong, periksa, dan bandingkan dengan segel terakhir."""
    try:
        known = known_from([path.read_text() for path in checkpoints], list(public))
        signers = [parse_signer_key(path.read_text().strip()) for path in private]
        found = _restore(source, _config_of(into), known, signers)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    for ledger in found:
        click.echo(_told(ledger))
    if not all(ledger.is_ok for ledger in found):
        context.exit(1)


def _restore(
    source: Path, config: Config, known: Known, signers: list[SignerKey]
) -> list[RestoredLedger]:
    """What cannot be unpacked leaves the place as empty as it was."""
    now = datetime.now(UTC)
    try:
        with command_resources().elsewhere(config) as held:
            unpack_backup(source, folder=config.data_dir, files=held.files, keys=held.keys)
            with emptied_on_failure():
                for signer in signers:
                    held.keys.keep_signer(signer)
                bring_up_to_date()
                return check_restored(known=known, keys=held.keys, now=now)
    except BaseException:
        shutil.rmtree(config.data_dir, ignore_errors=True)
        raise


def _config_of(folder: Path) -> Config:
    """The same settings over another folder, which must be empty."""
    config = command_resources().config
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(NOT_EMPTY, place=str(folder))
    url = "" if config.is_sqlite else config.database_url
    return replace(config, data_dir=folder, database_url=url)


def _told(ledger: RestoredLedger) -> str:
    verdict = VERDICT_LABELS[ledger.verdict]
    lines = [f"{ledger.agency}: {ledger.size} entri tersegel di {ledger.origin}, {verdict}."]
    lines += [
        f"  {one.what}: seharusnya {one.expected}, ditemukan {one.found}" for one in ledger.findings
    ]
    if not ledger.is_ok:
        lines.append("  Buku besar ini tidak utuh. Jangan dipakai; pakai cadangan lain.")
    elif ledger.new_origin:
        lines.append(f"  Dilanjutkan sebagai {ledger.new_origin}; segel lama disebut di awalnya.")
    else:
        lines.append("  OK")
    return "\n".join(lines)
