"""`neraca document verify`: what a paper in somebody's hand is worth, in sentences."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

import click

from ledger.cli.acting import command_resources
from ledger.domain.checkpoints import parse_verifier_key
from ledger.domain.documents import DOCUMENT_LABELS, STATE_LABELS, DocumentState
from ledger.domain.paper_checks import ProofVerdict
from ledger.errors import LedgerError
from ledger.gateways.pdf_signatures import FoundSignature, UnreadablePdf, read_trusted
from ledger.services.paper_checks import CheckedPaper, check_issued_paper, check_paper_alone

#: The first of these that holds is the exit code; 0 when nothing speaks against the paper.
UNREADABLE, SIGNATURE_BROKEN, PROOF_WRONG, OTHER_BYTES, UNKNOWN, ENDED = 3, 4, 5, 6, 7, 8

_DECISION = {
    ProofVerdict.ABSENT: "Bukti buku besar: tidak ada di dalam berkas ini.",
    ProofVerdict.UNCHECKED: "Bukti buku besar: ada, belum diperiksa. Sebutkan kunci publik: --key",
    ProofVerdict.HOLDS: "Bukti buku besar: cocok; keputusannya tercatat dalam buku besar.",
    ProofVerdict.FAILS: "Bukti buku besar: TIDAK cocok dengan kunci publik ini.",
}
_ISSUE = {
    ProofVerdict.ABSENT: "Sidik berkas: belum dicocokkan dengan entri penerbitan (--issued).",
    ProofVerdict.UNCHECKED: "Sidik berkas: bukti penerbitan belum diperiksa. Sebutkan: --key",
    ProofVerdict.HOLDS: "Sidik berkas: cocok; buku besar mencatat berkas ini persis saat terbit.",
    ProofVerdict.FAILS: "Sidik berkas: bukti penerbitan TIDAK cocok dengan kunci publik ini.",
    ProofVerdict.OTHER_BYTES: "Sidik berkas: BERBEDA dari yang diterbitkan; berkas ini berubah.",
}


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--key", "keys", multiple=True, help="Kunci publik segel: periksa tanpa basis data.")
@click.option(
    "--issued", type=click.File("r", encoding="utf-8", errors="replace"),
    help="Bukti entri penerbitan, dari: neraca ledger prove",
)  # fmt: skip
@click.option(
    "--ca", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Sertifikat (PEM) penerbit tanda tangan yang dipercaya.",
)  # fmt: skip
@click.pass_context
def verify(
    context: click.Context,
    file: IO[bytes],
    keys: tuple[str, ...],
    issued: IO[str] | None,
    ca: Path | None,
) -> None:
    """Periksa keaslian FILE: tanda tangan, bukti buku besar, dan sidik berkasnya.

    Dengan --key tidak ada yang ditanya selain FILE; tanpa --key dicocokkan dengan instansi ini.
    """
    content = file.read()
    try:
        roots = _roots(ca)
        if keys:
            known = [parse_verifier_key(key) for key in keys]
            proof = issued.read() if issued else None
            paper = check_paper_alone(content, keys=known, roots=roots, issue_proof=proof)
        else:
            paper = _here(context, content, roots)
    except UnreadablePdf as refusal:
        click.echo(refusal.message, err=True)
        context.exit(UNREADABLE)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    for line in _told(paper):
        click.echo(line)
    context.exit(_exit_code(paper))


def _roots(ca: Path | None) -> list[bytes]:
    path = ca or command_resources().config.signature_ca
    return read_trusted(Path(path)) if path else []


def _here(context: click.Context, content: bytes, roots: list[bytes]) -> CheckedPaper:
    keys = command_resources().keys.verifiers()
    paper = check_issued_paper(content, keys=keys, roots=roots)
    if paper is None:
        stranger = check_paper_alone(content, keys=keys, roots=roots)
        click.echo("Berkas ini BUKAN berkas yang diterbitkan instansi ini, atau isinya berubah.")
        for line in (*_signatures(stranger), _DECISION[stranger.decision.verdict]):
            click.echo(line)
        context.exit(UNKNOWN)
    return paper


def _told(paper: CheckedPaper) -> Iterator[str]:
    if known := paper.issued:
        yield f"{DOCUMENT_LABELS[known.kind]} nomor {known.number}, {known.agency}."
        yield f"Status: {STATE_LABELS[known.state].lower()}."
    yield f"SHA-256: {paper.sha256}"
    yield from _signatures(paper)
    yield _DECISION[paper.decision.verdict]
    if entry := paper.decision.entry:
        yield f"  entri {entry.body['uid']}, segel {entry.checkpoint.origin}"
    yield _ISSUE[paper.issue.verdict]


def _signatures(paper: CheckedPaper) -> Iterator[str]:
    if not paper.signatures:
        yield "Tanda tangan elektronik: tidak ada."
    for one in paper.signatures:
        yield f"Tanda tangan elektronik {one.signer}: {_worth(one)}"


def _worth(one: FoundSignature) -> str:
    if not one.is_intact:
        return "RUSAK; isi berkas berubah sesudah ditandatangani."
    if not one.is_whole:
        return "TIDAK MENCAKUP seluruh berkas; ada yang ditambahkan sesudahnya."
    trust = "penerbitnya dipercaya" if one.is_trusted else f"penerbit {one.issuer} tidak dikenal"
    return f"utuh, {trust}, {_moment(one)}."


def _moment(one: FoundSignature) -> str:
    if one.stamped_at:
        return f"dicap waktu {_day(one.stamped_at)}"
    return f"menurut penanda tangan {_day(one.signed_at)}" if one.signed_at else "tanpa waktu"


def _day(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y %H.%M} UTC"


def _exit_code(paper: CheckedPaper) -> int:
    verdicts = {paper.decision.verdict, paper.issue.verdict}
    ended = paper.issued is not None and paper.issued.state is not DocumentState.ISSUED
    found = (
        (paper.are_signatures_broken, SIGNATURE_BROKEN),
        (ProofVerdict.FAILS in verdicts, PROOF_WRONG),
        (ProofVerdict.OTHER_BYTES in verdicts, OTHER_BYTES),
        (ended, ENDED),
    )
    return next((code for is_so, code in found if is_so), 0)
