"""Guards in the database: what may never change, and rules that need more than one row.

One list for both databases. Every migration ends with ``reinstall_guards`` because SQLite's batch
mode drops triggers silently, and the application refuses to start while one is missing. A guard
refuses by its own name, which ``ledger.domain.refusals`` turns into a sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

from ledger.errors import LedgerError, sentence
from ledger.models.guard_kinds import Effect, Refusal
from ledger.models.guard_rules import APPEND_ONLY, EFFECTS, REFUSALS

PREFIX = "tg_"


class GuardMissing(LedgerError):
    """The database lost a guard; nothing may be written until it is back."""

    code = "guard_missing"


@dataclass(frozen=True)
class Guard:
    """A trigger: its name, its table and the statements that make it."""

    name: str
    table: str
    statements: tuple[str, ...]


def reinstall_guards(connection: Connection) -> None:
    """Drop and make every guard again; the last step of every migration."""
    dialect = connection.dialect.name
    for name, table in _installed(connection):
        connection.execute(text(_drop(name, table, dialect)))
    # Halfway through the migrations some tables do not exist yet, and need no guard.
    tables = set(inspect(connection).get_table_names())
    for guard in expected_guards(dialect):
        for statement in guard.statements if guard.table in tables else ():
            # The text holds colons and percent signs of its own, so it goes past the compiler.
            connection.exec_driver_sql(statement)


def remove_guards(connection: Connection) -> None:
    """Before a downgrade, which may drop guarded tables."""
    for name, table in _installed(connection):
        connection.execute(text(_drop(name, table, connection.dialect.name)))


def check_guards(connection: Connection) -> None:
    """Raises GuardMissing naming what is gone."""
    there = {name for name, _ in _installed(connection, only_working=True)}
    wanted = {guard.name for guard in expected_guards(connection.dialect.name)}
    if missing := sorted(wanted - there):
        raise GuardMissing(
            sentence(
                "Penjaga basis data hilang: %(names)s. Jangan menulis apa pun;"
                " jalankan: neraca db upgrade"
            ),
            names=", ".join(missing),
        )


def expected_guards(dialect: str) -> Iterator[Guard]:
    """Every guard that the database must have, in the order they are made."""
    make = _sqlite if dialect == "sqlite" else _postgresql
    for table in APPEND_ONLY:
        for event in ("UPDATE", "DELETE"):
            rule = Refusal(f"{table}_append_only", table, event, "1 = 1")
            yield make(rule, suffix=f"_{event.lower()}")
        if dialect == "postgresql":
            yield _postgresql_truncate(table)
    for refusal in REFUSALS:
        yield make(refusal, suffix="")
    for effect in EFFECTS:
        yield _effect(effect, dialect)


def _sqlite(rule: Refusal, suffix: str) -> Guard:
    name = f"{PREFIX}{rule.name}{suffix}"
    moment = "AFTER" if rule.after else "BEFORE"
    statement = (
        f"CREATE TRIGGER {name} {moment} {rule.event} ON {rule.table} FOR EACH ROW"
        f" WHEN {rule.condition('sqlite')} BEGIN SELECT RAISE(ABORT, '{PREFIX}{rule.name}'); END"
    )
    return Guard(name, rule.table, (statement,))


def _postgresql(rule: Refusal, suffix: str) -> Guard:
    name = f"{PREFIX}{rule.name}{suffix}"
    back = "OLD" if rule.event.startswith("DELETE") else "NEW"
    moment = "AFTER" if rule.after else "BEFORE"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {rule.condition('postgresql')} THEN RAISE EXCEPTION '{PREFIX}{rule.name}'"
        f" USING ERRCODE = '23514', CONSTRAINT = '{PREFIX}{rule.name}'; END IF;"
        f" RETURN {back}; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} {moment} {rule.event} ON {rule.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return Guard(name, rule.table, (function, trigger, _always(name, rule.table)))


def _postgresql_truncate(table: str) -> Guard:
    name = f"{PREFIX}{table}_append_only_truncate"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{PREFIX}{table}_append_only' USING ERRCODE = '23514',"
        f" CONSTRAINT = '{PREFIX}{table}_append_only'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return Guard(name, table, (function, trigger, _always(name, table)))


def _effect(effect: Effect, dialect: str) -> Guard:
    name = f"{PREFIX}{effect.name}"
    if dialect == "sqlite":
        statement = (
            f"CREATE TRIGGER {name} AFTER {effect.event} ON {effect.table} FOR EACH ROW"
            f" BEGIN {effect.statement}; END"
        )
        return Guard(name, effect.table, (statement,))
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {effect.statement}; RETURN NEW; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} AFTER {effect.event} ON {effect.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return Guard(name, effect.table, (function, trigger, _always(name, effect.table)))


def _always(name: str, table: str) -> str:
    # A session in replica role would otherwise step past the guard.
    return f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def _installed(connection: Connection, *, only_working: bool = False) -> list[tuple[str, str]]:
    if connection.dialect.name == "sqlite":
        query = (
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tg_%'"
        )
    else:
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal"
            " AND n.nspname = current_schema() AND t.tgname LIKE 'tg_%'"
        )
        query += " AND t.tgenabled = 'A'" if only_working else ""
    return [(name, table) for name, table in connection.execute(text(query))]


def _drop(name: str, table: str, dialect: str) -> str:
    if dialect == "sqlite":
        return f"DROP TRIGGER {name}"
    return f"DROP FUNCTION {name}() CASCADE"
