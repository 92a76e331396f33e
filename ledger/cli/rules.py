"""`neraca rules`: packs are checked, simulated, compared, loaded, activated and explained."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import click

from ledger.cli.acting import command_actor, command_agency_id
from ledger.cli.rule_texts import difference_lines, firing_lines, mistake_lines, report_lines
from ledger.domain.pack_differences import pack_difference
from ledger.domain.people import Role
from ledger.domain.rules.definitions import RulePack
from ledger.domain.rules.pack import parse_pack, parsed_pack
from ledger.domain.rules.refusals import PackError
from ledger.errors import LedgerError, NotFound
from ledger.queries.firings import list_person_firings
from ledger.queries.people import find_person_id
from ledger.queries.rules import PackPage, find_pack
from ledger.queries.simulations import SimulationView, get_simulation, names_of
from ledger.services.access import can_act
from ledger.services.rules import (
    Span,
    activate_pack,
    load_pack,
    request_simulation,
    run_simulation,
)
from ledger.services.rules.simulation import About, about, simulate_text, simulation_xlsx
from ledger.spreadsheets.writing import Remarks

NOT_TEXT = "berkas paket aturan harus teks YAML (UTF-8)."
NO_SUCH_PACK = "%s bukan berkas, dan bukan paket yang dimuat (kode, atau kode@versi)."
NO_PERSON = "Tidak ada pegawai dengan NIP ini."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "tanggal"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail("tulis tanggal sebagai YYYY-MM-DD", param, ctx)


@click.group()
def rules() -> None:
    """Paket aturan: periksa, simulasikan, bandingkan, muat, aktifkan, jelaskan."""


@rules.command()
@click.argument("pack", type=_FILE)
def check(pack: Path) -> None:
    """Periksa PACK tanpa memuatnya; keluar 1 bila ada yang perlu diperbaiki."""
    found = _parsed(pack)
    click.echo(
        f"{pack.name}: paket {found.code}, {len(found.rules)} aturan, semuanya dapat dipakai."
    )


@rules.command()
@click.argument("pack")
@click.option("--from", "first", required=True, type=Day(), help="Kejadian dari tanggal.")
@click.option("--to", "last", required=True, type=Day(), help="Sampai dengan tanggal.")
@click.option("--out", type=_OUT, help="Berkas XLSX yang ditulis.")
@click.option("--as", "nip", help="NIP kepegawaian; hasil versi yang dimuat disimpan.")
def simulate(pack: str, first: date, last: date, out: Path | None, nip: str | None) -> None:
    """Coba PACK (berkas, kode, atau kode@versi) pada fakta yang tercatat, di samping yang berlaku.

    Tidak ada yang ditulis ke buku besar. Dengan --as, hasil versi yang sudah dimuat disimpan
    bersama versinya, dan sidiknya dipakai untuk mengaktifkan.
    """
    if last < first:
        raise click.BadParameter("tanggal akhir tidak boleh sebelum tanggal awal")
    moment, span = datetime.now(UTC), Span(first, last)
    try:
        agency_id = command_agency_id()
        loaded = None if Path(pack).is_file() else _loaded(pack, agency_id)
        if loaded is not None and nip:
            kept = _kept(loaded, span, nip, moment)
            told, report = about(kept), kept.report
        else:
            text = loaded.source if loaded else _text(Path(pack))
            told, report = _tried(text, span, agency_id)
        for line in report_lines(told, report):
            click.echo(line)
        if out is not None:
            made = Remarks(made_at=moment, made_by="neraca rules simulate")
            named = names_of(report, with_people=True)
            out.write_bytes(simulation_xlsx(told, report, named, remarks=made))
            click.echo(f"Ditulis ke {out}.")
    except PackError as refusal:
        _refuse(Path(pack).name, _text(Path(pack)), refusal)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal


@rules.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Bandingkan dua versi: berkas, kode, atau kode@versi; keluar 1 bila berbeda."""
    found = pack_difference(_either(old), _either(new))
    for line in difference_lines(found):
        click.echo(line)
    if not found.is_empty:
        raise SystemExit(1)


@rules.command()
@click.option("--person", "nip", required=True, help="NIP pegawai.")
@click.option("--as", "reader", help="NIP yang membaca: pegawai itu sendiri atau kepegawaian.")
def explain(nip: str, reader: str | None) -> None:
    """Setiap penerapan aturan bagi seorang pegawai: fakta, nilai, syarat, pasal, keputusan.

    Pembinaan dan usul kasus hanya ditampilkan bagi pegawai itu sendiri dan kepegawaian.
    """
    moment = datetime.now(UTC)
    try:
        agency_id = command_agency_id()
        person_id = find_person_id(nip, agency_id=agency_id)
        if person_id is None:
            raise NotFound(NO_PERSON)
        actor = command_actor(reader, now=moment) if reader else None
        sees_all = actor is not None and (
            actor.person_id == person_id or can_act(actor, Role.HR, unit_id=None)
        )
        firings = list_person_firings(agency_id, person_id)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    shown = [one for one in firings if sees_all or not one.is_conduct]
    for one in shown:
        click.echo("\n".join(firing_lines(one)))
    if not shown:
        click.echo("Belum ada aturan yang diterapkan bagi pegawai ini.")


@rules.command()
@click.argument("pack", type=_FILE)
@click.option("--as", "nip", required=True, help="NIP pegawai kepegawaian yang memuat.")
def load(pack: Path, nip: str) -> None:
    """Muat PACK sebagai versi baru; orang lain yang mengaktifkannya."""
    moment = datetime.now(UTC)
    text = _text(pack)
    try:
        pack_id = load_pack(text, actor=command_actor(nip, now=moment), now=moment)
    except PackError as refusal:
        _refuse(pack.name, text, refusal)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Paket aturan dimuat dengan nomor {pack_id}. Simulasikan, lalu orang lain")
    click.echo("yang membaca hasilnya mengaktifkannya.")


@rules.command()
@click.argument("pack_id", type=int)
@click.option("--as", "nip", required=True, help="NIP orang kedua yang mengaktifkan.")
@click.option("--from", "start", required=True, type=Day(), help="Mulai berlaku, YYYY-MM-DD.")
@click.option("--seen", required=True, help="Sidik hasil simulasi yang sudah dibaca.")
def activate(pack_id: int, nip: str, start: date, seen: str) -> None:
    """Aktifkan versi PACK_ID mulai sebuah tanggal."""
    moment = datetime.now(UTC)
    try:
        activate_pack(
            pack_id,
            valid_from=start,
            seen_sha256=seen,
            actor=command_actor(nip, now=moment),
            now=moment,
        )
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo("Paket aturan diaktifkan.")


def _kept(loaded: PackPage, span: Span, nip: str, moment: datetime) -> SimulationView:
    actor = command_actor(nip, now=moment)
    simulation_id = request_simulation(loaded.line.id, span, actor=actor, now=moment)
    run_simulation(simulation_id, report=_silently, now=moment)
    return get_simulation(simulation_id, agency_id=actor.agency_id)


def _tried(text: str, span: Span, agency_id: int) -> tuple[About, dict[str, object]]:
    compared, base_version, report = simulate_text(
        text, span, agency_id=agency_id, report=_silently
    )
    told = About(
        pack_name=compared.candidate.name,
        pack_code=compared.candidate.code,
        version="-",
        base_version=base_version,
        first_day=span.first,
        last_day=span.last,
        fact_count=report["facts"],
    )
    return told, report


def _silently(_done: int, _total: int) -> None:
    """A command is waited for; it needs no bar."""


def _either(name: str) -> RulePack:
    path = Path(name)
    if path.is_file():
        return _parsed(path)
    try:
        return parsed_pack(_loaded(name, command_agency_id()).source)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal


def _loaded(name: str, agency_id: int) -> PackPage:
    code, _, number = name.partition("@")
    version = int(number) if number.isdecimal() else None
    found = find_pack(agency_id, code, version) if bool(number) == (version is not None) else None
    if found is None:
        raise click.ClickException(NO_SUCH_PACK % name)
    return found


def _parsed(path: Path) -> RulePack:
    text = _text(path)
    try:
        return parse_pack(text)
    except PackError as refusal:
        _refuse(path.name, text, refusal)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as refusal:
        raise click.ClickException(f"{path.name}: {NOT_TEXT}") from refusal


def _refuse(name: str, text: str, refusal: PackError) -> NoReturn:
    raise click.ClickException("\n".join(mistake_lines(name, text, refusal))) from refusal
