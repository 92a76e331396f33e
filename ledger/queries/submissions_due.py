"""Which of what citizens sent is due for erasure, and which the law keeps for now."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from ledger.database import session
from ledger.domain.approvals import WAITING_STATES
from ledger.domain.commendations import CommendationState, ComplaintState
from ledger.domain.facts import FactKind
from ledger.domain.retention import newest_day_due
from ledger.models.cases import Case
from ledger.models.commendations import Commendation, Complaint
from ledger.models.entries import Entry, PrivateBody
from ledger.models.proposals import Proposal
from ledger.models.rules import Firing


@dataclass(frozen=True, kw_only=True)
class DueSubmission:
    """A commendation or complaint whose time is over."""

    kind: Literal["commendation", "complaint"]
    id: int


def due_submissions(agency_id: int, years: int, *, today: date, limit: int) -> list[DueSubmission]:
    """The oldest first, commendations before complaints, at most ``limit``."""
    until = newest_day_due(today, years)
    thanks = session().scalars(_commendations(agency_id, until).limit(limit)).all()
    wrongs = session().scalars(_complaints(agency_id, until).limit(limit - len(thanks))).all()
    return [
        *(DueSubmission(kind="commendation", id=id_) for id_ in thanks),
        *(DueSubmission(kind="complaint", id=id_) for id_ in wrongs),
    ]


def count_due_submissions(agency_id: int, years: int, *, today: date) -> int:
    until = newest_day_due(today, years)
    due = (_commendations(agency_id, until), _complaints(agency_id, until))
    return sum(
        session().scalar(select(func.count()).select_from(query.subquery())) or 0 for query in due
    )


def _commendations(agency_id: int, until: date) -> Select[int]:
    """Those with a verdict; what nobody read yet still waits for one."""
    return (
        select(Commendation.id)
        .where(
            Commendation.agency_id == agency_id,
            Commendation.happened_on <= until,
            Commendation.erased_on.is_(None),
            Commendation.state != CommendationState.RECEIVED,
            ~_in_open_case(Commendation.person_id),
            ~_still_told(FactKind.COMMENDATION_VERIFIED, Commendation.id),
        )
        .order_by(Commendation.happened_on, Commendation.id)
    )


def _complaints(agency_id: int, until: date) -> Select[int]:
    """Those that were answered; before that the citizen is still owed a word."""
    return (
        select(Complaint.id)
        .where(
            Complaint.agency_id == agency_id,
            Complaint.filed_on <= until,
            Complaint.erased_on.is_(None),
            Complaint.state == ComplaintState.ANSWERED,
            ~_in_open_case(Complaint.person_id),
            ~_still_told(FactKind.COMPLAINT_SUBSTANTIATED, Complaint.id),
        )
        .order_by(Complaint.filed_on, Complaint.id)
    )


def _in_open_case(person_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    return exists().where(Case.subject_id == person_id, Case.closed_at.is_(None))


def _still_told(kind: FactKind, fact_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a proposal of it waits, or its entry is whole; then the words go with that entry."""
    whole = exists().where(Entry.proposal_id == Proposal.id, PrivateBody.entry_id == Entry.id)
    return exists().where(
        Firing.fact_kind == kind,
        Firing.fact_id == fact_id,
        Proposal.firing_id == Firing.id,
        or_(Proposal.state.in_(WAITING_STATES), whole),
    )
