"""The balances under the newest checkpoint, and checking those that were sealed each night."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from ledger.database import session
from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.entries import EntryKind
from ledger.domain.postings import Balance as Points
from ledger.domain.postings import PostingLine
from ledger.domain.sealed_balances import (
    BalanceReplay,
    SealedBalances,
    seal_balances,
    stated_balances,
)
from ledger.domain.verification import Finding
from ledger.models.entries import (
    Balance,
    Checkpoint,
    Entry,
    MeritAccount,
    PendingLeaf,
    Posting,
)


def balances_to_seal(agency_id: int) -> SealedBalances | None:
    """The balances after every sealed entry, whatever waits; None while nothing is sealed.

    One statement is one picture: what entries still wait for a place are taken off again.
    """
    rows = session().execute(_sealed_points(agency_id)).all()
    if not rows or rows[0].tree_size is None:
        return None
    balances = {row.ref: Points(int(row.points), int(row.version)) for row in rows}
    return seal_balances(rows[0].tree_size, balances)


def _sealed_points(agency_id: int) -> Select[Any]:
    waiting = (
        select(
            Posting.account_id,
            func.sum(Posting.points_delta).label("points"),
            func.count().label("version"),
        )
        .join(PendingLeaf, PendingLeaf.entry_id == Posting.entry_id)
        .where(PendingLeaf.agency_id == agency_id)
        .group_by(Posting.account_id)
        .subquery()
    )
    size = select(func.max(Checkpoint.tree_size)).where(Checkpoint.agency_id == agency_id)
    return (
        select(
            MeritAccount.ref,
            (Balance.points - func.coalesce(waiting.c.points, 0)).label("points"),
            (Balance.version - func.coalesce(waiting.c.version, 0)).label("version"),
            size.scalar_subquery().label("tree_size"),
        )
        .join(Balance, Balance.account_id == MeritAccount.id)
        .outerjoin(waiting, waiting.c.account_id == MeritAccount.id)
        .where(MeritAccount.agency_id == agency_id)
    )


class BalanceCheck:
    """Replays the sealed entries in their order and compares what the nights stated."""

    def __init__(self, work: Session, agency_id: int) -> None:
        self._replay = BalanceReplay()
        self._stated = _stated_by_size(work, agency_id)

    def take(self, lines: Iterable[PostingLine]) -> Iterator[Finding]:
        """The postings of the entry at the next place."""
        self._replay.take(lines)
        stated = self._stated.pop(self._replay.tree_size, ())
        if not stated:
            return
        found = self._replay.seal()
        for uid, one in stated:
            if one != found:
                yield Finding(uid, "balances_root", _text(found), _text(one))

    def rest(self) -> Iterator[Finding]:
        """What was stated of a tree that never grew so far."""
        for stated in self._stated.values():
            for uid, one in stated:
                size = str(self._replay.tree_size)
                yield Finding(uid, "balances_tree_size", f"1..{size}", str(one.tree_size))


def _stated_by_size(work: Session, agency_id: int) -> dict[int, list[tuple[str, SealedBalances]]]:
    rows = work.execute(
        select(Entry.uid, Entry.body).where(
            and_(Entry.agency_id == agency_id, Entry.kind == EntryKind.BALANCES_SEALED)
        )
    )
    found = defaultdict[int, list[tuple[str, SealedBalances]]](list)
    for uid, body in rows:
        try:
            stated = stated_balances(read_canonical(body).get("facts", {}))
        except (NotCanonical, AttributeError):
            # That the body cannot be read is said of the entry itself.
            continue
        if stated is not None:
            found[stated.tree_size].append((uid, stated))
    return found


def _text(balances: SealedBalances) -> str:
    return f"{balances.root} ({balances.accounts})"
