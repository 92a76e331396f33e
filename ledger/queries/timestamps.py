"""Reading what time-stamping authorities said of checkpoints, and what is wrong with it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cryptography.x509 import Certificate
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import session
from ledger.domain.timestamps import BadTimestamp, require_trusted, stamped_at
from ledger.domain.verification import Finding
from ledger.models.entries import Checkpoint, TrustedTimestamp


class Timestamped(NamedTuple):
    """The newest checkpoint that has a timestamp, whose it is, and when."""

    size: int
    authority: str
    stamped_at: datetime
    recorded_at: datetime


def last_timestamp(agency_id: int) -> Timestamped | None:
    row = (
        session()
        .execute(
            select(
                Checkpoint.tree_size,
                TrustedTimestamp.authority,
                TrustedTimestamp.stamped_at,
                TrustedTimestamp.recorded_at,
            )
            .join(Checkpoint, Checkpoint.id == TrustedTimestamp.checkpoint_id)
            .where(TrustedTimestamp.agency_id == agency_id)
            .order_by(Checkpoint.tree_size.desc(), TrustedTimestamp.id.desc())
            .limit(1)
        )
        .first()
    )
    return None if row is None else Timestamped(*row)


def list_timestamps(work: Session, agency_id: int) -> dict[int, list[bytes]]:
    """The answers of authorities, DER, by the size of the checkpoint."""
    rows = work.execute(
        select(Checkpoint.tree_size, TrustedTimestamp.response)
        .join(Checkpoint, Checkpoint.id == TrustedTimestamp.checkpoint_id)
        .where(TrustedTimestamp.agency_id == agency_id)
        .order_by(Checkpoint.tree_size, TrustedTimestamp.id)
    )
    found: dict[int, list[bytes]] = {}
    for size, response in rows:
        found.setdefault(size, []).append(response)
    return found


def responses_of(agency_id: int, size: int) -> list[bytes]:
    """The answers of authorities about the checkpoint of ``size`` entries, the oldest first."""
    return list_timestamps(session(), agency_id).get(size, [])


def timestamp_findings(work: Session, agency_id: int) -> Iterator[Finding]:
    """Every timestamp still speaks of the checkpoint that it stands beside, and of its moment."""
    for size, note, response, moment in _rows(work, agency_id):
        try:
            told = stamped_at(response, note)
        except BadTimestamp as refusal:
            yield Finding(None, f"timestamp:{size}", "as it came", refusal.code)
        else:
            if told != moment:
                yield Finding(None, f"timestamp:{size}", told.isoformat(), moment.isoformat())


def untrusted_timestamps(agency_id: int, roots: Sequence[Certificate]) -> Iterator[Finding]:
    """Those behind which none of the roots stands; what is wrong besides is told elsewhere."""
    for size, note, response, _ in _rows(session(), agency_id):
        try:
            stamped_at(response, note)
        except BadTimestamp:
            continue
        try:
            require_trusted(response, note, roots)
        except BadTimestamp as refusal:
            yield Finding(None, f"timestamp:{size}", "a trusted authority", refusal.code)


def _rows(work: Session, agency_id: int) -> Iterator[tuple[int, str, bytes, datetime]]:
    rows = work.execute(
        select(
            Checkpoint.tree_size,
            Checkpoint.note,
            TrustedTimestamp.response,
            TrustedTimestamp.stamped_at,
        )
        .join(Checkpoint, Checkpoint.id == TrustedTimestamp.checkpoint_id)
        .where(TrustedTimestamp.agency_id == agency_id)
        .order_by(Checkpoint.tree_size, TrustedTimestamp.id)
    )
    return ((size, note, response, moment) for size, note, response, moment in rows)
