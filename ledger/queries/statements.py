"""Statements: a person's own, those that wait for HR or for a signature, and one of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, func, or_, select, true

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.discipline.statements import StatementPurpose, StatementState
from ledger.domain.names import full_name
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.people import Person, Unit
from ledger.models.remedies import Statement

NO_STATEMENT = sentence("Permintaan surat keterangan ini tidak ada, atau bukan untuk Anda.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """``is_own`` is the person's side; ``verifies`` and ``signs`` say what this reader may do."""

    id: int
    person: str
    unit: str
    purpose: StatementPurpose
    state: StatementState
    requested_at: datetime
    registers: tuple[str, ...]
    refusal: str
    document_id: int | None
    is_own: bool
    verifies: bool
    signs: bool


def list_statements(actor: Actor) -> list[StatementLine]:
    """The actor's own, and those that wait for them; the newest first."""
    return _lines(actor, true())


def number_of_statements(actor: Actor) -> ScalarSelect[int]:
    """How many wait for the actor: for HR to verify them, for the signer to sign them."""
    reached = actor.units_reached(Role.HR)
    by_role = true() if reached is None else Statement.unit_id.in_(sorted(reached))
    to_verify = and_(Statement.state == StatementState.REQUESTED, by_role)
    to_sign = and_(
        Statement.state == StatementState.VERIFIED, Statement.signer_id == actor.person_id
    )
    counted = select(func.count()).select_from(Statement)
    return counted.where(
        Statement.agency_id == actor.agency_id,
        Statement.person_id.is_distinct_from(actor.person_id),
        or_(to_verify, to_sign) if actor.has_role(Role.HR) else to_sign,
    ).scalar_subquery()


def get_statement(statement_id: int, *, actor: Actor) -> StatementLine:
    """One of them; raises NotFound for everybody else."""
    found = _lines(actor, Statement.id == statement_id)
    if not found:
        raise NotFound(NO_STATEMENT)
    return found[0]


def _lines(actor: Actor, wanted: ColumnElement[bool]) -> list[StatementLine]:
    rows = session().execute(
        select(Statement, Person, Unit.name)
        .join(Person, Person.id == Statement.person_id)
        .join(Unit, Unit.id == Statement.unit_id)
        .where(_readable(actor), wanted)
        .order_by(Statement.id.desc())
    )
    return [_line(row, person, unit, actor) for row, person, unit in rows]


def _line(row: Statement, person: Person, unit: str, actor: Actor) -> StatementLine:
    is_own = row.person_id == actor.person_id
    is_hr = not is_own and actor.has_role(Role.HR, row.unit_id)
    is_signer = not is_own and row.signer_id == actor.person_id
    return StatementLine(
        id=row.id,
        person=full_name(person.name, person.title_before, person.title_after),
        unit=unit,
        purpose=row.purpose,
        state=row.state,
        requested_at=row.requested_at,
        registers=tuple(row.registers),
        refusal=row.refusal,
        document_id=row.document_id,
        is_own=is_own,
        verifies=is_hr and row.state is StatementState.REQUESTED,
        signs=is_signer and row.state is StatementState.VERIFIED,
    )


def _readable(actor: Actor) -> ColumnElement[bool]:
    reached = actor.units_reached(Role.HR)
    by_role = true() if reached is None else Statement.unit_id.in_(sorted(reached))
    return and_(
        Statement.agency_id == actor.agency_id,
        or_(
            Statement.person_id == actor.person_id,
            Statement.signer_id == actor.person_id,
            by_role if actor.has_role(Role.HR) else false(),
        ),
    )
