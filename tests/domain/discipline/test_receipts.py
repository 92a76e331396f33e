"""What the receipt of a summons must say."""

from datetime import date
from typing import Any

import pytest

from ledger.domain.discipline.commands import RecordReceipt
from ledger.domain.discipline.receipts import check_receipt, require_receipt
from ledger.errors import InvalidInput

LETTER_ON, TODAY = date(2026, 11, 23), date(2026, 11, 26)


def receipt(**changes: Any) -> RecordReceipt:
    values = {"received_on": TODAY, "handed_by": "Sekretaris", "received_by": "Ibunya"}
    return RecordReceipt(**{**values, **changes})


@pytest.mark.parametrize("day", [LETTER_ON, date(2026, 11, 25), TODAY])
def test_receipt_from_the_letter_to_today_is_taken(day):
    taken = receipt(received_on=day)
    refused = receipt(received_on=day, received_by="", refusal_note="Menolak menerima.")
    for one in (taken, refused):
        require_receipt(one, letter_on=LETTER_ON, today=TODAY)
        assert check_receipt(one, letter_on=LETTER_ON, today=TODAY) == {}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"received_on": date(2026, 11, 22)}, "received_on", "yaitu 23 November 2026"),
        ({"received_on": date(2026, 11, 27)}, "received_on", "hari ini, 26 November 2026"),
        ({"handed_by": "  "}, "handed_by", "siapa yang menyerahkan"),
        ({"received_by": " "}, "received_by", "siapa yang menerima"),
        ({"refusal_note": "Tidak mau"}, "received_by", "Kosongkan nama penerima"),
    ],
)
def test_receipt_that_cannot_be_is_refused_with_its_reason(changes, field, words):
    problems = check_receipt(receipt(**changes), letter_on=LETTER_ON, today=TODAY)
    assert list(problems) == [field]
    assert words in problems[field][0]
    with pytest.raises(InvalidInput):
        require_receipt(receipt(**changes), letter_on=LETTER_ON, today=TODAY)
