"""The counters of an agency as HR and unit admins see them, and what their posters say."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Row, Select, select

from ledger.database import session
from ledger.errors import NotFound, sentence
from ledger.models.commendations import Counter, Service
from ledger.models.people import Agency, Unit

NO_COUNTER = sentence("Loket %(counter)s tidak ada di instansi ini.")


@dataclass(frozen=True, kw_only=True)
class CounterLine:
    """``promised_amount`` counts in ``promised_unit`` ("menit", "jam" or "hari kerja")."""

    code: str
    counter: str
    service: str
    unit: str
    agency: str
    public_code: str
    is_open: bool
    promised_amount: int
    promised_unit: str
    tariff_rupiah: int


def list_counters(agency_id: int, *, reach: Collection[int] | None = None) -> list[CounterLine]:
    """All counters, or those of the units in ``reach``, by unit, service and name."""
    statement = _counters(agency_id, reach).order_by(Unit.name, Service.name, Counter.name)
    return [_line(row) for row in session().execute(statement)]


def get_counter(code: str, agency_id: int, *, reach: Collection[int] | None = None) -> CounterLine:
    """The counter of an agency's own code; raises NotFound, outside ``reach`` too."""
    statement = _counters(agency_id, reach).where(Counter.code == code)
    row = session().execute(statement).one_or_none()
    if row is None:
        raise NotFound(NO_COUNTER, counter=code)
    return _line(row)


def _counters(agency_id: int, reach: Collection[int] | None) -> Select[Counter, Service, str, str]:
    statement = (
        select(Counter, Service, Unit.name, Agency.name)
        .join(Service, Service.id == Counter.service_id)
        .join(Unit, Unit.id == Service.unit_id)
        .join(Agency, Agency.id == Counter.agency_id)
        .where(Counter.agency_id == agency_id)
    )
    return statement if reach is None else statement.where(Service.unit_id.in_(reach))


def _line(row: Row[Counter, Service, str, str]) -> CounterLine:
    counter, service, unit, agency = row
    return CounterLine(
        code=counter.code,
        counter=counter.name,
        service=service.name,
        unit=unit,
        agency=agency,
        public_code=counter.public_code,
        is_open=counter.is_open,
        promised_amount=service.promised_amount,
        promised_unit=service.promised_unit,
        tariff_rupiah=service.tariff_rupiah,
    )
