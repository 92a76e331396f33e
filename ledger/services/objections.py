"""Objecting to a reward or to guidance, and deciding on it: by correction and new entry."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.calendars import YearNotLoaded
from ledger.domain.documents import DocumentKind
from ledger.domain.entries import EntryKind
from ledger.domain.interlocks import purpose_of
from ledger.domain.objections import (
    ANSWER_DAYS,
    ANSWER_DAYS_KEY,
    FILE_DAYS,
    FILE_DAYS_KEY,
    OBJECTION_LABELS,
    OBJECTION_TRANSITIONS,
    DecideObjection,
    FileObjection,
    ObjectionEvent,
    ObjectionGround,
    ObjectionState,
    grounds_for,
    require_not_later,
    require_points,
)
from ledger.domain.posting_commands import AwardShare, PostAward
from ledger.domain.retention import is_erased_context
from ledger.domain.transitions import follow
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.documents import Document
from ledger.models.entries import Entry, EntrySubject
from ledger.models.objections import Objection
from ledger.models.people import Person
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.entries import is_reversed
from ledger.queries.objections import NO_OBJECTION, is_shared
from ledger.queries.standing import require_own_entry
from ledger.services.awards import post_award
from ledger.services.calendars import calendar_of_unit
from ledger.services.days import agency_today
from ledger.services.events import notify, record_event
from ledger.services.interlocks import held_people
from ledger.services.officials import official_snapshot, person_snapshot
from ledger.services.reissues import renew_certificate
from ledger.services.reversals import reverse_entry
from ledger.services.settings import setting_value
from ledger.services.superiors import ladder_of

NOT_OPEN_TO_IT = sentence("Terhadap entri ini tidak diajukan keberatan di sini.")
CORRECTED = sentence("Entri ini sudah dikoreksi, jadi tidak ada lagi yang dapat diberatkan.")
WAITS = sentence("Keberatan Anda atas entri ini sudah diajukan dan menunggu putusan.")
WRONG_GROUND = sentence("Pilih alasan keberatan yang sesuai dengan entri ini")
NOT_ASSIGNED = sentence("Keberatan ini diputus oleh pejabat lain.")
HELD = sentence("Belum dapat dikabulkan: penghargaan ini menunggu pemeriksaan kepegawaian.")
TOLD_OFFICIAL = sentence("Ada keberatan yang menunggu putusan Anda.")
TOLD_PERSON = sentence("Keberatan Anda sudah diputus.")


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What granting left in the ledger."""

    reversal_uid: str | None = None
    award_uid: str | None = None


def file_objection(command: FileObjection, *, actor: Actor, now: datetime) -> int:
    """Keep the objection, give it its official and its last day, and return its id.

    Raises NotFound for an entry of somebody else, InvalidInput for a ground that does not fit,
    RuleRefused for what was corrected already, Conflict while another one waits.
    """
    if actor.person_id is None:
        raise NotFound(NO_OBJECTION)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        objection = _about(work, command, actor, today)
        excluded = _deciders(work, objection)
        official = ladder_of(actor.person_id, on=today).superior(excluded)
        objection.assignee_id = official.person_id if official else None
        objection.filed_at = now
        objection.due_on = _last_day(
            actor, today, days=_days(actor, ANSWER_DAYS_KEY, ANSWER_DAYS, today)
        )
        work.add(objection)
        work.flush()
        _record("filed", objection, actor, now)
        if objection.assignee_id is not None:
            _tell(objection, objection.assignee_id, TOLD_OFFICIAL, "filed", now)
        return objection.id


def withdraw_objection(objection_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an own objection back while nobody decided it; raises NotFound, InvalidTransition."""
    with transaction() as work:
        objection = _get(work, objection_id, actor)
        if objection.person_id != actor.person_id:
            raise NotFound(NO_OBJECTION)
        objection.state = follow(
            OBJECTION_TRANSITIONS, OBJECTION_LABELS, objection.state, ObjectionEvent.WITHDRAW
        )
        _record("withdrawn", objection, actor, now)


def decide_objection(command: DecideObjection, *, actor: Actor, now: datetime) -> None:
    """Grant or reject; granted, the entry is taken back and what is due is posted at once.

    Raises NotFound for everybody but the person and the official, Forbidden for the person,
    InvalidInput for points that are none, RuleRefused when the quota does not suffice, when the
    person may not be rewarded now, or when the entry was corrected meanwhile.
    """
    with transaction() as work:
        objection = _get(work, command.objection_id, actor)
        if objection.person_id == actor.person_id:
            raise Forbidden(NOT_ASSIGNED)
        if objection.assignee_id != actor.person_id:
            raise NotFound(NO_OBJECTION)
        event = ObjectionEvent.GRANT if command.grants else ObjectionEvent.REJECT
        state = follow(OBJECTION_TRANSITIONS, OBJECTION_LABELS, objection.state, event)
        given = _grant(work, objection, command, actor, now) if command.grants else _Given()
        # All at once: the database takes a decided objection as it is and lets it change no more.
        objection.official = _official(objection, actor, now)
        objection.reversal_uid, objection.award_uid = given.reversal_uid, given.award_uid
        objection.decided_by, objection.decided_at = actor.person_id, now
        objection.decision_reason, objection.state = command.reason.strip(), state
        work.flush()
        _record(objection.state.value, objection, actor, now)
        _tell(objection, objection.person_id, TOLD_PERSON, "decided", now)


def _about(work: Session, command: FileObjection, actor: Actor, today: date) -> Objection:
    """The objection before anybody is named for it."""
    objection = Objection(
        agency_id=actor.agency_id,
        person_id=actor.person_id,
        ground=command.ground,
        state=ObjectionState.FILED,
        entry_uid=command.entry_uid,
        title=" ".join(command.title.split()),
        happened_on=command.happened_on or today,
        reason=command.reason.strip(),
        is_late=False,
    )
    if command.entry_uid is None:
        require_not_later(objection.happened_on, today=today)
        return objection
    entry = _own_entry(work, command.entry_uid, actor)
    _require_ground(entry, command.ground)
    _require_open(work, entry, actor)
    objection.title = str((entry.detail or {}).get("title", ""))
    objection.happened_on, objection.first_decided_by = entry.happened_on, entry.decided_by
    told_on = agency_today(actor.agency_id, now=entry.recorded_at)
    last = _last_day(actor, told_on, days=_days(actor, FILE_DAYS_KEY, FILE_DAYS, today))
    objection.is_late = last is not None and today > last
    return objection


def _own_entry(work: Session, uid: str, actor: Actor) -> Entry:
    entry_id = require_own_entry(uid, person_id=actor.person_id or 0, agency_id=actor.agency_id)
    return work.get_one(Entry, entry_id)


def _require_ground(entry: Entry, ground: ObjectionGround) -> None:
    fitting = grounds_for(entry.kind, is_shared=is_shared(entry))
    if not fitting:
        raise RuleRefused(NOT_OPEN_TO_IT, constraint="objection_kind")
    if ground not in fitting:
        raise InvalidInput(WRONG_GROUND, fields={"ground": [WRONG_GROUND]})


def _require_open(work: Session, entry: Entry, actor: Actor) -> None:
    if work.scalar(select(is_reversed()).where(Entry.id == entry.id)):
        raise RuleRefused(CORRECTED, constraint="objection_in_force")
    waiting = select(Objection.id).where(
        Objection.person_id == actor.person_id,
        Objection.entry_uid == entry.uid,
        Objection.state == ObjectionState.FILED,
    )
    if work.scalar(waiting) is not None:
        raise Conflict(WAITS, code="objection_waits")


def _deciders(work: Session, objection: Objection) -> set[int]:
    """Everybody who proposed or decided what is objected to."""
    found = {objection.first_decided_by} if objection.first_decided_by else set()
    if objection.entry_uid is None:
        return found
    steps = work.scalars(
        select(ApprovalStep.decided_by)
        .join(Entry, Entry.proposal_id == ApprovalStep.proposal_id)
        .where(Entry.agency_id == objection.agency_id, Entry.uid == objection.entry_uid)
    )
    proposers = work.scalars(
        select(Proposal.proposer_id)
        .join(Entry, Entry.proposal_id == Proposal.id)
        .where(Entry.agency_id == objection.agency_id, Entry.uid == objection.entry_uid)
    )
    return found | {one for one in (*steps, *proposers) if one is not None}


def _grant(
    work: Session, objection: Objection, command: DecideObjection, actor: Actor, now: datetime
) -> _Given:
    original = _original(work, objection)
    if original is not None and original.kind is EntryKind.GUIDANCE:
        return _Given(reversal_uid=_take_back(original, command.reason, actor, now))
    recorded = _points_of(work, original, objection.person_id)
    points = require_points(command.points, recorded=recorded)
    _require_not_held(objection, now)
    if original is None:
        person = work.get_one(Person, objection.person_id)
        award = _award(objection, command, person.unit_id, points, actor, now)
        return _Given(award_uid=_post(award, objection, actor, now))
    reversal_uid = _take_back(original, command.reason, actor, now)
    award = replace(
        _award(objection, command, original.unit_id or 0, points, actor, now),
        rule_version_id=original.rule_version_id,
        detail={**original.detail, "objection": objection.id},
    )
    given = _Given(reversal_uid=reversal_uid, award_uid=_post(award, objection, actor, now))
    _renew_certificate(work, objection, original, given, actor, now)
    return given


def _renew_certificate(
    work: Session,
    objection: Objection,
    original: Entry,
    given: _Given,
    actor: Actor,
    now: datetime,
) -> None:
    """The correction revoked the certificate of the award, which was deserved all the same."""
    document = work.scalar(
        select(Document).where(
            Document.agency_id == objection.agency_id,
            Document.kind == DocumentKind.CERTIFICATE,
            Document.entry_uid == original.uid,
            Document.person_id == objection.person_id,
        )
    )
    if document is not None and not is_erased_context(document.context):
        renew_certificate(
            document,
            source_key=f"objection:{objection.id}",
            words=str(document.context.get("reason", "")),
            entry_uid=given.award_uid,
            actor=actor,
            now=now,
        )


def _original(work: Session, objection: Objection) -> Entry | None:
    if objection.entry_uid is None:
        return None
    return work.scalars(
        select(Entry).where(
            Entry.agency_id == objection.agency_id, Entry.uid == objection.entry_uid
        )
    ).one()


def _take_back(entry: Entry, reason: str, actor: Actor, now: datetime) -> str:
    return reverse_entry(entry.uid, reason=reason, proposal_id=None, actor=actor, now=now)


def _points_of(work: Session, entry: Entry | None, person_id: int) -> int:
    if entry is None:
        return 0
    held = select(EntrySubject.points_delta).where(
        EntrySubject.entry_id == entry.id, EntrySubject.person_id == person_id
    )
    return int(work.scalar(held) or 0)


def _require_not_held(objection: Objection, now: datetime) -> None:
    """Who waits because of a case waits here too; nothing that is said tells why."""
    today = agency_today(objection.agency_id, now=now)
    purpose = purpose_of({"points": {"amount": 1, "to": "person"}})
    if held_people([objection.person_id], purpose, agency_id=objection.agency_id, on=today):
        raise RuleRefused(HELD, constraint="objection_held")


def _award(
    objection: Objection,
    command: DecideObjection,
    unit_id: int,
    points: int,
    actor: Actor,
    now: datetime,
) -> PostAward:
    person = person_snapshot(objection.person_id)
    return PostAward(
        key=f"objection:{objection.id}",
        unit_id=unit_id,
        points=points,
        happened_on=objection.happened_on,
        decided_at=now,
        decided_by=actor.person_id,
        shares=(AwardShare(person_id=objection.person_id, share_percent=100, private=person),),
        detail={"title": objection.title, "objection": objection.id},
        reason_private={
            "title": objection.title,
            "reason": objection.reason,
            "verdict_reason": command.reason.strip(),
        },
    )


def _post(award: PostAward, objection: Objection, actor: Actor, now: datetime) -> str:
    return post_award(award, actor=actor, now=now)[objection.person_id]


def _official(objection: Objection, actor: Actor, now: datetime) -> dict[str, Any]:
    """The post in which the official hears it, as the way up from the person gives it today."""
    today = agency_today(objection.agency_id, now=now)
    rungs = ladder_of(objection.person_id, on=today).rungs
    held = next(
        (r.official for r in rungs if r.official and r.official.person_id == actor.person_id), None
    )
    return official_snapshot(held) if held else person_snapshot(actor.person_id or 0)


def _days(actor: Actor, key: str, default: int, on: date) -> int:
    return int(setting_value(actor.agency_id, key, on=on, default=default))


def _last_day(actor: Actor, start: date, *, days: int) -> date | None:
    """The last working day of a term; None while the calendar of its year is not loaded."""
    try:
        return calendar_of_unit(actor.unit_id or 0).add_working_days(start, days)
    except YearNotLoaded:
        return None


def _get(work: Session, objection_id: int, actor: Actor) -> Objection:
    objection = work.get(Objection, objection_id, with_for_update=True)
    concerned: Collection[int | None] = (
        (objection.person_id, objection.assignee_id) if objection else ()
    )
    if (
        objection is None
        or objection.agency_id != actor.agency_id
        or actor.person_id is None
        or actor.person_id not in concerned
    ):
        raise NotFound(NO_OBJECTION)
    return objection


def _record(what: str, objection: Objection, actor: Actor, now: datetime) -> None:
    record_event(
        f"objection:{objection.ground.value}:{what}",
        subject_kind="objection",
        subject_id=objection.id,
        actor=actor,
        now=now,
    )


def _tell(objection: Objection, person_id: int, text: str, what: str, now: datetime) -> None:
    notify(
        agency_id=objection.agency_id,
        person_id=person_id,
        key=f"objection:{objection.id}:{what}",
        text=text,
        path=f"/keberatan/{objection.id}",
        now=now,
    )
