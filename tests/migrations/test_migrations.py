"""Migrations run up, down and with data on both databases, and end where the models are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from ledger.authorizer import schema_changes
from ledger.database import Base, db
from ledger.models.guards import check_guards, remove_guards
from tests import factories
from tests.standings import Story
from tests.stores import Store

ROOT = Path(__file__).parents[2]
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture
def settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    return settings


@pytest.fixture
def blank(backend: tuple[Flask, Store]) -> Iterator[Flask]:
    """The application over a database without a single table."""
    application, store = backend
    with application.app_context():
        store.reset()
        with schema_changes(), db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.commit()
            remove_guards(connection)
            metadata = type(Base.metadata)()
            metadata.reflect(connection)
            metadata.drop_all(connection)
            connection.commit()
        yield application
        db.session.remove()


def _tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def _schema() -> set[str]:
    """Tables, indexes, checks and, on SQLite, which tables lie in the tree of their key."""
    inspector = inspect(db.engine)
    checks = {
        f"{table} {check['sqltext']}"
        for table in _tables()
        for check in inspector.get_check_constraints(table)
    }
    indexes = {str(index["name"]) for table in _tables() for index in inspector.get_indexes(table)}
    options = {f"{table} {inspector.get_table_options(table)}" for table in _tables()}
    return _tables() | indexes | checks | options


def test_migrations_are_numbered_in_one_line_and_head_is_recorded(settings: Config) -> None:
    revisions = list(ScriptDirectory.from_config(settings).walk_revisions())
    assert [one.revision for one in reversed(revisions)] == [path.stem for path in VERSIONS]
    assert [path.name[:4] for path in VERSIONS] == [f"{n:04}" for n in range(1, len(VERSIONS) + 1)]
    assert (ROOT / "migrations" / "HEAD").read_text().strip() == VERSIONS[-1].stem


def test_upgraded_schema_is_the_models(blank: Flask, settings: Config) -> None:
    command.upgrade(settings, "head")
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
        check_guards(connection)


def test_upgraded_tables_lie_as_those_of_the_models(blank: Flask, settings: Config) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has tables without row ids")
    command.upgrade(settings, "head")
    inspector = inspect(db.engine)
    found = {
        table for table in _tables() if "sqlite_with_rowid" in inspector.get_table_options(table)
    }
    assert found == {
        table.name
        for table in Base.metadata.tables.values()
        if not table.dialect_options["sqlite"]["with_rowid"]
    }


def test_checks_of_the_upgraded_schema_are_those_of_the_models(
    blank: Flask, settings: Config
) -> None:
    command.upgrade(settings, "head")
    inspector = inspect(db.engine)
    # Lists, for a table that was copied may come to hold a check twice, the old one among them.
    found = sorted(
        (table, str(check["name"]))
        for table in _tables()
        for check in inspector.get_check_constraints(table)
    )
    wanted = sorted(
        (table.name, str(rule.name))
        for table in Base.metadata.tables.values()
        for rule in table.constraints
        if str(rule.name).startswith("ck_")
    )
    assert found == wanted


def test_every_step_goes_down_and_up_again(blank: Flask, settings: Config) -> None:
    for path in VERSIONS:
        before = _schema()
        command.upgrade(settings, path.stem)
        assert _schema() != before
        command.downgrade(settings, "-1")
        assert _schema() == before
        command.upgrade(settings, path.stem)
    command.downgrade(settings, "base")
    assert _tables() == set()


def test_rows_survive_an_upgrade_and_are_guarded_after_it(blank: Flask, settings: Config) -> None:
    command.upgrade(settings, VERSIONS[1].stem)
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "insert into agency (id, code, name, government, address, city, head_title,"
                " zone, days_per_week, origin, government_level) values"
                " (1000, 'CONTOH', 'Contoh', '', '', '', '', 'Asia/Jakarta', 5,"
                " 'contoh.go.id/log/1', 'provinsi')"
            )
        )
    command.upgrade(settings, "head")
    with db.engine.connect() as connection:
        assert connection.execute(text("select code from agency")).scalar() == "CONTOH"
        check_guards(connection)
    assert factories.make_unit(factories.make_agency()).id


def test_ledger_with_entries_goes_a_step_down_and_up_again(blank: Flask, settings: Config) -> None:
    """SQLite copies a table to change it; what points at its rows must not be in the way."""
    command.upgrade(settings, "head")
    story = Story(quota=1000)
    uid = story.award(story.staff, 25)
    db.session.remove()
    command.downgrade(settings, "-1")
    command.upgrade(settings, "head")
    with db.engine.connect() as connection:
        kept = (
            "select count(*) from entry_subject join entry on entry.id = entry_id where uid = :uid"
        )
        assert connection.execute(text(kept), {"uid": uid}).scalar() == 1
        check_guards(connection)
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
