"""The side of the person a case is about, from the first summons on, in what they may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState, open_events
from ledger.domain.documents import PUNISHES, SPEAKS_TO_SUBJECT, DocumentState
from ledger.errors import NotFound
from ledger.models.cases import Case
from ledger.models.documents import Document
from ledger.models.proposals import Reply
from ledger.queries.cases import (
    HANDED_OVER,
    Viewer,
    case_with_parts,
    names_of,
    reply_of,
    viewers_of,
)
from ledger.services.cases.alleging import ToldAct, told_acts
from ledger.services.cases.answering_officials import answering_on
from ledger.services.cases.companions import companion
from ledger.services.cases.holding import NO_CASE
from ledger.services.cases.papers import case_papers
from ledger.services.cases.retaining import kept_until
from ledger.services.days import agency_today


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """Papers, the right to reply and to object, who has looked.

    ``acts`` are what is alleged, without what a citizen wrote or who reported it. ``papers`` are
    those that speak to the person, by id; the Keputusan only from its delivery on. ``companion``
    says who may come along.
    """

    case: Case
    acts: Sequence[ToldAct]
    reply: Reply | None
    papers: Mapping[int, Document]
    viewers: Sequence[Viewer]
    superior: str
    companion: str
    is_handed_over: bool
    may_reply: bool
    may_object: bool
    is_objection_late: bool
    handler: str
    objection_to: str
    kept_until: date | None
    today: date


def open_own_file(case_id: int, *, actor: Actor, now: datetime) -> OwnFile:
    """The person's own side, from the first summons on; raises NotFound for everybody else."""
    today = agency_today(actor.agency_id, now=now)
    case = case_with_parts(case_id, actor.agency_id)
    if case is None or actor.person_id != case.subject_id or not _is_told(case):
        raise NotFound(NO_CASE)
    handed_over = case.state in HANDED_OVER and case.sanction is not None
    until = case.sanction.objection_until if case.sanction else None
    handler = None
    if handed_over and case.sanction is not None:
        handler = answering_on(case, case.sanction, on=today).person_id
    names = names_of([case.superior_id, handler])
    papers = _readable(case, handed_over=handed_over)
    return OwnFile(
        case=case,
        acts=told_acts(case),
        reply=reply_of(case.id),
        papers=papers,
        viewers=viewers_of(case.id),
        superior=names.get(case.superior_id, ""),
        companion=companion(case.agency_id, on=today),
        is_handed_over=handed_over,
        may_reply=case.state is CaseState.EXAMINED,
        may_object=handed_over
        and CaseEvent.FILE_OBJECTION in open_events(case.state)
        and not (case.sanction and case.sanction.objected_on),
        is_objection_late=until is not None and today > until,
        handler=names.get(handler, "") if handler else "",
        objection_to=_objection_to(papers),
        kept_until=kept_until(case, on=today),
        today=today,
    )


def _is_told(case: Case) -> bool:
    """Whether the person knows of it: called once, also when it ended afterwards."""
    if case.state is CaseState.DISCONTINUED:
        return bool(case.summonses)
    return case.state is not CaseState.OPENED


def _readable(case: Case, *, handed_over: bool) -> dict[int, Document]:
    """Nobody learns from a list what their official has not told them yet."""
    return {
        paper.id: paper
        for paper in case_papers(case.id)
        if paper.kind in SPEAKS_TO_SUBJECT
        and paper.state is not DocumentState.DRAFT
        and (handed_over or paper.kind not in PUNISHES)
    }


def _objection_to(papers: Mapping[int, Document]) -> str:
    """To whom to object, as the Keputusan itself says."""
    said = [
        one.context.get("objection_addressee", "")
        for one in papers.values()
        if one.kind in PUNISHES
    ]
    return str(said[-1]) if said else ""
