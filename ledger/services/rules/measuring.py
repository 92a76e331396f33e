"""What the rules remember of the past, read for a whole batch of facts in a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, and_, cast, func, null, or_, select

from ledger.database import session
from ledger.domain.approvals import ProposalState
from ledger.domain.facts import Fact, FactKind, Value
from ledger.domain.positions import PositionLevel
from ledger.domain.rules.acquaintances import Acquaintance, Acquaintances
from ledger.domain.rules.book import RuleBook
from ledger.domain.rules.definitions import Rule, Scope, Tier
from ledger.domain.rules.judging import Judge, People
from ledger.domain.rules.limits import Given, Limits
from ledger.domain.rules.tallies import Seen
from ledger.models.nominations import NominationMember
from ledger.models.people import Person, Position, Unit
from ledger.models.proposals import Proposal
from ledger.models.rules import FactRecord, Firing
from ledger.services.rules.needs import Days, Needs, Place, needs_of

_COLUMNS = {Scope.PERSON: FactRecord.person_id, Scope.UNIT: FactRecord.unit_id}


@dataclass(frozen=True, slots=True)
class _Subjects:
    """Whose past is asked for."""

    agency_id: int
    people: frozenset[int]
    units: frozenset[int]
    nominators: frozenset[int]

    def of(self, scope: Scope) -> frozenset[int]:
        return self.units if scope is Scope.UNIT else self.people


def judge_for(book: RuleBook, facts: Sequence[Fact]) -> Judge:
    """A judge who remembers what matters to these facts, and none of them yet.

    The statements are as many as there are kinds of facts that the rules count, however many
    facts are asked about.
    """
    needs, subjects = needs_of(book, facts), _subjects_of(facts)
    kept = [fact for place, days in needs.kept.items() for fact in _kept(place, days, subjects)]
    if kept:
        # They are judged once more, so what matters to them is remembered too: who else is in
        # the team or the unit, and what fired for them already.
        subjects = _subjects_of([*facts, *kept])
    limits = Limits(book.rules)
    for given in _given(needs, subjects):
        limits.add(given)
    judge = Judge(book, people_at(subjects.people), limits)
    for fact in kept:
        judge.keep(fact)
    for place, days in needs.counted.items():
        for subject, seen in _seen(place, days, subjects, one_by_one=place in needs.ordered):
            judge.recall(*place, subject, seen)
    return judge


def people_at(person_ids: Collection[int]) -> People:
    """The people as rules see them on any day. Raises NotFound for one who is not there."""
    known: dict[int, Acquaintance] = {}
    for some in _chunks(person_ids):
        found = session().execute(
            select(Person.id, Person.kind, Person.appointed_on, Unit.code, Position.level)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Position, Position.id == Person.position_id)
            .where(Person.id.in_(some))
        )
        known |= {row.id: _acquaintance(row) for row in found}
    return Acquaintances(known)


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
        team=tuple((person_id, share) for person_id, share in record.team or ()),
        proposer_id=record.proposer_id,
    )


def _acquaintance(row: Any) -> Acquaintance:
    level = PositionLevel(row.level) if row.level else PositionLevel.PELAKSANA
    return Acquaintance(row.kind.value, level, row.code, row.appointed_on)


def _subjects_of(facts: Iterable[Fact]) -> _Subjects:
    listed = list(facts)
    members = {person_id for fact in listed for person_id, _ in fact.team}
    people = {fact.subject_person_id for fact in listed if fact.subject_person_id}
    return _Subjects(
        agency_id=listed[0].agency_id,
        people=frozenset(people | members),
        units=frozenset(fact.unit_id for fact in listed if fact.unit_id),
        nominators=frozenset(fact.proposer_id for fact in listed if fact.proposer_id),
    )


def _seen(
    place: Place, days: Days, subjects: _Subjects, *, one_by_one: bool
) -> Iterable[tuple[int, Seen]]:
    """The facts of the past about each subject, equal ones of a day together where that will do."""
    kind, scope = place
    column = _COLUMNS[scope]
    told = cast(FactRecord.fields, Text).label("told")
    if one_by_one:
        more: tuple[Any, ...] = (FactRecord.recorded_at, FactRecord.source_id)
        times: Any = func.coalesce(1, 1)
    else:
        more, times = (), func.count()
    for some in _chunks(subjects.of(scope)):
        query = select(column, FactRecord.happened_on, told, times, *more).where(
            *_where(kind, days, subjects.agency_id), column.in_(some)
        )
        if not one_by_one:
            query = query.group_by(column, FactRecord.happened_on, told)
        for subject, day, text, count, *order in session().execute(query):
            yield subject, Seen(day, fields_of(text), (day, *order), count)


def _kept(place: Place, days: Days, subjects: _Subjects) -> list[Fact]:
    kind, scope = place
    found: list[Fact] = []
    for some in _chunks(subjects.of(scope)):
        rows = session().scalars(
            select(FactRecord)
            .where(*_where(kind, days, subjects.agency_id), _is_about(scope, some))
            .order_by(FactRecord.happened_on, FactRecord.source_id)
        )
        found += [fact_of(row) for row in rows]
    return found


def _is_about(scope: Scope, ids: Collection[int]) -> ColumnElement[bool]:
    if scope is not Scope.TEAM:
        return _COLUMNS[scope].in_(ids)
    # Only a nomination has a team.
    joined = select(NominationMember.nomination_id).where(NominationMember.person_id.in_(ids))
    return or_(FactRecord.person_id.in_(ids), FactRecord.source_id.in_(joined))


def _where(kind: FactKind, days: Days, agency_id: int) -> list[ColumnElement[bool]]:
    wanted = [FactRecord.agency_id == agency_id, FactRecord.kind == kind.value]
    if days != (date.min, date.max):
        wanted.append(FactRecord.happened_on.between(*days))
    return wanted


def _given(needs: Needs, subjects: _Subjects) -> Iterable[Given]:
    """Each firing of the past that any limit or once-key of these rules looks at, once."""
    found: dict[int, Any] = {}
    if codes := _looked_up(needs):
        keys = [f"person:{one}" for one in subjects.people]
        keys += [f"unit:{one}" for one in subjects.units]
        for some in _chunks(keys):
            found |= _firings(needs, codes, Firing.subject_key.in_(some), subjects.agency_id)
    for column, scope, ids in (
        (Firing.person_id, Scope.PERSON, subjects.people),
        (Firing.unit_id, Scope.UNIT, subjects.units),
        (FactRecord.proposer_id, Scope.NOMINATOR, subjects.nominators),
    ):
        if capped := _capped_codes(needs.rules.values(), scope):
            for some in _chunks(ids):
                found |= _firings(needs, capped, column.in_(some), subjects.agency_id)
    return [_given_by(row) for row in found.values()]


def _looked_up(needs: Needs) -> set[str]:
    """The rules whose firings of the past matter.

    One that fires once per fact, and nothing else limits, cannot have fired for a new fact.
    """
    again = {kind for kind, _ in needs.kept}
    return needs.givers | {
        code
        for code, rule in needs.rules.items()
        if rule.once_per.scope or rule.cooling_off or rule.on in again
    }


def _firings(
    needs: Needs, codes: Collection[str], about: ColumnElement[bool], agency_id: int
) -> dict[int, Any]:
    firing = Firing
    query = select(
        *(firing.id, firing.rule_code, firing.subject_key, firing.once_key),
        *(firing.happened_on, firing.person_id, firing.unit_id, firing.outcome),
    ).where(firing.agency_id == agency_id, firing.rule_code.in_(codes), about)
    if _capped_codes(needs.rules.values(), Scope.NOMINATOR):
        query = query.add_columns(FactRecord.proposer_id).outerjoin(FactRecord, _its_fact())
    else:
        query = query.add_columns(null().label("proposer_id"))
    if needs.givers or any(rule.cooling_off for rule in needs.rules.values()):
        query = query.add_columns(Proposal.state).outerjoin(
            Proposal, Proposal.firing_id == firing.id
        )
    else:
        query = query.add_columns(null().label("state"))
    return {row.id: row for row in session().execute(query)}


def _its_fact() -> ColumnElement[bool]:
    """The fact that a firing is of."""
    return and_(
        FactRecord.agency_id == Firing.agency_id,
        FactRecord.kind == Firing.fact_kind,
        FactRecord.source_id == Firing.fact_id,
        func.coalesce(FactRecord.person_id, 0) == func.coalesce(Firing.person_id, 0),
    )


def _given_by(row: Any) -> Given:
    points, badge = row.outcome.get("points"), row.outcome.get("badge")
    return Given(
        rule_code=row.rule_code,
        subject_key=row.subject_key,
        once_key=row.once_key,
        happened_on=row.happened_on,
        person_id=row.person_id,
        unit_id=row.unit_id,
        nominator_id=row.proposer_id,
        points=int(points["amount"]) if points else 0,
        badge=(badge["code"], Tier(badge["tier"])) if badge else None,
        is_refused=row.state in (ProposalState.REJECTED, ProposalState.REVERSED),
    )


def _capped_codes(rules: Iterable[Rule], scope: Scope) -> set[str]:
    return {rule.code for rule in rules if any(cap.per is scope for cap in rule.caps)}


@lru_cache(maxsize=65536)
def fields_of(text: str) -> Mapping[str, Value]:
    """Facts say the same few things over and over, so each text is read once."""
    read: Mapping[str, Value] = orjson.loads(text)
    return read


def _chunks(ids: Collection[Any], size: int = 5_000) -> Iterable[list[Any]]:
    listed = sorted(ids)
    return (listed[start : start + size] for start in range(0, len(listed), size))
