"""The seals of an agency for whoever checks them: all ever kept, and whether one grew from another.

Everything is told from the signed notes themselves, never from what a row repeats of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from ledger.database import session
from ledger.domain.checkpoints import BadCheckpoint, VerifierKey, open_checkpoint, parse_checkpoint
from ledger.domain.merkle import verify_consistency
from ledger.errors import NotFound, sentence
from ledger.models.entries import (
    Checkpoint,
    Cosignature,
    Entry,
    PendingLeaf,
    SealDraft,
    TrustedTimestamp,
)
from ledger.queries.damaged_rows import rows_of
from ledger.queries.origins import origins_of
from ledger.queries.seals import DamagedTree, growth_proof

_OUTSIDE: tuple[tuple[type[Cosignature | TrustedTimestamp], str, str], ...] = (
    (Cosignature, "witness_key", "cosigned_at"),
    (TrustedTimestamp, "authority", "stamped_at"),
)
NO_CHECKPOINT = sentence("Tidak ada segel atas %(size)s entri.")


@dataclass(frozen=True, kw_only=True)
class CheckpointLine:
    """One seal; ``root`` is hex, and empty with ``key_id`` when the note cannot be read.

    ``witnesses`` are named in the list only.
    """

    size: int
    note: str
    origin: str
    root: str
    key_id: str
    sealed_at: datetime | None
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SealState:
    """How far the ledger is sealed now; ``waits_since`` is the oldest entry that waits.

    ``is_asked`` while a signer apart was asked for a signature and has not answered yet.
    """

    pending: int
    waits_since: datetime | None
    is_asked: bool
    newest: CheckpointLine | None


@dataclass(frozen=True, kw_only=True)
class OutsideView:
    """Somebody outside who vouches for a seal: the newest of each witness and authority."""

    name: str
    size: int
    at: datetime | None
    is_witness: bool


@dataclass(frozen=True, kw_only=True)
class GrowthCheck:
    """Whether two seals are signed, and the newer only appends to the older."""

    old: CheckpointLine
    new: CheckpointLine
    are_signed: bool
    holds: bool
    steps: int


def get_seal_state(agency_id: int) -> SealState:
    asked = exists().where(SealDraft.agency_id == agency_id)
    waiting = (
        select(
            func.count().label("pending"),
            func.min(Entry.recorded_at).label("since"),
            asked.label("asked"),
        )
        .select_from(PendingLeaf)
        .outerjoin(Entry, Entry.id == PendingLeaf.entry_id)
        .where(PendingLeaf.agency_id == agency_id)
    )
    (row,) = rows_of(session(), waiting)
    newest = rows_of(session(), _seals(agency_id).order_by(Checkpoint.tree_size.desc()).limit(1))
    return SealState(
        pending=int(row.pending),
        waits_since=row.since if isinstance(row.since, datetime) else None,
        is_asked=bool(row.asked),
        newest=_line(newest[0]) if newest else None,
    )


def list_outside_views(agency_id: int) -> list[OutsideView]:
    """What each witness cosigned and each authority stamped last, the witnesses first."""
    found = []
    for table, name, moment in _OUTSIDE:
        for row in rows_of(session(), _newest_of_each(agency_id, table, name, moment)):
            found.append(
                OutsideView(
                    # A witness is named by the line of its key; an authority by its address.
                    name=str(row.name).partition("+")[0],
                    size=row.size if isinstance(row.size, int) else 0,
                    at=row.at if isinstance(row.at, datetime) else None,
                    is_witness=table is Cosignature,
                )
            )
    return found


def count_seals(agency_id: int) -> int:
    kept = select(func.count()).select_from(Checkpoint).where(Checkpoint.agency_id == agency_id)
    return session().scalar(kept) or 0


def list_seals(agency_id: int, *, offset: int, limit: int) -> list[CheckpointLine]:
    """The newest first, each with the witnesses that signed it."""
    newest = _seals(agency_id).order_by(Checkpoint.tree_size.desc()).offset(offset).limit(limit)
    rows = rows_of(session(), newest)
    witnessed = _witnesses([row.id for row in rows])
    return [_line(row, witnessed.get(row.id, ())) for row in rows]


def get_seal(agency_id: int, size: int) -> CheckpointLine:
    """Raises NotFound when no seal of so many entries was kept."""
    (found,) = _seals_of(agency_id, size)
    return found


def check_growth(
    agency_id: int, *, old_size: int, new_size: int, keys: Sequence[VerifierKey]
) -> GrowthCheck:
    """Prove from stored hashes that the newer seal only appends; ``keys``: the newest first.

    Raises NotFound for a seal that was not kept, InvalidInput when the older is the larger.
    """
    old, new = _seals_of(agency_id, old_size, new_size)
    origins = origins_of(session(), agency_id, keys[0], keys[1:])
    path: tuple[bytes, ...] = ()
    try:
        path = growth_proof(agency_id, old_size=old_size, new_size=new_size).path
        before = open_checkpoint(old.note, origins.key_of_size(old_size))
        after = open_checkpoint(new.note, origins.key_of_size(new_size))
    except DamagedTree:
        return GrowthCheck(old=old, new=new, are_signed=True, holds=False, steps=0)
    except BadCheckpoint:
        return GrowthCheck(old=old, new=new, are_signed=False, holds=False, steps=len(path))
    holds = verify_consistency(before.size, before.root, after.size, after.root, path)
    return GrowthCheck(old=old, new=new, are_signed=True, holds=holds, steps=len(path))


def _seals(agency_id: int) -> Select[*tuple[Any, ...]]:
    return select(Checkpoint.id, Checkpoint.tree_size, Checkpoint.note, Checkpoint.sealed_at).where(
        Checkpoint.agency_id == agency_id
    )


def _seals_of(agency_id: int, *sizes: int) -> list[CheckpointLine]:
    rows = rows_of(session(), _seals(agency_id).where(Checkpoint.tree_size.in_(sizes)))
    found = {row.tree_size: _line(row) for row in rows}
    for size in sizes:
        if size not in found:
            raise NotFound(NO_CHECKPOINT, size=size)
    return [found[size] for size in sizes]


def _newest_of_each(
    agency_id: int, table: type[Cosignature | TrustedTimestamp], name: str, moment: str
) -> Select[*tuple[Any, ...]]:
    """One row for each name: the largest seal that it stands beside, and when it was."""
    place = func.row_number().over(
        partition_by=getattr(table, name), order_by=Checkpoint.tree_size.desc()
    )
    ranked = (
        select(
            getattr(table, name).label("name"),
            Checkpoint.tree_size.label("size"),
            getattr(table, moment).label("at"),
            place.label("place"),
        )
        .join(Checkpoint, Checkpoint.id == table.checkpoint_id)
        .where(table.agency_id == agency_id)
        .subquery()
    )
    newest = select(ranked.c.name, ranked.c.size, ranked.c.at).where(ranked.c.place == 1)
    return newest.order_by(ranked.c.name)


def _witnesses(checkpoint_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    query = (
        select(Cosignature.checkpoint_id, Cosignature.witness_key)
        .where(Cosignature.checkpoint_id.in_(checkpoint_ids))
        .order_by(Cosignature.id)
    )
    for row in rows_of(session(), query):
        name = str(row.witness_key).partition("+")[0]
        found[row.checkpoint_id] = (*found.get(row.checkpoint_id, ()), name)
    return found


def _line(row: Any, witnesses: tuple[str, ...] = ()) -> CheckpointLine:
    size = row.tree_size if isinstance(row.tree_size, int) else -1
    note = "" if row.note is None else str(row.note)
    sealed_at = row.sealed_at if isinstance(row.sealed_at, datetime) else None
    try:
        signed = parse_checkpoint(note)
    except BadCheckpoint:
        origin = root = key_id = ""
    else:
        origin, root = signed.checkpoint.origin, signed.checkpoint.root.hex()
        key_id = signed.signatures[0].key_id.hex()
    return CheckpointLine(
        size=size,
        note=note,
        origin=origin,
        root=root,
        key_id=key_id,
        sealed_at=sealed_at,
        witnesses=witnesses,
    )
