"""Reading the sealed tree: checkpoints, nodes, and proofs from stored hashes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from ledger.database import session
from ledger.domain.canonical import canonical_bytes
from ledger.domain.commitments import PrivateBody as Opening
from ledger.domain.commitments import PrivatePart
from ledger.domain.merkle import (
    HASH_BYTES,
    NodeKey,
    NodeLookup,
    consistency_positions,
    consistency_proof,
    frontier_positions,
    inclusion_positions,
    inclusion_proof,
)
from ledger.domain.proofs import LogProof, format_proof, holder_extra
from ledger.domain.witnesses import GrowthProof
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.models.entries import (
    Checkpoint,
    Cosignature,
    Entry,
    PendingLeaf,
    PrivateBody,
    SealedLeaf,
    TreeNode,
)
from ledger.models.people import Agency
from ledger.queries.damaged_rows import rows_of
from ledger.queries.entries import get_entry


class DamagedTree(Conflict):
    """A hash that a proof needs is gone, or is no hash any more."""

    code = "damaged_tree"


class Witnessed(NamedTuple):
    """How far a witness outside has seen the tree, and when."""

    size: int
    witness: str
    cosigned_at: datetime


def last_checkpoint(agency_id: int) -> Checkpoint | None:
    return (
        session()
        .scalars(
            select(Checkpoint)
            .where(Checkpoint.agency_id == agency_id)
            .order_by(Checkpoint.tree_size.desc())
            .limit(1)
        )
        .first()
    )


def list_checkpoints(agency_id: int, *, limit: int) -> list[Checkpoint]:
    """The newest checkpoints first."""
    newest = (
        select(Checkpoint)
        .where(Checkpoint.agency_id == agency_id)
        .order_by(Checkpoint.tree_size.desc())
        .limit(limit)
    )
    return list(session().scalars(newest))


def frontier_of(agency_id: int, size: int) -> list[bytes]:
    """The right edge of the tree when it had ``size`` leaves."""
    places = frontier_positions(size)
    nodes = nodes_at(agency_id, places)
    return [nodes[place] for place in places]


def nodes_at(agency_id: int, places: Sequence[NodeKey]) -> dict[NodeKey, bytes]:
    """Stored hashes by their place; level 0 are the leaves of the entries themselves."""
    leaves = [place.position for place in places if place.level == 0]
    above = [(place.level, place.position) for place in places if place.level]
    return {**_leaves_at(agency_id, leaves), **_nodes_above(agency_id, above)}


def lookup_in(nodes: Mapping[NodeKey, bytes]) -> NodeLookup:
    """Asks loaded nodes for a proof; what is missing raises DamagedTree."""

    def look(place: NodeKey) -> bytes:
        node = nodes.get(place)
        if node is None or len(node) != HASH_BYTES:
            raise DamagedTree(
                sentence("Pohon sidik di bawah segel rusak atau berlubang. Periksa buku besar.")
            )
        return node

    return look


def load_nodes(work: Session, agency_id: int, wanted: Iterable[NodeKey]) -> dict[NodeKey, bytes]:
    """Stored nodes above the leaves by their place; neighbours are read a span at a time."""
    levels: dict[int, list[int]] = {}
    for node in wanted:
        levels.setdefault(node.level, []).append(node.position)
    if not levels:
        return {}
    spans = [
        and_(TreeNode.level == level, TreeNode.position.between(min(at), max(at)))
        for level, at in levels.items()
    ]
    return _nodes(
        work,
        select(TreeNode.level, TreeNode.position, TreeNode.hash).where(
            TreeNode.agency_id == agency_id, or_(*spans)
        ),
    )


def list_cosignatures(work: Session, agency_id: int) -> dict[int, list[Cosignature]]:
    """What witnesses signed, by the size of the checkpoint."""
    rows = work.execute(
        select(Checkpoint.tree_size, Cosignature)
        .join(Checkpoint, Checkpoint.id == Cosignature.checkpoint_id)
        .where(Cosignature.agency_id == agency_id)
        .order_by(Checkpoint.tree_size, Cosignature.id)
    )
    found: dict[int, list[Cosignature]] = {}
    for size, one in rows:
        found.setdefault(size, []).append(one)
    return found


def last_witnessed(agency_id: int) -> Witnessed | None:
    """The newest checkpoint that a witness outside signed."""
    row = (
        session()
        .execute(
            select(Checkpoint.tree_size, Cosignature.witness_key, Cosignature.cosigned_at)
            .join(Checkpoint, Checkpoint.id == Cosignature.checkpoint_id)
            .where(Cosignature.agency_id == agency_id)
            .order_by(Checkpoint.tree_size.desc(), Cosignature.id)
            .limit(1)
        )
        .first()
    )
    return None if row is None else Witnessed(row[0], row[1].partition("+")[0], row[2])


def is_sealed(entry_id: int) -> bool:
    there = select(SealedLeaf.position).where(SealedLeaf.entry_id == entry_id)
    return session().scalar(there) is not None


def count_pending(agency_id: int) -> int:
    waiting = (
        select(func.count()).select_from(PendingLeaf).where(PendingLeaf.agency_id == agency_id)
    )
    return session().scalar(waiting) or 0


def entry_proof(uid: str, *, agency_id: int, with_private: bool) -> str:
    """The proof a holder keeps, under the newest checkpoint; raises Conflict while it waits.

    Private parts go in only for the person the entry is about.
    """
    entry = get_entry(uid, agency_id=agency_id)
    position = session().scalar(select(SealedLeaf.position).where(SealedLeaf.entry_id == entry.id))
    checkpoint = last_checkpoint(agency_id)
    if position is None or checkpoint is None:
        raise Conflict(
            sentence("Entri ini belum disegel. Coba lagi sebentar lagi."), code="not_sealed"
        )
    nodes = nodes_at(agency_id, inclusion_positions(position, checkpoint.tree_size))
    path = inclusion_proof(position, checkpoint.tree_size, lookup_in(nodes))
    extra = holder_extra(entry.body, _openings(entry.id) if with_private else [])
    witnessed = list_cosignatures(session(), agency_id).get(checkpoint.tree_size, [])
    note = checkpoint.note + "".join(one.line for one in witnessed)
    return format_proof(LogProof(position, tuple(path), note, extra))


def growth_proof(agency_id: int, *, old_size: int, new_size: int) -> GrowthProof:
    """That the checkpoint of ``new_size`` entries only appends to that of ``old_size``.

    Raises NotFound when no checkpoint of the new size was kept, InvalidInput for an older one.
    """
    note = session().scalar(
        select(Checkpoint.note).where(
            Checkpoint.agency_id == agency_id, Checkpoint.tree_size == new_size
        )
    )
    if note is None:
        raise NotFound(sentence("Tidak ada segel atas %(size)s entri."), size=new_size)
    if not 0 <= old_size <= new_size:
        raise InvalidInput(sentence("Segel lama harus lebih kecil dari segel baru."))
    nodes = nodes_at(agency_id, consistency_positions(old_size, new_size))
    path = consistency_proof(old_size, new_size, lookup_in(nodes))
    return GrowthProof(old_size, tuple(path), note)


def _leaves_at(agency_id: int, positions: Sequence[int]) -> dict[NodeKey, bytes]:
    if not positions:
        return {}
    query = (
        select(literal(0).label("level"), SealedLeaf.position, Entry.leaf_hash.label("hash"))
        .join(Entry, Entry.id == SealedLeaf.entry_id)
        .where(SealedLeaf.agency_id == agency_id, SealedLeaf.position.in_(positions))
    )
    return _nodes(session(), query)


def _nodes_above(agency_id: int, places: Sequence[tuple[int, int]]) -> dict[NodeKey, bytes]:
    if not places:
        return {}
    return _nodes(
        session(),
        select(TreeNode.level, TreeNode.position, TreeNode.hash).where(
            TreeNode.agency_id == agency_id, tuple_(TreeNode.level, TreeNode.position).in_(places)
        ),
    )


def _nodes(work: Session, query: Select[*tuple[Any, ...]]) -> dict[NodeKey, bytes]:
    """By their place; a row that holds no hash any more is as if it were gone."""
    return {
        NodeKey(row.level, row.position): row.hash
        for row in rows_of(work, query, binary=("hash",))
        if isinstance(row.hash, bytes)
    }


def _openings(entry_id: int) -> list[Opening]:
    rows = session().scalars(
        select(PrivateBody).where(PrivateBody.entry_id == entry_id).order_by(PrivateBody.part)
    )
    return [Opening(PrivatePart(row.part), row.salt, canonical_bytes(row.content)) for row in rows]


def agencies_to_seal() -> Sequence[int]:
    """The agencies in which an entry waits for its place in the tree."""
    waiting = select(PendingLeaf.agency_id).distinct().order_by(PendingLeaf.agency_id)
    return session().scalars(waiting).all()


def origin_of(agency_id: int) -> str:
    """The origin line of the agency's tree, which names its key."""
    return session().scalars(select(Agency.origin).where(Agency.id == agency_id)).one()
