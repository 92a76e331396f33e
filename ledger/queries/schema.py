"""Whether the database is the one this version of Neraca expects."""

from sqlalchemy import inspect, text

from ledger.database import db
from ledger.models.guards import check_guards


def schema_revision() -> str | None:
    """The number of the last migration that ran here; None before the first."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def require_guards() -> None:
    """Raises GuardMissing when a guard of the ledger is gone from the database."""
    with db.engine.connect() as connection:
        check_guards(connection)
