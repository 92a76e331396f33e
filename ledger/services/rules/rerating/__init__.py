"""Re-ratings: the past changes only as an approved batch, each line a correction of its own."""

from ledger.queries.reratings import RERATING_JOB
from ledger.services.rules.rerating.asking import ask_rerating, withdraw_rerating
from ledger.services.rules.rerating.deciding import decide_rerating, may_decide
from ledger.services.rules.rerating.running import run_rerating

__all__ = [
    "RERATING_JOB",
    "ask_rerating",
    "decide_rerating",
    "may_decide",
    "run_rerating",
    "withdraw_rerating",
]
