"""Discipline cases of PP 94/2021: every step a row, every gate a rule."""

from ledger.services.cases.answering import answer_remedy, record_reply_to_bpasn
from ledger.services.cases.deciding import clear_case, decide_case, refer_case
from ledger.services.cases.delivering import (
    close_case,
    plan_delivery,
    record_delivery,
    take_effect_due,
)
from ledger.services.cases.drafting import draft_decision
from ledger.services.cases.examining import (
    record_examination,
    record_reply,
    record_unused_reply,
    sign_record,
)
from ledger.services.cases.executing import (
    carry_on_due,
    halt_measure,
    record_execution,
    record_return,
    resume_measure,
)
from ledger.services.cases.files import (
    CaseFile,
    Task,
    open_file,
    readable_cases,
)
from ledger.services.cases.holding import NO_CASE
from ledger.services.cases.objecting import file_objection, record_objection
from ledger.services.cases.opening import open_case
from ledger.services.cases.own_files import OwnFile, open_own_file
from ledger.services.cases.remedy_files import RemedyFile, open_remedy_file
from ledger.services.cases.reporting import write_report
from ledger.services.cases.summoning import record_attendance, summon

__all__ = [
    "NO_CASE",
    "CaseFile",
    "OwnFile",
    "RemedyFile",
    "Task",
    "answer_remedy",
    "carry_on_due",
    "clear_case",
    "close_case",
    "decide_case",
    "draft_decision",
    "file_objection",
    "halt_measure",
    "open_case",
    "open_file",
    "open_own_file",
    "open_remedy_file",
    "plan_delivery",
    "readable_cases",
    "record_attendance",
    "record_delivery",
    "record_examination",
    "record_execution",
    "record_objection",
    "record_reply",
    "record_reply_to_bpasn",
    "record_return",
    "record_unused_reply",
    "refer_case",
    "resume_measure",
    "sign_record",
    "summon",
    "take_effect_due",
    "write_report",
]
