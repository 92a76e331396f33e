"""Many facts at once are judged as one by one, in any order, and within every limit."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.facts import Fact, FactKind
from ledger.domain.rules.book import PackInForce, RuleBook
from ledger.domain.rules.definitions import (
    Effective,
    MeasureKind,
    Requirement,
    Rule,
    Scope,
    Season,
    Tier,
    Window,
    WindowKind,
)
from ledger.domain.rules.evaluate import evaluate, rules_in_force
from ledger.domain.rules.judging import Finding, evaluate_many
from ledger.domain.rules.measures import MeasureRequest, measure_requests, measure_value
from ledger.domain.rules.tallies import Seen, Tally
from ledger.domain.rules.windows import window_days
from tests.domain.rules.samples import (
    FIELDS,
    PERSON,
    changed_rule,
    make_fact,
    shipped_packs,
)

COMMENDED = FactKind.COMMENDATION_VERIFIED
COMPLAINED = FactKind.COMPLAINT_SUBSTANTIATED
SHIPPED = tuple(rule for pack in shipped_packs().values() for rule in pack.rules)
FIRST = date(2026, 1, 1)
SEASONS = (Season("a", date(2026, 2, 1), date(2026, 5, 31)),)
WINDOWS = [
    *(Window(kind) for kind in WindowKind if not kind.startswith("last") and kind != "season"),
    Window(WindowKind.SEASON, None, SEASONS),
    Window(WindowKind.LAST_DAYS, 20),
    Window(WindowKind.LAST_MONTHS, 2),
]


def book(*rules: Rule) -> RuleBook:
    return RuleBook([PackInForce(1, rules, FIRST)])


def heard(rules: Iterable[Rule], facts: Iterable[Fact]) -> list[Finding]:
    return list(evaluate_many(book(*rules), facts, lambda _, __: PERSON))


def test_book_knows_the_rules_of_every_day() -> None:
    """Asked in any order, on and around each day on which a pack or a rule begins or ends."""
    start, later, end = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
    rules = [
        replace(changed_rule(), code="a", effective=Effective(start, later)),
        replace(changed_rule(), code="a", effective=Effective(later)),
        replace(changed_rule(), code="b", effective=Effective(later, end)),
    ]
    packs = [
        PackInForce(1, tuple(rules), start, end),
        PackInForce(2, tuple(rules[:1]), date(2026, 1, 15)),
    ]
    asked = RuleBook(packs)
    days = [day + timedelta(days=one) for day in (start, later, end) for one in (1, -1, 0, 20)]
    for day in days:
        expected = [
            (pack.id, rule)
            for pack in packs
            if pack.judges(day)
            for rule in rules_in_force(pack.rules, day)
        ]
        sieve = asked.sieve(rules[0].on, day)
        assert [(one.pack_id, one.rule) for one in sieve.rules] == expected


def told(findings: Iterable[Finding]) -> set[tuple[str, str, str]]:
    return {
        (one.rule.code, one.result.subject_key, one.result.once_key)
        for one in findings
        if one.result
    }


def drawn_facts(kinds: list[FactKind], most: int = 14) -> st.SearchStrategy[list[Fact]]:
    one = st.tuples(
        st.sampled_from(kinds),
        st.integers(0, 200),
        st.integers(1, 3),
        st.integers(1, 4),
        st.sampled_from(["people", "procedure", "facility"]),
    )
    return st.lists(one, max_size=most).map(
        lambda rows: [_drawn(number, *row) for number, row in enumerate(rows, start=1)]
    )


def _drawn(number: int, kind: FactKind, days: int, person: int, rating: int, cause: str) -> Fact:
    changes = {"rating": rating, "cause": cause, "hours": rating}
    fields = {name: value for name, value in changes.items() if name in FIELDS[kind]}
    if kind is FactKind.NOMINATION_ACCEPTED:
        fields["stage"] = ["gagasan", "uji_coba", "diterapkan", "direplikasi"][rating - 1]
    day = FIRST + timedelta(days=days)
    return make_fact(kind, day=day, number=number, person_id=person, **fields)


def plainly(rules: tuple[Rule, ...], facts: list[Fact]) -> set[tuple[str, str, str]]:
    """What each rule says of each fact when everything is known: no memory, no sums, no sieve."""
    found = set()
    for fact in facts:
        asked = {
            rule.code: {one.name: measure_value(one, facts) for one in measure_requests(rule, fact)}
            for rule in rules
        }
        results = evaluate(rules, fact, PERSON, asked)
        found |= {(r.rule.code, r.subject_key, r.once_key) for r in results if r.fires}
    return found


#: Limits may keep some silent, which plain evaluation knows nothing of.
UNLIMITED = tuple(replace(rule, caps=(), requires=()) for rule in SHIPPED)


@settings(max_examples=60)
@given(drawn_facts(list(FIELDS)), st.randoms(use_true_random=False))
def test_facts_in_any_order_give_the_proposals_of_the_whole(facts, chance):
    expected = plainly(UNLIMITED, facts)
    chance.shuffle(facts)
    assert told(heard(UNLIMITED, facts)) == expected


@settings(max_examples=40)
@given(drawn_facts([FactKind.NOMINATION_ACCEPTED, COMPLAINED], 20), st.randoms())
def test_shipped_packs_propose_the_same_in_any_order(facts, chance):
    """With requirements too, and caps leave the same number of points in all."""
    first = heard(SHIPPED, facts)
    chance.shuffle(facts)
    second = heard(SHIPPED, facts)
    capped = {rule.code for rule in SHIPPED if rule.caps}
    assert {one for one in told(first) if one[0] not in capped} == {
        one for one in told(second) if one[0] not in capped
    }
    assert _points(first) == _points(second)


def _points(findings: Iterable[Finding]) -> dict[tuple[str, int | None], int]:
    sums: dict[tuple[str, int | None], int] = {}
    for one in findings:
        if one.outcome and one.outcome.points:
            key = (one.rule.code, one.fact.subject_person_id)
            sums[key] = sums.get(key, 0) + one.outcome.points.amount
    return sums


@settings(max_examples=60)
@given(
    drawn_facts([COMMENDED]),
    st.sampled_from(list(MeasureKind)),
    st.sampled_from(WINDOWS),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_tally_answers_as_the_plain_facts_in_any_order(facts, kind, window, by_unit, chance):
    (_, drawn), *_ = changed_rule().measures
    field = None if kind in (MeasureKind.COUNT, MeasureKind.LONGEST_RUN) else "rating"
    scope = Scope.UNIT if by_unit else Scope.PERSON
    measure = replace(
        drawn, kind=kind, window=window, by=scope, field=field, filter="fact.rating > 2"
    )
    tally = Tally(measure)
    known = list(facts)
    chance.shuffle(known)
    for fact in known:
        order = (fact.happened_on, fact.recorded_at, fact.id)
        subject = fact.unit_id if by_unit else fact.subject_person_id
        tally.add(subject, Seen(fact.happened_on, fact.fields, order))
    for fact in facts:
        first, last = window_days(window, fact.happened_on)
        person, unit = (None, fact.unit_id) if by_unit else (fact.subject_person_id, None)
        asked = MeasureRequest("r", "n", measure, measure.of, first, last, person, unit)
        subject = unit if by_unit else person
        assert tally.value((subject,), fact.happened_on) == measure_value(asked, known)


def thanks(number: int, person: int = 7, **extra: object) -> list[Fact]:
    return [
        replace(
            make_fact(COMMENDED, number=n, day=FIRST + timedelta(days=n), person_id=person), **extra
        )
        for n in range(number)
    ]


EACH = changed_rule(("measure.apresiasi >= 3", "true"), ("person+quarter", "fact"))


def test_team_counts_what_its_members_did():
    rule = replace(
        EACH,
        when="measure.apresiasi >= 2",
        measures=tuple((n, replace(m, by=Scope.TEAM)) for n, m in EACH.measures),
    )
    first = make_fact(COMMENDED, number=1, person_id=1)
    second = replace(make_fact(COMMENDED, number=2, person_id=2), team=((1, 50), (2, 50)))
    assert [one.fact.id for one in heard([rule], [first, second])] == [2]
    # The younger fact of a member lets the one of the team be judged once more.
    assert [one.fact.id for one in heard([rule], [second, first])] == [2]


def test_season_counts_its_own_days_and_outside_there_is_nothing():
    measures = tuple((n, replace(m, window=WINDOWS[4])) for n, m in EACH.measures)
    rule = replace(EACH, when="measure.apresiasi >= 1", measures=measures)
    inside = make_fact(COMMENDED, number=1, day=date(2026, 5, 31))
    outside = make_fact(COMMENDED, number=2, day=date(2026, 6, 1))
    assert [one.fact.id for one in heard([rule], [inside, outside])] == [1]


def capped(**cap: object) -> Rule:
    (only,) = EACH.caps
    return replace(EACH, caps=(replace(only, **cap),))


def test_cap_of_points_gives_what_is_left():
    findings = heard([capped(points=40)], thanks(5))
    assert [one.outcome.points.amount for one in findings] == [15, 15, 10]


def test_cap_of_awards_keeps_silent_beyond_them():
    findings = heard([capped(points=None, awards=2)], thanks(5))
    assert [one.outcome.points.amount for one in findings] == [15, 15]


def test_cap_of_a_nominator_counts_whatever_they_put_forward():
    rule = capped(points=None, awards=2, per=Scope.NOMINATOR)
    facts = [fact for person in (1, 2, 3) for fact in thanks(1, person, proposer_id=99)]
    facts = [replace(fact, id=number) for number, fact in enumerate(facts)]
    others = [replace(fact, id=9, proposer_id=98) for fact in thanks(1, 4)]
    assert [one.fact.subject_person_id for one in heard([rule], facts + others)] == [1, 2, 4]


def test_rule_rests_after_it_fired():
    rule = replace(EACH, caps=(), cooling_off=Window(WindowKind.LAST_DAYS, 3))
    assert [one.fact.id for one in heard([rule], thanks(8))] == [0, 3, 6]


@pytest.mark.parametrize("first", [0, 1])
def test_badge_that_is_required_may_come_later(first):
    """The order of the facts decides nothing: once the badge is proposed, the other is asked."""
    giver = shipped_rule("menolak-pemberian")
    asks = Requirement(badge="integritas", tier=Tier.PERUNGGU)
    waits = replace(EACH, code="menunggu", caps=(), requires=(asks,))
    plain = make_fact(COMMENDED, number=1)
    refused = make_fact(COMMENDED, number=2, refused_tip=True)
    facts = [plain, refused] if first else [refused, plain]
    findings = heard([giver, waits], facts)
    assert {(one.rule.code, one.fact.id) for one in findings} >= {("menunggu", 1), ("menunggu", 2)}
    assert heard([giver, waits], [plain]) == []


def shipped_rule(code: str) -> Rule:
    return next(rule for rule in SHIPPED if rule.code == code)


def test_rule_that_fails_stops_alone_and_says_why():
    failing = replace(EACH, code="gagal", when="fact.lain > 1", measures=())
    findings = heard([failing, EACH], [make_fact(COMMENDED)])
    assert [(one.rule.code, one.outcome is None) for one in findings] == [
        ("gagal", True),
        ("ramah", False),
    ]
    assert findings[0].reason


def test_fact_is_judged_by_the_version_of_its_day():
    old = PackInForce(1, (EACH,), FIRST, date(2026, 3, 1))
    new = PackInForce(2, (replace(EACH, caps=()),), date(2026, 3, 1))
    facts = [make_fact(COMMENDED, number=n, day=date(2026, n, 28)) for n in (2, 3)]
    findings = evaluate_many(RuleBook([new, old]), facts, lambda _, __: PERSON)
    assert [one.pack_id for one in findings] == [1, 2]
