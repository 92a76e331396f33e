"""`neraca serve` and `neraca worker`: the programs that run, stopped together."""

import sys

import click

from ledger.cli.acting import command_resources
from ledger.cli.database import require_newest_schema
from ledger.errors import LedgerError
from ledger.gateways.processes import stop_event, supervise
from ledger.gateways.resources import WORKSHOP, Workshop
from ledger.gateways.signers import Custody
from ledger.queries.schema import require_safe_start

PARTS = ("jobs", "clock")
#: This very installation, whatever stands on the path.
_NERACA = (sys.executable, "-c", "from ledger.factory import main; main()")
_APPLICATION = "ledger.factory:create_app()"
_NO_PROXY = (
    "Perhatian: NERACA_PROXIES belum diisi. Jika ada perantara (nginx, Caddy) di depan Neraca, "
    "isi banyaknya, agar pembatasan percobaan dihitung bagi tiap pengunjung."
)
_CUSTODY = {
    Custody.OURS: (
        "Perhatian: kunci segel tidak terpisah (NERACA_SIGNER_SOCKET belum diisi). Pekerja"
        " menandatangani sendiri, dengan pengguna sistem yang sama seperti web; siapa yang"
        " menguasainya dapat menandatangani sejarah lain. Lihat docs/signing-and-witness.md."
    ),
    Custody.SAME_USER: (
        "Perhatian: penanda tangan berjalan sebagai pengguna sistem yang sama seperti Neraca,"
        " jadi kunci segel belum terpisah. Lihat docs/signing-and-witness.md."
    ),
    Custody.COPY_LEFT: (
        "Perhatian: kunci pribadi segel masih ada di folder data, di samping penanda tangan yang"
        " terpisah. Pindahkan ke tempat simpannya lalu hapus dari sini."
    ),
    Custody.SILENT: (
        "Perhatian: penanda tangan segel belum menjawab. Entri tetap dicatat dan menunggu segel."
    ),
    Custody.SEPARATE: "Segel ditandatangani oleh penanda tangan yang terpisah.",
}


def command_workshop() -> Workshop:
    """The background work that the composition root gave to every command."""
    workshop: Workshop = click.get_current_context().meta[WORKSHOP]
    return workshop


def require_whole_database() -> None:
    """A guard that is gone stops the start, with a sentence and not with a broken ledger."""
    require_newest_schema()
    try:
        require_safe_start(is_production=command_resources().config.is_production)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal


@click.command()
@click.option("--processes", default=2, show_default=True, help="Banyaknya proses pekerja.")
@click.option("--only", type=click.Choice(PARTS), help="Jalankan satu bagian saja.")
@click.pass_context
def worker(context: click.Context, processes: int, only: str | None) -> None:
    """Kerjakan pekerjaan latar: penerbitan dokumen, rekap, penyegelan."""
    require_whole_database()
    if only is None:
        _tell_custody()
    if only == "jobs":
        transport = command_resources().transport
        transport.consume(command_workshop().run, processes=processes)
    elif only == "clock":
        command_workshop().keep_time(stop_event().wait)
    else:
        context.exit(supervise(_worker_commands(processes)))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat yang didengar.")
@click.option("--port", default=8000, show_default=True, help="Pintu yang didengar.")
@click.option("--web", default=2, show_default=True, help="Banyaknya proses web.")
@click.option("--threads", default=8, show_default=True, help="Banyaknya utas tiap proses web.")
@click.option("--processes", default=2, show_default=True, help="Banyaknya proses pekerja.")
@click.pass_context
def serve(
    context: click.Context, host: str, port: int, web: int, threads: int, processes: int
) -> None:
    """Layani web dan kerjakan pekerjaan latar sampai dihentikan."""
    require_whole_database()
    config = command_resources().config
    if config.is_production and not config.proxies:
        click.echo(_NO_PROXY, err=True)
    _tell_custody()
    server = (
        *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread"),
        *("--bind", f"{host}:{port}", "--workers", str(web), "--threads", str(threads)),
        *("--log-level", "warning", _APPLICATION),
    )
    click.echo(f"Neraca melayani di http://{host}:{port} (berhenti dengan Ctrl+C).")
    context.exit(supervise([server, *_worker_commands(processes)]))


def _tell_custody() -> None:
    click.echo(_CUSTODY[command_resources().signers.custody()], err=True)


def _worker_commands(processes: int) -> list[tuple[str, ...]]:
    return [
        (*_NERACA, "worker", "--only", "jobs", "--processes", str(processes)),
        (*_NERACA, "worker", "--only", "clock"),
    ]
