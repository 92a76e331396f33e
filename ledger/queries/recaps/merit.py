"""Awards, points and people of a period, set by set."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.entries import EntryKind
from ledger.domain.people import PersonKind, PersonState
from ledger.domain.periods import Period
from ledger.domain.proposals import MeritAccountKind
from ledger.models.documents import Document
from ledger.models.entries import Entry, EntrySubject, MeritAccount, Posting
from ledger.models.people import Person, Position
from ledger.models.rules import RuleVersion
from ledger.queries.recaps.pictures import AS_THINGS_STAND, Picture, counts_in

AWARD_KINDS = (EntryKind.AWARD_POINTS, EntryKind.AWARD_BADGE, EntryKind.AWARD_DOCUMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """One award in force to one person, or to the unit itself when ``person_id`` is None."""

    uid: str
    happened_on: date
    unit_id: int
    person_id: int | None
    name: str
    nip: str
    title: str
    points: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A person who can earn merit, as they are when the recap is made."""

    id: int
    unit_id: int
    name: str
    nip: str
    position: str


def awards_of(
    agency_id: int,
    unit_ids: Collection[int] | None,
    period: Period,
    picture: Picture = AS_THINGS_STAND,
) -> list[AwardRow]:
    """What was awarded for what happened in the period, and was not taken back."""
    paper = aliased(Document)
    rows = session().execute(
        select(
            Entry.uid,
            Entry.happened_on,
            Entry.unit_id,
            EntrySubject.person_id,
            EntrySubject.points_delta,
            Entry.detail,
            Person.name,
            Person.nip,
            RuleVersion.title,
            Posting.points_delta.label("unit_points"),
            paper.number,
        )
        .outerjoin(EntrySubject, EntrySubject.entry_id == Entry.id)
        .outerjoin(Person, Person.id == EntrySubject.person_id)
        .outerjoin(RuleVersion, RuleVersion.id == Entry.rule_version_id)
        .outerjoin(Posting, and_(Posting.entry_id == Entry.id, _of_unit(agency_id)))
        .outerjoin(
            paper,
            and_(
                paper.agency_id == agency_id,
                paper.kind == DocumentKind.CERTIFICATE,
                paper.entry_uid == Entry.uid,
                # Of a certificate that was replaced only the one that took its place counts.
                paper.state != DocumentState.SUPERSEDED,
            ),
        )
        .where(*_awarded(agency_id, unit_ids, period, picture))
        .order_by(Entry.happened_on, Entry.id, EntrySubject.person_id)
    )
    return [_award(row) for row in rows if row.unit_id is not None]


def count_awards(agency_id: int, unit_ids: Collection[int] | None, period: Period) -> int:
    """How many awards ``awards_of`` would give."""
    rows = (
        select(func.count(Entry.id))
        .outerjoin(EntrySubject, EntrySubject.entry_id == Entry.id)
        .where(*_awarded(agency_id, unit_ids, period))
    )
    return session().scalar(rows) or 0


def staff_of(agency_id: int, unit_ids: Collection[int] | None) -> list[StaffRow]:
    """Everybody who serves in the units now, by name; who only decides is left out."""
    conditions = [
        Person.agency_id == agency_id,
        Person.state == PersonState.ACTIVE,
        Person.kind != PersonKind.PEJABAT_NEGARA,
    ]
    if unit_ids is not None:
        conditions.append(Person.unit_id.in_(unit_ids))
    rows = session().execute(
        select(Person.id, Person.unit_id, Person.name, Person.nip, Position.title)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(*conditions)
        .order_by(Person.name, Person.id)
    )
    return [
        StaffRow(
            id=row.id,
            unit_id=row.unit_id,
            name=row.name,
            nip=row.nip or "",
            position=row.title or "",
        )
        for row in rows
    ]


def _award(row: Row[Any]) -> AwardRow:
    return AwardRow(
        uid=row.uid,
        happened_on=row.happened_on,
        unit_id=row.unit_id,
        person_id=row.person_id,
        name=row.name or "",
        nip=row.nip or "",
        title=(row.detail or {}).get("title") or row.title or "",
        points=(row.points_delta if row.person_id else row.unit_points) or 0,
        number=row.number or "",
    )


def _of_unit(agency_id: int) -> ColumnElement[bool]:
    """The line of an entry on the account of a unit as such."""
    accounts = select(MeritAccount.id).where(
        MeritAccount.agency_id == agency_id, MeritAccount.kind == MeritAccountKind.UNIT
    )
    return Posting.account_id.in_(accounts)


def _awarded(
    agency_id: int,
    unit_ids: Collection[int] | None,
    period: Period,
    picture: Picture = AS_THINGS_STAND,
) -> list[ColumnElement[bool]]:
    conditions = [
        Entry.agency_id == agency_id,
        Entry.kind.in_(AWARD_KINDS),
        Entry.happened_on >= period.start,
        Entry.happened_on < period.end,
        Entry.unit_id.is_not(None),
        counts_in(picture),
    ]
    return conditions if unit_ids is None else [*conditions, Entry.unit_id.in_(unit_ids)]
