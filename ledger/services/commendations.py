"""What citizens say at the counter: received without an account, merit once it is verified."""

from datetime import datetime

from sqlalchemy import or_, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.commendations import (
    TRACKING_RANDOM_BYTES,
    CommendationState,
    CommendationVerdict,
    format_tracking_code,
    next_commendation_state,
)
from ledger.domain.facts import Fact, FactKind
from ledger.domain.intake_commands import (
    ReceiveCommendation,
    VerifyCommendation,
    require_commendation,
)
from ledger.domain.names import normalise_text
from ledger.domain.people import PersonKind, PersonState, Role
from ledger.domain.refusals import sentence_for
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.commendations import Commendation
from ledger.models.people import Account, Person, RoleGrant, Unit
from ledger.services.access import can_act
from ledger.services.days import agency_today
from ledger.services.entropy import random_bytes
from ledger.services.events import notify, record_event
from ledger.services.first_come import naming_who_was_first
from ledger.services.rules import apply_rules

SUBJECT = "commendation"
WITH_REASON = frozenset({CommendationVerdict.ABUSIVE, CommendationVerdict.SUSPECTED_GRATUITY})

NO_COMMENDATION = sentence("Apresiasi ini tidak ada, atau bukan untuk Anda.")
NO_UNIT = sentence("Unit layanan ini tidak ada.")
NO_OFFICER = sentence("Pilih petugas dari daftar, atau pilih tidak tahu namanya")
NOT_ABOUT_ONESELF = sentence("Anda tidak dapat mengirim ucapan untuk diri sendiri.")
ONE_OFFICER = sentence("Pilih petugas dari daftar atau tulis nama tanpa NIP, tidak keduanya.")
TIP_ONLY_ACCEPTED = sentence("Penolakan pemberian hanya dicatat pada apresiasi yang diteruskan")
GRATUITY_NOTICE = sentence("Ada dugaan gratifikasi atau pungutan yang perlu Anda tindak lanjuti.")
THANKED = sentence("Ada apresiasi warga untuk Anda.")


def receive_commendation(
    command: ReceiveCommendation,
    *,
    actor: Actor,
    now: datetime,
    source_key: str | None = None,
    sender_id: int | None = None,
) -> str:
    """Keep what a citizen said and return the tracking code; the same source key gives the same.

    ``actor`` is ``citizen_actor`` at the counter, HR for a row of a file. ``sender_id`` is whoever
    is signed in at that browser, who is not recorded but cannot thank themselves. Raises
    InvalidInput by field or NotFound.
    """
    with transaction() as work:
        known = _known_code(source_key, actor)
        if known is not None:
            return known
        require_commendation(command, today=agency_today(actor.agency_id, now=now))
        _require_unit(command.unit_id, actor)
        if command.person_id is not None:
            _require_another(command.person_id, sender_id)
            require_officer(command.person_id, actor)
        row = Commendation(
            agency_id=actor.agency_id,
            tracking_code=format_tracking_code(random_bytes(TRACKING_RANDOM_BYTES)),
            state=CommendationState.RECEIVED,
            unit_id=command.unit_id,
            counter_id=command.counter_id,
            service_id=command.service_id,
            person_id=command.person_id,
            rating=command.rating,
            words=command.words.strip(),
            is_anonymous=command.is_anonymous,
            citizen_name=command.citizen_name.strip(),
            contact=command.contact.strip(),
            happened_on=command.happened_on,
            received_at=now,
            source_key=source_key,
        )
        work.add(row)
        work.flush()
        _record("commendation:citizen:received", row, actor, now)
        return row.tracking_code


def choose_anonymity(tracking_code: str, *, is_anonymous: bool, now: datetime) -> None:
    """Let the citizen who holds the code show or hide the name again; raises NotFound."""
    with transaction() as work:
        row = work.scalar(select(Commendation).where(Commendation.tracking_code == tracking_code))
        if row is None:
            raise NotFound(NO_COMMENDATION)
        row.is_anonymous = is_anonymous
        citizen = Actor(agency_id=row.agency_id, name="Warga")
        _record("commendation:anonymity:chosen", row, citizen, now)


def verify_commendation(command: VerifyCommendation, *, actor: Actor, now: datetime) -> list[int]:
    """Say what a commendation is and return the ids of the proposals that follow from it.

    Only HR or the admin of the unit, never about oneself. A suspected gratuity is handed to the
    inspectorate; a refused tip is merit. Raises NotFound, InvalidInput, RuleRefused or
    InvalidTransition.
    """
    if command.verdict in WITH_REASON:
        require_reason(command.reason)
    if command.refused_tip and command.verdict is not CommendationVerdict.ACCEPTED:
        raise InvalidInput(TIP_ONLY_ACCEPTED, fields={"refused_tip": [TIP_ONLY_ACCEPTED]})
    if command.person_id is not None and command.staff_name.strip():
        raise InvalidInput(ONE_OFFICER, fields={"staff_name": [ONE_OFFICER]})
    with transaction():
        row = _for_verdict(command, actor)
        with naming_who_was_first(SUBJECT, row.id, actor=actor):
            row.state = next_commendation_state(row.state, command.verdict)
        row.person_id, row.refused_tip = command.person_id, command.refused_tip
        row.verified_by, row.verified_at = actor.person_id, now
        row.verdict_reason = command.reason.strip()
        row.staff_name = normalise_text(command.staff_name)
        row.reply = command.reply.strip()
        _record(f"commendation:verdict:{row.state}", row, actor, now)
        session().flush()
        if row.state is CommendationState.SUSPECTED_GRATUITY:
            _tell_inspectorate(row, now)
        if row.state is not CommendationState.ACCEPTED:
            return []
        _tell_officer(row, now)
        return apply_rules(_fact(row, now), proposer_id=actor.person_id, actor=actor, now=now)


def require_officer(person_id: int, actor: Actor, *, field: str = "person_id") -> None:
    """Refuse whoever is no officer of the agency, or is the actor; raises InvalidInput."""
    _require_another(person_id, actor.person_id, field)
    found = session().scalar(
        select(Person.id).where(
            Person.id == person_id,
            Person.agency_id == actor.agency_id,
            Person.state == PersonState.ACTIVE,
            Person.kind != PersonKind.PEJABAT_NEGARA,
        )
    )
    if found is None:
        raise InvalidInput(NO_OFFICER, fields={field: [NO_OFFICER]})


def _require_another(person_id: int, sender_id: int | None, field: str = "person_id") -> None:
    if person_id == sender_id:
        raise InvalidInput(NOT_ABOUT_ONESELF, fields={field: [NOT_ABOUT_ONESELF]})


def _known_code(source_key: str | None, actor: Actor) -> str | None:
    if source_key is None:
        return None
    return session().scalar(
        select(Commendation.tracking_code).where(
            Commendation.agency_id == actor.agency_id, Commendation.source_key == source_key
        )
    )


def _require_unit(unit_id: int, actor: Actor) -> None:
    agency_id = session().scalar(select(Unit.agency_id).where(Unit.id == unit_id))
    if agency_id != actor.agency_id:
        raise NotFound(NO_UNIT)


def _for_verdict(command: VerifyCommendation, actor: Actor) -> Commendation:
    row = session().scalar(
        select(Commendation)
        .where(
            Commendation.id == command.commendation_id, Commendation.agency_id == actor.agency_id
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    reaches = row is not None and can_act(actor, Role.HR, Role.UNIT_ADMIN, unit_id=row.unit_id)
    if row is None or actor.person_id is None or not reaches:
        raise NotFound(NO_COMMENDATION)
    if actor.person_id in (row.person_id, command.person_id):
        name = "ck_commendation_verified_by_another"
        raise RuleRefused(sentence_for(name), constraint=name)
    if command.person_id is not None and command.person_id != row.person_id:
        require_officer(command.person_id, actor)
    return row


def _fact(row: Commendation, now: datetime) -> Fact:
    return Fact(
        kind=FactKind.COMMENDATION_VERIFIED,
        id=row.id,
        agency_id=row.agency_id,
        subject_person_id=row.person_id,
        unit_id=row.unit_id,
        happened_on=row.happened_on,
        recorded_at=now,
        fields={
            "rating": row.rating,
            "refused_tip": row.refused_tip,
            "about_person": row.person_id is not None,
        },
    )


def _tell_officer(row: Commendation, now: datetime) -> None:
    if row.person_id is not None:
        notify(
            agency_id=row.agency_id,
            person_id=row.person_id,
            key=f"commendation:{row.id}",
            text=THANKED,
            path="/capaian",
            now=now,
        )


def _tell_inspectorate(row: Commendation, now: datetime) -> None:
    today = agency_today(row.agency_id, now=now)
    until = RoleGrant.valid_until
    people = session().scalars(
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.agency_id == row.agency_id,
            RoleGrant.role == Role.INSPECTORATE,
            RoleGrant.valid_from <= today,
            or_(until.is_(None), until > today),
        )
        .distinct()
    )
    for person_id in people.all():
        # Whoever the citizen names hears nothing of it, also inside the inspectorate.
        if person_id != row.person_id:
            notify(
                agency_id=row.agency_id,
                person_id=person_id,
                key=f"gratuity:{row.id}",
                text=GRATUITY_NOTICE,
                path=f"/apresiasi/periksa/{row.id}",
                now=now,
            )


def _record(tag: str, row: Commendation, actor: Actor, now: datetime) -> None:
    record_event(tag, subject_kind=SUBJECT, subject_id=row.id, actor=actor, now=now)
