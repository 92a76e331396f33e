"""`neraca witness`: a program of its own, run by somebody else, who remembers and cosigns.

It needs no database and no setting: a folder, the public line of the log, and its own key.
"""

import logging
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from ledger.domain.checkpoints import parse_verifier_key
from ledger.domain.witnesses import (
    Fork,
    Rollback,
    cosign,
    format_growth,
    parse_growth,
    witness_growth,
    witness_key_of,
)
from ledger.errors import LedgerError
from ledger.gateways.keys import KeyStore
from ledger.gateways.memories import GrowthMemory
from ledger.gateways.witness_web import WitnessDesk, serve_witness

#: How a refusal ends; the verifier ends with the same code when it finds two histories.
EXIT_CODES: dict[type[LedgerError], int] = {Fork: 10, Rollback: 11}

_STATE = click.option(
    "--state",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder saksi, di luar jangkauan instansi yang disaksikan.",
)
_NAME = click.option("--name", required=True, help="Nama saksi, misalnya inspektorat.go.id/saksi")


@click.group()
def witness() -> None:
    """Saksi luar: ingat segel terakhir, periksa lanjutannya, tandatangani."""


@witness.command()
@_STATE
@_NAME
def key(state: Path, name: str) -> None:
    """Tampilkan kunci publik saksi; dibuat saat pertama kali diminta."""
    signer = KeyStore(GrowthMemory(state).keys).signer_of(name)
    click.echo(witness_key_of(signer).text)


@witness.command(name="cosign")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@_STATE
@_NAME
@click.option("--log", "log_key", required=True, help="Kunci publik buku besar.")
@click.option("--out", default="-", type=click.File("w", encoding="utf-8"), help="Berkas tujuan.")
def cosign_(file: IO[str], state: Path, name: str, log_key: str, out: IO[str]) -> None:
    """Periksa bukti lanjutan di FILE, ingat segelnya, lalu tulis tanda tangan saksi."""
    folder = GrowthMemory(state)
    try:
        log = parse_verifier_key(log_key.strip())
        proof = parse_growth(file.read())
        seen = folder.advance(
            log.name,
            lambda before: witness_growth(before, proof, log),
            shown=format_growth(proof),
        )
        signer = KeyStore(folder.keys).signer_of(name)
        line = cosign(proof.checkpoint, signer, moment=int(datetime.now(UTC).timestamp()))
    except LedgerError as refusal:
        click.echo(refusal.message, err=True)
        if isinstance(refusal, Fork):
            click.echo(f"Disimpan sebagai bukti di {state} (*.fork).", err=True)
        raise SystemExit(EXIT_CODES.get(type(refusal), 1)) from refusal
    out.write(line)
    click.echo(f"Disaksikan: {seen.size} entri.", err=True)


@witness.command()
@_STATE
@_NAME
@click.option(
    "--log",
    "log_keys",
    required=True,
    multiple=True,
    help="Kunci publik buku besar; boleh lagi.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat yang didengar.")
@click.option("--port", default=8091, show_default=True, help="Pintu yang didengar; 0 = bebas.")
def serve(state: Path, name: str, log_keys: tuple[str, ...], host: str, port: int) -> None:
    """Saksikan lewat HTTP (C2SP tlog-witness) sampai dihentikan."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    memory = GrowthMemory(state)
    try:
        logs = {log.name: log for log in map(parse_verifier_key, map(str.strip, log_keys))}
        signer = KeyStore(memory.keys).signer_of(name)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Kunci publik saksi: {witness_key_of(signer).text}")
    serve_witness(WitnessDesk(memory, logs, signer, clock=time.time), host=host, port=port)
