"""`neraca ledger status` and `timestamp`: how far the seal is, and who outside has seen it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from ledger.cli.acting import command_agency_id, command_resources
from ledger.errors import InvalidInput, LedgerError, sentence
from ledger.gateways.authorities import read_roots
from ledger.gateways.signers import Custody
from ledger.queries.seal_status import SealStatus, seal_status
from ledger.queries.seals import list_checkpoints
from ledger.queries.timestamps import responses_of
from ledger.services.timestamps import Authority, timestamp_newest
from ledger.services.witness_calls import OutsideWitness, read_witnesses

#: What waits longer, or was last seen outside longer ago, is an alarm.
_SEALED_WITHIN = timedelta(minutes=1)
_SEEN_WITHIN = timedelta(days=1)
_NO_AUTHORITY = sentence("Otoritas cap waktu belum diatur. Isi NERACA_TIMESTAMP_URL dan _CA.")
_HELD = {
    Custody.OURS: "pekerja sendiri, tidak terpisah",
    Custody.SAME_USER: "penanda tangan dengan pengguna sistem yang sama, belum terpisah",
    Custody.COPY_LEFT: "penanda tangan terpisah, tetapi kunci pribadi masih ada di folder data",
    Custody.SILENT: "penanda tangan TIDAK MENJAWAB",
    Custody.SEPARATE: "penanda tangan yang terpisah",
}


@click.command()
@click.pass_context
def status(context: click.Context) -> None:
    """Tampilkan keadaan segel, penanda tangan, saksi, dan cap waktu; 1 jika ada yang tertinggal."""
    now, held = datetime.now(UTC), command_resources()
    try:
        found = seal_status(command_agency_id())
        witnesses = read_witnesses(held.config.witnesses)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    custody = held.signers.custody()
    late = [custody is Custody.SILENT, _tell_seal(found, now)]
    click.echo(f"Penanda tangan: {_HELD[custody]}")
    late += [_tell_witness(found, one, now) for one in witnesses]
    if not witnesses:
        click.echo("Saksi: belum diatur (NERACA_WITNESSES)")
    late.append(_tell_timestamp(found, now, is_wanted=bool(held.config.timestamp_url)))
    if any(late):
        context.exit(1)


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Tulis juga segel-N.txt dan segel-N.tsr ke folder ini, untuk diperiksa dengan openssl.",
)
def timestamp(out: Path | None) -> None:
    """Minta cap waktu otoritas luar (RFC 3161) atas segel terakhir."""
    config, now = command_resources().config, datetime.now(UTC)
    try:
        if not config.timestamp_url:
            raise InvalidInput(_NO_AUTHORITY)
        agency_id = command_agency_id()
        authority = Authority(config.timestamp_url, read_roots(Path(config.timestamp_ca)))
        post = command_resources().post
        kept = timestamp_newest(agency_id, authority=authority, post=post, now=now)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(
        f"Segel atas {kept.size} entri bercap waktu {kept.stamped_at.isoformat()}"
        f" oleh {kept.authority}."
    )
    if out is not None:
        _write(agency_id, kept.size, out)


def _write(agency_id: int, size: int, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (newest,) = [one for one in list_checkpoints(agency_id, limit=5) if one.tree_size == size]
    (out / f"segel-{size}.txt").write_text(newest.note, encoding="utf-8", newline="")
    (out / f"segel-{size}.tsr").write_bytes(responses_of(agency_id, size)[-1])


def _tell_seal(found: SealStatus, now: datetime) -> bool:
    """Tells it, and whether it is late."""
    if found.head is None or found.sealed_at is None:
        click.echo("Segel: belum ada")
    else:
        click.echo(f"Segel: {found.head.size} entri pada {found.sealed_at.isoformat()}")
    if not found.pending or found.waiting_since is None:
        click.echo("Menunggu segel: 0")
        return False
    asked = ", sudah dimintakan tanda tangan" if found.is_asked else ""
    since = found.waiting_since.isoformat()
    click.echo(f"Menunggu segel: {found.pending}, yang terlama sejak {since}{asked}")
    return now - found.waiting_since > _SEALED_WITHIN


def _tell_witness(found: SealStatus, witness: OutsideWitness, now: datetime) -> bool:
    size = 0 if found.head is None else found.head.size
    seen = [one for one in found.witnessed if one.witness == witness.key.text]
    if not seen:
        click.echo(f"Saksi {witness.key.name} ({witness.url}): belum pernah menandatangani")
        return size > 0
    (last,) = seen
    behind = size - last.size
    moment = last.cosigned_at.isoformat()
    click.echo(
        f"Saksi {witness.key.name}: {last.size} entri pada {moment}"
        + (f", tertinggal {behind} entri" if behind else "")
    )
    return behind > 0 and now - last.cosigned_at > _SEEN_WITHIN


def _tell_timestamp(found: SealStatus, now: datetime, *, is_wanted: bool) -> bool:
    last = found.timestamped
    if last is None:
        told = "belum ada" if is_wanted else "belum diatur (NERACA_TIMESTAMP_URL)"
        click.echo(f"Cap waktu: {told}")
        return is_wanted and found.head is not None
    moment = last.stamped_at.isoformat()
    click.echo(f"Cap waktu: {last.size} entri pada {moment} oleh {last.authority}")
    behind = found.head is not None and found.head.size > last.size
    return is_wanted and behind and now - last.recorded_at > 2 * _SEEN_WITHIN
