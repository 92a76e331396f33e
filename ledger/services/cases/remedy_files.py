"""The page of an objection: what was decided, what is said against it, what may be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.own_words import OwnWords
from ledger.domain.discipline.remedies import RemedyOutcome, RemedyRoute, outcomes_of
from ledger.domain.people import Role
from ledger.errors import NotFound
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.nominations import Evidence
from ledger.models.remedies import Remedy
from ledger.queries.cases import case_with_parts, names_of, papers_of
from ledger.queries.nominations import list_evidence
from ledger.queries.remedies import remedies_of_case
from ledger.queries.violations import person_line
from ledger.services.access import can_act
from ledger.services.case_views import record_case_view
from ledger.services.cases.answering import kinds_offered
from ledger.services.cases.answering_officials import answering_on
from ledger.services.cases.holding import NO_CASE, is_reader, reporters_of
from ledger.services.days import agency_today
from ledger.services.superiors import ladder_of

FILED_STATES = (
    CaseState.DELIVERED,
    CaseState.EFFECTIVE,
    CaseState.EXECUTED,
    CaseState.SPENT,
    CaseState.CLOSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyFile:
    """``pending`` waits; ``answers`` says whether it waits for this very reader.

    ``outcomes`` is what they may answer and ``kinds`` what may come instead; ``may_record`` and
    ``may_reply`` are for HR: what came on paper, and the reply that went to BPASN.
    """

    case: Case
    sanction: Sanction
    subject: tuple[str, str, str]
    remedies: Sequence[Remedy]
    pending: Remedy | None
    route: RemedyRoute
    answers: bool
    outcomes: tuple[RemedyOutcome, ...]
    kinds: Mapping[RemedyOutcome, tuple[Kind, ...]]
    may_record: bool
    may_reply: bool
    names: Mapping[int, str]
    papers: Mapping[int, Document]
    #: What the person sent beside the objection.
    objection_files: Sequence[Evidence]
    today: date


def open_remedy_file(case_id: int, *, actor: Actor, now: datetime) -> RemedyFile:
    """For readers of the case and whoever answers today; the view is logged. Raises NotFound."""
    today = agency_today(actor.agency_id, now=now)
    case = case_with_parts(case_id, actor.agency_id)
    sanction = case.sanction if case else None
    if case is None or sanction is None or sanction.received_on is None:
        raise NotFound(NO_CASE)
    answering = answering_on(case, sanction, on=today)
    falls_to_actor = actor.person_id is not None and answering.person_id == actor.person_id
    if not falls_to_actor and not _reads(case, actor, today):
        raise NotFound(NO_CASE)
    with transaction():
        record_case_view(case.id, actor=actor, now=now)
    remedies = remedies_of_case(case.id)
    pending = next((one for one in remedies if one.outcome is None), None)
    is_hr = not actor.is_system and can_act(actor, Role.HR, unit_id=case.unit_id)
    from_outside = pending is not None and pending.route is RemedyRoute.BPASN
    answers = pending is not None and (is_hr if from_outside else falls_to_actor)
    imposed = Kind(sanction.kind)
    return RemedyFile(
        case=case,
        sanction=sanction,
        subject=person_line(case.subject_id),
        remedies=remedies,
        pending=pending,
        route=answering.route,
        answers=answers,
        outcomes=outcomes_of(imposed, is_late=pending.is_late) if pending and answers else (),
        kinds=kinds_offered(case, sanction, answering.official, on=today) if answers else {},
        may_record=is_hr and pending is None and case.state in FILED_STATES,
        may_reply=is_hr and from_outside and pending is not None and pending.replied_on is None,
        names=names_of([answering.person_id, *(one.decided_by for one in remedies)]),
        papers=papers_of([sanction.document_id, *(one.document_id for one in remedies)]),
        objection_files=list_evidence(OwnWords.OBJECTION.value, case.id),
        today=today,
    )


def _reads(case: Case, actor: Actor, today: date) -> bool:
    reporters = reporters_of(case.id)
    superior = ladder_of(case.subject_id, on=today).superior(reporters)
    return is_reader(case, actor, superior=superior, reporters=reporters)
