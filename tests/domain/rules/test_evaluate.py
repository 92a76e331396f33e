"""Evaluation is pure: the same fact and measures fire the same rules, whatever the order."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.facts import FactKind
from ledger.domain.rules.definitions import Effective, Guidance, Outcome, Recipient
from ledger.domain.rules.evaluate import Withheld, evaluate, once_key, rules_in_force, subject_key
from ledger.domain.rules.explain import explain, path_meaning
from tests.domain.rules.samples import PERSON, changed_rule, judge, make_fact, shipped_packs

COMMENDED = FactKind.COMMENDATION_VERIFIED
COMPLAINED = FactKind.COMPLAINT_SUBSTANTIATED
ALL_RULES = tuple(rule for pack in shipped_packs().values() for rule in pack.rules)
POINTS = "points: {amount: 15, to: person}"


def thanks(number: int):
    return [make_fact(COMMENDED, number=n, day=date(2026, 7, n + 1)) for n in range(number)]


def test_third_commendation_fires_and_keeps_what_it_saw():
    (result,) = judge((changed_rule(),), thanks(3))
    assert result.fires
    assert (result.subject_key, result.once_key) == ("person:7", "2026-T3")
    assert result.outcome.points.amount == 15
    assert result.inputs["measure"] == {"apresiasi": 3}
    assert result.inputs["fact"] == {"rating": 4, "refused_tip": False, "about_person": True}
    assert result.inputs["person"]["unit_code"] == "U003"
    assert result.inputs["time"] == {"year": 2026, "semester": 2, "quarter": 3, "month": 7}


def test_second_commendation_does_not_fire_and_keeps_what_it_saw():
    (result,) = judge((changed_rule(),), thanks(2))
    assert (result.fires, result.held, result.withheld) == (False, False, None)
    assert (result.outcome, result.once_key) == (None, None)
    assert result.inputs["measure"] == {"apresiasi": 2}


def test_rule_on_another_kind_is_not_asked():
    assert judge((changed_rule(),), [make_fact(FactKind.TRAINING_APPLIED)]) == ()


def test_version_in_force_on_the_day_it_happened_decides():
    old = replace(changed_rule(), effective=Effective(date(2026, 1, 1), date(2026, 7, 1)))
    new = replace(changed_rule(), title="Baru", effective=Effective(date(2026, 7, 1)))
    assert rules_in_force([new, old], date(2026, 6, 30)) == (old,)
    assert rules_in_force([old, new], date(2026, 7, 1)) == (new,)
    assert rules_in_force([old, new], date(2025, 12, 31)) == ()


def test_of_two_versions_in_force_the_newer_start_wins():
    old = changed_rule()
    new = replace(old, effective=Effective(date(2026, 5, 1)))
    assert rules_in_force([old, new], date(2026, 6, 1)) == (new,)
    assert rules_in_force([new, old], date(2026, 6, 1)) == (new,)


def test_unanswered_measure_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="apresiasi of ramah"):
        evaluate([changed_rule()], make_fact(COMMENDED), PERSON, {})


@pytest.mark.parametrize(
    ("once_per", "day", "subject", "key"),
    [
        ("fact", date(2026, 8, 15), "person:7", "commendation_verified:1"),
        ("person+month", date(2026, 8, 15), "person:7", "2026-08"),
        ("person+quarter", date(2026, 9, 30), "person:7", "2026-T3"),
        ("person+quarter", date(2026, 10, 1), "person:7", "2026-T4"),
        ("person+semester", date(2026, 6, 30), "person:7", "2026-S1"),
        ("person+year", date(2026, 12, 31), "person:7", "2026"),
        ("unit+quarter", date(2026, 1, 1), "unit:3", "2026-T1"),
    ],
)
def test_once_keys(once_per, day, subject, key):
    rule = changed_rule(("person+quarter", once_per))
    fact = make_fact(COMMENDED, day=day)
    assert (subject_key(rule, fact), once_key(rule, fact)) == (subject, key)


SEASONS = """
seasons:
  - {code: awal, from: 2026-01-01, until: 2026-07-01}
  - {code: akhir, from: 2026-08-01, until: 2027-01-01}
rules:"""


@pytest.mark.parametrize(
    ("once_per", "day", "subject", "key"),
    [
        ("person+season", date(2026, 6, 30), "person:7", "season:awal"),
        ("person+season", date(2026, 8, 1), "person:7", "season:akhir"),
        ("unit+season", date(2026, 12, 31), "unit:3", "season:akhir"),
    ],
)
def test_once_key_of_a_season_is_its_code(once_per, day, subject, key):
    rule = changed_rule(("\nrules:", SEASONS), ("person+quarter", once_per))
    fact = make_fact(COMMENDED, day=day)
    assert (subject_key(rule, fact), once_key(rule, fact)) == (subject, key)
    assert rules_in_force([rule], day) == (rule,)
    assert str(rule.once_per) == once_per


def test_rule_once_a_season_is_silent_between_seasons():
    rule = changed_rule(("\nrules:", SEASONS), ("person+quarter", "person+season"))
    assert rules_in_force([rule], date(2026, 7, 15)) == ()


def test_points_of_a_unit_are_once_per_unit_even_once_per_fact():
    rule = changed_rule(("to: person}", "to: unit}"), ("person+quarter", "fact"))
    assert rule.then.points.to is Recipient.UNIT
    assert subject_key(rule, make_fact(COMMENDED)) == "unit:3"


def test_fact_without_person_is_withheld():
    (result,) = judge((changed_rule(),), [make_fact(COMMENDED, person_id=None)], None)
    assert (result.fires, result.withheld) == (False, Withheld.NO_PERSON)


def test_fact_without_unit_is_withheld_where_the_unit_counts():
    rule = changed_rule(("by: person", "by: unit"))
    (result,) = judge((rule,), [make_fact(COMMENDED, unit_id=None)])
    assert (result.fires, result.withheld) == (False, Withheld.NO_UNIT)


def careless_guidance(kind: FactKind):
    """A rule whose author forgot every limit: it would always give guidance."""
    rule = changed_rule(
        (POINTS, "badge: {code: x, tier: emas, name: X}"),
        ("    caps:\n      - {points: 30, per: person, period: year}\n", ""),
    )
    return replace(rule, on=kind, when="true", measures=(), then=Outcome(guidance=Guidance(1, 6)))


@pytest.mark.parametrize(
    ("kind", "fields", "withheld"),
    [
        (COMPLAINED, {"suspected": True}, Withheld.VIOLATION_SUSPECTED),
        (COMPLAINED, {"always_case": True}, Withheld.EXAMINATION_REQUIRED),
        (COMPLAINED, {"code": "L5g"}, Withheld.EXAMINATION_REQUIRED),
        (COMPLAINED, {"cause": "facility"}, Withheld.NOT_ABOUT_PEOPLE),
        (COMPLAINED, {"cause": ""}, Withheld.NOT_ABOUT_PEOPLE),
        (COMPLAINED, {}, None),
        (FactKind.VIOLATION_ASSESSED, {"suspected": True}, Withheld.VIOLATION_SUSPECTED),
        (FactKind.VIOLATION_ASSESSED, {"always_case": True}, Withheld.EXAMINATION_REQUIRED),
        (FactKind.VIOLATION_ASSESSED, {"code": "K4i"}, Withheld.EXAMINATION_REQUIRED),
        (FactKind.VIOLATION_ASSESSED, {"code": "L5k"}, Withheld.EXAMINATION_REQUIRED),
        (FactKind.VIOLATION_ASSESSED, {"code": "L5l"}, Withheld.EXAMINATION_REQUIRED),
        (FactKind.VIOLATION_ASSESSED, {}, None),
        (FactKind.ABSENCE_CONFIRMED, {"days_in_year": 3}, Withheld.EXAMINATION_REQUIRED),
        (FactKind.ABSENCE_CONFIRMED, {"days_in_year": 2}, None),
    ],
)
def test_guidance_is_withheld_whatever_its_condition_says(kind, fields, withheld):
    (result,) = judge((careless_guidance(kind),), [make_fact(kind, **fields)])
    assert (result.held, result.withheld, result.fires) == (True, withheld, withheld is None)
    assert explain(result.rule, result.inputs).withheld is withheld


@given(st.permutations(ALL_RULES), st.sampled_from(FactKind), st.randoms(use_true_random=False))
def test_order_of_rules_and_facts_changes_nothing(rules, kind, chance):
    facts = [make_fact(kind, number=n, day=date(2026, 7, n + 1)) for n in range(5)]
    others = facts[:-1]
    chance.shuffle(others)
    expected = judge(ALL_RULES, facts)
    assert judge(tuple(rules), [*others, facts[-1]]) == expected
    assert [r.rule.code for r in expected] == sorted(r.rule.code for r in expected)


def test_evaluation_leaves_its_inputs_alone():
    fact, measures = make_fact(COMMENDED), {"ramah": {"apresiasi": 3}}
    first = evaluate([changed_rule()], fact, PERSON, measures)
    assert evaluate([changed_rule()], fact, PERSON, measures) == first
    assert measures == {"ramah": {"apresiasi": 3}}


def test_explanation_shows_which_part_is_open_and_how_much_is_missing():
    (result,) = judge((changed_rule(),), thanks(2))
    explanation = explain(result.rule, result.inputs)
    held, still_open = explanation.parts
    assert (explanation.held, explanation.open_parts) == (False, (still_open,))
    assert (held.text, held.held, held.missing) == ("fact.rating == 4", True, None)
    assert held.values[0].meaning == "nilai dari warga, 1 sampai 4"
    assert (still_open.operator_words, still_open.threshold, still_open.missing) == (
        "paling sedikit",
        3,
        1,
    )
    assert still_open.values[0].meaning == "apresiasi triwulan ini"
    assert still_open.values[0].value == 2
    assert explanation.legal_basis.text == "UU 20/2023 Pasal 21"


def test_explanation_calls_values_as_people_do():
    rule = replace(changed_rule(), when='time.month == 9 && person.kind in ["pns", "cpns"]')
    (result,) = judge((rule,), thanks(3))
    month, kind = explain(result.rule, result.inputs).parts
    assert (month.wanted, month.threshold) == ((9,), 9)
    assert (kind.operator_words, kind.wanted, kind.threshold) == (
        "salah satu dari",
        ("PNS", "CPNS"),
        None,
    )
    assert kind.values[0].told == "PNS"


@pytest.mark.parametrize(
    ("when", "operator", "threshold", "missing"),
    [
        ("3 <= measure.apresiasi", ">=", 3, 2),
        ("measure.apresiasi > 3", ">", 3, 3),
        ("measure.apresiasi < 3", "<", 3, None),
        ("fact.about_person", "==", True, None),
        ('"!fact.refused_tip"', "==", False, None),
        ("fact.rating == 4 || fact.rating == 3", None, None, None),
        ("measure.apresiasi + 1 >= 3", None, None, None),
    ],
)
def test_comparison_of_a_part(when, operator, threshold, missing):
    rule = changed_rule(("when: fact.rating == 4 && measure.apresiasi >= 3", f"when: {when}"))
    (result,) = judge((rule,), thanks(1))
    (part,) = explain(rule, result.inputs).parts
    assert (part.operator, part.threshold, part.missing) == (operator, threshold, missing)
    assert part.held == result.held


def test_explanation_of_a_fact_without_person_says_so():
    (result,) = judge((changed_rule(),), [make_fact(COMMENDED, person_id=None)], None)
    explanation = explain(result.rule, result.inputs)
    assert explanation.withheld is Withheld.NO_PERSON
    assert explanation.withheld_sentence == "Fakta ini tidak menyebut seorang pegawai."


def test_explanation_of_inputs_that_were_lost_holds_nothing():
    explanation = explain(changed_rule(), {"fact": None, "person": PERSON.values()})
    assert [part.held for part in explanation.parts] == [False, False]
    assert explanation.parts[0].values[0].value is None


def test_meaning_of_person_and_time():
    assert path_meaning(changed_rule(), "person.level_rank").startswith("urutan tingkat")
    assert path_meaning(changed_rule(), "time.quarter").startswith("triwulan")
