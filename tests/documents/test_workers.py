import sys

import pytest

from ledger.documents.workers import map_ordered
from ledger.errors import LedgerError


def loaded_modules(_task: int) -> frozenset[str]:
    return frozenset(sys.modules)


def refuse_three(task: int) -> int:
    if task == 3:
        raise LedgerError("three", code="three")
    return task


def test_process_begins_with_the_papers_but_without_the_application():
    main = sys.modules["__main__"]
    (loaded,) = map_ordered(loaded_modules, [1], processes=2)
    assert "ledger.documents.rendering" in loaded
    assert not {"flask", "sqlalchemy", "ledger.factory"} & loaded
    assert sys.modules["__main__"] is main


def test_results_come_in_order_until_the_first_refusal():
    heard = []
    with pytest.raises(LedgerError) as refusal:
        heard.extend(map_ordered(refuse_three, range(9), processes=2))
    assert refusal.value.code == "three"
    assert list(map_ordered(refuse_three, (9, 1, 7), processes=2)) == [9, 1, 7]
