"""Roles with their units and dates, acting heads by letter, and declared conflicts of interest."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.names import normalise_text
from ledger.domain.people import AccountState, Capacity, PersonState, Role
from ledger.domain.roles import AppointActing, DeclareConflict, GrantRole
from ledger.domain.zones import zone_info
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, sentence
from ledger.models.people import (
    Account,
    ActingAppointment,
    Agency,
    ConflictDeclaration,
    Person,
    RoleGrant,
    Unit,
)
from ledger.services.access import can_act, require_role
from ledger.services.events import notify, record_event

NOT_TO_YOURSELF = sentence(
    "Peran harus diberikan oleh orang lain, bukan oleh pemilik akun sendiri."
)
NOT_YOURSELF_ACTING = sentence("Penugasan untuk Anda sendiri dicatat oleh petugas lain.")
NO_ACCOUNT = sentence("Pegawai ini belum punya akun. Undang dulu, lalu beri peran.")
HAS_ROLE = sentence("Pegawai ini sudah memegang peran itu untuk unit yang sama.")
NO_GRANT = sentence("Pemberian peran ini tidak ada atau sudah berakhir.")
NO_APPOINTMENT = sentence("Penugasan ini tidak ada atau sudah diakhiri.")
NO_CONFLICT = sentence("Pernyataan konflik ini tidak ada.")
NO_PERSON = sentence("Pegawai ini tidak ada.")
NO_UNIT = sentence("Unit kerja ini tidak ada.")
DATES_ORDERED = sentence("Tanggal berakhir harus sesudah tanggal mulai.")
LETTER_EMPTY = sentence("Isi nomor surat penugasan")
IS_HEAD = sentence("Pegawai ini sudah memimpin unit itu secara definitif.")
NOT_DEFINITIVE = sentence("Pilih Plt., Plh., Pj., atau Pjs.")
WITH_ANOTHER = sentence("Pilih pegawai lain, bukan pegawai yang sama.")
OTHERS_CONFLICT = sentence("Konflik kepentingan orang lain dicatat oleh kepegawaian.")
ALREADY_DECLARED = sentence("Konflik kepentingan ini sudah dicatat.")
ROLE_GIVEN = sentence("Anda mendapat peran baru di Neraca.")
POST_GIVEN = sentence("Anda ditugasi memimpin %(unit)s.")


def grant_role(command: GrantRole, *, actor: Actor, now: datetime) -> int:
    """Give an account a role for a time; HR and operators do, within their own reach.

    Raises Forbidden, NotFound, Conflict or InvalidInput.
    """
    _require_order(command.valid_from, command.valid_until, field="valid_until")
    with transaction() as work:
        person = _person(command.person_id, actor)
        if command.unit_id is not None:
            _unit(command.unit_id, actor)
        require_role(actor, Role.HR, Role.OPERATOR, unit_id=command.unit_id)
        if person.id == actor.person_id:
            raise Forbidden(NOT_TO_YOURSELF)
        account = work.scalar(select(Account).where(Account.person_id == person.id))
        if account is None or account.state is AccountState.CLOSED:
            raise Conflict(NO_ACCOUNT)
        _require_no_such_grant(account.id, command)
        grant = RoleGrant(
            agency_id=actor.agency_id,
            account_id=account.id,
            role=command.role,
            unit_id=command.unit_id,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            granted_by=actor.account_id,
        )
        work.add(grant)
        work.flush()
        data = {"role": command.role, "person_id": person.id, "unit_id": command.unit_id}
        _record("role:grant:given", "role_grant", grant.id, data, actor=actor, now=now)
        _tell(person.id, f"role:{grant.id}", ROLE_GIVEN, "/akun", actor=actor, now=now)
        return grant.id


def revoke_role(grant_id: int, *, actor: Actor, now: datetime) -> None:
    """End a role from today on; one that never counted is taken away whole. Raises NotFound."""
    with transaction() as work:
        grant = work.get(RoleGrant, grant_id)
        today = _today(actor, now)
        if grant is None or grant.agency_id != actor.agency_id or _is_over(grant, today):
            raise NotFound(NO_GRANT)
        require_role(actor, Role.HR, Role.OPERATOR, unit_id=grant.unit_id)
        data = {"role": grant.role, "account_id": grant.account_id, "unit_id": grant.unit_id}
        if grant.valid_from >= today:
            work.delete(grant)
        else:
            grant.valid_until = today
        _record("role:grant:revoked", "role_grant", grant_id, data, actor=actor, now=now)


def appoint_acting(command: AppointActing, *, actor: Actor, now: datetime) -> int:
    """Put somebody at the head of a unit for a time, by letter; only HR, and never oneself.

    A post holds one appointment at a time (RuleRefused); those past their last day make room.
    """
    _require_acting(command)
    with transaction() as work:
        unit, person = _unit(command.unit_id, actor), _person(command.person_id, actor)
        require_role(actor, Role.HR, unit_id=unit.id)
        if person.id == actor.person_id:
            raise Forbidden(NOT_YOURSELF_ACTING)
        if person.is_unit_head and person.unit_id == unit.id:
            raise InvalidInput(IS_HEAD, fields={"person": [IS_HEAD]})
        _end_what_is_over(unit.id, _today(actor, now), now)
        appointment = ActingAppointment(
            agency_id=actor.agency_id,
            unit_id=unit.id,
            person_id=person.id,
            capacity=command.capacity,
            letter_number=normalise_text(command.letter_number),
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            approval_letter=normalise_text(command.approval_letter),
        )
        work.add(appointment)
        work.flush()
        data = {"capacity": command.capacity, "person_id": person.id, "unit_id": unit.id}
        _record(
            "unit:acting:appointed",
            "acting_appointment",
            appointment.id,
            data,
            actor=actor,
            now=now,
        )
        _tell(
            person.id,
            f"acting:{appointment.id}",
            POST_GIVEN,
            "/",
            actor=actor,
            now=now,
            unit=unit.name,
        )
        return appointment.id


def end_acting(appointment_id: int, *, actor: Actor, now: datetime) -> None:
    """End an acting appointment now; from today on it holds no longer. Raises NotFound."""
    with transaction() as work:
        appointment = work.get(ActingAppointment, appointment_id)
        if (
            appointment is None
            or appointment.agency_id != actor.agency_id
            or appointment.ended_at is not None
        ):
            raise NotFound(NO_APPOINTMENT)
        require_role(actor, Role.HR, unit_id=appointment.unit_id)
        appointment.ended_at = now
        data = {"person_id": appointment.person_id, "unit_id": appointment.unit_id}
        _record(
            "unit:acting:ended", "acting_appointment", appointment_id, data, actor=actor, now=now
        )


def declare_conflict(command: DeclareConflict, *, actor: Actor, now: datetime) -> int:
    """Record that two people may not decide about each other: one's own, or HR for somebody.

    Raises Forbidden, NotFound, Conflict or InvalidInput.
    """
    if command.person_id == command.other_person_id:
        raise InvalidInput(WITH_ANOTHER, fields={"other": [WITH_ANOTHER]})
    with transaction() as work:
        person = _person(command.person_id, actor)
        _person(command.other_person_id, actor)
        _require_own_or_hr(person, actor)
        if work.scalar(_pair(command.person_id, command.other_person_id)):
            raise Conflict(ALREADY_DECLARED)
        declared = ConflictDeclaration(
            agency_id=actor.agency_id,
            person_id=command.person_id,
            other_person_id=command.other_person_id,
            kind=command.kind,
            note=normalise_text(command.note),
            declared_at=now,
        )
        work.add(declared)
        work.flush()
        data = {"person_id": person.id, "other_person_id": command.other_person_id}
        _record(
            "conflict:declaration:recorded",
            "conflict_declaration",
            declared.id,
            data,
            actor=actor,
            now=now,
        )
        return declared.id


def withdraw_conflict(declaration_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a declaration back; the trail keeps that it stood. Only HR, for it opens a way."""
    with transaction() as work:
        declared = work.get(ConflictDeclaration, declaration_id)
        if declared is None or declared.agency_id != actor.agency_id:
            raise NotFound(NO_CONFLICT)
        person = _person(declared.person_id, actor)
        require_role(actor, Role.HR, unit_id=person.unit_id)
        if actor.person_id in (declared.person_id, declared.other_person_id):
            raise Forbidden(OTHERS_CONFLICT)
        data = {"person_id": person.id, "other_person_id": declared.other_person_id}
        work.execute(delete(ConflictDeclaration).where(ConflictDeclaration.id == declaration_id))
        _record(
            "conflict:declaration:withdrawn",
            "conflict_declaration",
            declaration_id,
            data,
            actor=actor,
            now=now,
        )


def _require_acting(command: AppointActing) -> None:
    if command.capacity is Capacity.DEFINITIF:
        raise InvalidInput(NOT_DEFINITIVE, fields={"capacity": [NOT_DEFINITIVE]})
    if not command.letter_number.strip():
        raise InvalidInput(LETTER_EMPTY, fields={"letter_number": [LETTER_EMPTY]})
    _require_order(command.valid_from, command.valid_until, field="valid_until")


def _require_order(start: date, end: date | None, *, field: str) -> None:
    if end is not None and end <= start:
        raise InvalidInput(DATES_ORDERED, fields={field: [DATES_ORDERED]})


def _require_no_such_grant(account_id: int, command: GrantRole) -> None:
    scope = (
        RoleGrant.unit_id.is_(None)
        if command.unit_id is None
        else RoleGrant.unit_id == command.unit_id
    )
    held = session().scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id, RoleGrant.role == command.role, scope
        )
    )
    if any(not _is_over(grant, command.valid_from) for grant in held):
        raise Conflict(HAS_ROLE)


def _require_own_or_hr(person: Person, actor: Actor) -> None:
    if person.id != actor.person_id and not can_act(actor, Role.HR, unit_id=person.unit_id):
        raise Forbidden(OTHERS_CONFLICT)


def _is_over(grant: RoleGrant, day: date) -> bool:
    return grant.valid_until is not None and grant.valid_until <= day


def _end_what_is_over(unit_id: int, today: date, now: datetime) -> None:
    session().execute(
        update(ActingAppointment)
        .where(
            ActingAppointment.unit_id == unit_id,
            ActingAppointment.ended_at.is_(None),
            ActingAppointment.valid_until <= today,
        )
        .values(ended_at=now)
    )


def _pair(one: int, other: int) -> Any:
    return select(ConflictDeclaration.id).where(
        ConflictDeclaration.person_id.in_((one, other)),
        ConflictDeclaration.other_person_id.in_((one, other)),
    )


def _person(person_id: int, actor: Actor) -> Person:
    person = session().get(Person, person_id)
    if (
        person is None
        or person.agency_id != actor.agency_id
        or person.state is not PersonState.ACTIVE
    ):
        raise NotFound(NO_PERSON)
    return person


def _unit(unit_id: int, actor: Actor) -> Unit:
    unit = session().get(Unit, unit_id)
    if unit is None or unit.agency_id != actor.agency_id:
        raise NotFound(NO_UNIT)
    return unit


def _today(actor: Actor, now: datetime) -> date:
    agency = session().get_one(Agency, actor.agency_id)
    return now.astimezone(zone_info(agency.zone)).date()


def _record(
    tag: str, kind: str, row_id: int, data: dict[str, Any], *, actor: Actor, now: datetime
) -> None:
    record_event(tag, subject_kind=kind, subject_id=row_id, actor=actor, now=now, data=data)


def _tell(
    person_id: int, key: str, text: str, path: str, *, actor: Actor, now: datetime, **params: str
) -> None:
    notify(
        agency_id=actor.agency_id,
        person_id=person_id,
        key=key,
        text=text,
        path=path,
        now=now,
        params=params,
    )
