"""Which agency a command works for: the one it names, or the only one there is."""

from sqlalchemy import select

from ledger.database import session
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.people import Agency

NO_AGENCY = sentence("Belum ada instansi. Buat dengan: neraca demo, atau neraca import --commit")
UNKNOWN_AGENCY = sentence("Instansi %(name)s tidak ada. Yang ada: %(known)s.")
SEVERAL_AGENCIES = sentence(
    "Ada beberapa instansi (%(known)s). Pilih satu dengan NERACA_AGENCY=KODE."
)


def get_agency_id(code: str = "") -> int:
    """The agency of the code, or the only one; raises NotFound or InvalidInput."""
    known: dict[str, int] = {
        row.code: row.id for row in session().execute(select(Agency.code, Agency.id))
    }
    if not known:
        raise NotFound(NO_AGENCY)
    names = ", ".join(sorted(known))
    if code and code not in known:
        raise NotFound(UNKNOWN_AGENCY, name=code, known=names)
    if not code and len(known) > 1:
        raise InvalidInput(SEVERAL_AGENCIES, known=names)
    return known[code] if code else next(iter(known.values()))


def list_agency_ids() -> list[int]:
    """Every agency, for periodic work."""
    return list(session().scalars(select(Agency.id).order_by(Agency.id)))


def get_zone(agency_id: int) -> str:
    """The zone in which the agency's days begin."""
    return session().scalars(select(Agency.zone).where(Agency.id == agency_id)).one()
