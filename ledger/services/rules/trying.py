"""A rule tried on facts that really happened; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.facts import VOCABULARY, Fact, FactKind, Side, time_values
from ledger.domain.people import Role
from ledger.domain.rules.conditions import Inputs
from ledger.domain.rules.definitions import Rule
from ledger.domain.rules.explain import Explanation, explain
from ledger.domain.rules.measures import MeasureRequest, measure_requests, measure_value
from ledger.models.people import Person, Unit
from ledger.models.rules import FactRecord
from ledger.services.access import require_role
from ledger.services.rules.measuring import fact_of, people_at

TRIED_AT_ONCE = 3


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What the rule says of one fact; ``who`` is empty where conduct is concerned."""

    happened_on: date
    unit: str
    who: str
    explanation: Explanation

    @property
    def holds(self) -> bool:
        return self.explanation.held and self.explanation.withheld is None


def try_rule(rule: Rule, *, skip: int = 0, actor: Actor) -> Sequence[Trial]:
    """The rule asked of three facts of its kind, the latest first, after skipping so many."""
    require_role(actor, Role.HR, unit_id=None)
    rows = (
        session()
        .execute(
            select(FactRecord, Unit.name, Person.name)
            .outerjoin(Unit, Unit.id == FactRecord.unit_id)
            .outerjoin(Person, Person.id == FactRecord.person_id)
            .where(FactRecord.agency_id == actor.agency_id, FactRecord.kind == rule.on.value)
            .order_by(FactRecord.happened_on.desc(), FactRecord.id.desc())
            .offset(skip)
            .limit(TRIED_AT_ONCE)
        )
        .all()
    )
    facts = [fact_of(row[0]) for row in rows]
    people = people_at([one.subject_person_id for one in facts if one.subject_person_id])
    named = VOCABULARY[rule.on].side is Side.MERIT
    trials = []
    for fact, (_, unit, person) in zip(facts, rows, strict=True):
        about = fact.subject_person_id
        subject = people(about, fact.happened_on) if about else None
        inputs: Inputs = {
            "fact": dict(fact.fields),
            "person": subject.values() if subject else None,
            "time": time_values(fact.happened_on),
            "measure": _measures(rule, fact),
        }
        trials.append(
            Trial(
                happened_on=fact.happened_on,
                unit=unit or "",
                who=(person or "") if named else "",
                explanation=explain(rule, inputs),
            )
        )
    return trials


def _measures(rule: Rule, fact: Fact) -> Mapping[str, int]:
    return {
        asked.name: measure_value(asked, _past(fact, asked))
        for asked in measure_requests(rule, fact)
    }


def _past(fact: Fact, asked: MeasureRequest) -> list[Fact]:
    by_person = asked.person_id is not None
    subject = FactRecord.person_id if by_person else FactRecord.unit_id
    rows = session().scalars(
        select(FactRecord).where(
            FactRecord.agency_id == fact.agency_id,
            FactRecord.kind == FactKind(asked.of).value,
            subject == (asked.person_id if by_person else asked.unit_id),
            FactRecord.happened_on.between(asked.first_day, asked.last_day),
        )
    )
    return [fact_of(row) for row in rows]
