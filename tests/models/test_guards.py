"""The guards of the database, asked for by name and attacked by raw SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.authorizer import schema_changes
from ledger.database import Base, transaction
from ledger.domain.refusals import SENTENCES
from ledger.errors import RuleRefused
from ledger.models.events import AuditEvent
from ledger.models.guard_rules import APPEND_ONLY, REFUSALS
from ledger.models.guards import GuardMissing, check_guards, expected_guards, reinstall_guards
from tests import factories
from tests.conftest import NOW


def _event(agency_id: int) -> AuditEvent:
    return AuditEvent(
        agency_id=agency_id,
        at=NOW,
        tag="agency:agency:opened",
        subject_kind="agency",
        subject_id=agency_id,
        actor_name="Neraca",
    )


@pytest.mark.parametrize(
    "attack",
    ["UPDATE audit_event SET tag = 'x'", "DELETE FROM audit_event"],
)
def test_append_only_row_cannot_be_changed_or_deleted(session: Session, attack: str) -> None:
    with transaction() as work:
        work.add(_event(factories.make_agency().id))
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(attack))
    assert refusal.value.constraint == "tg_audit_event_append_only"
    assert session.query(AuditEvent.tag).one().tag == "agency:agency:opened"


def test_append_only_row_cannot_be_replaced_or_truncated(session: Session) -> None:
    with transaction() as work:
        work.add(_event(factories.make_agency().id))
    dialect = session.get_bind().dialect.name
    columns = "id, agency_id, at, tag, subject_kind, subject_id, actor_name, data"
    attack = {
        "sqlite": f"INSERT OR REPLACE INTO audit_event ({columns})"  # noqa: S608 - our own columns
        f" SELECT {columns.replace('tag', chr(39) + 'x' + chr(39))} FROM audit_event",
        "postgresql": "TRUNCATE audit_event CASCADE",
    }[dialect]
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(attack))
    refused_by = {"sqlite": "pk_audit_event", "postgresql": "tg_audit_event_append_only"}
    assert refusal.value.constraint == refused_by[dialect]
    assert session.query(AuditEvent.tag).one().tag == "agency:agency:opened"


def test_missing_guard_is_named(session: Session) -> None:
    connection = session.connection()
    check_guards(connection)
    if connection.dialect.name == "sqlite":
        with schema_changes():
            connection.execute(text("DROP TRIGGER tg_approval_by_proposer"))
    else:
        connection.execute(
            text("ALTER TABLE approval_step DISABLE TRIGGER tg_approval_by_proposer")
        )
    with pytest.raises(GuardMissing, match="tg_approval_by_proposer"):
        check_guards(connection)
    reinstall_guards(connection)
    check_guards(connection)
    session.rollback()


def test_guards_are_the_same_list_on_both_databases() -> None:
    sqlite = {guard.name for guard in expected_guards("sqlite")}
    postgresql = {guard.name for guard in expected_guards("postgresql")}
    # Only one knows TRUNCATE, only the other REPLACE.
    assert {name for name in sqlite if not name.endswith("_append_only_insert")} == {
        name for name in postgresql if not name.endswith("_append_only_truncate")
    }


def test_every_guarded_table_exists() -> None:
    tables = {*APPEND_ONLY, *(rule.table for rule in REFUSALS)}
    assert tables <= set(Base.metadata.tables)


def test_every_sentence_belongs_to_a_constraint_or_guard() -> None:
    guards = {f"tg_{rule.name}" for rule in REFUSALS}
    constraints = {
        str(rule.name)
        for table in Base.metadata.tables.values()
        for rule in [*table.constraints, *table.indexes]
    }
    assert set(SENTENCES) <= guards | constraints


def test_constraint_is_named_the_same_on_both_databases(session: Session) -> None:
    agency = factories.make_agency()
    factories.make_unit(agency, code="U1")
    with pytest.raises(RuleRefused) as refusal:
        factories.make_unit(agency, code="U1")
    assert refusal.value.constraint == "uq_unit_agency_id_code"
    assert isinstance(refusal.value.__cause__, IntegrityError)


def test_check_is_named_the_same_on_both_databases(session: Session) -> None:
    agency = factories.make_agency()
    unit = factories.make_unit(agency)
    with pytest.raises(RuleRefused) as refusal:
        factories.make_person(unit, nip=None)
    assert refusal.value.constraint == "ck_person_nip_or_official"
