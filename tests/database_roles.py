"""The three roles on the PostgreSQL database under test, taken away again afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import make_url

from ledger.database import db, session
from ledger.models.grants import RoleNames
from ledger.services.database_roles import make_roles


@contextmanager
def database_roles() -> Iterator[RoleNames]:
    """Roles belong to the whole server, so they carry the name of this run's own database."""
    database = db.engine.url.database or ""
    names = RoleNames(database)
    session().rollback()
    make_roles(database, random_password=lambda: f"sandi-{database}")
    db.session.remove()
    try:
        yield names
    finally:
        db.session.remove()
        db.engine.dispose()
        _take_away(names)


def url_as(role: str) -> str:
    """The address of the database under test for one of the roles."""
    url = db.engine.url.set(username=role, password=f"sandi-{db.engine.url.database}")
    return url.render_as_string(hide_password=False)


def connect_as(role: str) -> psycopg.Connection:
    url = make_url(url_as(role)).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def _take_away(names: RoleNames) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"REASSIGN OWNED BY {names.owner} TO CURRENT_USER")
        for role in names.all:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")
