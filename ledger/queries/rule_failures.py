"""Facts on which a rule stopped, as HR reads them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.facts import VOCABULARY, FactKind
from ledger.models.people import Person, Unit
from ledger.models.rules import RuleFailure, RuleVersion

MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class FailureLine:
    """One rule that stopped at one fact; ``fields`` pairs each meaning with its value."""

    id: int
    rule_title: str
    reason: str
    fact_title: str
    person_name: str
    unit_name: str
    happened_on: date
    fields: tuple[tuple[str, Any], ...]


def list_failures(agency_id: int) -> list[FailureLine]:
    """Those nobody has settled yet, the newest first."""
    rows = session().execute(
        select(RuleFailure, RuleVersion.title, Person.name, Unit.name)
        .join(RuleVersion, RuleVersion.id == RuleFailure.rule_version_id)
        .outerjoin(Person, Person.id == RuleFailure.person_id)
        .outerjoin(Unit, Unit.id == RuleFailure.unit_id)
        .where(RuleFailure.agency_id == agency_id, RuleFailure.settled_at.is_(None))
        .order_by(RuleFailure.id.desc())
        .limit(MOST_SHOWN)
    )
    return [_line(*row) for row in rows]


def _line(row: RuleFailure, title: str, person: str | None, unit: str | None) -> FailureLine:
    shape = VOCABULARY[FactKind(row.fact_kind)]
    told = tuple(
        (shape.fields[name].meaning, value)
        for name, value in row.fields.items()
        if name in shape.fields
    )
    return FailureLine(
        id=row.id,
        rule_title=title,
        reason=row.reason,
        fact_title=shape.title,
        person_name=person or "",
        unit_name=unit or "",
        happened_on=row.happened_on,
        fields=told,
    )
