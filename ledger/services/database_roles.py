"""Making the three roles of a PostgreSQL database, each with a password told once."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from ledger.database import transaction
from ledger.errors import InvalidInput, sentence
from ledger.models.grants import RoleNames, give_database, give_tables, missing_roles

NOT_POSTGRESQL = sentence(
    "Peran basis data hanya ada di PostgreSQL. Pada SQLite, hak atas berkas adalah hak atas isinya."
)
NO_TABLES = sentence("Basis data ini masih kosong. Jalankan dahulu: neraca db upgrade")
WRONG_PREFIX = sentence(
    "Awalan peran %(prefix)s tidak dapat dipakai: hanya huruf kecil, angka, dan garis bawah."
)


def make_roles(prefix: str, *, random_password: Callable[[], str]) -> Mapping[str, str | None]:
    """Create what is missing of owner, app and auditor, and give each its rights.

    Returns the roles, owner first, each with its new password; None for one that was there
    before, whose password stays. Needs a connection that may create roles. Raises InvalidInput on
    SQLite, before the first migration, or for a prefix that would need quoting.
    """
    names = _names(prefix)
    with transaction() as work:
        connection = work.connection()
        _require_tables(connection)
        made = {name: random_password() for name in missing_roles(connection, names)}
        for name, password in made.items():
            connection.exec_driver_sql(
                f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
                f" NOBYPASSRLS PASSWORD '{_scrambled(connection, name, password)}'"
            )
        give_database(connection, names)
        give_tables(connection, names)
    return {name: made.get(name) for name in names.all}


def _names(prefix: str) -> RoleNames:
    try:
        return RoleNames(prefix)
    except ValueError as error:
        raise InvalidInput(WRONG_PREFIX, prefix=prefix) from error


def _require_tables(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        raise InvalidInput(NOT_POSTGRESQL)
    if not connection.dialect.has_table(connection, "entry"):
        raise InvalidInput(NO_TABLES)


def _scrambled(connection: Connection, name: str, password: str) -> str:
    """Hashed here, so that the password itself stands in no log of the server."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    scrambled: bytes = driver.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    return scrambled.decode()
