"""Facts, persons and pack texts from which the tests of rules start."""

from datetime import UTC, date, datetime
from pathlib import Path

from ledger.domain.facts import Fact, FactKind, PersonFacts, Value
from ledger.domain.rules.definitions import Rule, RulePack
from ledger.domain.rules.evaluate import FiringResult, evaluate
from ledger.domain.rules.measures import measure_requests, measure_value
from ledger.domain.rules.pack import parse_pack

PACKS = Path(__file__).parents[3] / "ledger" / "rulepacks"

PERSON = PersonFacts(
    kind="pns",
    position_level="pengawas",
    level_rank=2,
    unit_code="U003",
    years_of_service=12,
)

FIELDS: dict[FactKind, dict[str, Value]] = {
    FactKind.NOMINATION_ACCEPTED: {
        "category": "pelayanan_publik",
        "stage": "gagasan",
        "impact_percent": 12,
        "team_size": 3,
        "evidence_count": 1,
    },
    FactKind.COMMENDATION_VERIFIED: {"rating": 4, "refused_tip": False, "about_person": True},
    FactKind.COMPLAINT_SUBSTANTIATED: {
        "cause": "people",
        "category": "petugas tidak ramah",
        "from_lapor": True,
        "suspected": False,
    },
    FactKind.VIOLATION_ASSESSED: {
        "code": "K3f",
        "impact": "unit",
        "level": "ringan",
        "suspected": False,
        "always_case": False,
    },
    FactKind.ABSENCE_CONFIRMED: {"days_in_year": 1, "longest_run": 1, "band_reached": True},
    FactKind.INDICATOR_MEASURED: {"code": "WKT", "achieved_percent": 100},
    FactKind.SURVEY_INDEX_COMPUTED: {
        "index_hundredths": 8000,
        "grade": "B",
        "respondents": 40,
        "change_hundredths": 0,
    },
    FactKind.PERFORMANCE_RATED: {"predicate": "very_good", "work": 1, "behaviour": 1},
    FactKind.TRAINING_APPLIED: {"hours": 16, "planned": True},
    FactKind.MENTORING_COMPLETED: {"hours": 16},
    FactKind.PLAN_ACTION_VERIFIED: {"on_time": True, "from_guidance": False},
    FactKind.SEASON_CLOSED: {"season": "2026-a", "points": 80, "awards": 3},
}

PACK = """\
code: contoh
name: Paket contoh
description: Satu aturan untuk dicoba.
rules:
  - code: ramah
    title: Pelayanan ramah
    sentence: Tiga apresiasi dalam satu triwulan memberi 15 poin.
    on: commendation_verified
    measure:
      apresiasi:
        title: apresiasi triwulan ini
        kind: count
        of: commendation_verified
        window: quarter
        by: person
        filter: fact.rating == 4
    when: fact.rating == 4 && measure.apresiasi >= 3
    then:
      points: {amount: 15, to: person}
    decided_by: [head_of_unit]
    once_per: person+quarter
    caps:
      - {points: 30, per: person, period: year}
    legal_basis: {text: UU 20/2023 Pasal 21, status: needs_check}
    effective: {from: 2026-01-01, until: null}
"""


def make_fact(
    kind: FactKind,
    *,
    day: date = date(2026, 8, 15),
    number: int = 1,
    person_id: int | None = 7,
    unit_id: int | None = 3,
    **fields: Value,
) -> Fact:
    recorded_at = datetime(2026, 9, 1, tzinfo=UTC)
    merged = {**FIELDS[kind], **fields}
    return Fact(kind, number, 1, person_id, unit_id, day, recorded_at, merged)


def shipped_packs() -> dict[str, RulePack]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(PACKS.glob("*.yaml")))
    return {pack.code: pack for pack in map(parse_pack, texts)}


def changed_rule(*changes: tuple[str, str]) -> Rule:
    """The rule of PACK after exchanging texts in it."""
    text = PACK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_pack(text).rules[0]


def judge(
    rules: tuple[Rule, ...], facts: list[Fact], person: PersonFacts | None = PERSON
) -> tuple[FiringResult, ...]:
    """What the rules say about the last fact when all of them are known."""
    last = facts[-1]
    asked = {
        rule.code: {
            request.name: measure_value(request, facts) for request in measure_requests(rule, last)
        }
        for rule in rules
    }
    return evaluate(rules, last, person, asked)


def fired_codes(rules: tuple[Rule, ...], facts: list[Fact]) -> list[str]:
    return [result.rule.code for result in judge(rules, facts) if result.fires]
