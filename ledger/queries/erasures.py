"""Which records are due for erasure, which are held, and what an erased entry says of itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from ledger.database import session
from ledger.domain.approvals import WAITING_STATES
from ledger.domain.canonical import read_canonical
from ledger.domain.entries import EntryKind
from ledger.domain.retention import KINDS_OF_RECORD, RecordKind, erased_key, newest_day_due
from ledger.errors import sentence
from ledger.models.cases import Case
from ledger.models.documents import Document
from ledger.models.entries import Entry, EntrySubject, PrivateBody
from ledger.models.erasures import ErasureItem, RetentionRule
from ledger.models.proposals import Proposal
from ledger.queries.submissions_due import count_due_submissions

NO_ERASURE = sentence("Permintaan penghapusan ini tidak ada.")
CASE_OPEN = sentence("ada kasus disiplin tentang pegawai ini yang belum selesai.")
CORRECTION_WAITS = sentence("koreksi atas salah satu entrinya masih menunggu keputusan.")
ERASABLE_KINDS = tuple(kind for kinds in KINDS_OF_RECORD.values() for kind in kinds)


@dataclass(frozen=True, kw_only=True)
class DueRecord:
    """An entry whose time is over, with its corrections and papers."""

    rule_id: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class RetentionLine:
    """One line of the schedule as it stands today, and how many records are due by it.

    ``due`` counts what would be erased even while the line waits to be confirmed.
    """

    id: int
    record_kind: RecordKind
    valid_from: date
    years: int
    law: str
    is_confirmed: bool
    is_in_force: bool
    due: int


@dataclass(frozen=True, kw_only=True)
class ErasedNote:
    """What the ledger says of an erased entry: when, on which ground, by which erasure."""

    day: date
    ground: str
    number: str
    uid: str


def record_of(work: Session, uid: str, *, agency_id: int, person_id: int | None) -> list[Entry]:
    """The entry with its corrections and the entries of its papers; nothing when it is no record.

    With ``person_id`` the entry must be about that person alone or among others.
    """
    head = work.scalar(
        select(Entry).where(
            Entry.agency_id == agency_id, Entry.uid == uid, Entry.kind.in_(ERASABLE_KINDS)
        )
    )
    if head is None or (person_id is not None and not _is_about(work, head.id, person_id)):
        return []
    return [head, *_followers(work, head)]


def hold_on(work: Session, erasure_id: int) -> str:
    """Why the law keeps one of the entries for now; empty when nothing does."""
    of_erasure = (ErasureItem.erasure_id == erasure_id, ErasureItem.entry_id == Entry.id)
    about_open = select(Entry.id).join(ErasureItem, ErasureItem.entry_id == Entry.id)
    if work.scalar(about_open.where(*of_erasure, _in_open_case()).limit(1)):
        return CASE_OPEN
    if work.scalar(about_open.where(*of_erasure, _correction_waits()).limit(1)):
        return CORRECTION_WAITS
    return ""


def due_records(agency_id: int, *, today: date, limit: int) -> list[DueRecord]:
    """Records to erase by the confirmed lines in force, the oldest first, at most ``limit``."""
    found: list[DueRecord] = []
    work = session()
    for rule in rules_in_force(agency_id, today):
        if rule.confirmed_by is None:
            continue
        heads = work.scalars(
            _due_heads(rule, today).order_by(Entry.happened_on, Entry.id).limit(limit - len(found))
        ).all()
        found += [
            DueRecord(rule_id=rule.id, entries=(head, *_followers(work, head))) for head in heads
        ]
        if len(found) >= limit:
            break
    return found


def retention_lines(agency_id: int, *, today: date) -> list[RetentionLine]:
    """Every line of the schedule, those in force first within their kind."""
    in_force = {rule.id for rule in rules_in_force(agency_id, today)}
    rules = session().scalars(
        select(RetentionRule)
        .where(RetentionRule.agency_id == agency_id)
        .order_by(RetentionRule.record_kind, RetentionRule.valid_from.desc())
    )
    return [
        RetentionLine(
            id=rule.id,
            record_kind=rule.record_kind,
            valid_from=rule.valid_from,
            years=rule.years,
            law=rule.law,
            is_confirmed=rule.confirmed_by is not None,
            is_in_force=rule.id in in_force,
            due=_count_due(rule, today) if rule.id in in_force else 0,
        )
        for rule in rules.all()
    ]


def erased_notes(uids: Collection[str], *, agency_id: int) -> dict[str, ErasedNote]:
    """What the ledger says of those of the entries that were erased, by uid."""
    keys = {erased_key(uid): uid for uid in uids}
    rows = session().execute(
        select(Entry.idempotency_key, Entry.happened_on, Entry.body, Entry.uid).where(
            Entry.agency_id == agency_id,
            Entry.kind == EntryKind.DATA_ERASED,
            Entry.idempotency_key.in_(keys),
        )
    )
    return {keys[key]: _note(day, body, uid) for key, day, body, uid in rows}


def _note(day: date, body: bytes, uid: str) -> ErasedNote:
    said = read_canonical(body)
    number = str(said.get("facts", {}).get("erasure", ""))
    return ErasedNote(day=day, ground=str(said.get("reason", "")), number=number, uid=uid)


def _is_about(work: Session, entry_id: int, person_id: int) -> bool:
    return work.get(EntrySubject, (entry_id, person_id)) is not None


def _followers(work: Session, head: Entry) -> Sequence[Entry]:
    """The correction of an entry, and what the ledger says of its papers."""
    papers = work.execute(
        select(Document.id).where(
            Document.agency_id == head.agency_id, Document.entry_uid == head.uid
        )
    ).scalars()
    keys = [f"document:{id_}:{what}" for id_ in papers for what in ("issued", "revoked")]
    followers = or_(Entry.reverses_uid == head.uid, Entry.idempotency_key.in_(keys))
    return work.scalars(
        select(Entry).where(Entry.agency_id == head.agency_id, followers).order_by(Entry.id)
    ).all()


def rules_in_force(agency_id: int, today: date) -> list[RetentionRule]:
    """Of each kind the newest line that holds today; a confirmed one goes before one that waits."""
    rows = session().scalars(
        select(RetentionRule)
        .where(RetentionRule.agency_id == agency_id, RetentionRule.valid_from <= today)
        .order_by(RetentionRule.valid_from)
    )
    chosen: dict[RecordKind, RetentionRule] = {}
    for rule in rows:
        before = chosen.get(rule.record_kind)
        if before is None or before.confirmed_by is None or rule.confirmed_by is not None:
            chosen[rule.record_kind] = rule
    return list(chosen.values())


def _count_due(rule: RetentionRule, today: date) -> int:
    if rule.record_kind is RecordKind.CITIZEN:
        return count_due_submissions(rule.agency_id, rule.years, today=today)
    return _count(_due_heads(rule, today))


def _due_heads(rule: RetentionRule, today: date) -> Select[Entry]:
    """The entries of the kind whose own day, and the day of every paper of theirs, is long ago."""
    until = newest_day_due(today, rule.years)
    younger_paper = exists().where(
        Document.agency_id == Entry.agency_id,
        Document.entry_uid == Entry.uid,
        Document.dated_on > until,
    )
    there = exists().where(PrivateBody.entry_id == Entry.id)
    return select(Entry).where(
        Entry.agency_id == rule.agency_id,
        Entry.kind.in_(KINDS_OF_RECORD[rule.record_kind]),
        Entry.happened_on <= until,
        there,
        ~younger_paper,
        ~_in_open_case(),
        ~_correction_waits(),
    )


def _in_open_case() -> ColumnElement[bool]:
    return exists().where(
        EntrySubject.entry_id == Entry.id,
        Case.subject_id == EntrySubject.person_id,
        Case.closed_at.is_(None),
    )


def _correction_waits() -> ColumnElement[bool]:
    return exists().where(
        and_(
            Proposal.agency_id == Entry.agency_id,
            Proposal.reverses_uid == Entry.uid,
            Proposal.state.in_(WAITING_STATES),
        )
    )


def _count(query: Select[Entry]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0
