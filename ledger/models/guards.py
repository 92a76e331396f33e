"""Guards in the database: what may never change, and rules that need more than one row.

One list for both databases. Every migration ends with ``reinstall_guards`` because SQLite's batch
mode drops triggers silently, and the application refuses to start while one is missing. A guard
refuses by its own name, which ``ledger.domain.refusals`` turns into a sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, UniqueConstraint, inspect

from ledger.authorizer import schema_changes
from ledger.database import Base
from ledger.errors import LedgerError, sentence
from ledger.models.guard_kinds import Effect, Refusal
from ledger.models.guard_rules import APPEND_ONLY, EFFECTS, LENIENT_KEYS, REFUSALS, WRITTEN_ONCE

PREFIX = "tg_"
#: A sentence that names a hundred guards is read by nobody.
MOST_NAMED = 12
# What the database does itself it does as its owner, so that whoever posts need not be allowed
# to; the path was set by reinstall_guards, for a temporary table must not stand in the way.
_AS_OWNER = " SECURITY DEFINER SET search_path FROM CURRENT"
# Asked once for all rows of a statement, which it finds under this name.
_TOGETHER = "REFERENCING NEW TABLE AS written FOR EACH STATEMENT"


class GuardMissing(LedgerError):
    """The database lost a guard; nothing may be written until it is back."""

    code = "guard_missing"


@dataclass(frozen=True)
class Guard:
    """A trigger: its name, its table and the statements that make it."""

    name: str
    table: str
    statements: tuple[str, ...]

    @property
    def definition(self) -> tuple[str, ...]:
        """What the catalogue of the database says of it, word for word, while it is whole."""
        function, *trigger = self.statements
        if not trigger:
            return (function,)
        return (function.split("$$")[1], trigger[0], "owner" if _AS_OWNER in function else "caller")


def reinstall_guards(connection: Connection) -> None:
    """Drop and make every guard again; the last step of every migration."""
    dialect = connection.dialect.name
    remove_guards(connection)
    # Halfway through the migrations some tables do not exist yet, and need no guard.
    tables = set(inspect(connection).get_table_names())
    if dialect == "postgresql":
        connection.exec_driver_sql(
            "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)"
        )
    with schema_changes():
        for guard in expected_guards(dialect):
            for statement in guard.statements if guard.table in tables else ():
                # The text holds colons and percent signs of its own, so it goes past the compiler.
                connection.exec_driver_sql(statement)


def remove_guards(connection: Connection) -> None:
    """Before a downgrade, which may drop guarded tables."""
    with schema_changes():
        for table, name in _installed(connection):
            for statement in _drop(table, name, connection.dialect.name):
                connection.exec_driver_sql(statement)


def check_guards(connection: Connection, *, is_halfway: bool = False) -> None:
    """Raises GuardMissing naming what is gone, weakened, or was put there by somebody else.

    A guard counts as whole when the catalogue holds the very words it was made with, and on
    PostgreSQL when it fires ALWAYS. Only ``is_halfway`` through the migrations a table may lack.
    """
    found = _installed(connection)
    wanted = {(g.table, g.name): g.definition for g in expected_guards(connection.dialect.name)}
    if is_halfway:
        tables = set(inspect(connection).get_table_names())
        wanted = {place: words for place, words in wanted.items() if place[0] in tables}
    wrong = {place for place, words in wanted.items() if found.get(place) != words}
    strange = found.keys() - wanted.keys()
    names = {*(name for _, name in wrong | strange), *_bypasses(connection)}
    if names:
        raise GuardMissing(
            sentence(
                "Penjaga basis data hilang atau berubah: %(names)s. Jangan menulis apa pun;"
                " jalankan: neraca db upgrade"
            ),
            names=_told(sorted(names)),
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
    if dialect == "sqlite":
        yield from (_sqlite_replace(table) for table in WRITTEN_ONCE)
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


def _sqlite_replace(table: str) -> Guard:
    """REPLACE deletes the row in its way past every DELETE trigger, unless the connection asked.

    Ours ask by ``recursive_triggers``; this one holds for a connection that does not. It speaks
    with the name of the key that would have refused, and lets an upsert have its way.
    """
    name = f"{PREFIX}{table}_append_only_insert"
    steps = [_unless_there(table, key, columns) for key, columns in _keys_of(table)]
    statement = (
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW BEGIN {'; '.join(steps)}; END"
    )
    return Guard(name, table, (statement,))


def _unless_there(table: str, key: str, columns: Sequence[str]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    verdict = "IGNORE" if key in LENIENT_KEYS else f"ABORT, '{key}'"
    found = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own tables
    return f"SELECT RAISE({verdict}) WHERE {found}"


def _keys_of(table: str) -> list[tuple[str, list[str]]]:
    """The primary key and then the unique ones, each with its columns."""
    mapped = Base.metadata.tables[table]
    unique = [rule for rule in mapped.constraints if isinstance(rule, UniqueConstraint)]
    keys = [(str(mapped.primary_key.name), list(mapped.primary_key.columns.keys()))]
    return keys + sorted((str(rule.name), list(rule.columns.keys())) for rule in unique)


def _postgresql(rule: Refusal, suffix: str) -> Guard:
    name = f"{PREFIX}{rule.name}{suffix}"
    back = "OLD" if rule.event.startswith("DELETE") else "NEW"
    moment = "AFTER" if rule.after else "BEFORE"
    condition = f"EXISTS ({rule.among})" if rule.among else rule.condition("postgresql")
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{PREFIX}{rule.name}'"
        f" USING ERRCODE = '23514', CONSTRAINT = '{PREFIX}{rule.name}'; END IF;"
        f" RETURN {back}; END $$"
    )
    rows = f"AFTER {rule.event} ON {rule.table} {_TOGETHER}"
    if not rule.among:
        rows = f"{moment} {rule.event} ON {rule.table} FOR EACH ROW"
    trigger = f"CREATE TRIGGER {name} {rows} EXECUTE FUNCTION {name}()"
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
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f"{_AS_OWNER} AS $$ BEGIN {effect.together or effect.statement}; RETURN NEW; END $$"
    )
    rows = _TOGETHER if effect.together else "FOR EACH ROW"
    trigger = (
        f"CREATE TRIGGER {name} AFTER {effect.event} ON {effect.table}"
        f" {rows} EXECUTE FUNCTION {name}()"
    )
    return Guard(name, effect.table, (function, trigger, _always(name, effect.table)))


def _always(name: str, table: str) -> str:
    # A session in replica role would otherwise step past the guard.
    return f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def _installed(connection: Connection) -> dict[tuple[str, str], tuple[str, ...]]:
    """Every trigger by its table and name, with what the catalogue says of it."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
        )
        return {(table, name): (statement,) for table, name, statement in rows}
    rows = connection.exec_driver_sql(
        "SELECT c.relname, t.tgname, t.tgenabled = 'A', p.prosrc, pg_get_triggerdef(t.oid, true),"
        " CASE WHEN NOT p.prosecdef THEN 'caller'"
        " WHEN right(p.proconfig[1], 9) = ', pg_temp' THEN 'owner' END"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
    )
    return {(table, name): tuple(words) if works else () for table, name, works, *words in rows}


def _bypasses(connection: Connection) -> list[str]:
    """What turns a statement aside before a trigger sees it, or hides rows from whoever asks."""
    if connection.dialect.name == "sqlite":
        return []
    rows = connection.exec_driver_sql(
        "SELECT c.relname || '.' || r.rulename FROM pg_rewrite r"
        " JOIN pg_class c ON c.oid = r.ev_class WHERE c.relkind IN ('r', 'p')"
        " AND c.relnamespace = current_schema()::regnamespace UNION ALL"
        " SELECT c.relname || '.row_security' FROM pg_class c WHERE c.relrowsecurity"
        " AND c.relnamespace = current_schema()::regnamespace"
    )
    return [name for (name,) in rows]


def _told(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" (+{more})" if more > 0 else "")


def _drop(table: str, name: str, dialect: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        return (f"DROP TRIGGER {name}",)
    return (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()")
