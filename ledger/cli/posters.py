"""`neraca poster`: the sheet with the code that hangs at a counter."""

from pathlib import Path

import click

from ledger.cli.acting import command_agency_id, command_resources
from ledger.documents.poster import PosterSize
from ledger.services.posters import make_poster


@click.command()
@click.option("--counter", required=True, metavar="KODE", help="Kode loket, seperti pada impor.")
@click.option(
    "--size",
    type=click.Choice([size.value for size in PosterSize], case_sensitive=False),
    default=PosterSize.A4.value,
    show_default=True,
    help="A4 untuk dinding, A6 untuk meja.",
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Berkas PDF."
)
def poster(counter: str, size: str, out: Path) -> None:
    """Tulis poster loket dengan kode QR sebagai PDF."""
    public_url = command_resources().config.public_url
    paper = make_poster(
        counter, PosterSize(size), public_url=public_url, agency_id=command_agency_id()
    )
    try:
        out.write_bytes(paper)
    except OSError as failure:
        raise click.ClickException(f"{out} tidak dapat ditulis: {failure.strerror}.") from failure
    click.echo(f"Poster {size} untuk loket {counter} ditulis ke {out}.")
