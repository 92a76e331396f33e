"""Rules that concern many rows at once: balances, places, letter numbers, guards."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from ledger.domain.checkpoints import BadCheckpoint
from ledger.domain.postings import Balance as Points
from ledger.domain.proposals import MeritAccountKind
from ledger.domain.verification import Finding, verify_balances
from ledger.domain.witnesses import cosigned_at, parse_witness_key
from ledger.models.documents import Document, NumberRegister
from ledger.models.entries import (
    Balance,
    Checkpoint,
    Cosignature,
    Entry,
    MeritAccount,
    PendingLeaf,
    Posting,
    SealedLeaf,
)
from ledger.models.guards import GuardMissing, check_guards
from ledger.queries.timestamps import timestamp_findings

#: More of one kind help nobody, and would fill the memory.
MOST = 200


def row_findings(work: Session, agency_id: int) -> Iterator[Finding]:
    yield from _guard_findings(work)
    yield from _balance_findings(work, agency_id)
    yield from _place_findings(work, agency_id)
    yield from _number_findings(work, agency_id)
    yield from _cosignature_findings(work, agency_id)
    yield from timestamp_findings(work, agency_id)


def _guard_findings(work: Session) -> Iterator[Finding]:
    try:
        check_guards(work.connection())
    except GuardMissing as missing:
        yield Finding(None, "guards", "", str(missing.params["names"]))


def _balance_findings(work: Session, agency_id: int) -> Iterator[Finding]:
    """Each balance is the sum of its account's postings, and only issuance is below zero."""
    points, version = func.coalesce(func.sum(Posting.points_delta), 0), func.count(Posting.line)
    rows = work.execute(
        select(MeritAccount.ref, points, version, Balance.points, Balance.version)
        .outerjoin(Balance, Balance.account_id == MeritAccount.id)
        .outerjoin(Posting, Posting.account_id == MeritAccount.id)
        .where(MeritAccount.agency_id == agency_id)
        .group_by(MeritAccount.id, MeritAccount.ref, Balance.points, Balance.version)
        .having(
            or_(
                Balance.points.is_(None),
                Balance.points != points,
                Balance.version != version,
                and_(Balance.points < 0, MeritAccount.kind != MeritAccountKind.ISSUANCE),
            )
        )
        .order_by(MeritAccount.ref)
        .limit(MOST)
    )
    for ref, total, count, kept, kept_version in rows:
        expected = {ref: Points(int(total), int(count))}
        # A balance that is no number is as if it were gone.
        is_there = type(kept) is int and type(kept_version) is int
        found = {ref: Points(kept, kept_version)} if is_there else {}
        yield from verify_balances(expected, found)
        if is_there and kept < 0 and ref != "issuance":
            yield Finding(None, f"overdrawn:{ref}", "0", str(kept))


def _place_findings(work: Session, agency_id: int) -> Iterator[Finding]:
    """Every entry either waits for its seal or has it."""
    rows = work.execute(
        select(Entry.uid, PendingLeaf.entry_id, SealedLeaf.position)
        .outerjoin(PendingLeaf, PendingLeaf.entry_id == Entry.id)
        .outerjoin(SealedLeaf, SealedLeaf.entry_id == Entry.id)
        .where(
            Entry.agency_id == agency_id,
            PendingLeaf.entry_id.is_(None) == SealedLeaf.entry_id.is_(None),
        )
        .order_by(Entry.id)
        .limit(MOST)
    )
    for uid, pending, position in rows:
        found = "neither" if pending is None else f"pending and sealed at {position}"
        yield Finding(uid, "place", "pending or sealed", found)


def _number_findings(work: Session, agency_id: int) -> Iterator[Finding]:
    """A register's numbers run from one to the last without gap or twin."""
    register = (
        Document.unit_id == NumberRegister.unit_id,
        Document.class_code == NumberRegister.class_code,
        Document.year == NumberRegister.year,
        Document.agency_id == NumberRegister.agency_id,
    )
    count, distinct = func.count(Document.sequence), func.count(Document.sequence.distinct())
    highest = func.coalesce(func.max(Document.sequence), 0)
    name = (NumberRegister.unit_id, NumberRegister.class_code, NumberRegister.year)
    rows = work.execute(
        select(*name, NumberRegister.last, count, distinct, highest)
        .outerjoin(Document, and_(*register))
        .where(NumberRegister.agency_id == agency_id)
        .group_by(*name, NumberRegister.last)
        .having(
            or_(
                count != NumberRegister.last,
                distinct != NumberRegister.last,
                highest != NumberRegister.last,
            )
        )
        .limit(MOST)
    )
    for unit_id, code, year, last, documents, numbers, top in rows:
        what = f"numbers:{unit_id}:{code}:{year}"
        yield Finding(None, what, f"1..{last}", f"{documents} ({numbers} different, up to {top})")
    yield from _unregistered_findings(work, agency_id)


def _unregistered_findings(work: Session, agency_id: int) -> Iterator[Finding]:
    rows = work.scalars(
        select(Document.number)
        .outerjoin(
            NumberRegister,
            and_(
                NumberRegister.agency_id == Document.agency_id,
                NumberRegister.unit_id == Document.unit_id,
                NumberRegister.class_code == Document.class_code,
                NumberRegister.year == Document.year,
            ),
        )
        .where(
            Document.agency_id == agency_id,
            Document.sequence.is_not(None),
            NumberRegister.last.is_(None),
        )
        .limit(MOST)
    )
    for number in rows:
        yield Finding(None, "number_register", "a register", str(number))


def _cosignature_findings(work: Session, agency_id: int) -> Iterator[Finding]:
    """Every cosignature is still its witness's, over the checkpoint that it stands beside."""
    rows = work.execute(
        select(Checkpoint.tree_size, Checkpoint.note, Cosignature.line, Cosignature.witness_key)
        .join(Checkpoint, Checkpoint.id == Cosignature.checkpoint_id)
        .where(Cosignature.agency_id == agency_id)
        .order_by(Checkpoint.tree_size)
    )
    for size, note, line, key in rows:
        try:
            cosigned_at(note + line, parse_witness_key(key))
        except BadCheckpoint:
            yield Finding(None, f"cosignature:{size}", key, line.strip())
