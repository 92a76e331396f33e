"""`neraca ledger`: seal what waits, verify everything, print the proof of an entry."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from ledger.cli.acting import command_agency_id, command_resources
from ledger.domain.checkpoints import VerifierKey, parse_verifier_key
from ledger.domain.verification import Finding
from ledger.domain.witnesses import format_growth, parse_witness_key
from ledger.errors import LedgerError
from ledger.gateways.authorities import read_roots
from ledger.queries.damaged_rows import Unreadable, readable
from ledger.queries.exports import export_lines
from ledger.queries.origins import earlier_origins
from ledger.queries.seals import Witnessed, entry_proof, growth_proof, last_witnessed, origin_of
from ledger.queries.timestamps import Timestamped, last_timestamp, untrusted_timestamps
from ledger.queries.verification import VerifyReport, verify_ledger
from ledger.services.sealing import seal_all
from ledger.services.witnesses import keep_cosignature

_SHORT_HEX = 16
#: The verifier outside ends with the same code over a file that it cannot read.
UNREADABLE_EXIT = 9
UNREADABLE = (
    "Basis data tidak dapat dibaca: berkasnya rusak di tempat yang bukan isi satu entri."
    " Jangan mengubah apa pun; pulihkan cadangan dengan: neraca restore"
)


@click.group(name="ledger")
def entries() -> None:
    """Buku besar: segel, periksa, buktikan."""


@entries.command()
@click.option("--key", help="Kunci publik yang Anda pegang sendiri, bukan yang tersimpan di sini.")
@click.pass_context
def verify(context: click.Context, key: str | None) -> None:
    """Hitung ulang seluruh buku besar dan sebutkan yang tidak cocok."""
    with _reading():
        agency_id = command_agency_id()
        earlier = command_resources().keys.verifiers_of(earlier_origins(agency_id))
        report = verify_ledger(agency_id, verifier_key=_key(agency_id, key), earlier_keys=earlier)
        witnessed, stamped = last_witnessed(agency_id), last_timestamp(agency_id)
        report = _with_authorities(report, agency_id)
    click.echo(_told(report))
    click.echo(_witnessed(witnessed))
    click.echo(_stamped(stamped))
    if not report.is_ok:
        context.exit(1)


@entries.command()
@click.option(
    "--despite-clock",
    is_flag=True,
    help="Segel walaupun jam mesin mundur, bila jam yang dahulu memang salah.",
)
def seal(despite_clock: bool) -> None:
    """Segel semua entri yang menunggu."""
    try:
        agency_id = command_agency_id()
        signer = command_resources().signers.signer_of(origin_of(agency_id))
        checkpoint = seal_all(
            agency_id, signer=signer, now=datetime.now(UTC), despite_clock=despite_clock
        )
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    if checkpoint is None:
        click.echo("Tidak ada entri yang menunggu segel.")
    else:
        click.echo(f"{checkpoint.size} entri disegel.\n{checkpoint.body}", nl=False)


@entries.command()
@click.argument("uid")
@click.option("--out", default="-", type=click.File("w", encoding="utf-8"), help="Berkas tujuan.")
def prove(uid: str, out: IO[str]) -> None:
    """Tulis bukti entri UID (tlog-proof) tanpa data pribadi."""
    try:
        text = entry_proof(uid, agency_id=command_agency_id(), with_private=False)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    out.write(text)


@entries.command()
@click.argument("old_size", type=int)
@click.argument("new_size", type=int)
@click.option("--out", default="-", type=click.File("w", encoding="utf-8"), help="Berkas tujuan.")
def consistency(old_size: int, new_size: int, out: IO[str]) -> None:
    """Tulis segel atas NEW_SIZE entri dan bukti bahwa ia hanya menambah OLD_SIZE entri lama."""
    try:
        proof = growth_proof(command_agency_id(), old_size=old_size, new_size=new_size)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    out.write(format_growth(proof))


@entries.command()
@click.argument("file", type=click.File("wb", atomic=True))
@click.option(
    "--with-private",
    is_flag=True,
    help="Sertakan data pribadi, hanya bagi pemeriksa yang berhak membacanya.",
)
def export(file: IO[bytes], with_private: bool) -> None:
    """Tulis seluruh buku besar ke FILE (- = layar) untuk diperiksa tanpa Neraca."""
    with _reading():
        agency_id = command_agency_id()
        lines = export_lines(
            agency_id,
            verifier_key=_key(agency_id, None),
            earlier_keys=command_resources().keys.verifiers_of(earlier_origins(agency_id)),
            with_private=with_private,
            now=datetime.now(UTC),
        )
        for line in lines:
            file.write(line)


@entries.command()
@click.argument("size", type=int)
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option("--witness", required=True, help="Kunci publik saksi, dari saksi itu sendiri.")
def cosigned(size: int, file: IO[str], witness: str) -> None:
    """Simpan tanda tangan saksi di FILE di samping segel atas SIZE entri."""
    try:
        moment = keep_cosignature(
            command_agency_id(),
            tree_size=size,
            line=file.read(),
            witness=parse_witness_key(witness),
            now=datetime.now(UTC),
        )
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Segel atas {size} entri disaksikan pada {moment.isoformat()}.")


def _key(agency_id: int, given: str | None) -> VerifierKey:
    if given is not None:
        return parse_verifier_key(given)
    return command_resources().signers.verifier_of(origin_of(agency_id))


@contextmanager
def _reading() -> Iterator[None]:
    """A refusal is told in a sentence, and a database that cannot be read by a code of its own."""
    try:
        with readable():
            yield
    except Unreadable as damage:
        click.echo(UNREADABLE, err=True)
        raise SystemExit(UNREADABLE_EXIT) from damage
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal


def _told(report: VerifyReport) -> str:
    lines = ["OK"] if report.is_ok else [_line(finding) for finding in report.findings]
    if not report.is_ok:
        lines.append(f"{len(report.findings)} temuan.")
    lines += [
        f"Entri: {report.entries} (menunggu segel: {report.pending})",
        f"Akar: {b64encode(report.root).decode()} ({report.root.hex()[:_SHORT_HEX]})",
        "Segel:",
        report.checkpoint or "belum ada",
    ]
    return "\n".join(lines)


def _witnessed(newest: Witnessed | None) -> str:
    if newest is None:
        return "Saksi luar: belum ada; riwayat lain yang ditandatangani kunci ini takkan terlihat."
    moment = newest.cosigned_at.isoformat()
    return f"Saksi luar: {newest.witness} atas {newest.size} entri pada {moment}"


def _with_authorities(report: VerifyReport, agency_id: int) -> VerifyReport:
    """Timestamps are believed only under the certificates that this agency trusts."""
    ca = command_resources().config.timestamp_ca
    if not ca:
        return report
    untrusted = untrusted_timestamps(agency_id, read_roots(Path(ca)))
    return replace(report, findings=(*report.findings, *untrusted))


def _stamped(newest: Timestamped | None) -> str:
    if newest is None:
        return "Cap waktu: belum ada."
    moment, ca = newest.stamped_at.isoformat(), command_resources().config.timestamp_ca
    doubt = "" if ca else "; otoritasnya tidak diperiksa (NERACA_TIMESTAMP_CA belum diisi)"
    return f"Cap waktu: {newest.authority} atas {newest.size} entri pada {moment}{doubt}"


def _line(finding: Finding) -> str:
    where = f"entri {finding.entry_uid}" if finding.entry_uid else "buku besar"
    return f"{where}: {finding.what}: seharusnya {finding.expected}, ditemukan {finding.found}"
