"""Nominations as lists and pages: own ones, those to check, and one with all that belongs to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.facts import FactKind
from ledger.domain.names import full_name, normalise_text
from ledger.domain.nominations import NominationState
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.events import AuditEvent, Draft
from ledger.models.nominations import Evidence, Nomination, NominationMember
from ledger.models.people import Person, Position, Unit
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.models.rules import Firing
from ledger.queries.reach import within_reach

NO_NOMINATION = sentence("Usulan ini tidak ada, atau bukan untuk Anda.")
NO_FILE = sentence("Berkas ini tidak ada, atau bukan untuk Anda.")
NO_DRAFT = sentence("Draf ini tidak ada, atau bukan milik Anda.")
RECENT_PEOPLE = 5
RECENT_FILES = 10


class Group(StrEnum):
    """How a nominator sorts what they sent; drafts are listed beside them."""

    WAITING = "waiting"
    RETURNED = "returned"
    DONE = "done"


_S = NominationState
GROUP_STATES: Mapping[Group, tuple[NominationState, ...]] = MappingProxyType(
    {
        Group.WAITING: (_S.SUBMITTED,),
        Group.RETURNED: (_S.RETURNED,),
        Group.DONE: (_S.ACCEPTED, _S.REJECTED, _S.WITHDRAWN),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationLine:
    id: int
    number: str
    title: str
    state: NominationState
    nominee: str
    nominator: str
    unit: str
    happened_on: date
    submitted_at: datetime | None
    evidence_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWord:
    """A person as a form names them."""

    id: int
    name: str
    position: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class NominationPage:
    """One nomination; ``is_own`` for who sent it, ``is_checked_by`` for HR who may judge it."""

    nomination: Nomination
    nominator: str
    unit: str
    members: Sequence[tuple[PersonWord, int]]
    evidence: Sequence[Evidence]
    events: Sequence[AuditEvent]
    is_own: bool
    is_checked_by: bool


def count_own(actor: Actor) -> dict[Group, int]:
    """How many nominations the actor sent, by group."""
    rows = session().execute(
        select(Nomination.state, func.count().label("many"))
        .where(_own(actor))
        .group_by(Nomination.state)
    )
    by_state = {row.state: row.many for row in rows}
    return {
        group: sum(by_state.get(state, 0) for state in states)
        for group, states in GROUP_STATES.items()
    }


def number_returned(actor: Actor) -> ScalarSelect[int]:
    """How many of the actor's nominations wait to be mended."""
    mine = (_own(actor), Nomination.state == _S.RETURNED)
    return select(func.count(Nomination.id)).where(*mine).scalar_subquery()


def list_own(actor: Actor, group: Group, *, offset: int, limit: int) -> list[NominationLine]:
    """The actor's own nominations of a group, the latest first."""
    wanted = and_(_own(actor), Nomination.state.in_(GROUP_STATES[group]))
    return _lines(wanted, Nomination.id.desc(), offset, limit)


def count_to_check(actor: Actor) -> int:
    """How many nominations the actor may check now."""
    return session().scalar(select(number_to_check(actor))) or 0


def number_to_check(actor: Actor) -> ScalarSelect[int]:
    """The same number as a part of a larger statement."""
    return select(func.count(Nomination.id)).where(_to_check(actor)).scalar_subquery()


def list_to_check(actor: Actor, *, offset: int, limit: int) -> list[NominationLine]:
    """What waits for HR, the oldest first, without what the actor sent or is part of."""
    return _lines(_to_check(actor), Nomination.submitted_at, offset, limit)


def get_nomination_page(nomination_id: int, actor: Actor) -> NominationPage:
    """A nomination for who sent it, HR of the unit and who decides on it; raises NotFound.

    The team does not read it: what is written there is for those who decide.
    """
    nominator = aliased(Person)
    row = (
        session()
        .execute(
            select(Nomination, nominator.name, Unit.name, _decides(actor))
            .join(nominator, nominator.id == Nomination.nominator_id)
            .join(Unit, Unit.id == Nomination.unit_id)
            .where(Nomination.id == nomination_id, Nomination.agency_id == actor.agency_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_NOMINATION)
    nomination, nominator_name, unit_name, decides = row
    members = _members(nomination_id)
    is_member = actor.person_id in {person.id for person, _ in members}
    is_own = actor.person_id == nomination.nominator_id
    is_hr = actor.has_role(Role.HR, nomination.unit_id)
    if is_member or not (is_own or is_hr or decides):
        raise NotFound(NO_NOMINATION)
    return NominationPage(
        nomination=nomination,
        nominator=nominator_name,
        unit=unit_name,
        members=members,
        evidence=list_evidence("nomination", nomination_id),
        events=_events(nomination_id),
        is_own=is_own,
        is_checked_by=is_hr and not is_own and nomination.state is _S.SUBMITTED,
    )


def get_file(evidence_id: int, actor: Actor) -> Evidence:
    """A file of a nomination, or of one's own draft; raises NotFound like the page it is on."""
    row = session().scalar(
        select(Evidence).where(
            Evidence.id == evidence_id,
            Evidence.agency_id == actor.agency_id,
            Evidence.sha256.is_not(None),
        )
    )
    if row is None:
        raise NotFound(NO_FILE)
    mine = row.added_by is not None and row.added_by == actor.account_id
    if row.subject_kind == "nomination":
        get_nomination_page(row.subject_id, actor)
    elif row.subject_kind != "draft" or not mine:
        raise NotFound(NO_FILE)
    return row


def list_evidence(subject_kind: str, subject_id: int) -> Sequence[Evidence]:
    """The files of a record, in the order they came."""
    return (
        session()
        .scalars(
            select(Evidence)
            .where(Evidence.subject_kind == subject_kind, Evidence.subject_id == subject_id)
            .order_by(Evidence.id)
        )
        .all()
    )


def list_own_files(actor: Actor) -> Sequence[Evidence]:
    """The latest files the actor gave as evidence of nominations, each once, to be used again."""
    newest = (
        select(func.max(Evidence.id))
        .where(
            Evidence.added_by == actor.account_id,
            Evidence.subject_kind == "nomination",
            Evidence.sha256.is_not(None),
        )
        .group_by(Evidence.sha256)
    )
    return (
        session()
        .scalars(
            select(Evidence)
            .where(Evidence.id.in_(newest))
            .order_by(Evidence.id.desc())
            .limit(RECENT_FILES)
        )
        .all()
    )


def list_recent_nominees(actor: Actor) -> list[PersonWord]:
    """Whom the actor nominated last, else the first of their own staff: likely the next ones."""
    latest = (
        select(Nomination.nominee_id, func.max(Nomination.id).label("last"))
        .where(_own(actor))
        .group_by(Nomination.nominee_id)
        .order_by(func.max(Nomination.id).desc())
        .limit(RECENT_PEOPLE)
    )
    ids = [row.nominee_id for row in session().execute(latest)]
    if not ids:
        staff = select(Person.id).where(Person.superior_id == actor.person_id)
        ids = list(session().scalars(staff.order_by(Person.name).limit(RECENT_PEOPLE)))
    words = find_people(ids, agency_id=actor.agency_id)
    return [words[person_id] for person_id in ids if person_id in words]


def find_people(person_ids: Collection[int], *, agency_id: int) -> dict[int, PersonWord]:
    """Several people of the agency by id, those who are not there left out."""
    if not person_ids:
        return {}
    rows = session().execute(
        select(Person, Position.title, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.id.in_(person_ids), Person.agency_id == agency_id)
    )
    return {person.id: _word(person, title, unit) for person, title, unit in rows}


def find_same_title(nominee_id: int, title: str, year: int, *, agency_id: int) -> str | None:
    """The number of the live nomination with this title in the round, if there is one."""
    return session().scalar(
        select(Nomination.number).where(
            Nomination.agency_id == agency_id,
            Nomination.nominee_id == nominee_id,
            Nomination.title_key == normalise_text(title).casefold(),
            Nomination.round_key == f"{year:04d}",
            Nomination.state.in_((_S.SUBMITTED, _S.ACCEPTED, _S.RETURNED)),
        )
    )


def get_draft(token: str, *, kind: str, actor: Actor) -> Draft:
    """The actor's own draft; raises NotFound."""
    draft = session().scalar(
        select(Draft).where(
            Draft.token == token, Draft.kind == kind, Draft.account_id == actor.account_id
        )
    )
    if draft is None:
        raise NotFound(NO_DRAFT)
    return draft


def list_drafts(kind: str, actor: Actor) -> Sequence[Draft]:
    """What the actor typed and never sent, the latest first."""
    return (
        session()
        .scalars(
            select(Draft)
            .where(
                Draft.kind == kind,
                Draft.account_id == actor.account_id,
                Draft.sent_as.is_(None),
            )
            .order_by(Draft.updated_at.desc(), Draft.id.desc())
        )
        .all()
    )


def _own(actor: Actor) -> ColumnElement[bool]:
    return and_(Nomination.agency_id == actor.agency_id, Nomination.nominator_id == actor.person_id)


def _to_check(actor: Actor) -> ColumnElement[bool]:
    is_member = exists().where(
        NominationMember.nomination_id == Nomination.id,
        NominationMember.person_id == actor.person_id,
    )
    return and_(
        Nomination.agency_id == actor.agency_id,
        Nomination.state == _S.SUBMITTED,
        within_reach(Nomination.unit_id, actor, Role.HR),
        Nomination.nominator_id != actor.person_id,
        ~is_member,
    )


def _decides(actor: Actor) -> ColumnElement[bool]:
    """Whether one of the steps on what came of it is the actor's."""
    return (
        exists()
        .where(Firing.fact_kind == FactKind.NOMINATION_ACCEPTED)
        .where(Firing.fact_id == Nomination.id, Firing.agency_id == Nomination.agency_id)
        .where(Proposal.firing_id == Firing.id, ApprovalStep.proposal_id == Proposal.id)
        .where(
            or_(
                ApprovalStep.assignee_id == actor.person_id,
                ApprovalStep.decided_by == actor.person_id,
                ApprovalStep.unit_id.in_([post.unit_id for post in actor.posts]),
            )
        )
    )


def _lines(
    wanted: ColumnElement[bool], order: Any, offset: int, limit: int
) -> list[NominationLine]:
    nominee, nominator = aliased(Person), aliased(Person)
    files = (
        select(func.count(Evidence.id))
        .where(Evidence.subject_kind == "nomination", Evidence.subject_id == Nomination.id)
        .scalar_subquery()
    )
    rows: Select[*tuple[Any, ...]] = (
        select(Nomination, nominee.name, nominator.name, Unit.name, files)
        .join(nominee, nominee.id == Nomination.nominee_id)
        .join(nominator, nominator.id == Nomination.nominator_id)
        .join(Unit, Unit.id == Nomination.unit_id)
        .where(wanted)
    )
    found = session().execute(rows.order_by(order, Nomination.id).offset(offset).limit(limit))
    return [
        NominationLine(
            id=one.id,
            number=one.number,
            title=one.title,
            state=one.state,
            nominee=nominee_name,
            nominator=nominator_name,
            unit=unit_name,
            happened_on=one.happened_on,
            submitted_at=one.submitted_at,
            evidence_count=many,
        )
        for one, nominee_name, nominator_name, unit_name, many in found
    ]


def _members(nomination_id: int) -> list[tuple[PersonWord, int]]:
    rows = session().execute(
        select(Person, Position.title, Unit.name, NominationMember.share_percent)
        .join(NominationMember, NominationMember.person_id == Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(NominationMember.nomination_id == nomination_id)
        .order_by(NominationMember.id)
    )
    return [(_word(person, title, unit), share) for person, title, unit, share in rows]


def _events(nomination_id: int) -> Sequence[AuditEvent]:
    return (
        session()
        .scalars(
            select(AuditEvent)
            .where(AuditEvent.subject_kind == "nomination", AuditEvent.subject_id == nomination_id)
            .order_by(AuditEvent.id)
        )
        .all()
    )


def _word(person: Person, title: str | None, unit: str) -> PersonWord:
    name = full_name(person.name, person.title_before, person.title_after)
    return PersonWord(id=person.id, name=name, position=title or "", unit=unit)
