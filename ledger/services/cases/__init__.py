"""Discipline cases of PP 94/2021: every step a row, every gate a rule."""

from ledger.services.cases.answering import answer_remedy, record_reply_to_bpasn
from ledger.services.cases.choosing import practice_before
from ledger.services.cases.deciding import clear_case, decide_case, refer_case
from ledger.services.cases.delivering import (
    close_case,
    plan_delivery,
    record_delivery,
    take_effect_due,
)
from ledger.services.cases.discontinuing import discontinue_case
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
from ledger.services.cases.exhibits import (
    ExhibitLine,
    add_exhibit,
    exhibit_file,
    exhibits_of,
    read_exhibits,
)
from ledger.services.cases.files import (
    CaseFile,
    Task,
    open_file,
    readable_cases,
)
from ledger.services.cases.holding import NO_CASE
from ledger.services.cases.noting import is_being_examined, save_answers, saved_answers
from ledger.services.cases.objecting import file_objection, record_objection
from ledger.services.cases.opening import open_case
from ledger.services.cases.own_files import OwnFile, open_own_file
from ledger.services.cases.releasing import release_temporarily
from ledger.services.cases.remedy_files import RemedyFile, open_remedy_file
from ledger.services.cases.replacing import replace_member
from ledger.services.cases.reporting import write_report
from ledger.services.cases.summoning import (
    letter_under_way,
    record_attendance,
    record_receipt_of_summons,
    replace_summons,
    summon,
)
from ledger.services.cases.teaming import TeamChoices, form_team, team_choices

__all__ = [
    "NO_CASE",
    "CaseFile",
    "ExhibitLine",
    "OwnFile",
    "RemedyFile",
    "Task",
    "TeamChoices",
    "add_exhibit",
    "answer_remedy",
    "carry_on_due",
    "clear_case",
    "close_case",
    "decide_case",
    "discontinue_case",
    "draft_decision",
    "exhibit_file",
    "exhibits_of",
    "file_objection",
    "form_team",
    "halt_measure",
    "is_being_examined",
    "letter_under_way",
    "open_case",
    "open_file",
    "open_own_file",
    "open_remedy_file",
    "plan_delivery",
    "practice_before",
    "read_exhibits",
    "readable_cases",
    "record_attendance",
    "record_delivery",
    "record_examination",
    "record_execution",
    "record_objection",
    "record_receipt_of_summons",
    "record_reply",
    "record_reply_to_bpasn",
    "record_return",
    "record_unused_reply",
    "refer_case",
    "release_temporarily",
    "replace_member",
    "replace_summons",
    "resume_measure",
    "save_answers",
    "saved_answers",
    "sign_record",
    "summon",
    "take_effect_due",
    "team_choices",
    "write_report",
]
