"""What a sanction is worth to the person, in every state of its case."""

from datetime import date, timedelta

import pytest

from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.standings import STANDING_LABELS, Standing, standing_of

DAY = date(2026, 12, 14)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (CaseState.SUSPENDED, Standing.SUSPENDED),
        (CaseState.ANNULLED, Standing.ANNULLED),
        (CaseState.SPENT, Standing.SPENT),
        (CaseState.CLOSED, Standing.SPENT),
        (CaseState.EXECUTED, Standing.LIVE),
        (CaseState.EFFECTIVE, Standing.LIVE),
        (CaseState.DELIVERED, Standing.LIVE),
    ],
)
def test_state_of_the_case_tells_what_a_sanction_is_worth(state, told):
    assert standing_of(state, DAY, on=DAY) is told


def test_replaced_decision_counts_no_more_whatever_the_case_does():
    told = standing_of(CaseState.EFFECTIVE, DAY, is_replaced=True, on=DAY)
    assert told is Standing.REPLACED


@pytest.mark.parametrize("effective_on", [None, DAY + timedelta(days=1)])
def test_sanction_before_its_day_waits(effective_on):
    assert standing_of(CaseState.DELIVERED, effective_on, on=DAY) is Standing.WAITING


def test_every_standing_has_a_word():
    assert set(STANDING_LABELS) == set(Standing)
