"""Every role in every state with every action of a case: who is carried through and who is not."""

import pytest
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CASE_STEPS, CaseEvent, CaseState
from ledger.errors import Forbidden, LedgerError, NotFound
from tests.case_actions import ACTIONS, BY_THE_CLOCK, DONE, NOT_REACHED, OUTSIDERS, Action
from tests.case_stages import ROLES, STAGES, Stage, Stands


class Undone(Exception):
    """Takes back what was done, so that the next one finds the same case."""


def attempt(action: Action, stands: Stands, stage: Stage, role: str) -> str:
    actor = stands.actor(role)
    try:
        with transaction():
            action.act(stands, stage, actor)
            raise Undone
    except Undone:
        return "done"
    except (NotFound, Forbidden):
        return "hidden"
    except LedgerError:
        return "refused"


@pytest.mark.parametrize("name", STAGES)
def test_nobody_but_who_may_is_carried_through(session: Session, name: str) -> None:
    stands = Stands()
    stage = STAGES[name](stands)
    found = {
        (action.name, role): attempt(action, stands, stage, role)
        for action in ACTIONS
        for role in ROLES
    }
    done = {key for key, outcome in found.items() if outcome == "done"}
    wanted = {
        (action.name, role)
        for action in ACTIONS
        if action.name in DONE[name]
        for role in action.may(name)
    }
    assert done == wanted
    told = {key for key, outcome in found.items() if outcome != "hidden" and key[1] in OUTSIDERS}
    assert told == set()


def test_every_state_and_every_event_has_its_row() -> None:
    assert {name.split(", ")[1] for name in STAGES} >= {state.value for state in CaseState}
    events = [event for action in ACTIONS for event in action.events]
    assert {*events, *BY_THE_CLOCK} == set(CaseEvent)
    assert DONE.keys() == STAGES.keys()


def test_every_action_is_carried_through_somewhere() -> None:
    names = {action.name for action in ACTIONS}
    assert set().union(*DONE.values()) == names - NOT_REACHED


@pytest.mark.parametrize("name", STAGES)
def test_what_is_carried_through_stands_in_the_table_of_states(name: str) -> None:
    word = name.split(", ")[1]
    state = CaseState(word) if word in set(CaseState) else CaseState.OPENED
    for action in ACTIONS:
        if action.name in DONE[name]:
            assert (
                any((state, event) in CASE_STEPS for event in action.events)
                or (
                    # A measure is carried out within its state; the last one moves it on.
                    action.name == "execute"
                )
                or (action.name, state) == ("write_report", CaseState.EXAMINED)
            )
