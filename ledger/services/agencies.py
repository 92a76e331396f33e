"""An agency comes into being: its name, its letterhead and the origin of its tree."""

from dataclasses import dataclass
from datetime import datetime

from ledger.database import transaction
from ledger.domain.actors import system_actor
from ledger.domain.names import normalise_text
from ledger.errors import InvalidInput, sentence
from ledger.models.people import Agency
from ledger.services.events import record_event

NAME_MISSING = sentence("Tulis nama instansi.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAgency:
    """``origin`` is the C2SP origin line of the tree: the host and a path nobody else uses."""

    code: str
    name: str
    origin: str
    city: str = ""
    head_title: str = ""
    zone: str = "Asia/Jakarta"
    days_per_week: int = 5
    government_level: str = "provinsi"


def found_agency(command: FoundAgency, *, now: datetime) -> int:
    """Record an agency and return its id; raises InvalidInput without a name."""
    name = normalise_text(command.name)
    if not name:
        raise InvalidInput(NAME_MISSING, fields={"name": [NAME_MISSING]})
    with transaction() as work:
        agency = Agency(
            code=command.code,
            name=name,
            government=name.upper(),
            city=command.city,
            head_title=command.head_title,
            zone=command.zone,
            days_per_week=command.days_per_week,
            origin=command.origin,
            government_level=command.government_level,
        )
        work.add(agency)
        work.flush()
        record_event(
            "agency:record:founded",
            subject_kind="agency",
            subject_id=agency.id,
            actor=system_actor(agency.id),
            now=now,
        )
        return agency.id
