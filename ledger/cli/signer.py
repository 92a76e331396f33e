"""`neraca signer`: a program of its own, under a system user of its own, who alone reads the key.

It needs no database and no setting: a folder for the key and what was signed last, and a socket.
"""

import logging
import os
import pwd
from pathlib import Path
from typing import IO

import click

from ledger.domain.checkpoints import Checkpoint, SignerKey, open_checkpoint, parse_signer_key
from ledger.errors import LedgerError
from ledger.gateways.processes import stop_event
from ledger.gateways.signing import SignerRoom, SignerServer, signer_running

_STATE = click.option(
    "--state",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder kunci dan ingatan, hanya milik pengguna sistem penanda tangan.",
)
_ORIGIN = click.option("--origin", required=True, help="Nama buku besar: contoh.go.id/neraca/log/1")


@click.group()
def signer() -> None:
    """Penanda tangan segel: pegang kuncinya, tandatangani hanya lanjutan yang benar."""


@signer.command()
@_STATE
@_ORIGIN
@click.option(
    "--key", type=click.File("r", encoding="utf-8"), help="Ambil alih kunci pribadi di berkas ini."
)
@click.option(
    "--last", type=click.File("r", encoding="utf-8"), help="Segel terakhir yang sudah dibuat."
)
def init(state: Path, origin: str, key: IO[str] | None, last: IO[str] | None) -> None:
    """Buat (atau ambil alih) kunci sebuah buku besar dan tampilkan kunci publiknya."""
    try:
        taken = None if key is None else parse_signer_key(key.read().strip())
        room = SignerRoom(state)
        made = room.begin(origin, key=taken, last=_last(room, origin, taken, last))
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(made.verifier_key.text)


@signer.command()
@_STATE
@click.option(
    "--socket",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tempat soket Unix, sama dengan NERACA_SIGNER_SOCKET.",
)
@click.option(
    "--allow", "allowed", multiple=True, required=True, help="Pengguna sistem pekerja (nama/nomor)."
)
@click.option("--verbose", is_flag=True, help="Catat juga setiap tanda tangan.")
def run(state: Path, socket: Path, allowed: tuple[str, ...], verbose: bool) -> None:
    """Jawab permintaan tanda tangan sampai dihentikan."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO, format="%(levelname)s %(message)s"
    )
    users = {_user(name) for name in allowed}
    stop = stop_event()
    try:
        room = SignerRoom(state)
        origins = room.origins()
        server = SignerServer(socket, room, users)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    except OSError as failure:
        raise click.ClickException(f"{socket}: {failure.strerror}") from failure
    with signer_running(server, socket):
        held = ", ".join(origins) or "belum ada kunci; jalankan: neraca signer init"
        click.echo(f"Penanda tangan menunggu di {socket} ({held}).")
        if os.getuid() in users:
            click.echo(
                "Perhatian: pekerja berjalan sebagai pengguna sistem yang sama, jadi kunci"
                " belum terpisah.",
                err=True,
            )
        stop.wait()


def _last(
    room: SignerRoom, origin: str, taken: SignerKey | None, file: IO[str] | None
) -> Checkpoint | None:
    """The checkpoint in the file, when the key signed it."""
    if file is None:
        return None
    key = taken or room.key_held(origin)
    return open_checkpoint(file.read(), key.verifier_key)


def _user(name: str) -> int:
    if name.isdecimal():
        return int(name)
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError as unknown:
        raise click.BadParameter(f"pengguna sistem {name} tidak ada") from unknown
