"""The measures of a firing worked out anew, beside what was kept when it fired."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.facts import VOCABULARY, Fact, FactKind
from ledger.domain.rules.definitions import Measure, MeasureKind, Rule, Scope
from ledger.domain.rules.explain import explain
from ledger.domain.rules.measures import MeasureRequest, measure_value
from ledger.domain.rules.windows import window_days
from ledger.models.rules import FactRecord, Firing

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class FactCounted:
    """A fact of the past that a measure counted, as its own subject may know it."""

    kind: FactKind
    title: str
    happened_on: date
    source_id: int


@dataclass(frozen=True, kw_only=True)
class Recount:
    """One measure: what was ``stored`` when the rule fired, and what the same facts give today.

    ``facts`` passed its filter, the latest last; ``later`` more came in after the rule fired.
    """

    title: str
    stored: int | None
    recounted: int
    first_day: date
    last_day: date
    facts: Sequence[FactCounted]
    later: int

    @property
    def is_same(self) -> bool:
        return self.stored == self.recounted


@dataclass(frozen=True, kw_only=True)
class Reevaluation:
    """The rule asked again: ``held_then`` with the inputs kept, and each measure anew."""

    held_then: bool
    recounts: Sequence[Recount]

    @property
    def is_same(self) -> bool:
        return self.held_then and all(one.is_same for one in self.recounts)


def reevaluate(firing_id: int, rule: Rule) -> Reevaluation:
    """One query for the firing, one for its team and one for each measure."""
    firing = session().get_one(Firing, firing_id)
    by_team = any(measure.by is Scope.TEAM for _, measure in rule.measures)
    team = _team(firing) if by_team else ()
    return Reevaluation(
        held_then=explain(rule, firing.inputs).held,
        recounts=[_recount(firing, team, rule, name, one) for name, one in rule.measures],
    )


def _team(firing: Firing) -> Sequence[int]:
    """Everybody of the fact that the rule fired for; nobody where it had no team."""
    team = session().scalar(
        select(FactRecord.team).where(
            FactRecord.agency_id == firing.agency_id,
            FactRecord.kind == firing.fact_kind,
            FactRecord.source_id == firing.fact_id,
            FactRecord.team.is_not(None),
        )
    )
    return [int(person_id) for person_id, _ in team or ()]


def _recount(
    firing: Firing, team: Sequence[int], rule: Rule, name: str, measure: Measure
) -> Recount:
    request = _request(firing, rule, name, measure)
    together = team if measure.by is Scope.TEAM else ()
    known, own = _facts(firing.agency_id, request, together)
    then = [fact for fact, at in known if at <= firing.fired_at]
    passing = [fact for fact in then if _counts(request, fact)]
    everything = [fact for fact, _ in known if _counts(request, fact)]
    return Recount(
        title=measure.title or name,
        stored=firing.inputs.get("measure", {}).get(name),
        recounted=measure_value(request, then),
        first_day=request.first_day,
        last_day=request.last_day,
        # What colleagues of a team did counts, but only one's own is told.
        facts=[_counted(fact) for fact in passing if fact.id in own][-MOST_SHOWN:],
        later=len(everything) - len(passing),
    )


def _request(firing: Firing, rule: Rule, name: str, measure: Measure) -> MeasureRequest:
    first_day, last_day = window_days(measure.window, firing.happened_on)
    by_person = measure.by is not Scope.UNIT
    return MeasureRequest(
        rule.code,
        name,
        measure,
        measure.of,
        first_day,
        last_day,
        firing.person_id if by_person else None,
        None if by_person else firing.unit_id,
    )


_Known = list[tuple[Fact, datetime]]


def _facts(
    agency_id: int, request: MeasureRequest, together: Sequence[int]
) -> tuple[_Known, frozenset[int]]:
    """The facts of the window with when each became known, and which are the subject's own.

    Those of a team count as if they were of one, as when the rule was judged.
    """
    by_person = request.person_id is not None
    subject = FactRecord.person_id if by_person else FactRecord.unit_id
    alone = request.person_id if by_person else request.unit_id
    about = list(together) if together else [alone]
    rows = (
        session()
        .scalars(
            select(FactRecord)
            .where(
                FactRecord.agency_id == agency_id,
                FactRecord.kind == request.of.value,
                subject.in_(about),
                FactRecord.happened_on.between(request.first_day, request.last_day),
            )
            .order_by(FactRecord.happened_on, FactRecord.id)
        )
        .all()
    )
    own = (row for row in rows if not by_person or row.person_id == request.person_id)
    facts = [(_fact(row), row.recorded_at) for row in rows]
    if together:
        facts = [(replace(fact, subject_person_id=request.person_id), at) for fact, at in facts]
    return facts, frozenset(row.source_id for row in own)


def _fact(row: FactRecord) -> Fact:
    return Fact(
        kind=FactKind(row.kind),
        id=row.source_id,
        agency_id=row.agency_id,
        subject_person_id=row.person_id,
        unit_id=row.unit_id,
        happened_on=row.happened_on,
        recorded_at=row.recorded_at,
        fields=row.fields,
    )


def _counts(request: MeasureRequest, fact: Fact) -> bool:
    """Whether the filter of the measure lets the fact pass, asked as a count of one."""
    return measure_value(_as_count(request), [fact]) == 1


def _as_count(request: MeasureRequest) -> MeasureRequest:
    measure = request.measure
    counted = Measure(
        MeasureKind.COUNT, measure.of, measure.window, measure.by, filter=measure.filter
    )
    return MeasureRequest(
        request.rule_code,
        request.name,
        counted,
        request.of,
        request.first_day,
        request.last_day,
        request.person_id,
        request.unit_id,
    )


def _counted(fact: Fact) -> FactCounted:
    return FactCounted(
        kind=fact.kind,
        title=VOCABULARY[fact.kind].title,
        happened_on=fact.happened_on,
        source_id=fact.id,
    )
