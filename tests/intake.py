"""The people and commands that tests of the intake share: an office with a counter."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

import ledger.services.nominations as nominations
from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.intake_commands import ReceiveCommendation, ReceiveComplaint, citizen_actor
from ledger.domain.nominations import NominationCategory, NominationStage, SubmitNomination
from ledger.domain.people import Role
from ledger.models.commendations import Counter, Service
from ledger.models.events import AuditEvent, Notification
from ledger.models.people import Account, Agency, Person, RoleGrant, Unit
from ledger.models.rules import FactRecord
from tests.factories import (
    NOW,
    _save,
    make_account,
    make_actor,
    make_agency,
    make_person,
    make_unit,
)
from tests.packs import put_in_force

PACKS = Path("ledger/rulepacks")
REASON = "Bukti belum menunjukkan hasil yang disebut."


@dataclass
class Office:
    """A unit with a head, two clerks, HR and the counter where citizens come."""

    agency: Agency
    unit: Unit
    head: Person
    clerk: Person
    colleague: Person
    hr: Person
    counter: Counter

    def acting(self, person: Person, *roles: Role) -> Actor:
        if person.id not in _actors:
            _actors[person.id] = make_account(person)
        return make_actor(person, *roles, account=_actors[person.id])

    @property
    def by_hr(self) -> Actor:
        return self.acting(self.hr, Role.HR)

    @property
    def by_citizen(self) -> Actor:
        return citizen_actor(self.agency.id)


_actors: dict[int, Any] = {}


def make_office() -> Office:
    _actors.clear()
    agency = make_agency()
    top = make_unit(agency, name="Badan Kepegawaian")
    unit = make_unit(agency, top, name="Dinas Layanan")
    head = make_person(unit, name="Sri Wahyuni", is_unit_head=True)
    hr = make_person(top, name="Ratna Dewi")
    service = _save(
        Service(
            agency_id=agency.id,
            code="KTP",
            name="Rekam KTP",
            unit_id=unit.id,
            promised_amount=15,
            promised_unit="menit",
        )
    )
    counter = _save(
        Counter(
            agency_id=agency.id,
            code="L1",
            public_code="7K3M-9Q2F",
            service_id=service.id,
            name="Loket 1",
        )
    )
    return Office(
        agency=agency,
        unit=unit,
        head=head,
        clerk=make_person(unit, head, name="Budi Santoso"),
        colleague=make_person(unit, head, name="Ani Lestari"),
        hr=hr,
        counter=counter,
    )


def grant(account_id: int | None, role: Role, unit_id: int | None = None) -> None:
    """Give an account a role, over a unit or everywhere."""
    _save(
        RoleGrant(
            agency_id=session().get(Account, account_id).agency_id,
            account_id=account_id,
            role=role,
            unit_id=unit_id,
            valid_from=date(2026, 1, 1),
        )
    )


def nomination(office: Office, **changes: Any) -> SubmitNomination:
    values: dict[str, Any] = {
        "nominator_id": office.head.id,
        "nominee_id": office.clerk.id,
        "title": "Antrean daring",
        "category": NominationCategory.PELAYANAN_PUBLIK,
        "stage": NominationStage.DITERAPKAN,
        "happened_on": date(2026, 10, 5),
        "story": "Menyusun antrean daring sehingga warga tidak menunggu di loket.",
    }
    return SubmitNomination(**{**values, **changes})


def send(office: Office, **changes: Any) -> int:
    command = nomination(office, **changes)
    by = office.acting(session().get(Person, command.nominator_id))
    return nominations.submit_nomination(command, actor=by, now=NOW)


def commendation(office: Office, **changes: Any) -> ReceiveCommendation:
    values: dict[str, Any] = {
        "unit_id": office.unit.id,
        "counter_id": office.counter.id,
        "service_id": office.counter.service_id,
        "person_id": office.clerk.id,
        "rating": 4,
        "words": "Petugas ramah dan cepat.",
        "happened_on": date(2026, 11, 20),
    }
    return ReceiveCommendation(**{**values, **changes})


def complaint(office: Office, **changes: Any) -> ReceiveComplaint:
    values: dict[str, Any] = {
        "unit_id": office.unit.id,
        "title": "Petugas tidak ada di loket",
        "category": "terlambat masuk",
        "filed_on": date(2026, 11, 20),
    }
    return ReceiveComplaint(**{**values, **changes})


def activate(office: Office, pack: str) -> None:
    """Load a shipped pack by one of HR and put it in force by another."""
    other = office.acting(make_person(office.unit), Role.HR)
    text = (PACKS / f"{pack}.yaml").read_text(encoding="utf-8")
    put_in_force(text, office.by_hr, other)


def tags(subject_kind: str, subject_id: int) -> list[str]:
    rows = select(AuditEvent.tag).where(
        AuditEvent.subject_kind == subject_kind, AuditEvent.subject_id == subject_id
    )
    return list(session().scalars(rows.order_by(AuditEvent.id)))


def facts(kind: str) -> list[FactRecord]:
    return list(session().scalars(select(FactRecord).where(FactRecord.kind == kind)))


def told(person: Person) -> list[Notification]:
    rows = select(Notification).where(Notification.person_id == person.id)
    return list(session().scalars(rows.order_by(Notification.id)))
