"""Nominations: sent by a colleague, checked by HR, then judged by the rules."""

from ledger.services.nominations.submitting import (
    DRAFT_KIND,
    resubmit_nomination,
    submit_nomination,
    withdraw_nomination,
)
from ledger.services.nominations.verifying import (
    accept_nomination,
    reject_nomination,
    return_nomination,
)

__all__ = [
    "DRAFT_KIND",
    "accept_nomination",
    "reject_nomination",
    "resubmit_nomination",
    "return_nomination",
    "submit_nomination",
    "withdraw_nomination",
]
