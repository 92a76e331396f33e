"""What rules say about one fact: pure, and the same whatever the order of anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cel import Context

from ledger.domain.facts import (
    ALWAYS_CASE_CODES,
    Fact,
    FactKind,
    PersonFacts,
    Value,
    article_of_code,
    time_values,
)
from ledger.domain.rules.conditions import (
    ConditionFailed,
    Inputs,
    holds,
    make_context,
    parse_condition,
    set_namespace,
)
from ledger.domain.rules.definitions import ARTICLE_OF_CODE, OpenCase, Outcome, Rule, Scope
from ledger.domain.rules.outcomes import needs_person
from ledger.domain.rules.windows import period_code
from ledger.errors import sentence

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

    ``outcome`` and ``once_key`` are set when the rule fires. The once-key is unique together
    with the rule and the subject.
    """

    rule: Rule
    held: bool
    withheld: Withheld | None
    inputs: Inputs
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
        if rule.effective.holds_on(day) and (
            rival is None or rule.effective.start > rival.effective.start
        ):
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
    concerned = [rule for rule in rules if rule.on is fact.kind]
    shared: dict[str, Mapping[str, Value] | None] = {
        "fact": dict(fact.fields),
        "person": person.values() if person else None,
        "time": time_values(fact.happened_on),
    }
    context = make_context(shared)
    results = []
    for rule in rules_in_force(concerned, fact.happened_on):
        named = measures.get(rule.code, {})
        inputs: Inputs = {
            **shared,
            "measure": {name: named.get(name, 0) for name, _ in rule.measures},
        }
        reason = _missing_subject(rule, fact, person) or conduct_guard(rule, fact.fields)
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
    if fields.get("always_case") or fields.get("code") in ALWAYS_CASE_CODES or punishable:
        return Withheld.EXAMINATION_REQUIRED
    return Withheld.VIOLATION_SUSPECTED if fields.get("suspected") else None


def once_key(rule: Rule, fact: Fact) -> str:
    """The text that makes a second firing a repetition, e.g. "person:7:2026-T3"."""
    scope, period = rule.once_per.scope, rule.once_per.period
    if scope is None or period is None:
        return f"{fact.kind}:{fact.id}"
    subject = fact.subject_person_id if scope is Scope.PERSON else fact.unit_id
    return f"{scope}:{subject}:{period_code(period, fact.happened_on)}"


def _missing_subject(rule: Rule, fact: Fact, person: PersonFacts | None) -> Withheld | None:
    paths = parse_condition(rule.when).paths
    without_person = fact.subject_person_id is None or person is None
    if without_person and needs_person(rule, paths):
        return Withheld.NO_PERSON
    by_unit = rule.once_per.scope is Scope.UNIT or any(
        measure.by is Scope.UNIT for _, measure in rule.measures
    )
    return Withheld.NO_UNIT if fact.unit_id is None and by_unit else None


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
        return FiringResult(rule, held, withheld, inputs, None, None)
    return FiringResult(rule, held, None, inputs, once_key(rule, fact), _outcome(rule, fact))


def _outcome(rule: Rule, fact: Fact) -> Outcome:
    """The rule's outcome with the article filled in from the violation code."""
    case = rule.then.open_case
    if case is None or case.article != ARTICLE_OF_CODE:
        return rule.then
    article = article_of_code(str(fact.fields["code"]))
    return replace(rule.then, open_case=OpenCase(article))
