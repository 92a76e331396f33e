"""Who may do what in PostgreSQL: the owner migrates, the app works, the auditor reads.

The three roles carry one prefix, so that the owner of the tables tells the names of the others.
Rights are given anew after every migration; a table that nobody thought of can be read, added to
and corrected by the app, and nothing of it deleted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, inspect

from ledger.database import Base
from ledger.models.guard_rules import WRITTEN_ONCE

#: Rows of these come and go; everything else stays once it was written.
DELETED = frozenset(
    {
        "api_request",
        "calendar_year",
        "conflict_declaration",
        "draft",
        "evidence",
        "holiday",
        "login_attempt",
        "nomination_member",
        "pending_leaf",
        "private_body",
        "role_grant",
        "seal_draft",
    }
)
#: Opens doors or is nobody's business: no auditor needs it to check the ledger.
SECRET_TABLES = frozenset({"activation_code", "draft", "login_attempt", "login_session"})
SECRET_COLUMNS: Mapping[str, frozenset[str]] = {
    "account": frozenset({"password_hash"}),
    "api_token": frozenset({"secret_hash"}),
}
# A row is locked by whoever may update some column of it. The database moves balances itself, and
# tg_balance_steps refuses every change of this column alone.
_LOCKED_BY: Mapping[str, str] = {"balance": "is_issuance"}
_REVISION = "alembic_version"
_PREFIX = re.compile(r"[a-z_][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class RoleNames:
    """The three roles of one database. Raises ValueError for a prefix that needs quoting."""

    prefix: str

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise ValueError("small letters, digits and underscores")

    @property
    def owner(self) -> str:
        return f"{self.prefix}_owner"

    @property
    def app(self) -> str:
        return f"{self.prefix}_app"

    @property
    def auditor(self) -> str:
        return f"{self.prefix}_auditor"

    @property
    def all(self) -> tuple[str, str, str]:
        return (self.owner, self.app, self.auditor)


def app_rights(table: str) -> frozenset[str]:
    """What the app may do to every row of a table, in PostgreSQL's words."""
    if table == _REVISION:
        return frozenset({"SELECT"})
    rights = {"SELECT"}
    if table != "balance":
        rights.add("INSERT")
    if table not in WRITTEN_ONCE:
        rights.add("UPDATE")
    if table in DELETED:
        rights.add("DELETE")
    return frozenset(rights)


def roles_of(connection: Connection) -> RoleNames | None:
    """The roles this database was given by ``neraca db roles``; None before that, or on SQLite."""
    if connection.dialect.name == "sqlite":
        return None
    owner = connection.exec_driver_sql(
        "SELECT tableowner FROM pg_tables WHERE schemaname = current_schema()"
        " AND tablename = 'entry'"
    ).scalar()
    prefix, found, rest = (owner or "").rpartition("_owner")
    if not found or rest or not _PREFIX.fullmatch(prefix):
        return None
    names = RoleNames(prefix)
    return names if not missing_roles(connection, names) else None


def missing_roles(connection: Connection, names: RoleNames) -> list[str]:
    there = {name for (name,) in connection.exec_driver_sql("SELECT rolname FROM pg_roles")}
    return [name for name in names.all if name not in there]


def give_database(connection: Connection, names: RoleNames) -> None:
    """Close the database and its schema to everybody else; only its owner may do this."""
    schema, database = _schema(connection), _database(connection)
    everybody = ", ".join(names.all)
    for statement in (
        # Who may make a temporary table could put one of our names before the real one.
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {names.app}, {names.auditor}",
        f"GRANT CONNECT ON DATABASE {database} TO {everybody}",
        f"ALTER SCHEMA {schema} OWNER TO {names.owner}",
        f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {names.app}, {names.auditor}",
        f"GRANT USAGE ON SCHEMA {schema} TO {names.app}, {names.auditor}",
        f"ALTER ROLE {names.auditor} SET default_transaction_read_only = on",
    ):
        connection.exec_driver_sql(statement)


def give_tables(connection: Connection, names: RoleNames) -> None:
    """Hand the tables to the owner, and to the others exactly what they need; safe to repeat."""
    there = set(inspect(connection).get_table_names()) & {*Base.metadata.tables, _REVISION}
    for table in sorted(there):
        for statement in _on_table(names, table):
            connection.exec_driver_sql(statement)
    # The sequence of a column belongs to whoever owns its table.
    connection.exec_driver_sql(
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {_schema(connection)} TO {names.app}"
    )
    functions = connection.exec_driver_sql(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = current_schema()::regnamespace AND starts_with(proname, 'tg_')"
    )
    for (function,) in functions.all():
        connection.exec_driver_sql(f"ALTER FUNCTION {function} OWNER TO {names.owner}")


def excess_rights(connection: Connection) -> list[str]:
    """What app or auditor could do and should not: ``role:RIGHT:table``, or ``role:SUPERUSER``."""
    names = roles_of(connection)
    if names is None:
        return []
    mighty = connection.exec_driver_sql(
        "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s) AND (rolsuper OR rolcreaterole"
        " OR rolbypassrls OR rolreplication OR pg_has_role(oid, %s, 'MEMBER'))",
        (names.app, names.auditor, names.owner),
    )
    held = connection.exec_driver_sql(
        "SELECT r.rolname, t.tablename, p.name FROM pg_roles r, pg_tables t,"
        " unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p(name)"
        " WHERE r.rolname IN (%s, %s) AND t.schemaname = current_schema()"
        " AND has_table_privilege(r.rolname, quote_ident(t.tablename), p.name)"
        " ORDER BY r.rolname, t.tablename, p.name",
        (names.app, names.auditor),
    )
    return [f"{name}:SUPERUSER" for (name,) in mighty] + [
        f"{role}:{right}:{table}"
        for role, table, right in held
        if role == names.auditor or right not in app_rights(table)
    ]


def may_rewrite_entries(connection: Connection) -> bool:
    """Whether whoever is connected holds more than the app needs: its owner, or a superuser."""
    if connection.dialect.name == "sqlite":
        return False
    right = (
        "SELECT has_table_privilege('entry', 'UPDATE') OR has_table_privilege('entry', 'DELETE')"
    )
    return bool(connection.exec_driver_sql(right).scalar())


def _schema(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one())


def _database(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT quote_ident(current_database())").scalar_one())


def _on_table(names: RoleNames, table: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} OWNER TO {names.owner}"
    yield f"REVOKE ALL ON {table} FROM PUBLIC, {names.app}, {names.auditor}"
    yield f"GRANT {', '.join(sorted(app_rights(table)))} ON {table} TO {names.app}"
    if column := _LOCKED_BY.get(table):
        yield f"GRANT UPDATE ({column}) ON {table} TO {names.app}"
    if table not in SECRET_TABLES:
        yield f"GRANT SELECT {_readable(table)} ON {table} TO {names.auditor}"


def _readable(table: str) -> str:
    secret = SECRET_COLUMNS.get(table)
    if not secret:
        return ""
    columns = [c.name for c in Base.metadata.tables[table].columns if c.name not in secret]
    return f"({', '.join(columns)})"
