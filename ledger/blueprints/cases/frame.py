"""What every page of a case shares: its blueprint, its file for the reader, its words."""

from typing import Any

from flask import Blueprint

from ledger.blueprints.case_words import (
    STATE_TONES,
)
from ledger.blueprints.clock import now
from ledger.blueprints.guards import current_actor
from ledger.domain.discipline.cases import CASE_STATE_LABELS, CaseEvent, open_events
from ledger.domain.discipline.catalogue import LEVEL_LABELS, find_violation
from ledger.domain.documents import DOCUMENT_LABELS
from ledger.errors import LedgerError, NotFound
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases import (
    NO_CASE,
    CaseFile,
    open_file,
)

blueprint = Blueprint("cases", __name__)

PATH = "/kasus/<int:case_id>"


def case_file(case_id: int) -> CaseFile:
    return open_file(case_id, actor=current_actor(), now=now())


def acting_file(case_id: int) -> CaseFile:
    """The file for whoever acts in it; a reader who only looks on finds no step to take."""
    file = case_file(case_id)
    if not (file.acts or file.decides):
        raise NotFound(NO_CASE)
    return file


def may_replace_member(file: CaseFile) -> bool:
    """Until the examination is on record, for whoever may form the team."""
    is_open = CaseEvent.FORM_TEAM in open_events(file.case.state)
    return file.forms_team and file.case.team is not None and is_open


def words(file: CaseFile) -> dict[str, Any]:
    return {
        "file": file,
        "case": file.case,
        "state_labels": CASE_STATE_LABELS,
        "tones": STATE_TONES,
        "level_labels": LEVEL_LABELS,
        "find_violation": find_violation,
        "paper_labels": DOCUMENT_LABELS,
    }


def working_day(file: CaseFile, ahead: int) -> Any:
    try:
        return calendar_of_unit(file.case.unit_id).add_working_days(file.today, ahead)
    except LedgerError:
        return None
