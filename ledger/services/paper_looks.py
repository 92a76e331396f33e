"""How an agency's papers look: dated settings, so that a paper keeps what held on its day."""

from dataclasses import dataclass
from datetime import date, datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.documents import (
    NUMBER_PATTERN,
    NUMBER_PATTERN_KEY,
    CertificateDesign,
    check_number_pattern,
)
from ledger.domain.people import Role
from ledger.errors import InvalidInput, sentence
from ledger.services.access import require_role
from ledger.services.documents.parties import CONTACT_KEY
from ledger.services.settings import record_setting, setting_value

DESIGN_KEY = "document.certificate_design"
_LONGEST_CONTACT = 120
CONTACT_TOO_LONG = sentence("Baris kontak paling banyak 120 huruf, agar muat satu baris.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLook:
    """The number pattern, the design of the certificate and the last line of the letterhead."""

    number_pattern: str
    design: CertificateDesign
    contact: str


def paper_look(agency_id: int, *, on: date) -> PaperLook:
    """What holds on the day, or what Neraca ships."""

    def value(key: str, default: str) -> str:
        return str(setting_value(agency_id, key, on=on, default=default))

    return PaperLook(
        number_pattern=value(NUMBER_PATTERN_KEY, NUMBER_PATTERN),
        design=CertificateDesign(value(DESIGN_KEY, CertificateDesign.ANYAMAN)),
        contact=value(CONTACT_KEY, ""),
    )


def record_paper_look(look: PaperLook, *, valid_from: date, actor: Actor, now: datetime) -> None:
    """Set all three from a day on; numbers that were given stay. Raises InvalidInput, Forbidden."""
    require_role(actor, Role.HR, unit_id=None)
    check_number_pattern(look.number_pattern)
    if len(look.contact) > _LONGEST_CONTACT:
        raise InvalidInput(CONTACT_TOO_LONG, fields={"contact": [CONTACT_TOO_LONG]})
    told = {
        NUMBER_PATTERN_KEY: look.number_pattern.strip(),
        DESIGN_KEY: look.design.value,
        CONTACT_KEY: look.contact.strip(),
    }
    with transaction():
        for key, text in told.items():
            record_setting(
                key, text, valid_from=valid_from, needs_verification=False, actor=actor, now=now
            )
