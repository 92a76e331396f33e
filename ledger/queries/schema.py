"""Whether the database is the one this version of Neraca expects."""

from sqlalchemy import inspect, text

from ledger.database import db
from ledger.errors import LedgerError, sentence
from ledger.models.grants import excess_rights, may_rewrite_entries
from ledger.models.guards import check_guards

EMPTY = sentence("Basis data masih kosong. Jalankan: neraca db upgrade")
TOO_MANY_RIGHTS = sentence(
    "Peran basis data berhak lebih dari semestinya: %(names)s. Jalankan: neraca db roles"
)
NOT_AS_APP = sentence(
    "Dalam produksi, NERACA_DATABASE_URL harus memakai peran aplikasi, bukan pemilik tabel."
    " Buat perannya dengan: neraca db roles"
)


class UnsafeDatabase(LedgerError):
    """The database would let too much happen for anybody to work on it."""

    code = "unsafe_database"


def schema_revision() -> str | None:
    """The number of the last migration that ran here; None before the first."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def require_guards() -> None:
    """Raises GuardMissing when a guard of the ledger is gone, UnsafeDatabase when rights are."""
    with db.engine.connect() as connection:
        check_guards(connection)
        if names := excess_rights(connection):
            raise UnsafeDatabase(TOO_MANY_RIGHTS, names=", ".join(names))


def require_safe_start(*, is_production: bool) -> None:
    """What the web and the worker ask before they begin; raises LedgerError with a sentence."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("entry"):
            raise UnsafeDatabase(EMPTY)
        if is_production and may_rewrite_entries(connection):
            raise UnsafeDatabase(NOT_AS_APP)
    require_guards()
