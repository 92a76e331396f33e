"""What rules ask of the past, answered from the recorded facts in as few queries as possible."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.facts import Fact, FactKind, PersonFacts
from ledger.domain.positions import PositionLevel
from ledger.domain.rules.definitions import Rule, Scope
from ledger.domain.rules.measures import (
    CapRequest,
    MeasureRequest,
    cap_requests,
    measure_requests,
    measure_value,
    points_within_caps,
)
from ledger.errors import NotFound, sentence
from ledger.models.people import Person, Position, Unit
from ledger.models.rules import FactRecord, Firing

NO_PERSON = sentence("Pegawai ini tidak ada.")


def measures_for(rules: Iterable[Rule], fact: Fact) -> dict[str, dict[str, int]]:
    """The answers by rule code and name; facts asked for twice are read once."""
    asked = [request for rule in rules for request in measure_requests(rule, fact)]
    read: dict[tuple[object, ...], list[Fact]] = {}
    answers: dict[str, dict[str, int]] = {}
    for request in asked:
        key = (request.of, request.person_id, request.unit_id, request.first_day, request.last_day)
        if key not in read:
            read[key] = _facts_asked(request, fact.agency_id)
        answers.setdefault(request.rule_code, {})[request.name] = measure_value(request, read[key])
    return answers


def person_facts(person_id: int | None, on: date) -> PersonFacts | None:
    """The person as rules see them; None when the fact concerns nobody in particular."""
    if person_id is None:
        return None
    row = (
        session()
        .execute(
            select(Person.kind, Person.appointed_on, Unit.code, Position.level)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Position, Position.id == Person.position_id)
            .where(Person.id == person_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_PERSON)
    level = PositionLevel(row.level) if row.level else PositionLevel.PELAKSANA
    return PersonFacts(
        kind=row.kind.value,
        position_level=level.value,
        level_rank=level.rank,
        unit_code=row.code,
        years_of_service=_whole_years(row.appointed_on, on),
    )


def points_left(rule: Rule, fact: Fact) -> int:
    """How many points the caps of the rule still allow for this fact."""
    return points_within_caps(
        rule, [_points_given(request, fact) for request in cap_requests(rule, fact)]
    )


def fact_of(record: FactRecord) -> Fact:
    """A recorded fact, as the rules saw it."""
    return Fact(
        kind=FactKind(record.kind),
        id=record.source_id,
        agency_id=record.agency_id,
        subject_person_id=record.person_id,
        unit_id=record.unit_id,
        happened_on=record.happened_on,
        recorded_at=record.recorded_at,
        fields=record.fields,
    )


def recorded_facts(
    agency_id: int,
    kind: FactKind,
    *,
    person_id: int | None,
    unit_id: int | None,
    first_day: date,
    last_day: date,
) -> list[Fact]:
    """The facts of one kind about one subject between two days, both included."""
    subject = FactRecord.person_id == person_id if person_id else FactRecord.unit_id == unit_id
    rows = session().scalars(
        select(FactRecord)
        .where(
            FactRecord.agency_id == agency_id,
            FactRecord.kind == kind.value,
            subject,
            FactRecord.happened_on.between(first_day, last_day),
        )
        .order_by(FactRecord.happened_on, FactRecord.id)
    )
    return [fact_of(row) for row in rows]


def _facts_asked(request: MeasureRequest, agency_id: int) -> list[Fact]:
    return recorded_facts(
        agency_id,
        request.of,
        person_id=request.person_id,
        unit_id=request.unit_id,
        first_day=request.first_day,
        last_day=request.last_day,
    )


def _points_given(request: CapRequest, fact: Fact) -> int:
    per_person = request.cap.per is Scope.PERSON
    subject = Firing.person_id if per_person else Firing.unit_id
    outcomes: Sequence[dict[str, dict[str, int]]] = (
        session()
        .scalars(
            select(Firing.outcome).where(
                Firing.agency_id == fact.agency_id,
                Firing.rule_code == request.rule_code,
                subject == (fact.subject_person_id if per_person else fact.unit_id),
                Firing.happened_on.between(request.first_day, request.last_day),
            )
        )
        .all()
    )
    return sum(outcome["points"]["amount"] for outcome in outcomes if "points" in outcome)


def _whole_years(start: date | None, on: date) -> int:
    if start is None:
        return 0
    return max(0, on.year - start.year - ((on.month, on.day) < (start.month, start.day)))
