from itertools import product

import pytest

from ledger.domain.discipline.cases import (
    CASE_STATE_LABELS,
    CASE_STEPS,
    CaseEvent,
    CaseState,
    next_state,
    open_events,
)
from ledger.errors import InvalidTransition

E, S = CaseEvent, CaseState

#: Written out a second time on purpose: every pair that is not here must refuse.
EXPECTED = {
    S.OPENED: {E.FORM_TEAM: S.OPENED, E.SUMMON: S.SUMMONED},
    S.SUMMONED: {
        E.FORM_TEAM: S.SUMMONED,
        E.REPLACE_SUMMONS: S.SUMMONED,
        E.RECORD_EXAMINATION: S.EXAMINED,
        E.RECORD_ABSENCE: S.ABSENT,
        E.RELEASE: S.SUMMONED,
    },
    S.ABSENT: {E.FORM_TEAM: S.ABSENT, E.SUMMON_AGAIN: S.SUMMONED_AGAIN},
    S.SUMMONED_AGAIN: {
        E.FORM_TEAM: S.SUMMONED_AGAIN,
        E.REPLACE_SUMMONS: S.SUMMONED_AGAIN,
        E.RECORD_EXAMINATION: S.EXAMINED,
        E.RECORD_ABSENCE: S.ABSENT_TWICE,
        E.RELEASE: S.SUMMONED_AGAIN,
    },
    S.ABSENT_TWICE: {E.WRITE_REPORT: S.REPORTED, E.CLEAR: S.CLEARED},
    S.EXAMINED: {
        E.RECORD_REPLY: S.REPLIED,
        E.RECORD_UNUSED_REPLY: S.REPLIED,
        E.RELEASE: S.EXAMINED,
        E.CLEAR: S.CLEARED,
    },
    S.REPLIED: {E.RELEASE: S.REPLIED, E.WRITE_REPORT: S.REPORTED, E.CLEAR: S.CLEARED},
    S.REPORTED: {
        E.RELEASE: S.REPORTED,
        E.DECIDE: S.DECIDED,
        E.REFER: S.REFERRED,
        E.CLEAR: S.CLEARED,
    },
    S.REFERRED: {E.RELEASE: S.REFERRED, E.DECIDE: S.DECIDED, E.CLEAR: S.CLEARED},
    S.DECIDED: {E.DELIVER: S.DELIVERED, E.SEND: S.SENT},
    S.SENT: {E.RECORD_RECEIPT: S.DELIVERED},
    S.DELIVERED: {E.FILE_OBJECTION: S.SUSPENDED, E.TAKE_EFFECT: S.EFFECTIVE},
    S.SUSPENDED: {
        E.UPHOLD: S.EFFECTIVE,
        E.DECLARE_INADMISSIBLE: S.EFFECTIVE,
        E.REPLACE: S.EFFECTIVE,
        E.DISMISS: S.DECIDED,
        E.ANNUL: S.ANNULLED,
    },
    S.EFFECTIVE: {
        E.FILE_OBJECTION: S.EFFECTIVE,
        E.DECLARE_INADMISSIBLE: S.EFFECTIVE,
        E.STAY: S.SUSPENDED,
        E.ANNUL: S.ANNULLED,
        E.EXECUTE: S.EXECUTED,
    },
    S.EXECUTED: {
        E.FILE_OBJECTION: S.EXECUTED,
        E.DECLARE_INADMISSIBLE: S.EXECUTED,
        E.STAY: S.SUSPENDED,
        E.ANNUL: S.ANNULLED,
        E.SPEND: S.SPENT,
    },
    S.SPENT: {
        E.FILE_OBJECTION: S.SPENT,
        E.DECLARE_INADMISSIBLE: S.SPENT,
        E.CLOSE: S.CLOSED,
    },
    S.ANNULLED: {},
    S.CLEARED: {},
    S.CLOSED: {E.FILE_OBJECTION: S.CLOSED, E.DECLARE_INADMISSIBLE: S.CLOSED},
}

EXPECTED[S.DISCONTINUED] = {}
BEFORE_EFFECT = set(S) - {S.EFFECTIVE, S.EXECUTED, S.SPENT, S.CLOSED}
for _state in BEFORE_EFFECT - {S.ANNULLED, S.CLEARED, S.DISCONTINUED}:
    EXPECTED[_state] |= {E.DISCONTINUE: S.DISCONTINUED}


@pytest.mark.parametrize(("state", "event"), list(product(CaseState, CaseEvent)))
def test_every_pair_of_state_and_event_is_settled(state: CaseState, event: CaseEvent) -> None:
    expected = EXPECTED[state].get(event)
    if expected is not None:
        assert next_state(state, event) == expected
        return
    with pytest.raises(InvalidTransition) as refusal:
        next_state(state, event)
    assert CASE_STATE_LABELS[state] in refusal.value.message


@pytest.mark.parametrize("state", CaseState)
def test_open_events_are_those_of_the_table(state: CaseState) -> None:
    assert set(open_events(state)) == set(EXPECTED[state])


def test_every_state_is_reached_and_labelled() -> None:
    assert {*CASE_STEPS.values(), S.OPENED} == set(CaseState)
    assert set(CASE_STATE_LABELS) == set(CaseState)


def test_no_way_leads_to_a_decision_without_examination_or_two_absences() -> None:
    reached, waiting = set(), [S.OPENED]
    heard = {S.EXAMINED, S.ABSENT_TWICE}
    while waiting:
        state = waiting.pop()
        if state in reached or state in heard:
            continue
        reached.add(state)
        waiting.extend(EXPECTED[state].values())
    assert S.DECIDED not in reached
