"""`neraca document`: list the issued papers and write them as files."""

from datetime import UTC, datetime
from pathlib import Path

import click

from ledger.cli.acting import command_agency_id, command_resources
from ledger.domain.documents import DOCUMENT_LABELS, DocumentKind, file_name
from ledger.errors import LedgerError
from ledger.queries.documents import IssuedFile, issued_files, numbered_ids
from ledger.services.documents import issue_documents

_KIND = click.option(
    "--kind",
    required=True,
    type=click.Choice([kind.value for kind in DocumentKind]),
    help="Jenis dokumen.",
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
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder tujuan; dibuat jika belum ada.",
)
def export(kind: str, out: Path) -> None:
    """Tulis PDF dokumen yang berlaku ke sebuah folder, persis seperti yang diterbitkan."""
    files = command_resources().files
    out.mkdir(parents=True, exist_ok=True)
    written = 0
    for issued in _issued(kind):
        try:
            content = files.get(issued.sha256)
        except LedgerError as refusal:
            raise click.ClickException(f"{issued.number}: {refusal.message}") from refusal
        (out / file_name(DocumentKind(kind), issued.number, issued.name)).write_bytes(content)
        written += 1
    click.echo(f"{written} {DOCUMENT_LABELS[DocumentKind(kind)].lower()} ditulis ke {out}.")


def _issued(kind: str) -> list[IssuedFile]:
    return issued_files(command_agency_id(), DocumentKind(kind))
