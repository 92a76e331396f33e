from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.discipline.ethics import (
    ETHICS_STATE_LABELS,
    ETHICS_STEPS,
    EthicsEvent,
    EthicsState,
    LeastDays,
    next_ethics_state,
    open_ethics_events,
    require_least_days,
)
from ledger.errors import InvalidTransition, RuleRefused

E, S = EthicsEvent, EthicsState
EXPECTED = {
    S.OPENED: {E.SUMMON: S.SUMMONED},
    S.SUMMONED: {E.HEAR: S.HEARD, E.RECORD_ABSENCE: S.ABSENT},
    S.ABSENT: {E.SUMMON_AGAIN: S.SUMMONED_AGAIN},
    S.SUMMONED_AGAIN: {E.HEAR: S.HEARD, E.RECORD_ABSENCE: S.ABSENT_TWICE},
    S.ABSENT_TWICE: {E.DECIDE: S.DECIDED},
    S.HEARD: {E.DECIDE: S.DECIDED},
    S.DECIDED: {},
}


@pytest.mark.parametrize(("state", "event"), list(product(S, E)))
def test_every_pair_of_ethics_state_and_event_is_settled(state: S, event: E) -> None:
    expected = EXPECTED[state].get(event)
    if expected is not None:
        assert next_ethics_state(state, event) is expected
        return
    with pytest.raises(InvalidTransition):
        next_ethics_state(state, event)


def test_every_ethics_state_is_reached_and_labelled() -> None:
    assert {*ETHICS_STEPS.values(), S.OPENED} == set(S) == set(ETHICS_STATE_LABELS)
    assert all(set(open_ethics_events(state)) == set(EXPECTED[state]) for state in S)


@given(between=st.integers(0, 20), least=st.integers(1, 10))
def test_i26_ethics_summons_has_a_minimum_where_discipline_has_a_maximum(
    between: int, least: int
) -> None:
    found = LeastDays(date(2026, 12, 1), least, between)
    if between >= least:
        require_least_days(found)
        return
    with pytest.raises(RuleRefused) as refusal:
        require_least_days(found)
    assert refusal.value.constraint == "plan_ethics_hearing"
    assert "1 Desember 2026" in refusal.value.message
