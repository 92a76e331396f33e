"""Which origin the entries at each place of the tree must carry, as the ledger itself tells."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import session
from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.checkpoints import VerifierKey
from ledger.domain.entries import EntryKind
from ledger.domain.origins import OriginSpan, origin_at
from ledger.models.entries import Entry, SealedLeaf


class Origins:
    """The origins of an agency's tree with the key of each."""

    def __init__(self, spans: Sequence[OriginSpan], keys: Sequence[VerifierKey]) -> None:
        self.spans = spans
        self._newest = keys[0]
        self._keys = {key.name: key for key in keys}

    @property
    def current(self) -> str:
        return self._newest.name

    def name_at(self, position: int) -> str:
        return origin_at(self.spans, position)

    def key_of(self, name: str) -> VerifierKey | None:
        return self._keys.get(name)

    def key_of_size(self, size: int) -> VerifierKey:
        """The key that signs a checkpoint of this size; a key nobody gave verifies nothing."""
        return self._keys.get(self.name_at(max(size - 1, 0)), self._newest)


def origins_of(
    work: Session, agency_id: int, newest: VerifierKey, earlier: Sequence[VerifierKey]
) -> Origins:
    """``newest`` is the key of the origin that signs now, ``earlier`` those of the ones before."""
    return Origins(_spans(work, agency_id, newest.name), (newest, *earlier))


def earlier_origins(agency_id: int) -> list[str]:
    """The origins that signed before the one of today, the oldest first."""
    return [previous for _, previous in _openings(session(), agency_id)]


def _spans(work: Session, agency_id: int, newest: str) -> list[OriginSpan]:
    starts, names = [0], list[str]()
    for position, previous in _openings(work, agency_id):
        starts.append(position)
        names.append(previous)
    return [OriginSpan(start, name) for start, name in zip(starts, [*names, newest], strict=True)]


def _openings(work: Session, agency_id: int) -> list[tuple[int, str]]:
    rows = work.execute(
        select(SealedLeaf.position, Entry.body)
        .join(Entry, Entry.id == SealedLeaf.entry_id)
        .where(Entry.agency_id == agency_id, Entry.kind == EntryKind.ORIGIN_OPENED)
        .order_by(SealedLeaf.position)
    )
    return [(position, _previous(body)) for position, body in rows]


def _previous(body: bytes) -> str:
    try:
        return str(read_canonical(body)["facts"]["previous_origin"])
    except (NotCanonical, KeyError, TypeError):
        # That the body cannot be read is said of the entry itself.
        return ""
