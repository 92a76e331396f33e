"""Runs migrations on the application's own engine, each in one transaction, guards last."""

from alembic import context
from sqlalchemy import Connection

from ledger import models
from ledger.authorizer import schema_changes
from ledger.database import Base, db
from ledger.models.grants import give_tables, roles_of
from ledger.models.guards import check_guards, reinstall_guards, remove_guards

assert models  # noqa: S101 - importing it maps every table


def run_migrations() -> None:
    """Foreign keys rest while SQLite rebuilds tables; the guards are taken off and put back."""
    with schema_changes(), db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _let_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            remove_guards(connection)
            context.run_migrations()
            if context.get_context().get_current_revision() is not None:
                reinstall_guards(connection)
                check_guards(connection, is_halfway=True)
                if names := roles_of(connection):
                    give_tables(connection, names)
            if is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise ValueError(f"rows that point nowhere: {lost[:5]}")
        connection.commit()
        if is_sqlite:
            _let_foreign_keys(connection, "ON")


def _let_foreign_keys(connection: Connection, state: str) -> None:
    """SQLite ignores this inside a transaction, so it goes to the driver while none is open."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connection just opened has a driver.
    driver.execute(f"PRAGMA foreign_keys={state}")


run_migrations()
