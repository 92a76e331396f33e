"""Services and counters, and what citizens say at them."""

from typing import Any

from ledger.domain.imports import CommendationRow, ComplaintRow, CounterRow, ServiceRow
from ledger.domain.intake_commands import (
    ReceiveCommendation,
    ReceiveComplaint,
    citizen_actor,
    require_commendation,
    require_complaint,
)
from ledger.models.commendations import Commendation, Complaint, Counter, Service
from ledger.services.commendations import receive_commendation
from ledger.services.complaints import receive_complaint
from ledger.services.imports.desk import Desk
from ledger.services.imports.plans import Line, TableImporter
from ledger.services.imports.verbs import VerbImporter
from ledger.services.public_services import make_public_code


def _service(row: ServiceRow, desk: Desk) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "unit_id": desk.unit(row.unit_code),
        "promised_amount": row.promised_amount,
        "promised_unit": row.promised_unit,
        "tariff_rupiah": row.tariff_rupiah,
    }


def _counter(row: CounterRow, desk: Desk) -> dict[str, Any]:
    return {
        "code": row.code,
        "service_id": desk.service(row.service_code),
        "name": row.name,
        "is_open": row.is_open,
    }


def _print_code(line: Line[CounterRow], desk: Desk) -> None:
    line.values["public_code"] = make_public_code()


def _commendation(row: CommendationRow, desk: Desk) -> ReceiveCommendation:
    return ReceiveCommendation(
        unit_id=desk.unit(row.unit_code),
        rating=row.rating,
        happened_on=row.happened_on,
        person_id=desk.person_id(row.nip, "nip"),
        words=row.words,
        is_anonymous=row.is_anonymous,
        contact=row.contact,
    )


def _complaint(row: ComplaintRow, desk: Desk) -> ReceiveComplaint:
    return ReceiveComplaint(
        unit_id=desk.unit(row.unit_code),
        title=row.title,
        filed_on=row.filed_on,
        body=row.body,
        category=row.category,
        classification=row.classification,
        person_id=desk.person_id(row.nip, "nip"),
        is_anonymous=row.is_anonymous,
        is_secret=row.is_secret,
        lapor_id=row.lapor_id,
        lapor_status=row.status,
    )


def _send_commendation(command: ReceiveCommendation, source_key: str, desk: Desk) -> object:
    # A box of cards speaks for citizens, so whoever types them in may be thanked too.
    citizen = citizen_actor(desk.agency_id)
    return receive_commendation(command, actor=citizen, now=desk.now, source_key=source_key)


def _send_complaint(command: ReceiveComplaint, source_key: str, desk: Desk) -> object:
    citizen = citizen_actor(desk.agency_id)
    return receive_complaint(command, actor=citizen, now=desk.now, source_key=source_key)


_FIELDS = {"person_id": "nip", "unit_id": "unit_code"}

SERVICES: TableImporter[ServiceRow] = TableImporter(model=Service, key=("code",), values=_service)
COUNTERS: TableImporter[CounterRow] = TableImporter(
    model=Counter, key=("code",), values=_counter, fill=_print_code
)
COMMENDATIONS: VerbImporter[CommendationRow] = VerbImporter(
    model=Commendation,
    command=_commendation,
    check=lambda command, today: require_commendation(command, today=today),
    send=_send_commendation,
    fields=_FIELDS,
)
COMPLAINTS: VerbImporter[ComplaintRow] = VerbImporter(
    model=Complaint,
    command=_complaint,
    check=lambda command, today: require_complaint(command, today=today),
    send=_send_complaint,
    fields=_FIELDS,
)
