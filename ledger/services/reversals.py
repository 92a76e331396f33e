"""Corrections: an entry is never changed; another one takes it back, and what followed from it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.periods import local_day
from ledger.domain.posting_commands import PostEntry
from ledger.domain.postings import PostingLine, reversal_of
from ledger.domain.refusals import sentence_for
from ledger.errors import RuleRefused, sentence
from ledger.models.entries import Entry, EntrySubject, MeritAccount, Posting
from ledger.models.people import Agency
from ledger.queries.entries import get_entry
from ledger.services.documents import revoke_documents_of_entry
from ledger.services.entries import post_or_find
from ledger.services.events import record_event
from ledger.services.retries import retried

_ONCE = "uq_entry_agency_id_reverses_uid"


@retried
def reverse_entry(
    uid: str, *, reason: str, proposal_id: int | None, actor: Actor, now: datetime
) -> str:
    """Post the mirror of an entry and revoke its documents; return the correction's uid.

    It stands in the period of what it corrects and takes effect today. Badges and guidance are
    taken back by it, because only entries in force count. Asked again for the same proposal it
    answers the same uid; otherwise RuleRefused says that the entry was corrected before. A
    correction itself is never reversed: what is right is posted anew.
    """
    with transaction() as work:
        original = get_entry(uid, agency_id=actor.agency_id)
        _require_reversible(work, original, proposal_id)
        command = _mirror(work, original, reason, proposal_id, actor, now)
        reversal_uid, is_new = post_or_find(command, actor=actor, now=now)
        if not is_new:
            return reversal_uid
        revoke_documents_of_entry(uid, reason=reason, actor=actor, now=now)
        record_event(
            "entry:reversal:posted",
            subject_kind="entry",
            subject_id=original.id,
            actor=actor,
            now=now,
            data={"uid": reversal_uid, "reverses": uid},
        )
    return reversal_uid


def _require_reversible(work: Session, original: Entry, proposal_id: int | None) -> None:
    if original.kind is EntryKind.REVERSAL:
        raise RuleRefused(
            sentence("Koreksi tidak dapat dikoreksi lagi. Ajukan usulan baru yang benar."),
            constraint="ck_entry_reversal_is_final",
        )
    later = work.scalar(
        select(Entry).where(
            Entry.agency_id == original.agency_id, Entry.reverses_uid == original.uid
        )
    )
    if later is not None and later.idempotency_key != _key(original, proposal_id):
        raise RuleRefused(sentence_for(_ONCE), constraint=_ONCE)


def _mirror(
    work: Session,
    original: Entry,
    reason: str,
    proposal_id: int | None,
    actor: Actor,
    now: datetime,
) -> PostEntry:
    return PostEntry(
        kind=EntryKind.REVERSAL,
        idempotency_key=_key(original, proposal_id),
        happened_on=original.happened_on,
        decided_at=now,
        effective_on=local_day(now, _zone(work, original)),
        unit_id=original.unit_id,
        person_id=original.person_id,
        subjects=_subjects(work, original),
        decided_by=actor.person_id,
        proposal_id=proposal_id,
        facts={"reversed_kind": original.kind.value},
        lines=_lines(work, original),
        detail={"reversed_kind": original.kind.value},
        reason_private={"reason": reason} if reason else None,
        reverses_uid=original.uid,
    )


def _key(original: Entry, proposal_id: int | None) -> str:
    return f"reversal:{original.uid}:{proposal_id or ''}"


def _zone(work: Session, original: Entry) -> str:
    return work.scalars(select(Agency.zone).where(Agency.id == original.agency_id)).one()


def _subjects(work: Session, original: Entry) -> tuple[tuple[int, int], ...]:
    rows = work.execute(
        select(EntrySubject.person_id, EntrySubject.points_delta)
        .where(EntrySubject.entry_id == original.id)
        .order_by(EntrySubject.person_id)
    )
    return tuple((person_id, -points) for person_id, points in rows)


def _lines(work: Session, original: Entry) -> tuple[PostingLine, ...]:
    rows = work.execute(
        select(MeritAccount.ref, Posting.points_delta)
        .join(Posting, Posting.account_id == MeritAccount.id)
        .where(Posting.entry_id == original.id)
    )
    return reversal_of(PostingLine(ref, points) for ref, points in rows)
