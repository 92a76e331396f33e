"""Any sequence of posting, reversing, widening, asking again and sealing keeps every promise."""

from collections import Counter
from math import ceil
from typing import ClassVar

from flask import Flask
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import DATABASES
from tests.proving.drills import Tell
from tests.proving.ledger_machine import LedgerMachine
from tests.proving.sizes import STEPS

STEPS_EACH = 50


def test_ledger_does_what_the_model_says(app: Flask, tell: Tell) -> None:
    wanted = STEPS // len(DATABASES)

    class Machine(LedgerMachine):
        steps: ClassVar[Counter[str]] = Counter()

    # A history may end before its last step, so half as many again are asked for.
    examples = ceil(1.5 * wanted / STEPS_EACH)
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=examples, stateful_step_count=STEPS_EACH)
    )
    assert Machine.steps.total() >= wanted
    kinds = ", ".join(f"{name} {times}" for name, times in sorted(Machine.steps.items()))
    tell(f"{Machine.steps.total()} steps beside the model", kinds)
