"""Objections to rewards and guidance: one's own, those one decides, and one in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.objections import ObjectionGround, ObjectionState, grounds_for
from ledger.errors import NotFound, sentence
from ledger.models.entries import Entry, EntrySubject
from ledger.models.objections import Objection
from ledger.models.people import Person
from ledger.queries.entries import is_reversed

NO_OBJECTION = sentence("Keberatan ini tidak ada.")
MOST_LISTED = 100


@dataclass(frozen=True, kw_only=True)
class ObjectionLine:
    """One line of a list; ``assignee`` is empty when nobody above may hear it."""

    id: int
    person: str
    ground: ObjectionGround
    state: ObjectionState
    title: str
    filed_at: datetime
    due_on: date | None
    assignee: str
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class ObjectionPage:
    """An objection as the person and its official read it; ``points`` are those that stand."""

    line: ObjectionLine
    entry_uid: str | None
    happened_on: date
    reason: str
    is_late: bool
    points: int
    decider: str
    decider_post: str
    decided_at: datetime | None
    decision_reason: str
    reversal_uid: str | None
    award_uid: str | None


def list_objections(actor: Actor) -> list[ObjectionLine]:
    """What the actor decides and what they filed, the open ones first, then the newest."""
    filer, assignee = aliased(Person), aliased(Person)
    rows = session().execute(
        select(Objection, filer.name, assignee.name)
        .join(filer, filer.id == Objection.person_id)
        .outerjoin(assignee, assignee.id == Objection.assignee_id)
        .where(*_concerning(actor))
        .order_by(Objection.state != ObjectionState.FILED, Objection.id.desc())
        .limit(MOST_LISTED)
    )
    return [_line(row, person, official, actor) for row, person, official in rows]


def number_of_objections(actor: Actor) -> ColumnElement[int] | None:
    """How many wait for the decision of the actor; None for accounts without a person."""
    if actor.person_id is None:
        return None
    return (
        select(func.count())
        .select_from(Objection)
        .where(
            Objection.agency_id == actor.agency_id,
            Objection.assignee_id == actor.person_id,
            Objection.state == ObjectionState.FILED,
        )
        .scalar_subquery()
    )


def get_objection(objection_id: int, *, actor: Actor) -> ObjectionPage:
    """Raises NotFound for everybody but the person and the official who hears it."""
    filer, assignee = aliased(Person), aliased(Person)
    points = (
        select(EntrySubject.points_delta)
        .join(Entry, Entry.id == EntrySubject.entry_id)
        .where(
            Entry.agency_id == Objection.agency_id,
            Entry.uid == Objection.entry_uid,
            EntrySubject.person_id == Objection.person_id,
        )
        .scalar_subquery()
    )
    found = (
        session()
        .execute(
            select(Objection, filer.name, assignee.name, points)
            .join(filer, filer.id == Objection.person_id)
            .outerjoin(assignee, assignee.id == Objection.assignee_id)
            .where(Objection.id == objection_id, *_concerning(actor))
        )
        .one_or_none()
    )
    if found is None:
        raise NotFound(NO_OBJECTION)
    row, person, official, recorded = found
    then: dict[str, Any] = row.official or {}
    return ObjectionPage(
        line=_line(row, person, official, actor),
        entry_uid=row.entry_uid,
        happened_on=row.happened_on,
        reason=row.reason,
        is_late=row.is_late,
        points=int(recorded or 0),
        decider=str(then.get("full_name") or then.get("name") or ""),
        decider_post=f"{then.get('capacity_label', '')} {then.get('position', '')}".strip(),
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        reversal_uid=row.reversal_uid,
        award_uid=row.award_uid,
    )


def objections_of_entry(uid: str, *, actor: Actor) -> list[ObjectionLine]:
    """What the actor objected against one entry, the newest first."""
    assignee = aliased(Person)
    rows = session().execute(
        select(Objection, assignee.name)
        .outerjoin(assignee, assignee.id == Objection.assignee_id)
        .where(Objection.person_id == (actor.person_id or 0), Objection.entry_uid == uid)
        .order_by(Objection.id.desc())
    )
    return [_line(row, actor.name, official, actor) for row, official in rows]


def open_grounds(
    uid: str, filed: Sequence[ObjectionLine], *, actor: Actor
) -> Sequence[ObjectionGround]:
    """What can be objected against an own entry now; nothing while one of ``filed`` waits."""
    entry = session().scalar(
        select(Entry).where(Entry.agency_id == actor.agency_id, Entry.uid == uid, ~is_reversed())
    )
    waits = any(one.state is ObjectionState.FILED for one in filed)
    if entry is None or waits:
        return ()
    return grounds_for(entry.kind, is_shared=is_shared(entry))


def is_shared(entry: Entry) -> bool:
    """Whether others got a share of the same award."""
    if entry.proposal_id is None:
        return False
    others = select(Entry.id).where(Entry.proposal_id == entry.proposal_id, Entry.id != entry.id)
    return session().scalar(others.limit(1)) is not None


def _concerning(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    me = actor.person_id or 0
    return (
        Objection.agency_id == actor.agency_id,
        or_(Objection.person_id == me, Objection.assignee_id == me),
    )


def _line(row: Objection, person: str, official: str | None, actor: Actor) -> ObjectionLine:
    return ObjectionLine(
        id=row.id,
        person=person,
        ground=row.ground,
        state=row.state,
        title=row.title,
        filed_at=row.filed_at,
        due_on=row.due_on,
        assignee=official or "",
        is_own=row.person_id == actor.person_id,
    )
