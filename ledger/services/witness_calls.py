"""Carrying checkpoints to the witnesses over HTTP, as C2SP tlog-witness says (add-checkpoint)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.checkpoints import BadCheckpoint
from ledger.domain.witnesses import (
    WitnessKey,
    cosignature_line,
    format_growth,
    parse_witness_key,
)
from ledger.errors import LedgerError, sentence
from ledger.gateways.web import Answer, Post
from ledger.models.entries import Checkpoint, Cosignature
from ledger.queries.seals import growth_proof, last_checkpoint, origin_of
from ledger.services.witnesses import keep_cosignature

_PATH = "/add-checkpoint"
_KIND, _SIZE_KIND = "text/plain", "text/x.tlog.size"
_OK, _CONFLICT = 200, 409


class WitnessRefused(LedgerError):
    """The witness did not cosign; ``code`` says which answer that was."""

    code = "witness_refused"


@dataclass(frozen=True)
class OutsideWitness:
    """Where a witness is reached, and the key under which its answers are believed."""

    url: str
    key: WitnessKey


def read_witnesses(settings: Sequence[str]) -> list[OutsideWitness]:
    """Those of NERACA_WITNESSES; raises BadCheckpoint for a key that cannot be read."""
    parts = [one.split(maxsplit=1) for one in settings]
    return [OutsideWitness(url.rstrip("/"), parse_witness_key(key)) for url, key in parts]


def carry_to_witness(
    agency_id: int, *, witness: OutsideWitness, post: Post, now: datetime
) -> datetime | None:
    """Let the witness cosign the newest checkpoint, and keep it; None when it did already.

    A witness that remembers another size says so, and gets the proof from there: once, for a
    second difference is no accident. Raises Unreachable, WitnessRefused, BadCheckpoint.
    """
    newest = last_checkpoint(agency_id)
    if newest is None:
        return None
    seen = _cosigned_size(agency_id, witness.key)
    if seen == newest.tree_size:
        return None
    answer = _shown(agency_id, seen, newest.tree_size, witness, post)
    if answer.status == _CONFLICT and answer.kind == _SIZE_KIND:
        remembered = _size(answer, witness)
        if remembered > newest.tree_size:
            raise _ahead(witness, remembered, newest.tree_size)
        answer = _shown(agency_id, remembered, newest.tree_size, witness, post)
    if answer.status != _OK:
        raise _refusal(witness, answer, newest.tree_size)
    line = _line(newest.note, answer, witness)
    return keep_cosignature(
        agency_id, tree_size=newest.tree_size, line=line, witness=witness.key, now=now
    )


def _cosigned_size(agency_id: int, key: WitnessKey) -> int:
    """How far the witness saw the tree of the origin of today; a restore begins another."""
    size = (
        select(func.max(Checkpoint.tree_size))
        .join(Cosignature, Cosignature.checkpoint_id == Checkpoint.id)
        .where(
            Cosignature.agency_id == agency_id,
            Cosignature.witness_key == key.text,
            Checkpoint.note.startswith(origin_of(agency_id) + "\n", autoescape=True),
        )
    )
    return session().scalar(size) or 0


def _shown(
    agency_id: int, old_size: int, new_size: int, witness: OutsideWitness, post: Post
) -> Answer:
    proof = format_growth(growth_proof(agency_id, old_size=old_size, new_size=new_size))
    # Nothing stays open in the database while somebody else is waited for.
    session().rollback()
    return post(witness.url + _PATH, proof.encode(), _KIND)


def _size(answer: Answer, witness: OutsideWitness) -> int:
    text = answer.body.removesuffix(b"\n")
    if not text.isdigit() or len(text) > 19:
        raise _refusal(witness, answer, 0)
    return int(text)


def _line(note: str, answer: Answer, witness: OutsideWitness) -> str:
    try:
        return cosignature_line(note, answer.body.decode(), witness.key)
    except (UnicodeDecodeError, BadCheckpoint) as error:
        raise WitnessRefused(
            sentence("Jawaban saksi %(name)s bukan tanda tangan atas segel ini."),
            code="witness_unsigned",
            name=witness.key.name,
        ) from error


def _ahead(witness: OutsideWitness, remembered: int, here: int) -> WitnessRefused:
    return WitnessRefused(
        sentence(
            "Saksi %(name)s sudah melihat %(seen)s entri, di sini baru %(here)s. Basis data ini"
            " mundur, atau ada dua sejarah; hentikan dan laporkan."
        ),
        code="witness_ahead",
        name=witness.key.name,
        seen=remembered,
        here=here,
    )


def _refusal(witness: OutsideWitness, answer: Answer, size: int) -> WitnessRefused:
    name = witness.key.name
    match answer.status:
        case 409 | 422:
            return WitnessRefused(
                sentence(
                    "Saksi %(name)s menolak: segel atas %(size)s entri bukan lanjutan dari yang"
                    " sudah dilihatnya. Ada dua sejarah; hentikan dan laporkan."
                ),
                code="witness_fork",
                name=name,
                size=size,
            )
        case 404:
            return WitnessRefused(
                sentence("Saksi %(name)s tidak mengenal buku besar ini."),
                code="witness_unknown_log",
                name=name,
            )
        case 403:
            return WitnessRefused(
                sentence("Saksi %(name)s memegang kunci publik lain bagi buku besar ini."),
                code="witness_other_key",
                name=name,
            )
    return WitnessRefused(
        sentence("Saksi %(name)s menjawab dengan kesalahan %(status)s."),
        code="witness_status",
        name=name,
        status=answer.status,
    )
