"""Carrying an approved erasure out: the ledger says it first, then the words are gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.periods import local_day
from ledger.domain.posting_commands import PostEntry
from ledger.domain.retention import (
    ERASURE_LABELS,
    ERASURE_TRANSITIONS,
    ErasureBasis,
    ErasureEvent,
    erased_key,
)
from ledger.domain.transitions import follow
from ledger.gateways.files import FileStore
from ledger.models.entries import Entry, PrivateBody
from ledger.models.erasures import Erasure, ErasureItem
from ledger.models.people import Agency
from ledger.queries.submissions_due import DueSubmission
from ledger.services.entries import post_entry
from ledger.services.erasures.copies import erase_copies
from ledger.services.erasures.submissions import erase_commendation, erase_complaint
from ledger.services.events import record_event

#: What stands in the ledger for the schedule; a request gives its own ground.
BY_SCHEDULE = "jadwal-retensi-arsip"


def carry_out(
    work: Session, erasure: Erasure, *, files: FileStore, actor: Actor, now: datetime
) -> int:
    """Erase what an approved erasure names, in the caller's transaction; says how many entries.

    Each erased entry gets an entry of its own: its uid, which parts, on which ground, and nothing
    about a person. Entries of which nothing is left to erase are passed over.
    """
    zone = work.scalars(select(Agency.zone).where(Agency.id == erasure.agency_id)).one()
    parts, today = _parts_left(work, erasure.id), local_day(now, zone)
    for entry, names in parts:
        post_entry(
            PostEntry(
                kind=EntryKind.DATA_ERASED,
                idempotency_key=erased_key(entry.uid),
                happened_on=today,
                decided_at=now,
                unit_id=entry.unit_id,
                decided_by=erasure.decided_by,
                reason_code=_ground(erasure),
                facts={"erases": entry.uid, "parts": "+".join(names), "erasure": erasure.number},
            ),
            actor=actor,
            now=now,
        )
    work.flush()
    named = select(ErasureItem.entry_id).where(ErasureItem.erasure_id == erasure.id)
    work.execute(delete(PrivateBody).where(PrivateBody.entry_id.in_(named)))
    erase_copies(work, [entry for entry, _ in parts], files=files, on=today)
    _finish(work, erasure, {"entries": len(parts)}, actor, now)
    return len(parts)


def carry_out_submissions(
    work: Session,
    erasure: Erasure,
    submissions: Sequence[DueSubmission],
    *,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> None:
    """Empty what citizens sent, in the caller's transaction.

    It was never sealed, so the trail says it instead of the ledger: which, how many files, and the
    number and ground of the erasure.
    """
    zone = work.scalars(select(Agency.zone).where(Agency.id == erasure.agency_id)).one()
    today = local_day(now, zone)
    for one in submissions:
        erase = erase_commendation if one.kind == "commendation" else erase_complaint
        gone = erase(work, one.id, files=files, on=today)
        record_event(
            f"{one.kind}:data:erased",
            subject_kind=one.kind,
            subject_id=one.id,
            actor=actor,
            now=now,
            data={"erasure": erasure.number, "ground": _ground(erasure), "files": gone},
        )
    _finish(work, erasure, {"submissions": len(submissions)}, actor, now)


def _finish(
    work: Session, erasure: Erasure, counts: dict[str, int], actor: Actor, now: datetime
) -> None:
    erasure.state = follow(
        ERASURE_TRANSITIONS, ERASURE_LABELS, erasure.state, ErasureEvent.CARRY_OUT
    )
    erasure.done_at = now
    work.flush()
    record_event(
        "erasure:data:erased",
        subject_kind="erasure",
        subject_id=erasure.id,
        actor=actor,
        now=now,
        data={"number": erasure.number, **counts},
    )


def _ground(erasure: Erasure) -> str:
    if erasure.basis is ErasureBasis.SCHEDULE or erasure.ground is None:
        return BY_SCHEDULE
    return erasure.ground.value


def _parts_left(work: Session, erasure_id: int) -> Sequence[tuple[Entry, list[str]]]:
    rows = work.execute(
        select(Entry, PrivateBody.part)
        .join(ErasureItem, ErasureItem.entry_id == Entry.id)
        .join(PrivateBody, PrivateBody.entry_id == Entry.id)
        .where(ErasureItem.erasure_id == erasure_id)
        .order_by(Entry.id, PrivateBody.part)
    )
    found: dict[int, tuple[Entry, list[str]]] = {}
    for entry, part in rows:
        found.setdefault(entry.id, (entry, []))[1].append(part)
    return list(found.values())
