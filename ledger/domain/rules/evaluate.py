"""What rules say about one fact: pure, and the same whatever the order of anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from cel import Context

from ledger.domain.discipline.catalogue import ALWAYS_CASE
from ledger.domain.facts import (
    Fact,
    FactKind,
    PersonFacts,
    Value,
    article_of_code,
    time_values,
)
from ledger.domain.periods import PeriodKind, period_of
from ledger.domain.rules.conditions import (
    ConditionFailed,
    Inputs,
    holds,
    make_context,
    parse_condition,
    set_namespace,
)
from ledger.domain.rules.definitions import (
    ARTICLE_OF_CODE,
    OpenCase,
    Outcome,
    Recipient,
    Rule,
    Scope,
    Season,
)
from ledger.domain.rules.outcomes import concerns_person, needs_person
from ledger.errors import sentence

# An enum takes longer to write itself than a firing takes to be looked up.
_KEY_STARTS = {scope: f"{scope}:" for scope in Scope}

MIN_PUNISHABLE_ABSENCE_DAYS = 3
"""From here on absence has a kind of punishment (PP 94/2021 Pasal 9), so guidance may not do."""


class Withheld(StrEnum):
    """Why a rule stays silent whatever its condition says."""

    NO_PERSON = "no_person"
    NO_UNIT = "no_unit"
    NOT_ABOUT_PEOPLE = "not_about_people"
    VIOLATION_SUSPECTED = "violation_suspected"
    EXAMINATION_REQUIRED = "examination_required"
    CONDITION_FAILED = "condition_failed"


WITHHELD_SENTENCES: Mapping[Withheld, str] = {
    Withheld.NO_PERSON: sentence("Fakta ini tidak menyebut seorang pegawai."),
    Withheld.NO_UNIT: sentence("Fakta ini tidak menyebut unit kerja."),
    Withheld.NOT_ABOUT_PEOPLE: sentence(
        "Penyebab pengaduan bukan pegawai, jadi ditindaklanjuti oleh unit kerja."
    ),
    Withheld.VIOLATION_SUSPECTED: sentence(
        "Atasan langsung belum menyatakan bahwa tidak ada dugaan pelanggaran disiplin."
    ),
    Withheld.EXAMINATION_REQUIRED: sentence(
        "Hal ini wajib diperiksa, jadi tidak dapat diselesaikan dengan pembinaan."
    ),
    Withheld.CONDITION_FAILED: sentence("Syarat tidak dapat dihitung dengan nilai ini."),
}


@dataclass(frozen=True, slots=True)
class FiringResult:
    """What one rule said. ``inputs`` are all the values it saw, plain enough for JSON.

    ``outcome``, ``subject_key`` ("person:7", "unit:3") and ``once_key`` ("2026-T3", or the fact
    itself) are set when the rule fires; rule code, subject and once-key together are unique.
    """

    rule: Rule
    held: bool
    withheld: Withheld | None
    inputs: Inputs
    subject_key: str | None
    once_key: str | None
    outcome: Outcome | None

    @property
    def fires(self) -> bool:
        return self.outcome is not None


def rules_in_force(rules: Iterable[Rule], day: date) -> tuple[Rule, ...]:
    """One version of each rule for the day of a fact, ordered by code; the newest start wins."""
    chosen: dict[str, Rule] = {}
    for rule in rules:
        rival = chosen.get(rule.code)
        if rule.is_open_on(day) and (rival is None or rule.effective.start > rival.effective.start):
            chosen[rule.code] = rule
    return tuple(chosen[code] for code in sorted(chosen))


def evaluate(
    rules: Iterable[Rule],
    fact: Fact,
    person: PersonFacts | None,
    measures: Mapping[str, Mapping[str, int]],
) -> tuple[FiringResult, ...]:
    """Every rule on this kind of fact that is in force, fired or not, ordered by code.

    ``measures`` holds, by rule code and name, the answers to ``measure_requests``; a rule whose
    measures are absent because the fact names no such subject is withheld.
    Raises ValueError when an answer is missing although its subject is known.
    """
    in_force = rules_in_force((r for r in rules if r.on is fact.kind), fact.happened_on)
    shared: dict[str, Mapping[str, Value] | None] = {
        "fact": dict(fact.fields),
        "person": person.values() if person else None,
        "time": dict(time_values(fact.happened_on)),
    }
    read = {path for rule in in_force for path in parse_condition(rule.when).paths}
    context = make_context(shared, read)
    results = []
    for rule in in_force:
        named = measures.get(rule.code, {})
        inputs: Inputs = {
            **shared,
            "measure": {name: named.get(name, 0) for name, _ in rule.measures},
        }
        missing = missing_subject(
            rule,
            has_person=fact.subject_person_id is not None and person is not None,
            has_unit=fact.unit_id is not None,
        )
        reason = missing or conduct_guard(rule, fact.fields)
        if reason is None:
            _require_answers(rule, named)
        set_namespace(context, "measure", inputs["measure"] or {})
        held, failed = _held(rule, context)
        results.append(_result(rule, fact, held, reason or failed, inputs))
    return tuple(results)


def conduct_guard(rule: Rule, fields: Mapping[str, Value]) -> Withheld | None:
    """The limits of guidance and cases that no condition can lift (PP 94/2021 Pasal 26-28)."""
    if rule.then.guidance is None and rule.then.open_case is None:
        return None
    if rule.on is FactKind.COMPLAINT_SUBSTANTIATED and fields.get("cause") != "people":
        return Withheld.NOT_ABOUT_PEOPLE
    if rule.then.guidance is None:
        return None
    days = fields.get("days_in_year", 0)
    punishable = rule.on is FactKind.ABSENCE_CONFIRMED and int(days) >= MIN_PUNISHABLE_ABSENCE_DAYS
    if fields.get("always_case") or fields.get("code") in ALWAYS_CASE or punishable:
        return Withheld.EXAMINATION_REQUIRED
    return Withheld.VIOLATION_SUSPECTED if fields.get("suspected") else None


def missing_subject(rule: Rule, *, has_person: bool, has_unit: bool) -> Withheld | None:
    """Whether the rule asks for a person or a unit that the fact does not name."""
    if not has_person and needs_person(rule, parse_condition(rule.when).paths):
        return Withheld.NO_PERSON
    by_unit = rule.once_per.scope is Scope.UNIT or any(
        measure.by is Scope.UNIT for _, measure in rule.measures
    )
    points = rule.then.points
    to_unit = points is not None and points.to is Recipient.UNIT
    return Withheld.NO_UNIT if not has_unit and (by_unit or to_unit) else None


def subject_key(rule: Rule, fact: Fact) -> str:
    """Whom the firing is about, so that a second one for the same subject is a repetition."""
    scope = rule.once_per.scope
    if scope is None:
        about_person = concerns_person(rule.then) or fact.unit_id is None
        scope = Scope.PERSON if about_person else Scope.UNIT
    subject = fact.subject_person_id if scope is Scope.PERSON else fact.unit_id
    return f"{_KEY_STARTS[scope]}{subject}"


def once_key(rule: Rule, fact: Fact) -> str:
    """What makes it happen once: the fact, or the period or season that it happened in.

    For example "training_applied:4", "2026-T3" or "season:2026-b".
    """
    if rule.once_per.period is None:
        season = rule.once_per.season_on(fact.happened_on)
        return season_key(season) if season else f"{fact.kind}:{fact.id}"
    return _period_code(fact.happened_on, rule.once_per.period)


def season_key(season: Season) -> str:
    """As a period of the calendar can never be called."""
    return f"season:{season.code}"


@lru_cache(maxsize=16384)
def _period_code(day: date, kind: PeriodKind) -> str:
    return period_of(day, kind).code()


def _require_answers(rule: Rule, named: Mapping[str, int]) -> None:
    for name, _ in rule.measures:
        if name not in named:
            raise ValueError(f"the measure {name} of {rule.code} was not answered")


def _held(rule: Rule, context: Context) -> tuple[bool, Withheld | None]:
    try:
        return holds(rule.when, context), None
    except ConditionFailed:
        return False, Withheld.CONDITION_FAILED


def _result(
    rule: Rule, fact: Fact, held: bool, withheld: Withheld | None, inputs: Inputs
) -> FiringResult:
    if not held or withheld:
        return FiringResult(rule, held, withheld, inputs, None, None, None)
    return fired(rule, fact, inputs)


def fired(rule: Rule, fact: Fact, inputs: Inputs) -> FiringResult:
    """What a rule that holds says of the fact."""
    keys = subject_key(rule, fact), once_key(rule, fact)
    return FiringResult(rule, True, None, inputs, *keys, outcome_of(rule, fact))


def outcome_of(rule: Rule, fact: Fact) -> Outcome:
    """The rule's outcome with the article filled in from the violation code."""
    case = rule.then.open_case
    if case is None or case.article != ARTICLE_OF_CODE:
        return rule.then
    article = article_of_code(str(fact.fields["code"]))
    return replace(rule.then, open_case=OpenCase(article))
