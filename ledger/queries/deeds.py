"""The deed behind a fact in the words that may stand on an official paper."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.facts import FactKind
from ledger.domain.formats import date_text
from ledger.domain.nominations import STAGE_LABELS, NominationStage
from ledger.models.commendations import Commendation, Complaint
from ledger.models.development import Training
from ledger.models.nominations import Nomination
from ledger.models.violations import ViolationReport

#: Papers are Indonesian always, so these sentences are not for the catalogue.
_INNOVATION = "atas inovasi “%(title)s” yang telah mencapai tahap %(stage)s, %(day)s"
_REFUSED_TIP = "atas integritasnya menolak pemberian warga saat melayani, %(day)s"
_THANKS = "atas pelayanannya yang dipuji warga pada %(day)s"
_TRAINING = "atas penerapan pelatihan “%(title)s” dalam pelayanan"
_OTHERWISE = "atas prestasinya pada %(day)s"


def award_deed(fact_kind: str, fact_id: int, happened_on: date) -> str:
    """What the person is honoured for, as it stands on a certificate."""
    read = _AWARDS.get(FactKind(fact_kind))
    told = read(fact_id) if read else None
    return told or _OTHERWISE % {"day": date_text(happened_on)}


def conduct_deed(fact_kind: str, fact_id: int) -> str:
    """What happened, in the words of the report or the complaint; empty when there are none."""
    columns = {
        FactKind.VIOLATION_ASSESSED: (ViolationReport.narrative, ViolationReport.id),
        FactKind.COMPLAINT_SUBSTANTIATED: (Complaint.title, Complaint.id),
    }
    if FactKind(fact_kind) not in columns:
        return ""
    words, key = columns[FactKind(fact_kind)]
    return session().scalar(select(words).where(key == fact_id)) or ""


def _nomination(fact_id: int) -> str:
    row = session().get_one(Nomination, fact_id)
    if row.public_reason:
        return f"atas {row.public_reason[0].lower()}{row.public_reason[1:]}".rstrip(".")
    stage = STAGE_LABELS[NominationStage(row.stage)].lower()
    return _INNOVATION % {"title": row.title, "stage": stage, "day": date_text(row.happened_on)}


def _commendation(fact_id: int) -> str:
    row = session().get_one(Commendation, fact_id)
    words = _REFUSED_TIP if row.refused_tip else _THANKS
    return words % {"day": date_text(row.happened_on)}


def _training(fact_id: int) -> str:
    title = session().scalar(select(Training.title).where(Training.id == fact_id))
    return _TRAINING % {"title": title}


_AWARDS: Mapping[FactKind, Callable[[int], str]] = {
    FactKind.NOMINATION_ACCEPTED: _nomination,
    FactKind.COMMENDATION_VERIFIED: _commendation,
    FactKind.TRAINING_APPLIED: _training,
}
