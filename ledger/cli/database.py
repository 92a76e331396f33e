"""`neraca db`: bring the database up to date, take a step back, check that it is whole."""

import secrets
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from ledger.errors import LedgerError
from ledger.queries.schema import require_guards, schema_revision
from ledger.services.database_roles import make_roles

#: Beside the package in a checkout; inside it in an installed wheel.
_PLACES = (
    Path(__file__).parents[2] / "migrations",
    Path(__file__).parents[1] / "migrations",
)


@click.group(name="db")
def db() -> None:
    """Basis data: perbarui, mundur, periksa."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Jalankan migrasi sampai REVISION, biasanya yang terbaru."""
    before = schema_revision()
    command.upgrade(_settings(), revision)
    after = schema_revision()
    told = "sudah terbaru" if before == after else "diperbarui"
    click.echo(f"Basis data {told}: {after or 'kosong'}.")


def bring_up_to_date() -> None:
    """Run what migrations an older backup lacks; nothing is touched when it lacks none."""
    settings, here = _settings(), schema_revision()
    if here not in (None, ScriptDirectory.from_config(settings).get_current_head()):
        command.upgrade(settings, "head")


def prepare_new_database() -> None:
    """Give a database without any table its schema; one with tables is left as it is."""
    if schema_revision() is None:
        command.upgrade(_settings(), "head")


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Kembalikan skema ke REVISION, misalnya 0001, -1 atau base."""
    command.downgrade(_settings(), revision)
    click.echo(f"Basis data kembali ke: {schema_revision() or 'kosong'}.")


@db.command()
def check() -> None:
    """Periksa bahwa migrasi lengkap dan penjaga buku besar terpasang."""
    require_newest_schema()
    try:
        require_guards()
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Basis data utuh: {schema_revision() or 'kosong'}, semua penjaga terpasang.")


def require_newest_schema() -> None:
    """Refuse a database that another version of Neraca left; raises ClickException."""
    head = ScriptDirectory.from_config(_settings()).get_current_head()
    here = schema_revision()
    if here != head:
        raise click.ClickException(
            f"Basis data pada {here or 'kosong'}, seharusnya {head}. Jalankan: neraca db upgrade"
        )


@db.command()
@click.option("--prefix", default="neraca", show_default=True, help="Awal nama ketiga peran.")
def roles(prefix: str) -> None:
    """Buat peran PostgreSQL: pemilik (migrasi), aplikasi (web, pekerja), auditor (baca saja)."""
    try:
        made = make_roles(prefix, random_password=secrets.token_urlsafe)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    for role, password in made.items():
        told = "sudah ada, sandinya tetap" if password is None else f"sandi {password}"
        click.echo(f"{role}: {told}")
    click.echo("Simpan sandi baru sekarang; ia tidak ditampilkan lagi.")


def _settings() -> Config:
    place = next((one for one in _PLACES if (one / "env.py").is_file()), None)
    if place is None:
        raise click.ClickException("Folder migrations tidak ditemukan. Pasang ulang Neraca.")
    settings = Config()
    settings.set_main_option("script_location", str(place).replace("%", "%%"))
    return settings
