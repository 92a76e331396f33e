"""The papers of a case, F1 to F18: nothing in them is typed twice."""

from ledger.services.cases.papers.delivering import (
    prepare_delivery_call,
    prepare_delivery_letter,
    prepare_receipt,
)
from ledger.services.cases.papers.examining import (
    prepare_authority_report,
    prepare_record,
    prepare_release,
    prepare_report,
    prepare_team_decision,
)
from ledger.services.cases.papers.keeping import case_papers
from ledger.services.cases.papers.punishing import Terms, decision_context, prepare_decision
from ledger.services.cases.papers.summoning import prepare_summons
from ledger.services.cases.papers.wording import provisions, violation_stated

__all__ = [
    "Terms",
    "case_papers",
    "decision_context",
    "prepare_authority_report",
    "prepare_decision",
    "prepare_delivery_call",
    "prepare_delivery_letter",
    "prepare_receipt",
    "prepare_record",
    "prepare_release",
    "prepare_report",
    "prepare_summons",
    "prepare_team_decision",
    "provisions",
    "violation_stated",
]
