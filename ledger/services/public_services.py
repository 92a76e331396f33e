"""Public services with their standard, and the counters whose code stands in the QR."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.commendations import (
    TRACKING_PREFIX,
    TRACKING_RANDOM_BYTES,
    format_tracking_code,
)
from ledger.domain.intake_commands import SaveCounter, SaveService
from ledger.domain.names import normalise_text
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.commendations import Counter, Service
from ledger.models.people import Unit
from ledger.services.access import require_role
from ledger.services.entropy import random_bytes
from ledger.services.events import record_event

PROMISED_UNITS = ("menit", "jam", "hari kerja")

NO_UNIT = sentence("Unit layanan ini tidak ada.")
NO_SERVICE = sentence("Layanan ini tidak ada.")
PROMISE_WRONG = sentence("Waktu layanan harus paling sedikit 1 menit, jam, atau hari kerja.")
TARIFF_WRONG = sentence("Tarif tidak boleh kurang dari 0.")


def save_service(command: SaveService, *, actor: Actor, now: datetime) -> int:
    """Record a service by its code, new or changed, and return its id.

    Raises Forbidden, NotFound or InvalidInput.
    """
    if command.promised_amount < 1 or command.promised_unit not in PROMISED_UNITS:
        raise InvalidInput(PROMISE_WRONG, fields={"promised_amount": [PROMISE_WRONG]})
    if command.tariff_rupiah < 0:
        raise InvalidInput(TARIFF_WRONG, fields={"tariff_rupiah": [TARIFF_WRONG]})
    with transaction() as work:
        _require_unit(command.unit_id, actor)
        require_role(actor, Role.HR, Role.UNIT_ADMIN, unit_id=command.unit_id)
        row = work.scalar(
            select(Service).where(
                Service.agency_id == actor.agency_id, Service.code == command.code
            )
        )
        if row is None:
            row = Service(agency_id=actor.agency_id, code=command.code)
        else:
            require_role(actor, Role.HR, Role.UNIT_ADMIN, unit_id=row.unit_id)
        row.name, row.unit_id = normalise_text(command.name), command.unit_id
        row.promised_amount = command.promised_amount
        row.promised_unit = command.promised_unit
        row.tariff_rupiah = command.tariff_rupiah
        work.add(row)
        work.flush()
        _record("service:standard:saved", "service", row.id, actor, now)
        return row.id


def save_counter(command: SaveCounter, *, actor: Actor, now: datetime) -> int:
    """Record a counter by its code, new or changed, and return its id; its public code stays.

    Raises Forbidden or NotFound.
    """
    with transaction() as work:
        unit_id = work.scalar(
            select(Service.unit_id).where(
                Service.id == command.service_id, Service.agency_id == actor.agency_id
            )
        )
        if unit_id is None:
            raise NotFound(NO_SERVICE)
        require_role(actor, Role.HR, Role.UNIT_ADMIN, unit_id=unit_id)
        row = work.scalar(
            select(Counter).where(
                Counter.agency_id == actor.agency_id, Counter.code == command.code
            )
        )
        if row is None:
            row = Counter(
                agency_id=actor.agency_id, code=command.code, public_code=make_public_code()
            )
        row.service_id, row.name = command.service_id, normalise_text(command.name)
        row.is_open = command.is_open
        work.add(row)
        work.flush()
        _record("service:counter:saved", "counter", row.id, actor, now)
        return row.id


def make_public_code() -> str:
    """A code for the address in a QR, such as 7K3M-9Q2F, that nobody can count up."""
    code = format_tracking_code(random_bytes(TRACKING_RANDOM_BYTES))
    return code.removeprefix(f"{TRACKING_PREFIX}-")


def _require_unit(unit_id: int, actor: Actor) -> None:
    agency_id = session().scalar(select(Unit.agency_id).where(Unit.id == unit_id))
    if agency_id != actor.agency_id:
        raise NotFound(NO_UNIT)


def _record(tag: str, kind: str, row_id: int, actor: Actor, now: datetime) -> None:
    record_event(tag, subject_kind=kind, subject_id=row_id, actor=actor, now=now)
