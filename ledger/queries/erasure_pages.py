"""The pages of erasures: requests with their entries, and what of a person can be erased."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.retention import (
    KINDS_OF_RECORD,
    ErasureBasis,
    ErasureGround,
    ErasureState,
    RecordKind,
    last_day_kept,
)
from ledger.errors import NotFound
from ledger.models.entries import Entry, EntrySubject, PrivateBody
from ledger.models.erasures import Erasure, ErasureItem, RetentionRule
from ledger.models.people import Person
from ledger.queries.erasures import ERASABLE_KINDS, NO_ERASURE, hold_on, rules_in_force


@dataclass(frozen=True, kw_only=True)
class ErasureLine:
    """One row of the list."""

    id: int
    number: str
    basis: ErasureBasis
    state: ErasureState
    person: str
    proposed_at: datetime
    entries: int


@dataclass(frozen=True, kw_only=True)
class ErasableEntry:
    """An entry of a person; ``kept_until`` is the last day the schedule wants it, if it says so."""

    uid: str
    kind: EntryKind
    title: str
    happened_on: date
    is_erased: bool
    kept_until: date | None


@dataclass(frozen=True, kw_only=True)
class ErasurePage:
    """One erasure; ``hold`` is why the law keeps the data for now."""

    line: ErasureLine
    person_id: int | None
    ground: ErasureGround | None
    asked_by: str
    letter_number: str
    letter_on: date | None
    proposer_id: int | None
    proposer: str
    decider: str
    decided_at: datetime | None
    decision_reason: str
    done_at: datetime | None
    rule_years: int | None
    rule_law: str
    #: Nothing of the ledger was erased, but what citizens sent.
    rule_is_citizen: bool
    entries: tuple[ErasableEntry, ...]
    hold: str


def count_erasures(agency_id: int) -> int:
    counted = select(func.count(Erasure.id)).where(Erasure.agency_id == agency_id)
    return session().scalar(counted) or 0


def list_erasures(agency_id: int, *, offset: int, limit: int) -> list[ErasureLine]:
    """The newest first."""
    rows = session().execute(
        select(Erasure, Person.name, _entry_count())
        .outerjoin(Person, Person.id == Erasure.person_id)
        .where(Erasure.agency_id == agency_id)
        .order_by(Erasure.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_line(erasure, name, count) for erasure, name, count in rows]


def get_erasure(erasure_id: int, *, actor: Actor, today: date) -> ErasurePage:
    """Raises NotFound, also to the person whom it is about."""
    proposer, decider = aliased(Person), aliased(Person)
    row = (
        session()
        .execute(
            select(Erasure, Person.name, _entry_count(), proposer.name, decider.name)
            .outerjoin(Person, Person.id == Erasure.person_id)
            .outerjoin(proposer, proposer.id == Erasure.proposed_by)
            .outerjoin(decider, decider.id == Erasure.decided_by)
            .where(Erasure.id == erasure_id, Erasure.agency_id == actor.agency_id)
        )
        .one_or_none()
    )
    if row is None or (actor.person_id is not None and row[0].person_id == actor.person_id):
        raise NotFound(NO_ERASURE)
    erasure, name, count, proposed_by, decided_by = row
    is_open = erasure.state is ErasureState.PROPOSED
    return ErasurePage(
        line=_line(erasure, name, count),
        person_id=erasure.person_id,
        ground=erasure.ground,
        asked_by=erasure.asked_by,
        letter_number=erasure.letter_number,
        letter_on=erasure.letter_on,
        proposer_id=erasure.proposed_by,
        proposer=proposed_by or "",
        decider=decided_by or "",
        decided_at=erasure.decided_at,
        decision_reason=erasure.decision_reason,
        done_at=erasure.done_at,
        rule_years=erasure.rule.years if erasure.rule else None,
        rule_law=erasure.rule.law if erasure.rule else "",
        rule_is_citizen=_speaks_of_citizens(erasure.rule),
        entries=_entries_of(erasure, today),
        hold=hold_on(session(), erasure.id) if is_open else "",
    )


def erasable_entries(person_id: int, *, agency_id: int, today: date) -> tuple[ErasableEntry, ...]:
    """What the ledger says of the person and may be erased here, the newest first."""
    rows = session().scalars(
        select(Entry)
        .join(EntrySubject, EntrySubject.entry_id == Entry.id)
        .where(
            EntrySubject.person_id == person_id,
            Entry.agency_id == agency_id,
            Entry.kind.in_(ERASABLE_KINDS),
        )
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
    )
    return _told(list(rows), agency_id, today)


def _entries_of(erasure: Erasure, today: date) -> tuple[ErasableEntry, ...]:
    rows = session().scalars(
        select(Entry)
        .join(ErasureItem, ErasureItem.entry_id == Entry.id)
        .where(ErasureItem.erasure_id == erasure.id)
        .order_by(Entry.happened_on, Entry.id)
    )
    return _told(list(rows), erasure.agency_id, today)


def _told(entries: list[Entry], agency_id: int, today: date) -> tuple[ErasableEntry, ...]:
    held = select(PrivateBody.entry_id).where(
        PrivateBody.entry_id.in_([entry.id for entry in entries])
    )
    whole = set(session().scalars(held))
    years = {
        kind: rule.years
        for rule in rules_in_force(agency_id, today)
        for kind in KINDS_OF_RECORD[rule.record_kind]
    }
    return tuple(
        ErasableEntry(
            uid=entry.uid,
            kind=entry.kind,
            title=str((entry.detail or {}).get("title", "")),
            happened_on=entry.happened_on,
            is_erased=entry.id not in whole,
            kept_until=_kept_until(entry, years.get(entry.kind)),
        )
        for entry in entries
    )


def _speaks_of_citizens(rule: RetentionRule | None) -> bool:
    return rule is not None and rule.record_kind is RecordKind.CITIZEN


def _kept_until(entry: Entry, years: int | None) -> date | None:
    return None if years is None else last_day_kept(entry.happened_on, years)


def _entry_count() -> ScalarSelect[int]:
    return (
        select(func.count(ErasureItem.entry_id))
        .where(ErasureItem.erasure_id == Erasure.id)
        .correlate(Erasure)
        .scalar_subquery()
    )


def _line(erasure: Erasure, name: str | None, count: int) -> ErasureLine:
    return ErasureLine(
        id=erasure.id,
        number=erasure.number,
        basis=erasure.basis,
        state=erasure.state,
        person=name or "",
        proposed_at=erasure.proposed_at,
        entries=count,
    )
