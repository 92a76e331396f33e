"""How far the places of the sealed entries reach, whatever a damaged row claims."""

from collections.abc import Iterator

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from ledger.domain.verification import Finding
from ledger.models.entries import Entry, SealedLeaf, TreeNode
from ledger.queries.damaged_rows import rows_of

#: A tree of n leaves has n nodes above them, but for one in each full part: 63 at most.
_FULL_PARTS = 64
#: More of one kind help nobody, and would fill the memory.
MOST = 200


def end_of_places(work: Session, agency_id: int) -> int:
    """One past the last place that can be true: each is paid for by a row of leaf or node.

    Without the bound a single forged place would keep whoever walks over them busy for ever.
    """
    of_agency = (SealedLeaf.agency_id == agency_id, TreeNode.agency_id == agency_id)
    leaves = work.scalar(select(func.count()).select_from(SealedLeaf).where(of_agency[0])) or 0
    nodes = work.scalar(select(func.count()).select_from(TreeNode).where(of_agency[1])) or 0
    bound = max(leaves, nodes + _FULL_PARTS)
    within = (SealedLeaf.position >= 0, SealedLeaf.position < bound)
    highest = work.scalar(select(func.max(SealedLeaf.position)).where(of_agency[0], *within))
    return 0 if highest is None else int(highest) + 1


def stray_places(work: Session, agency_id: int, end: int) -> Iterator[Finding]:
    """Sealed entries whose place is none of the tree."""
    inside = (SealedLeaf.position >= 0) & (SealedLeaf.position < end)
    query = (
        select(SealedLeaf.position, Entry.uid)
        .outerjoin(Entry, Entry.id == SealedLeaf.entry_id)
        .where(SealedLeaf.agency_id == agency_id, not_(inside))
        .limit(MOST)
    )
    for row in rows_of(work, query):
        yield Finding(row.uid, "place", f"0..{end - 1}", str(row.position))
