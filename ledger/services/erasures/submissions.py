"""Emptying what citizens sent; codes, counts, marks and days stay for the figures."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger.domain.retention import ERASED_WORDS
from ledger.gateways.files import FileStore
from ledger.models.commendations import Commendation, Complaint
from ledger.services.erasures.files import remove_evidence

COMMENDATION_WORDS = (
    "words",
    "citizen_name",
    "contact",
    "verdict_reason",
    "staff_name",
    "reply",
)
COMPLAINT_WORDS = ("body", "verdict_reason", "answer")


def erase_commendation(work: Session, commendation_id: int, *, files: FileStore, on: date) -> int:
    """Empty one commendation with its photograph; says how many files went."""
    emptied = dict.fromkeys(COMMENDATION_WORDS, "")
    work.execute(
        update(Commendation)
        .where(Commendation.id == commendation_id)
        .values(**emptied, erased_on=on)
    )
    return remove_evidence(work, "commendation", commendation_id, files=files)


def erase_complaint(work: Session, complaint_id: int, *, files: FileStore, on: date) -> int:
    """Empty one complaint with its photograph; says how many files went."""
    emptied = dict.fromkeys(COMPLAINT_WORDS, "")
    work.execute(
        update(Complaint)
        .where(Complaint.id == complaint_id)
        .values(title=ERASED_WORDS, **emptied, erased_on=on)
    )
    return remove_evidence(work, "complaint", complaint_id, files=files)
