"""Taking places in the tree: what both ways of sealing do inside their transactions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ledger.domain.checkpoints import GENESIS_HASH, Checkpoint, checkpoint_hash
from ledger.domain.merkle import AppendResult, append_leaves
from ledger.errors import Conflict, sentence
from ledger.models import entries as rows
from ledger.queries.seals import frontier_of, last_checkpoint

#: Machines that seal and post in turn may differ by so much; the verifier forgives the same.
CLOCK_SLACK = timedelta(minutes=1)
# Any fixed number will do: it keeps our lock apart from others on the same server.
_LOCK_SPACE = 0x6E657261
# A statement takes only so many values.
_AT_ONCE = 5000


class ClockBackwards(Conflict):
    """This machine's clock stands before what was sealed already; sealing waits for it."""

    code = "clock_backwards"


@dataclass(frozen=True)
class Batch:
    """Entries about to take their places: ids and leaf hashes in the order of the tree."""

    entry_ids: Sequence[int]
    grown: AppendResult
    last: rows.Checkpoint | None
    #: Whether a signer may have been asked for it before.
    is_drafted: bool

    @property
    def size_before(self) -> int:
        return self.last.tree_size if self.last else 0


def lock_tree(work: Session, agency_id: int) -> None:
    # On SQLite BEGIN IMMEDIATE already admits one writer only.
    if work.connection().dialect.name == "postgresql":
        work.execute(select(func.pg_advisory_xact_lock(_LOCK_SPACE, agency_id)))


def next_batch(
    work: Session, agency_id: int, *, now: datetime, limit: int, despite_clock: bool = False
) -> Batch | None:
    """What is sealed next: what a signer was asked for already, else what waits longest.

    An entry decided after ``now`` waits until then, for a seal must not lie before what it covers.
    Raises ClockBackwards when the last seal lies after ``now``.
    """
    drafted = drafted_ids(work, agency_id)
    not_after = None if despite_clock else now
    leaves = _leaves(work, drafted) if drafted else _waiting(work, agency_id, not_after, limit)
    if not leaves:
        return None
    last = last_checkpoint(agency_id)
    if last is not None and not despite_clock:
        _require_clock(last.sealed_at, now)
    size = last.tree_size if last else 0
    grown = append_leaves(size, frontier_of(agency_id, size), leaves.values())
    return Batch(tuple(leaves), grown, last, is_drafted=drafted is not None)


def drafted_ids(work: Session, agency_id: int) -> list[int] | None:
    """The entries that a signer was asked to seal, in their order."""
    draft = select(rows.SealDraft.entry_ids).where(rows.SealDraft.agency_id == agency_id)
    return work.scalar(draft)


def take_places(
    work: Session, agency_id: int, batch: Batch, checkpoint: Checkpoint, note: str, *, now: datetime
) -> None:
    """Write places, nodes and the signed checkpoint, and let what waited for them go."""
    _place(work, agency_id, batch)
    _keep_nodes(work, agency_id, batch.grown)
    work.connection().execute(
        insert(rows.Checkpoint),
        {
            "agency_id": agency_id,
            "tree_size": checkpoint.size,
            "root": checkpoint.root,
            "note": note,
            "sha256": checkpoint_hash(note.encode()).hex(),
            "previous_sha256": batch.last.sha256 if batch.last else GENESIS_HASH.hex(),
            # Within the slack a clock may be set back; seals still follow each other.
            "sealed_at": max(now, batch.last.sealed_at) if batch.last else now,
        },
    )


def _waiting(
    work: Session, agency_id: int, not_after: datetime | None, limit: int
) -> dict[int, bytes]:
    """Leaf hashes by the id of their entry, in the order of their places to come."""
    waiting = (
        select(rows.Entry.id, rows.Entry.leaf_hash)
        .join(rows.PendingLeaf, rows.PendingLeaf.entry_id == rows.Entry.id)
        .where(rows.PendingLeaf.agency_id == agency_id)
        .order_by(rows.Entry.id)
        .limit(limit)
    )
    if not_after is not None:
        waiting = waiting.where(rows.Entry.decided_at <= not_after + CLOCK_SLACK)
    return dict(work.execute(waiting).all())


def _leaves(work: Session, ids: Sequence[int]) -> dict[int, bytes]:
    """The same for entries that were drafted, in the order of the draft."""
    leaves: dict[int, bytes] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = rows.Entry.id.in_(ids[start : start + _AT_ONCE])
        found = work.execute(select(rows.Entry.id, rows.Entry.leaf_hash).where(some))
        leaves.update((id_, leaf) for id_, leaf in found)
    return {entry_id: leaves[entry_id] for entry_id in ids}


def _require_clock(sealed_at: datetime, now: datetime) -> None:
    if sealed_at <= now + CLOCK_SLACK:
        return
    raise ClockBackwards(
        sentence(
            "Jam mesin ini (%(now)s) mundur dari segel terakhir (%(sealed)s). Penyegelan menunggu;"
            " entri tetap dicatat. Betulkan jam mesin ini."
        ),
        now=now.isoformat(timespec="seconds"),
        sealed=sealed_at.isoformat(timespec="seconds"),
    )


def _place(work: Session, agency_id: int, batch: Batch) -> None:
    connection = work.connection()
    connection.execute(
        insert(rows.SealedLeaf),
        [
            {"agency_id": agency_id, "position": position, "entry_id": entry_id}
            for position, entry_id in enumerate(batch.entry_ids, start=batch.size_before)
        ],
    )
    placed = select(rows.SealedLeaf.entry_id).where(
        rows.SealedLeaf.agency_id == agency_id, rows.SealedLeaf.position >= batch.size_before
    )
    connection.execute(delete(rows.PendingLeaf).where(rows.PendingLeaf.entry_id.in_(placed)))
    connection.execute(delete(rows.SealDraft).where(rows.SealDraft.agency_id == agency_id))


def _keep_nodes(work: Session, agency_id: int, grown: AppendResult) -> None:
    """Leaves are in their entries already; only what stands above them is kept beside."""
    above = [
        {"agency_id": agency_id, "level": n.level, "position": n.position, "hash": n.hash}
        for n in grown.nodes
        if n.level
    ]
    if above:
        work.connection().execute(insert(rows.TreeNode), above)
