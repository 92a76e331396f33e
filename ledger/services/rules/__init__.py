"""Rule packs in use: loading, activating, applying them to facts, explaining what they said."""

from ledger.services.rules.apply import TeamShare, apply_facts, apply_rules
from ledger.services.rules.failures import may_settle_failures, settle_failure
from ledger.services.rules.notices import tell_audiences
from ledger.services.rules.packs import activate_pack, load_pack
from ledger.services.rules.retiring import (
    ask_retirement,
    decide_retirement,
    withdraw_retirement,
)
from ledger.services.rules.seasons import close_seasons
from ledger.services.rules.simulation import (
    SIMULATION_JOB,
    Span,
    request_simulation,
    run_simulation,
)

__all__ = [
    "SIMULATION_JOB",
    "Span",
    "TeamShare",
    "activate_pack",
    "apply_facts",
    "apply_rules",
    "ask_retirement",
    "close_seasons",
    "decide_retirement",
    "load_pack",
    "may_settle_failures",
    "request_simulation",
    "run_simulation",
    "settle_failure",
    "tell_audiences",
    "withdraw_retirement",
]
