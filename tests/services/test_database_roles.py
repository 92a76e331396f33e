"""The three roles: each can do its work and nothing beside it."""

import ast

import psycopg
import pytest
from sqlalchemy import inspect

from ledger import database
from ledger.config import Config
from ledger.database import Base, db, session
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.posting_commands import AwardShare
from ledger.errors import InvalidInput, RuleRefused
from ledger.factory import create_app
from ledger.models.grants import DELETED, SECRET_COLUMNS, SECRET_TABLES, RoleNames, app_rights
from ledger.models.guard_rules import WRITTEN_ONCE
from ledger.queries.schema import UnsafeDatabase, require_guards, require_safe_start
from ledger.queries.verification import verify_ledger
from ledger.services.awards import post_award
from ledger.services.database_roles import make_roles
from ledger.services.quotas import open_quota
from ledger.services.sealing import seal_all
from tests.database_roles import connect_as, database_roles, url_as
from tests.factories import make_agency, make_person, make_unit
from tests.house.sources import called_name, calls, python_sources
from tests.postings import award, points_of

SIGNER = SignerKey("contoh.go.id/log/1", bytes(range(32)))


@pytest.fixture
def roles(app):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    with database_roles() as names:
        yield names


@pytest.fixture
def as_app(roles, tmp_path):
    """The application connected as the app's role."""
    app = create_app(Config(mode="testing", data_dir=tmp_path, database_url=url_as(roles.app)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_app_posts_spends_and_seals(as_app, now):
    agency = make_agency(origin=SIGNER.name)
    unit, actor = make_unit(agency), system_actor(agency.id)
    person = make_person(unit)
    open_quota(unit.id, "2026-T2", 40, actor=actor, now=now)
    post_award(award(unit, now, AwardShare(person_id=person.id)), actor=actor, now=now)
    seal_all(agency.id, signer=SIGNER, now=now)
    assert points_of(person) == 30
    assert verify_ledger(agency.id, verifier_key=SIGNER.verifier_key).is_ok
    require_safe_start(is_production=True)


def test_app_cannot_migrate(as_app):
    with pytest.raises(Exception, match="must be owner"):
        Base.metadata.tables["posting"].drop(db.engine)
    assert inspect(db.engine).has_table("posting")


def test_owner_may_not_serve_in_production(roles, app):
    require_safe_start(is_production=False)
    with pytest.raises(UnsafeDatabase, match="peran aplikasi"):
        require_safe_start(is_production=True)


def test_auditor_reads_the_ledger_and_writes_nothing(roles):
    with connect_as(roles.auditor) as connection:
        connection.execute("SELECT count(*) FROM entry JOIN posting ON entry_id = id").fetchone()
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM entry")
        connection.rollback()
        connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE")
        connection.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM entry")


@pytest.mark.parametrize("secret", [*sorted(SECRET_TABLES), "account"])
def test_auditor_reads_no_secret(roles, secret):
    column = next(iter(SECRET_COLUMNS.get(secret, ["*"])))
    with connect_as(roles.auditor) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SELECT {column} FROM {secret}")  # noqa: S608 - our own names
        connection.rollback()
        connection.execute("SELECT id, person_id FROM account")


def test_made_again_roles_keep_their_passwords_and_mend_rights(roles):
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT DELETE ON entry TO {roles.app}")
    with pytest.raises(UnsafeDatabase, match=f"{roles.app}:DELETE:entry"):
        require_guards()
    again = make_roles(roles.prefix, random_password=lambda: "lain")
    assert again == dict.fromkeys(roles.all)
    require_guards()


def test_prefix_that_needs_quoting_is_refused(app):
    with pytest.raises(InvalidInput, match="tidak dapat dipakai"):
        make_roles('x"; DROP TABLE entry', random_password=lambda: "sandi")
    with pytest.raises(ValueError, match="small letters"):
        RoleNames("Neraca")


def test_rights_name_tables_that_exist():
    known = set(Base.metadata.tables)
    assert {*DELETED, *SECRET_TABLES, *SECRET_COLUMNS, *WRITTEN_ONCE} <= known
    assert app_rights("entry") == {"SELECT", "INSERT"}
    assert app_rights("balance") == {"SELECT"}


def test_whatever_a_service_deletes_the_app_may_delete():
    models = {mapper.class_.__name__: mapper for mapper in Base.registry.mappers}
    deleted = {
        models[name].local_table.name
        for source in python_sources("ledger/services")
        for call in calls(source.tree)
        if called_name(call) == "delete"
        for argument in call.args
        if (name := ast.unparse(argument).rpartition(".")[2]) in models
    }
    assert deleted
    assert deleted <= DELETED


def test_refused_posting_still_names_its_guard(as_app, now):
    agency = make_agency()
    unit, actor = make_unit(agency), system_actor(agency.id)
    open_quota(unit.id, "2026-T2", 10, actor=actor, now=now)
    with pytest.raises(RuleRefused) as refusal, database.transaction() as work:
        work.connection().exec_driver_sql("UPDATE balance SET is_issuance = false")
    assert refusal.value.constraint == "tg_balance_steps"
    session().rollback()
