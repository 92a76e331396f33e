"""People: their superiors by the tree of units, corrections, and changes of what we hold."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.formats import date_text
from ledger.domain.names import clean_name, normalise_text
from ledger.domain.people import AccountState, PersonState, Role
from ledger.domain.staffing import UpdatePerson
from ledger.domain.superiors import FROM_TREE, CorrectSuperior, NameAppraiser, heads_upward
from ledger.errors import Forbidden, InvalidInput, NotFound, sentence
from ledger.models.people import Account, Appraiser, Person, Unit
from ledger.queries import units
from ledger.services.access import require_role
from ledger.services.days import agency_today
from ledger.services.events import notify, record_event
from ledger.services.sessions import end_sessions_of

NO_PERSON = sentence("Pegawai ini tidak ada.")
SOURCE_EMPTY = sentence("Tulis dari mana Anda tahu, misalnya nomor surat penugasan")
ITSELF = sentence("Pegawai tidak dapat menjadi atasannya sendiri. Pilih orang lain.")
IN_A_LOOP = sentence("%(name)s adalah bawahan pegawai ini. Pilih orang lain.")
NOT_YOUR_OWN = sentence("Data Anda sendiri diperbaiki oleh petugas kepegawaian lain.")
TWO_HEADS = sentence("%(name)s sudah memimpin unit ini. Ubah itu lebih dulu.")
NOT_THEMSELVES = sentence("Pegawai tidak menilai kinerjanya sendiri. Pilih orang lain.")
APPRAISER_CHANGED = sentence("Pejabat penilai kinerja Anda mulai %(day)s: %(name)s.")
SUPERIOR_CHANGED = sentence("Atasan langsung Anda sekarang %(name)s.")


def subtree_ids(unit_id: int) -> frozenset[int]:
    """The unit and everything below it."""
    return units.subtree_ids(unit_id)


def derive_superiors(agency_id: int) -> int:
    """Set every superior that nobody corrected by the tree of units; give how many changed.

    The staff answer to the head of their unit, a head to the nearest head above.
    """
    with transaction() as work:
        wanted = _superiors_by_tree(agency_id)
        rows = work.execute(
            select(Person.id, Person.unit_id, Person.is_unit_head, Person.superior_id).where(
                Person.agency_id == agency_id, Person.superior_source == FROM_TREE
            )
        )
        changes = []
        for person_id, unit_id, is_head, superior_id in rows:
            superior = _other_than(person_id, *wanted[unit_id], is_head=is_head)
            if superior != superior_id:
                changes.append({"id": person_id, "superior_id": superior})
        if changes:
            work.execute(update(Person), changes)
        return len(changes)


def correct_superior(command: CorrectSuperior, *, actor: Actor, now: datetime) -> None:
    """Record who the superior really is, and how that is known; later derivations keep it.

    Raises NotFound, Forbidden or InvalidInput (a loop, nobody, no source).
    """
    source = normalise_text(command.source)
    if not source or source == FROM_TREE:
        raise InvalidInput(SOURCE_EMPTY, fields={"source": [SOURCE_EMPTY]})
    with transaction():
        person = _editable(command.person_id, actor)
        superior = _of_agency(command.superior_id, actor)
        _require_no_loop(person, superior)
        _set_superior(person, superior.id, source, actor=actor, now=now)
        notify(
            agency_id=actor.agency_id,
            person_id=person.id,
            key=f"superior:{superior.id}:{now.isoformat()}",
            text=SUPERIOR_CHANGED,
            params={"name": superior.name},
            path="/akun",
            now=now,
        )


def restore_superior(person_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the tree of units say again who the superior is."""
    with transaction():
        person = _editable(person_id, actor)
        wanted = _superiors_by_tree(actor.agency_id)[person.unit_id]
        superior_id = _other_than(person.id, *wanted, is_head=person.is_unit_head)
        _set_superior(person, superior_id, FROM_TREE, actor=actor, now=now)


def name_appraiser(command: NameAppraiser, *, actor: Actor, now: datetime) -> None:
    """Record who rates the person's work from a day on, when it is not the direct superior.

    Raises NotFound, Forbidden or InvalidInput (the person themselves, no source).
    """
    source = normalise_text(command.source)
    if not source:
        raise InvalidInput(SOURCE_EMPTY, fields={"source": [SOURCE_EMPTY]})
    with transaction():
        person, other = _editable(command.person_id, actor), _of_agency(command.appraiser_id, actor)
        if other.id == person.id:
            raise InvalidInput(NOT_THEMSELVES, fields={"appraiser": [NOT_THEMSELVES]})
        row = _add_appraiser(person, other.id, command.valid_from, source, actor=actor, now=now)
        notify(
            agency_id=actor.agency_id,
            person_id=person.id,
            key=f"appraiser:{row.id}",
            text=APPRAISER_CHANGED,
            params={"day": date_text(row.valid_from), "name": other.name},
            path="/akun",
            now=now,
        )


def restore_appraiser(person_id: int, *, actor: Actor, now: datetime) -> None:
    """From today on the direct superior rates the person's work again; nothing is erased."""
    with transaction():
        person = _editable(person_id, actor)
        today = agency_today(actor.agency_id, now=now)
        _add_appraiser(person, None, today, "", actor=actor, now=now)


def update_person(command: UpdatePerson, *, actor: Actor, now: datetime) -> bool:
    """Change what is held about a person and keep what it was in the trail; False when nothing.

    A change of unit or headship moves superiors with it; who leaves loses account and sessions.
    """
    with transaction() as work:
        person = _editable(command.person_id, actor)
        wanted = _cleaned(command)
        require_role(actor, Role.HR, unit_id=wanted["unit_id"])
        before = {name: getattr(person, name) for name in wanted}
        changed = [name for name in wanted if before[name] != wanted[name]]
        if not changed:
            return False
        if wanted["is_unit_head"]:
            _require_only_head(person.id, wanted["unit_id"])
        for name in changed:
            setattr(person, name, wanted[name])
        work.flush()
        if {"unit_id", "is_unit_head", "state"} & set(changed):
            derive_superiors(actor.agency_id)
        if person.state is PersonState.LEFT:
            close_account(person.id, now=now)
        _record(
            "person:record:changed",
            person.id,
            {"before": _plain(before, changed), "after": _plain(wanted, changed)},
            actor=actor,
            now=now,
        )
        return True


def _superiors_by_tree(agency_id: int) -> dict[int, tuple[int | None, int | None]]:
    work = session()
    tree = work.execute(select(Unit.id, Unit.parent_id).where(Unit.agency_id == agency_id))
    heads = work.execute(
        select(Person.unit_id, Person.id)
        .where(
            Person.agency_id == agency_id,
            Person.is_unit_head,
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Person.id.desc())
    )
    return heads_upward(
        {row.id: row.parent_id for row in tree}, {row.unit_id: row.id for row in heads}
    )


def _other_than(
    person_id: int, of_staff: int | None, of_head: int | None, *, is_head: bool
) -> int | None:
    superior = of_head if is_head else of_staff
    return None if superior == person_id else superior


def _editable(person_id: int, actor: Actor) -> Person:
    person = _of_agency(person_id, actor)
    require_role(actor, Role.HR, unit_id=person.unit_id)
    if person.id == actor.person_id:
        raise Forbidden(NOT_YOUR_OWN)
    return person


def _of_agency(person_id: int, actor: Actor) -> Person:
    person = session().get(Person, person_id)
    if person is None or person.agency_id != actor.agency_id:
        raise NotFound(NO_PERSON)
    return person


def _require_no_loop(person: Person, superior: Person) -> None:
    if superior.id == person.id:
        raise InvalidInput(ITSELF, fields={"superior": [ITSELF]})
    above, seen = superior, {superior.id}
    while above.superior_id is not None and above.superior_id not in seen:
        if above.superior_id == person.id:
            text = IN_A_LOOP % {"name": superior.name}
            raise InvalidInput(text, fields={"superior": [text]})
        seen.add(above.superior_id)
        above = session().get_one(Person, above.superior_id)


def _set_superior(
    person: Person, superior_id: int | None, source: str, *, actor: Actor, now: datetime
) -> None:
    before = person.superior_id
    person.superior_id, person.superior_source = superior_id, source
    data = {"before": before, "after": superior_id}
    _record("person:superior:corrected", person.id, data, actor=actor, now=now)


def _add_appraiser(
    person: Person,
    appraiser_id: int | None,
    valid_from: date,
    source: str,
    *,
    actor: Actor,
    now: datetime,
) -> Appraiser:
    row = Appraiser(
        agency_id=person.agency_id,
        person_id=person.id,
        appraiser_id=appraiser_id,
        valid_from=valid_from,
        source=source,
        recorded_by=actor.person_id,
        recorded_at=now,
    )
    session().add(row)
    session().flush()
    data = {"after": appraiser_id, "valid_from": valid_from.isoformat()}
    _record("person:appraiser:named", person.id, data, actor=actor, now=now)
    return row


def _require_only_head(person_id: int, unit_id: int) -> None:
    other = session().scalar(
        select(Person.name).where(
            Person.unit_id == unit_id,
            Person.is_unit_head,
            Person.state == PersonState.ACTIVE,
            Person.id != person_id,
        )
    )
    if other is not None:
        text = TWO_HEADS % {"name": other}
        raise InvalidInput(text, fields={"is_unit_head": [text]})


def _cleaned(command: UpdatePerson) -> dict[str, Any]:
    wanted = asdict(command)
    del wanted["person_id"]
    try:
        wanted["name"] = clean_name(command.name)
    except InvalidInput as refusal:
        raise InvalidInput(refusal.message, fields={"name": [refusal.message]}) from refusal
    for name in ("title_before", "title_after", "rank_name"):
        wanted[name] = normalise_text(wanted[name])
    if session().get(Unit, command.unit_id) is None:
        raise NotFound(sentence("Unit kerja ini tidak ada."))
    return wanted


def close_account(person_id: int, *, now: datetime) -> None:
    """Close the account of somebody who left, and end their sessions; nothing without one."""
    account = session().scalar(select(Account).where(Account.person_id == person_id))
    if account is not None:
        account.state = AccountState.CLOSED
        end_sessions_of(account.id, now=now)


def _plain(values: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


def _record(
    tag: str, person_id: int, data: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    record_event(tag, subject_kind="person", subject_id=person_id, actor=actor, now=now, data=data)
