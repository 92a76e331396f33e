"""Sending a nomination: inserted as a draft, given its team, then sent past the guards."""

from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.names import normalise_text
from ledger.domain.nominations import (
    NominationEvent,
    NominationState,
    SubmitNomination,
    next_state,
    require_nomination,
    shares_of,
)
from ledger.domain.people import PersonKind, PersonState, Role
from ledger.errors import Forbidden, InvalidInput, NotFound, sentence
from ledger.models.nominations import Nomination, NominationMember
from ledger.models.people import Agency, Person
from ledger.services.access import can_act
from ledger.services.days import agency_today
from ledger.services.drafts import lock_draft
from ledger.services.events import record_event
from ledger.services.evidence import name_evidence, set_evidence
from ledger.services.first_come import naming_who_was_first

DRAFT_KIND = "nomination"
SUBJECT = "nomination"

NO_NOMINATION = sentence("Usulan ini tidak ada, atau bukan untuk Anda.")
NO_PERSON = sentence("Pilih pegawai dari daftar")
NOT_STAFF = sentence("Pejabat negara memutuskan penghargaan dan tidak diusulkan. Pilih pegawai.")
NOT_FOR_OTHERS = sentence("Usulan dikirim atas nama pengusulnya sendiri.")


def submit_nomination(
    command: SubmitNomination,
    *,
    actor: Actor,
    now: datetime,
    source_key: str | None = None,
    draft_token: str | None = None,
) -> int:
    """Send a nomination to HR and return its id; the same draft or source key gives the same id.

    Anybody of the agency may nominate a colleague, never themselves. ``source_key`` marks a row of
    a file, whose evidence are bare names; HR or the system may then send for the nominator.
    Raises InvalidInput by field, Forbidden, or RuleRefused when the same title is already there.
    """
    with transaction() as work:
        known = _sent_before(source_key, draft_token, actor)
        if known is not None:
            return known
        today = agency_today(actor.agency_id, now=now)
        require_nomination(command, today=today, is_imported=source_key is not None)
        unit_id = _require_people(command, actor)
        nomination = Nomination(
            agency_id=actor.agency_id,
            number=_next_number(work, actor.agency_id, today),
            state=NominationState.DRAFT,
            nominator_id=command.nominator_id,
            unit_id=unit_id,
            source_key=source_key,
        )
        _write(nomination, command)
        work.add(nomination)
        work.flush()
        _send(work, nomination, command, actor, now)
        if draft_token is not None:
            lock_draft(draft_token, kind=DRAFT_KIND, actor=actor).sent_as = nomination.id
        _record("submitted", nomination, actor, now)
        return nomination.id


def resubmit_nomination(
    nomination_id: int,
    command: SubmitNomination,
    *,
    actor: Actor,
    now: datetime,
    draft_token: str | None = None,
) -> int:
    """Send a returned nomination again, mended; only who nominated may.

    Raises NotFound, InvalidInput, or InvalidTransition when it was not returned.
    """
    with transaction() as work:
        known = _sent_before(None, draft_token, actor)
        if known is not None:
            return known
        nomination = own_nomination(nomination_id, actor)
        with naming_who_was_first(SUBJECT, nomination.id, actor=actor):
            next_state(nomination.state, NominationEvent.SUBMIT)
        require_nomination(command, today=agency_today(actor.agency_id, now=now))
        nomination.unit_id = _require_people(command, actor)
        _write(nomination, command)
        nomination.verifier_id = nomination.verified_at = None
        work.execute(
            delete(NominationMember).where(NominationMember.nomination_id == nomination.id)
        )
        work.flush()
        _send(work, nomination, command, actor, now)
        if draft_token is not None:
            lock_draft(draft_token, kind=DRAFT_KIND, actor=actor).sent_as = nomination.id
        _record("resubmitted", nomination, actor, now)
        return nomination.id


def withdraw_nomination(nomination_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a nomination back while nobody has accepted it; only who nominated may."""
    with transaction():
        nomination = own_nomination(nomination_id, actor)
        with naming_who_was_first(SUBJECT, nomination.id, actor=actor):
            nomination.state = next_state(nomination.state, NominationEvent.WITHDRAW)
        _record("withdrawn", nomination, actor, now)


def own_nomination(nomination_id: int, actor: Actor) -> Nomination:
    """The actor's own nomination, locked; raises NotFound."""
    nomination = locked_nomination(nomination_id, actor)
    if nomination.nominator_id != actor.person_id:
        raise NotFound(NO_NOMINATION)
    return nomination


def locked_nomination(nomination_id: int, actor: Actor) -> Nomination:
    """A nomination of the agency, locked until the transaction ends; raises NotFound."""
    nomination = session().scalar(
        select(Nomination)
        .where(Nomination.id == nomination_id, Nomination.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if nomination is None:
        raise NotFound(NO_NOMINATION)
    return nomination


def _sent_before(source_key: str | None, draft_token: str | None, actor: Actor) -> int | None:
    if draft_token is not None:
        return lock_draft(draft_token, kind=DRAFT_KIND, actor=actor).sent_as
    if source_key is None:
        return None
    return session().scalar(
        select(Nomination.id).where(
            Nomination.agency_id == actor.agency_id, Nomination.source_key == source_key
        )
    )


def _require_people(command: SubmitNomination, actor: Actor) -> int:
    """Check everybody named and return the unit of the nominee."""
    people = {
        person.id: person
        for person in session().scalars(
            select(Person).where(
                Person.id.in_({command.nominator_id, *command.subject_ids}),
                Person.agency_id == actor.agency_id,
                Person.state == PersonState.ACTIVE,
            )
        )
    }
    for field, person_id in _named(command):
        if person_id not in people:
            raise InvalidInput(NO_PERSON, fields={field: [NO_PERSON]})
        if people[person_id].kind is PersonKind.PEJABAT_NEGARA:
            raise InvalidInput(NOT_STAFF, fields={field: [NOT_STAFF]})
    if command.nominator_id not in people:
        raise Forbidden(NOT_FOR_OTHERS)
    unit_id = people[command.nominee_id].unit_id
    for_another = command.nominator_id != actor.person_id
    if for_another and not can_act(actor, Role.HR, unit_id=unit_id):
        raise Forbidden(NOT_FOR_OTHERS)
    return unit_id


def _named(command: SubmitNomination) -> list[tuple[str, int]]:
    team = [("team", member.person_id) for member in command.team]
    return [("nominee_id", command.nominee_id), *team]


def _next_number(work: Session, agency_id: int, today: date) -> str:
    """The next number of the year; the agency's row is the queue in which senders wait."""
    work.execute(
        select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True)
    ).one()
    prefix = f"USL-{today.year:04d}-"
    last = work.scalar(
        select(func.max(Nomination.number)).where(
            Nomination.agency_id == agency_id, Nomination.number.startswith(prefix)
        )
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06d}"


def _write(nomination: Nomination, command: SubmitNomination) -> None:
    nomination.nominee_id = command.nominee_id
    nomination.title = normalise_text(command.title)
    nomination.title_key = nomination.title.casefold()
    nomination.round_key = f"{command.happened_on.year:04d}"
    nomination.category, nomination.stage = command.category.value, command.stage.value
    nomination.impact_percent = command.impact_percent
    nomination.happened_on = command.happened_on
    nomination.story, nomination.impact = command.story.strip(), command.impact.strip()
    nomination.public_reason = command.public_reason.strip()
    nomination.internal_reason = command.internal_reason.strip()


def _send(
    work: Session, nomination: Nomination, command: SubmitNomination, actor: Actor, now: datetime
) -> None:
    shares = zip(command.subject_ids, shares_of(command), strict=True)
    work.execute(
        insert(NominationMember),
        [
            {
                "agency_id": nomination.agency_id,
                "nomination_id": nomination.id,
                "person_id": person_id,
                "share_percent": share,
            }
            for person_id, share in shares
        ],
    )
    _attach(nomination, command, actor, now)
    nomination.state = next_state(nomination.state, NominationEvent.SUBMIT)
    nomination.submitted_at = now
    work.flush()


def _attach(nomination: Nomination, command: SubmitNomination, actor: Actor, now: datetime) -> None:
    """A row of a file knows its evidence by name, a form by the id of what was kept."""
    if nomination.source_key is not None:
        name_evidence(
            command.evidence, subject_kind=SUBJECT, subject_id=nomination.id, actor=actor, now=now
        )
        return
    kept = [int(one) for one in command.evidence]
    set_evidence(kept, subject_kind=SUBJECT, subject_id=nomination.id, actor=actor, now=now)


def _record(action: str, nomination: Nomination, actor: Actor, now: datetime) -> None:
    record_event(
        f"nomination:sending:{action}",
        subject_kind=SUBJECT,
        subject_id=nomination.id,
        actor=actor,
        now=now,
        data={"number": nomination.number},
    )
