"""Routes, outcomes and what they lead to (I18, I19), and what a kind asks to be carried out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.discipline.cases import CASE_STEPS, CaseEvent, CaseState
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.execution import (
    MeasureKind,
    measures_of,
    months_later,
    prolonged,
)
from ledger.domain.discipline.kinds import LIGHT_KINDS, Kind
from ledger.domain.discipline.remedies import (
    REPLACES,
    DecideRemedy,
    RemedyOutcome,
    RemedyRoute,
    event_of,
    kind_after,
    kinds_of_outcome,
    outcomes_of,
    route_of,
)
from ledger.errors import RuleRefused

DAY = date(2026, 8, 4)


@pytest.mark.parametrize("kind", Kind)
def test_i18_route_follows_from_kind_and_official(kind: Kind):
    assert route_of(kind, decided_by_ppk=False) is RemedyRoute.SUPERIOR
    expected = RemedyRoute.BPASN if kind is Kind.B3 else RemedyRoute.PPK
    assert route_of(kind, decided_by_ppk=True) is expected


@pytest.mark.parametrize(
    ("clock", "days"),
    [
        (ClockName.PPK_ANSWER, 21),
        (ClockName.SUPERIOR_ANSWER, 21),
        (ClockName.PPK_REPLY, 21),
        (ClockName.BPASN_ANSWER, 65),
    ],
)
def test_i19_answers_have_their_working_days(clock: ClockName, days: int):
    assert clock_on(clock, DAY).days == days


def test_late_objection_can_only_be_inadmissible():
    assert outcomes_of(Kind.S1, is_late=True) == (RemedyOutcome.INADMISSIBLE,)


def test_lightest_is_not_lightened_and_heaviest_not_aggravated():
    assert RemedyOutcome.LIGHTENED not in outcomes_of(Kind.R1, is_late=False)
    assert RemedyOutcome.AGGRAVATED not in outcomes_of(Kind.B3, is_late=False)


@given(st.sampled_from(Kind), st.sampled_from(RemedyOutcome), st.none() | st.sampled_from(Kind))
def test_every_answer_leads_on_from_a_suspended_case_or_is_refused(imposed, outcome, chosen):
    try:
        kind = kind_after(DecideRemedy(outcome=outcome, reason="x", kind=chosen), imposed)
    except RuleRefused:
        assert outcome in REPLACES
        assert chosen not in kinds_of_outcome(outcome, imposed)
        return
    assert (kind is not None) == (outcome in REPLACES)
    assert (CaseState.SUSPENDED, event_of(outcome, kind)) in CASE_STEPS


def test_only_a_new_dismissal_is_delivered_anew():
    for outcome in RemedyOutcome:
        is_new = outcome is RemedyOutcome.AGGRAVATED
        assert (event_of(outcome, Kind.B3) is CaseEvent.DISMISS) == is_new


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=40))
def test_every_history_after_a_decision_ends_in_a_lawful_state(choices):
    """Whatever happens in whichever order, a way to an end is always open."""
    state = CaseState.DECIDED
    for choice in choices:
        steps = sorted(event for before, event in CASE_STEPS if before is state)
        if not steps:
            break
        state = CASE_STEPS[state, steps[choice % len(steps)]]
    ends = {CaseState.CLOSED, CaseState.ANNULLED, CaseState.DISCONTINUED}
    reached, waiting = set(), [state]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += [after for (before, _), after in CASE_STEPS.items() if before is one]
    assert reached & ends


@pytest.mark.parametrize("kind", sorted(LIGHT_KINDS))
def test_light_kinds_ask_for_nothing_but_their_decision(kind: Kind):
    assert measures_of(kind, DAY) == ()


@pytest.mark.parametrize(
    ("kind", "end"),
    [(Kind.S1, date(2027, 3, 1)), (Kind.S2, date(2027, 6, 1)), (Kind.S3, date(2027, 9, 1))],
)
def test_quarter_of_the_allowance_is_cut_from_the_next_pay(kind: Kind, end: date):
    cut, *holds = measures_of(kind, DAY)
    assert (cut.kind, cut.percent) == (MeasureKind.ALLOWANCE_CUT, 25)
    assert (cut.starts_on, cut.ends_on) == (date(2026, 9, 1), end)
    assert {one.kind for one in holds} == {
        MeasureKind.INCREMENT_HOLD,
        MeasureKind.PROMOTION_HOLD,
    }
    assert {(one.starts_on, one.ends_on) for one in holds} == {(DAY, end)}


def test_medium_kinds_are_substituted_while_the_pay_regulation_is_missing():
    kinds = [measures_of(kind, DAY, substituted=True)[0].kind for kind in (Kind.S1, Kind.S2)]
    assert kinds == [MeasureKind.INCREMENT_HOLD, MeasureKind.PROMOTION_HOLD]
    (lowered,) = measures_of(Kind.S3, DAY, substituted=True)
    assert (lowered.kind, lowered.ends_on) == (MeasureKind.RANK_LOWERED, date(2027, 8, 4))


def test_heavy_kinds_end_after_twelve_months_but_a_dismissal_does_not():
    assert measures_of(Kind.B1, DAY)[0].ends_on == date(2027, 8, 4)
    assert measures_of(Kind.B2, DAY)[0].kind is MeasureKind.POST_RELEASED
    assert [one.ends_on for one in measures_of(Kind.B3, DAY)] == [None]


def test_halted_days_are_served_afterwards():
    measure = measures_of(Kind.B1, DAY)[0]
    longer = prolonged(measure, halted_on=date(2026, 10, 1), resumed_on=date(2026, 10, 11))
    assert longer.ends_on == date(2027, 8, 14)


@given(st.dates(date(2021, 8, 31), date(2040, 12, 31)), st.integers(min_value=0, max_value=36))
def test_months_later_never_leaves_its_month(day: date, months: int):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
