"""Reports of violations and complaints about people: taken in, then assessed by the superior."""

from ledger.services.violations.assessing import (
    assess_complaint,
    assess_report,
    complaint_to_assess,
    report_to_assess,
)
from ledger.services.violations.duties import (
    Duties,
    duties_of,
    overdue_for,
    waiting_assessments,
)
from ledger.services.violations.opening import open_at_once
from ledger.services.violations.reporting import report_violation, send_report

__all__ = [
    "Duties",
    "assess_complaint",
    "assess_report",
    "complaint_to_assess",
    "duties_of",
    "open_at_once",
    "overdue_for",
    "report_to_assess",
    "report_violation",
    "send_report",
    "waiting_assessments",
]
