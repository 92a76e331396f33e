"""What the public pages show: a counter with its officers, and what became of a code."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.commendations import CommendationState, ComplaintState
from ledger.domain.people import PersonKind, PersonState
from ledger.errors import NotFound, sentence
from ledger.models.commendations import Commendation, Complaint, Counter, Service
from ledger.models.people import Agency, Person, Unit

NO_COUNTER = sentence("Loket ini tidak dikenal. Periksa alamatnya, atau pindai lagi kode QR.")
MOST_OFFICERS = 60
MOST_COUNTERS = 40


@dataclass(frozen=True, kw_only=True)
class CounterPage:
    """A counter as a citizen meets it; ``officers`` by name only, nothing else of them."""

    agency_id: int
    agency: str
    zone: str
    counter_id: int
    counter: str
    public_code: str
    is_open: bool
    service_id: int
    service: str
    unit_id: int
    unit: str
    officers: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """What whoever holds a code may know; one of the two states is set."""

    code: str
    agency: str
    unit: str
    received_on: date | datetime
    commendation: CommendationState | None = None
    complaint: ComplaintState | None = None
    rating: int | None = None
    has_name: bool = False
    is_anonymous: bool = True
    counter_code: str = ""
    due_on: date | None = None
    lapor_id: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    #: What the unit said back to a commendation.
    reply: str = ""
    #: Since when what was written is gone.
    erased_on: date | None = None


def get_counter_page(public_code: str) -> CounterPage:
    """The counter of a code in the address, in any case of letters; raises NotFound."""
    row = (
        session()
        .execute(
            select(Counter, Service, Unit, Agency)
            .join(Service, Service.id == Counter.service_id)
            .join(Unit, Unit.id == Service.unit_id)
            .join(Agency, Agency.id == Counter.agency_id)
            .where(Counter.public_code == public_code.upper())
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_COUNTER)
    counter, service, unit, agency = row
    return CounterPage(
        agency_id=agency.id,
        agency=agency.name,
        zone=agency.zone,
        counter_id=counter.id,
        counter=counter.name,
        public_code=counter.public_code,
        is_open=counter.is_open,
        service_id=service.id,
        service=service.name,
        unit_id=unit.id,
        unit=unit.name,
        officers=list_officers(unit.id) if counter.is_open else (),
    )


def list_open_counters(agency_id: int) -> list[tuple[str, str, str]]:
    """Open counters of the agency as (public code, service, counter), by service."""
    rows = session().execute(
        select(Counter.public_code, Service.name, Counter.name)
        .join(Service, Service.id == Counter.service_id)
        .where(Counter.agency_id == agency_id, Counter.is_open)
        .order_by(Service.name, Counter.name)
        .limit(MOST_COUNTERS)
    )
    return [(code, service, counter) for code, service, counter in rows]


def find_tracked(tracking_code: str) -> Tracked | None:
    """What became of a commendation or complaint; None when nobody was given this code."""
    return _tracked_commendation(tracking_code) or _tracked_complaint(tracking_code)


def list_officers(unit_id: int) -> tuple[tuple[int, str], ...]:
    rows = session().execute(
        select(Person.id, Person.name)
        .where(
            Person.unit_id == unit_id,
            Person.state == PersonState.ACTIVE,
            Person.kind != PersonKind.PEJABAT_NEGARA,
        )
        .order_by(Person.name)
        .limit(MOST_OFFICERS)
    )
    return tuple((row.id, row.name) for row in rows)


def _tracked_commendation(tracking_code: str) -> Tracked | None:
    row = (
        session()
        .execute(
            select(Commendation, Unit.name, Agency.name, Counter.public_code)
            .join(Unit, Unit.id == Commendation.unit_id)
            .join(Agency, Agency.id == Commendation.agency_id)
            .outerjoin(Counter, Counter.id == Commendation.counter_id)
            .where(Commendation.tracking_code == tracking_code)
        )
        .one_or_none()
    )
    if row is None:
        return None
    one, unit, agency, counter_code = row
    return Tracked(
        code=one.tracking_code,
        agency=agency,
        unit=unit,
        received_on=one.received_at,
        commendation=one.state,
        rating=one.rating,
        has_name=bool(one.citizen_name),
        is_anonymous=one.is_anonymous,
        counter_code=counter_code or "",
        reply=one.reply,
        erased_on=one.erased_on,
    )


def _tracked_complaint(tracking_code: str) -> Tracked | None:
    row = (
        session()
        .execute(
            select(Complaint, Unit.name, Agency.name)
            .join(Unit, Unit.id == Complaint.unit_id)
            .join(Agency, Agency.id == Complaint.agency_id)
            .where(Complaint.tracking_code == tracking_code)
        )
        .one_or_none()
    )
    if row is None:
        return None
    one, unit, agency = row
    return Tracked(
        code=one.tracking_code,
        agency=agency,
        unit=unit,
        received_on=one.filed_on,
        complaint=one.state,
        due_on=one.due_on,
        lapor_id=one.lapor_id,
        answer=one.answer,
        answered_at=one.answered_at,
        erased_on=one.erased_on,
    )
