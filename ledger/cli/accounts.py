"""`neraca accounts`: invite people, reset a password, give the first roles."""

from datetime import UTC, date, datetime

import click

from ledger.cli.acting import command_actor, command_agency_id, command_resources
from ledger.domain.accounts import InvitePeople, IssuedCode
from ledger.domain.actors import Actor, system_actor
from ledger.domain.formats import datetime_text
from ledger.domain.people import ROLE_LABELS, Role
from ledger.domain.roles import GrantRole
from ledger.errors import LedgerError, NotFound, sentence
from ledger.queries.people import find_person_id
from ledger.queries.units import find_unit_id
from ledger.services.accounts import invite_people, reset_password
from ledger.services.days import agency_today
from ledger.services.roles import grant_role

NO_UNIT = sentence("Unit kerja %(unit)s tidak ada. Periksa kodenya.")
NO_PERSON = sentence("Pegawai %(nip)s tidak ada di instansi ini. Periksa NIP-nya.")
ZONE = "WIB"

_as = click.option("--as", "actor_nip", help="NIP petugas; kosong berarti operator mesin.")


@click.group()
def accounts() -> None:
    """Akun: undang, atur ulang, beri peran."""


@accounts.command()
@click.option("--unit", "unit_code", help="Kode unit, misalnya U000.")
@click.option("--below", is_flag=True, help="Termasuk semua unit di bawahnya.")
@click.option("--nip", "nips", multiple=True, help="Hanya NIP ini; boleh diulang.")
@_as
def invite(
    unit_code: str | None, below: bool, nips: tuple[str, ...], actor_nip: str | None
) -> None:
    """Buat kode undangan dan tampilkan sekali, siap cetak."""
    if not unit_code and not nips:
        raise click.UsageError("Sebut --unit atau --nip: siapa yang diundang?")
    moment = datetime.now(UTC)
    try:
        command = InvitePeople(unit_id=_unit_id(unit_code), with_below=below, nips=nips)
        issued = invite_people(command, actor=_actor(actor_nip, moment), now=moment)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    if not issued:
        click.echo("Tidak ada yang perlu diundang: semua sudah punya akun aktif.")
        return
    _show(issued)


@accounts.command()
@click.option("--nip", required=True, help="NIP pemilik akun.")
@_as
def reset(nip: str, actor_nip: str | None) -> None:
    """Buat kode kata sandi baru bagi pemilik akun yang datang sendiri."""
    moment = datetime.now(UTC)
    try:
        actor = _actor(actor_nip, moment)
        issued = reset_password(_person_id(nip), actor=actor, now=moment)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    _show([issued])


@accounts.command(name="grant-role")
@click.option("--nip", required=True, help="NIP penerima peran.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", "unit_code", help="Kode unit; kosong berarti seluruh instansi.")
@click.option(
    "--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="Mulai; biasanya hari ini."
)
@_as
def grant(
    nip: str, role: str, unit_code: str | None, start: datetime | None, actor_nip: str | None
) -> None:
    """Beri peran, misalnya kepegawaian yang pertama."""
    moment = datetime.now(UTC)
    try:
        command = GrantRole(
            person_id=_person_id(nip),
            role=Role(role),
            unit_id=_unit_id(unit_code),
            valid_from=start.date() if start else _today(moment),
        )
        grant_role(command, actor=_actor(actor_nip, moment), now=moment)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Peran {ROLE_LABELS[Role(role)]} diberikan.")


def _actor(nip: str | None, now: datetime) -> Actor:
    """The named officer, or the machine's operator, who could write the database anyway."""
    return command_actor(nip, now=now) if nip else system_actor(command_agency_id())


def _today(now: datetime) -> date:
    return agency_today(command_agency_id(), now=now)


def _unit_id(code: str | None) -> int | None:
    if not code:
        return None
    unit_id = find_unit_id(command_agency_id(), code)
    if unit_id is None:
        raise NotFound(NO_UNIT, unit=code)
    return unit_id


def _person_id(nip: str) -> int:
    person_id = find_person_id(nip, agency_id=command_agency_id())
    if person_id is None:
        raise NotFound(NO_PERSON, nip=nip)
    return person_id


def _show(issued: list[IssuedCode]) -> None:
    base = command_resources().config.public_url.rstrip("/")
    for one in issued:
        click.echo(f"{one.name}  ·  {one.nip}  ·  {one.unit}")
        click.echo(f"  Kode     {one.code}")
        click.echo(f"  Tautan   {base}{one.path}")
    click.echo(
        f"{len(issued)} kode, berlaku sampai {datetime_text(issued[0].expires_at, ZONE)}, "
        "satu kali pakai. Tidak dapat ditampilkan lagi."
    )
