"""Training: recorded by HR, and merit only when somebody else confirms that it is applied."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.intake_commands import RecordTraining
from ledger.domain.names import normalise_text
from ledger.domain.people import Role
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, sentence
from ledger.models.development import Training
from ledger.models.people import Person
from ledger.queries.development import NO_TRAINING
from ledger.services.access import can_act, require_role
from ledger.services.days import agency_today
from ledger.services.development import verify_plan
from ledger.services.events import record_event
from ledger.services.rules import apply_facts

SUBJECT = "training"

NO_PERSON = sentence("Ada pegawai yang tidak dikenal dalam daftar ini.")
NOT_OWN = sentence("Penerapan pelatihan Anda sendiri dinyatakan oleh atasan langsung.")
ALREADY_APPLIED = sentence("Penerapan pelatihan ini sudah dinyatakan.")
HOURS_TOO_FEW = sentence("Jam pelajaran paling sedikit 1.")
MENTOR_IS_SELF = sentence("Pendamping harus orang lain.")

_Key = tuple[int, str, str]


def record_trainings(
    commands: Sequence[RecordTraining], *, actor: Actor, now: datetime
) -> list[int]:
    """Record finished trainings and return the id of each, in order; the same again is the same.

    Raises Forbidden, and InvalidInput or NotFound before anything is written.
    """
    require_role(actor, Role.HR, unit_id=None)
    for command in commands:
        _require_usable(command)
    wanted = {_key(command): command for command in commands}
    with transaction():
        people = {command.person_id for command in commands}
        mentors = {command.mentor_id for command in commands if command.mentor_id is not None}
        _require_people(people | mentors, actor)
        there = _standing(people, actor)
        fresh = [command for key, command in wanted.items() if key not in there]
        there |= _insert(fresh, actor)
        record_event(
            "training:batch:recorded",
            subject_kind="agency",
            subject_id=actor.agency_id,
            actor=actor,
            now=now,
            data={"recorded": len(fresh)},
        )
        return [there[_key(command)] for command in commands]


def confirm_applied(training_id: int, *, actor: Actor, now: datetime) -> list[int]:
    """State that what was learned is applied; return the ids of proposals that follow.

    The direct superior or HR of the unit, never the person. Raises NotFound, Forbidden, Conflict.
    """
    with transaction() as work:
        row = work.execute(
            select(Training, Person.unit_id, Person.superior_id)
            .join(Person, Person.id == Training.person_id)
            .where(Training.id == training_id, Training.agency_id == actor.agency_id)
            .with_for_update(of=Training)
        ).one_or_none()
        if row is None:
            raise NotFound(NO_TRAINING)
        training, unit_id, superior_id = row
        _require_confirmer(training, unit_id, superior_id, actor)
        if training.is_applied:
            raise Conflict(ALREADY_APPLIED)
        training.is_applied, training.applied_at = True, now
        record_event(
            "training:application:confirmed",
            subject_kind=SUBJECT,
            subject_id=training.id,
            actor=actor,
            now=now,
        )
        work.flush()
        facts = [_fact(training, unit_id, actor, now), *_mentoring(training, actor, now)]
        return apply_facts(facts, actor=actor, now=now)


def confirm_plan(plan_id: int, *, actor: Actor, now: datetime) -> list[int]:
    """State that a development plan was carried out; return the ids of proposals that follow."""
    with transaction():
        fact = verify_plan(plan_id, actor=actor, now=now)
        return apply_facts([fact], actor=actor, now=now)


def _require_usable(command: RecordTraining) -> None:
    if command.hours < 1:
        raise InvalidInput(HOURS_TOO_FEW)
    if command.mentor_id == command.person_id:
        raise InvalidInput(MENTOR_IS_SELF)


def _require_people(person_ids: Collection[int], actor: Actor) -> None:
    found = session().scalars(
        select(Person.id).where(Person.id.in_(person_ids), Person.agency_id == actor.agency_id)
    )
    if len(found.all()) < len(person_ids):
        raise NotFound(NO_PERSON)


def _require_confirmer(
    training: Training, unit_id: int, superior_id: int | None, actor: Actor
) -> None:
    if training.person_id == actor.person_id:
        raise Forbidden(NOT_OWN)
    is_superior = superior_id is not None and superior_id == actor.person_id
    if actor.person_id is None or not (is_superior or can_act(actor, Role.HR, unit_id=unit_id)):
        raise NotFound(NO_TRAINING)


def _key(command: RecordTraining) -> _Key:
    return (command.person_id, normalise_text(command.title), command.finished_on.isoformat())


def _standing(person_ids: Collection[int], actor: Actor) -> dict[_Key, int]:
    rows = session().execute(
        select(Training.id, Training.person_id, Training.title, Training.finished_on).where(
            Training.agency_id == actor.agency_id, Training.person_id.in_(person_ids)
        )
    )
    return {(person_id, title, day.isoformat()): id_ for id_, person_id, title, day in rows}


def _insert(fresh: Sequence[RecordTraining], actor: Actor) -> dict[_Key, int]:
    if not fresh:
        return {}
    rows = session().execute(
        insert(Training).returning(
            Training.id, Training.person_id, Training.title, Training.finished_on
        ),
        [
            {
                "agency_id": actor.agency_id,
                "person_id": command.person_id,
                "title": normalise_text(command.title),
                "finished_on": command.finished_on,
                "hours": command.hours,
                "plan": command.plan.strip(),
                "mentor_id": command.mentor_id,
                "is_applied": False,
            }
            for command in fresh
        ],
    )
    return {(person_id, title, day.isoformat()): id_ for id_, person_id, title, day in rows}


def _fact(training: Training, unit_id: int, actor: Actor, now: datetime) -> Fact:
    return Fact(
        kind=FactKind.TRAINING_APPLIED,
        id=training.id,
        agency_id=training.agency_id,
        subject_person_id=training.person_id,
        unit_id=unit_id,
        happened_on=agency_today(actor.agency_id, now=now),
        recorded_at=now,
        fields={"hours": training.hours, "planned": bool(training.plan)},
        proposer_id=actor.person_id,
    )


def _mentoring(training: Training, actor: Actor, now: datetime) -> list[Fact]:
    """What the mentor did; whoever confirms it cannot thank themselves."""
    mentor = session().get(Person, training.mentor_id) if training.mentor_id else None
    if mentor is None or mentor.id == actor.person_id:
        return []
    return [
        Fact(
            kind=FactKind.MENTORING_COMPLETED,
            id=training.id,
            agency_id=training.agency_id,
            subject_person_id=mentor.id,
            unit_id=mentor.unit_id,
            happened_on=agency_today(actor.agency_id, now=now),
            recorded_at=now,
            fields={"hours": training.hours},
            proposer_id=actor.person_id,
        )
    ]
