"""Thirty and more attacks by SQL: as the app's role, as the owner, and on the SQLite file itself.

Each is refused where it stands, or found by ``verify_ledger`` or by the inventory of the guards.
Nothing else may happen.
"""

import sqlite3
from dataclasses import dataclass

import psycopg
import pytest
from sqlalchemy import Connection

from ledger.database import db
from ledger.domain.checkpoints import SignerKey
from ledger.models.grants import excess_rights
from ledger.models.guards import GuardMissing, check_guards
from ledger.queries.schema import require_guards
from ledger.queries.verification import verify_ledger
from tests.database_roles import connect_as, database_roles
from tests.postings import sealed_ledger

REST = (
    "request_sha256, happened_on, decided_at, effective_on, recorded_at, unit_id, person_id,"
    " decided_by, rule_version_id, proposal_id, reverses_uid, posting_count, detail, body,"
    " leaf_hash FROM entry"
)
#: Refused by PostgreSQL itself: the role has no such right.
AS_APP = {
    "an entry is rewritten": "UPDATE entry SET body = body",
    "an entry is deleted": "DELETE FROM entry",
    "all entries are emptied away": "TRUNCATE entry CASCADE",
    "a posting is changed": "UPDATE posting SET points_delta = 999",
    "a posting is deleted": "DELETE FROM posting",
    "a balance is raised by the book": (
        "UPDATE balance SET points = points + 5, version = version + 1"
    ),
    "a balance is deleted": "DELETE FROM balance",
    "a balance is invented": "INSERT INTO balance SELECT * FROM balance",
    "a seal is moved": "UPDATE sealed_leaf SET position = 7 - position",
    "a seal is deleted": "DELETE FROM sealed_leaf",
    "a node of the tree is changed": "UPDATE tree_node SET hash = hash",
    "a checkpoint is replaced": "UPDATE checkpoint SET note = 'lain'",
    "the tail of checkpoints is cut": "DELETE FROM checkpoint",
    "who an entry is about is changed": "UPDATE entry_subject SET person_id = person_id",
    "a private part is exchanged": "UPDATE private_body SET salt = salt",
    "the trail is swept": "DELETE FROM audit_event",
    "a register of numbers is deleted": "DELETE FROM number_register",
    "a guard is dropped": "DROP TRIGGER tg_entry_append_only_update ON entry",
    "a guard is switched off": "ALTER TABLE entry DISABLE TRIGGER ALL",
    "a guard's function is emptied": (
        "CREATE OR REPLACE FUNCTION tg_entry_append_only_update() RETURNS trigger"
        " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    ),
    "replicas need no triggers": "SET session_replication_role = replica",
    "a table stands in front of ours": "CREATE TEMP TABLE sealed_leaf (entry_id bigint)",
    "a rule turns deletes aside": "CREATE RULE mine AS ON INSERT TO posting DO INSTEAD NOTHING",
    "the app makes itself owner": "SET ROLE {owner}",
    "the app makes others owner": "GRANT {owner} TO {app}",
    "a schema of its own": "CREATE SCHEMA mine",
    "the numbering of entries starts anew": "SELECT setval('entry_id_seq', 1)",
}
#: Allowed by its rights, refused by a guard or constraint.
AS_APP_GUARDED = {
    "a posting joins a closed entry": (
        "INSERT INTO posting SELECT entry_id, 9, agency_id, account_id, 1 FROM posting LIMIT 1",
        "tg_posting_entry_is_closed",
    ),
    "a sealed entry waits again": (
        "INSERT INTO pending_leaf SELECT entry_id, agency_id FROM sealed_leaf",
        "tg_pending_leaf_is_sealed_once",
    ),
    "a private part is deleted": (
        "DELETE FROM private_body",
        "tg_private_body_erased_by_decision",
    ),
    "a balance becomes one that may be overdrawn": (
        "UPDATE balance SET is_issuance = true",
        "tg_balance_steps",
    ),
}
#: Nothing refuses these to whoever owns the tables, or holds the app's rights and patience.
FOUND = {
    "a waiting entry loses its place": "DELETE FROM pending_leaf",
    "a place is sealed that was never signed": (
        "INSERT INTO sealed_leaf SELECT agency_id, 2, entry_id FROM pending_leaf"
    ),
    "a checkpoint nobody signed is added": (
        "INSERT INTO checkpoint SELECT id + 9, agency_id, tree_size + 1, root, note, 'ab', sha256,"
        " sealed_at FROM checkpoint"
    ),
    "an entry is invented without postings": (
        "INSERT INTO entry SELECT id + 90, agency_id, 'U', kind, 'k', " + REST + " LIMIT 1"
    ),
}
#: As the owner: a guard is taken off, a row changed, and the guard put back as it was.
EDITS = {
    "points of a posting": ("posting", "UPDATE posting SET points_delta = points_delta * 2"),
    "the account of a posting": (
        "posting",
        "UPDATE posting SET account_id = (SELECT max(account_id) FROM posting) WHERE line = 1",
    ),
    "the day of an entry": ("entry", "UPDATE entry SET happened_on = '2026-01-02'"),
    "who decided": ("entry", "UPDATE entry SET decided_by = person_id"),
    "the words on the screen": ("entry", "UPDATE entry SET detail = '{}'"),
    "the sealed body": ("entry", "UPDATE entry SET body = replace_bytes(body)"),
    "a balance": ("balance", "UPDATE balance SET points = points + 7"),
    "the points of a subject": ("entry_subject", "UPDATE entry_subject SET points_delta = 99"),
    "the order of the seals": (
        "sealed_leaf",
        "UPDATE sealed_leaf SET position=9-position; UPDATE sealed_leaf SET position=position-8",
    ),
    "a node of the tree": ("tree_node", "UPDATE tree_node SET level = 2"),
    "the note of a checkpoint": ("checkpoint", "UPDATE checkpoint SET note = note || 'x'"),
    "the salt of a private part": (
        "private_body",
        "UPDATE private_body SET content = '{\"reason\": \"lain\"}' WHERE part = 'reason'",
    ),
    "the last checkpoint is cut": ("checkpoint", "DELETE FROM checkpoint"),
}
#: What the owner leaves behind instead of a guard.
WEAKENED = {
    "a guard is gone": "DROP TRIGGER tg_entry_append_only_update ON entry",
    "a guard sleeps": "ALTER TABLE entry DISABLE TRIGGER tg_entry_append_only_update",
    "a guard does not stand before replicas": (
        "ALTER TABLE entry ENABLE TRIGGER tg_entry_append_only_update"
    ),
    "a guard lets everything through": (
        "CREATE OR REPLACE FUNCTION tg_entry_append_only_update() RETURNS trigger"
        " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    ),
    "a guard looks at another event": (
        "DROP TRIGGER tg_entry_append_only_update ON entry; CREATE TRIGGER"
        " tg_entry_append_only_update BEFORE INSERT ON entry FOR EACH ROW"
        " EXECUTE FUNCTION tg_entry_append_only_update();"
        " ALTER TABLE entry ENABLE ALWAYS TRIGGER tg_entry_append_only_update"
    ),
    "a trigger of somebody else": (
        "CREATE TRIGGER mine BEFORE INSERT ON posting FOR EACH ROW"
        " EXECUTE FUNCTION tg_entry_append_only_update()"
    ),
    "a rule swallows what is posted": (
        "CREATE RULE mine AS ON INSERT TO posting DO INSTEAD NOTHING"
    ),
    "rows are hidden": "ALTER TABLE entry ENABLE ROW LEVEL SECURITY",
    "the app may delete entries": "GRANT DELETE ON entry TO {app}",
    "the auditor may write": "GRANT INSERT ON entry TO {auditor}",
    "the app is the owner": "GRANT {owner} TO {app}",
}
#: On the SQLite file: refused by the guards even to a connection that is not ours.
FILE_REFUSED = {
    "an entry is rewritten": ("UPDATE entry SET detail = '{}'", "tg_entry_append_only"),
    "an entry is deleted": ("DELETE FROM entry", "tg_entry_append_only"),
    "an entry takes another's place": ("REPLACE INTO entry SELECT * FROM entry", "pk_entry"),
    "an entry takes another's uid": (
        "REPLACE INTO entry SELECT id + 50, agency_id, uid, kind, 'k' || id, " + REST,
        "uq_entry_agency_id_uid",
    ),
    "a posting is replaced": (
        "REPLACE INTO posting SELECT entry_id, line, agency_id, account_id, 999 FROM posting",
        "tg_posting_entry_is_closed",
    ),
    "a balance is replaced": (
        "REPLACE INTO balance SELECT account_id, agency_id, is_issuance, 999, 0 FROM balance",
        "pk_balance",
    ),
    "a checkpoint is replaced": (
        "REPLACE INTO checkpoint SELECT * FROM checkpoint",
        "pk_checkpoint",
    ),
    "a seal is replaced": ("REPLACE INTO sealed_leaf SELECT * FROM sealed_leaf", "pk_sealed_leaf"),
}
FILE_WEAKENED = {
    "a guard is gone": "DROP TRIGGER tg_entry_append_only_update",
    "a guard never fires": (
        "DROP TRIGGER tg_entry_append_only_update; CREATE TRIGGER tg_entry_append_only_update"
        " BEFORE UPDATE ON entry FOR EACH ROW WHEN 1 = 0 BEGIN SELECT 1; END"
    ),
    "a trigger of somebody else": (
        "CREATE TRIGGER mine AFTER INSERT ON posting BEGIN"
        " UPDATE balance SET points = points + 1, version = version + 1; END"
    ),
}


@dataclass(frozen=True)
class Book:
    agency_id: int
    signer: SignerKey

    def is_whole(self) -> bool:
        db.session.remove()
        return verify_ledger(self.agency_id, verifier_key=self.signer.verifier_key).is_ok


@pytest.fixture
def book(app, now) -> Book:
    """A ledger with two sealed entries and one that waits."""
    agency, signer = sealed_ledger(now)
    return Book(agency.id, signer)


@pytest.fixture
def roles(book):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    with database_roles() as names:
        yield names


@pytest.fixture
def file(book):
    """The SQLite file in the hands of somebody who opens it with another program."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no file to open")
    db.session.remove()
    db.engine.dispose()
    connection = sqlite3.connect(db.engine.url.database or "", isolation_level=None)
    connection.create_function("replace_bytes", 1, lambda body: body.replace(b"award", b"lain"))
    yield connection
    connection.close()


@pytest.mark.parametrize("attack", AS_APP)
def test_attack_as_app_is_refused_for_lack_of_the_right(book, roles, attack):
    statement = AS_APP[attack].format(owner=roles.owner, app=roles.app)
    with connect_as(roles.app) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
        connection.rollback()
    assert book.is_whole()


@pytest.mark.parametrize("attack", AS_APP_GUARDED)
def test_attack_as_app_is_refused_by_a_guard(book, roles, attack):
    statement, guard = AS_APP_GUARDED[attack]
    with connect_as(roles.app) as connection:
        with pytest.raises(psycopg.errors.CheckViolation) as refusal:
            connection.execute(statement)
        assert refusal.value.diag.constraint_name == guard
        connection.rollback()
    assert book.is_whole()


@pytest.mark.parametrize("attack", FOUND)
def test_attack_within_the_rights_of_the_app_is_found(book, roles, attack):
    with connect_as(roles.app) as connection:
        connection.execute(FOUND[attack])
    assert not book.is_whole()


@pytest.mark.parametrize("edit", EDITS)
def test_edit_by_the_owner_is_found(book, roles, edit):
    table, statement = EDITS[edit]
    statement = statement.replace("replace_bytes(body)", "overlay(body placing 'x' from 9)")
    with connect_as(roles.owner) as connection:
        _edit_past_guards(connection, table, statement)
    require_guards()
    assert not book.is_whole()


def _edit_past_guards(connection: psycopg.Connection, table: str, statement: str) -> None:
    guards = connection.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", (table,)
    ).fetchall()
    connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for part in statement.split(";"):
        connection.execute(part)
    for (guard,) in guards:
        connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}")


@pytest.mark.parametrize("attack", WEAKENED)
def test_weakened_guard_or_right_is_found(book, roles, attack):
    names = {"owner": roles.owner, "app": roles.app, "auditor": roles.auditor}
    require_guards()
    with db.engine.connect() as connection:
        connection.exec_driver_sql(WEAKENED[attack].format(**names))
        assert _is_weak(connection)
        connection.rollback()
    require_guards()


def _is_weak(connection: Connection) -> bool:
    try:
        check_guards(connection)
    except GuardMissing:
        return True
    return bool(excess_rights(connection))


@pytest.mark.parametrize("attack", FILE_REFUSED)
def test_statement_on_the_file_is_refused_to_a_foreign_connection(book, file, attack):
    statement, guard = FILE_REFUSED[attack]
    with pytest.raises(sqlite3.IntegrityError, match=guard):
        file.execute(statement)
    assert book.is_whole()


@pytest.mark.parametrize("edit", EDITS)
def test_edit_of_the_file_is_found(book, file, edit):
    _, statement = EDITS[edit]
    guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        file.execute(f"DROP TRIGGER {name}")
    file.executescript(statement)
    for _, made in guards:
        file.execute(made)
    require_guards()
    assert not book.is_whole()


@pytest.mark.parametrize("attack", FILE_WEAKENED)
def test_weakened_guard_of_the_file_stops_the_start(book, file, attack):
    require_guards()
    file.executescript(FILE_WEAKENED[attack])
    with pytest.raises(GuardMissing):
        require_guards()
    assert not book.is_whole()
