"""`neraca document`: list the issued papers and write them as files."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from ledger.cli.acting import command_agency_id, command_resources
from ledger.domain.documents import DOCUMENT_LABELS, DocumentKind, file_name
from ledger.errors import LedgerError
from ledger.queries.documents import IssuedFile, issued_files, numbered_ids
from ledger.services.documents import issue_documents, render_drafts

_KIND = click.option(
    "--kind",
    required=True,
    type=click.Choice([kind.value for kind in DocumentKind]),
    help="Jenis dokumen.",
)

_OUT = click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder tujuan; dibuat jika belum ada.",
)


@click.group()
def document() -> None:
    """Dokumen resmi: daftar, terbitkan, tulis sebagai berkas."""


@document.command(name="list")
@_KIND
def list_(kind: str) -> None:
    """Tampilkan dokumen yang berlaku, satu baris satu dokumen."""
    for issued in _issued(kind):
        click.echo(f"{issued.number}\t{issued.name}\t{issued.sha256}")


@document.command()
@click.pass_context
def issue(context: click.Context) -> None:
    """Terbitkan semua dokumen yang sudah bernomor dan masih menunggu.

    Yang gagal disebut beserta sebabnya, tidak menghentikan yang lain, dan nomornya tetap.
    """
    held = command_resources()
    batch = issue_documents(
        numbered_ids(command_agency_id()),
        files=held.files,
        public_url=held.config.public_url,
        now=datetime.now(UTC),
    )
    for id_, refusal in batch.refusals.items():
        click.echo(f"/dokumen/{id_} belum terbit: {refusal.message}", err=True)
    click.echo(f"{batch.issued} dokumen diterbitkan.")
    if batch.refusals:
        context.exit(1)


@document.command()
@_KIND
@_OUT
def export(kind: str, out: Path) -> None:
    """Tulis PDF dokumen yang berlaku ke sebuah folder, persis seperti yang diterbitkan."""
    written = _write_originals(_issued(kind), DocumentKind(kind), out)
    click.echo(f"{written} {DOCUMENT_LABELS[DocumentKind(kind)].lower()} ditulis ke {out}.")


@document.command()
@_KIND
@click.option("--count", default=10, show_default=True, type=click.IntRange(1, 100_000))
@_OUT
@click.pass_context
def render(context: click.Context, kind: str, count: int, out: Path) -> None:
    """Tulis sejumlah dokumen ke sebuah folder, untuk dilihat dan diukur.

    Dahulu yang berlaku, persis seperti diterbitkan. Jika kurang dari --count, sisanya konsep
    dengan tanda KONSEP tanpa nomor, dari isian dokumen sejenis; piagam untuk pegawai lain di
    instansi ini. Tidak ada yang disimpan, diberi nomor, atau diterbitkan.
    """
    wanted, agency_id = DocumentKind(kind), command_agency_id()
    originals = _write_originals(_issued(kind)[:count], wanted, out)
    started = time.perf_counter()
    try:
        drafts = render_drafts(agency_id, wanted, count - originals)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    refusals: list[LedgerError] = []
    for number, draft in enumerate(drafts, start=1):
        if isinstance(draft, LedgerError):
            refusals.append(draft)
        else:
            (out / file_name(wanted, f"konsep {number:05}")).write_bytes(draft)
    seconds = time.perf_counter() - started
    made = count - originals - len(refusals)
    click.echo(f"{originals} asli dan {made} konsep ditulis ke {out}.")
    if made:
        each = seconds / made * 1000
        click.echo(f"Konsep dicetak dalam {seconds:.1f} detik, {each:.0f} ms setiap dokumen.")
    for failed in refusals[:3]:
        click.echo(failed.message, err=True)
    if refusals:
        click.echo(f"{len(refusals)} konsep gagal dicetak.", err=True)
        context.exit(1)


def _write_originals(issued: Sequence[IssuedFile], kind: DocumentKind, out: Path) -> int:
    files = command_resources().files
    out.mkdir(parents=True, exist_ok=True)
    for one in issued:
        try:
            content = files.get(one.sha256)
        except LedgerError as refusal:
            raise click.ClickException(f"{one.number}: {refusal.message}") from refusal
        (out / file_name(kind, one.number, one.name)).write_bytes(content)
    return len(issued)


def _issued(kind: str) -> list[IssuedFile]:
    return issued_files(command_agency_id(), DocumentKind(kind))
