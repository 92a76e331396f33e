"""Reports of violations and complaints about people: taken in, then assessed by the superior."""

from ledger.services.violations.assessing import (
    assess_complaint,
    assess_report,
    complaint_to_assess,
    report_to_assess,
)
from ledger.services.violations.reporting import report_violation
from ledger.services.violations.waiting import open_at_once, waiting_assessments

__all__ = [
    "assess_complaint",
    "assess_report",
    "complaint_to_assess",
    "open_at_once",
    "report_to_assess",
    "report_violation",
    "waiting_assessments",
]
