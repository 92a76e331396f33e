"""The file of a proposal: exactly what an official sees and what a verdict is bound to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from ledger.database import session
from ledger.domain.approvals import WAITING_STATES, ProposalState, StepCapacity, Verdict
from ledger.domain.entries import EntryKind
from ledger.domain.names import full_name
from ledger.domain.proposals import ProposalKind
from ledger.errors import sentence
from ledger.models.entries import Entry, EntrySubject
from ledger.models.people import Person, Unit
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject, Reply
from ledger.models.rules import Firing
from ledger.queries.claims import Claim, claims_of
from ledger.queries.entries import is_reversed

# An alias costs more than the statement it stands in, so each is made once.
_proposer = aliased(Person)


def payloads_of(proposal_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What was put before the officials, by proposal, in a fixed number of statements.

    Keys: id, number, kind, title, unit, happened_on, reason, state, step (the one that waits),
    proposer, subjects, outcome, claim (rows and texts), evidence, rule (with the values it saw),
    reply, decisions so far, reverses_uid. All values are plain JSON.
    """
    return {proposal.id: payload for proposal, payload in _read(proposal_ids)}


def _read(proposal_ids: Collection[int]) -> list[tuple[Proposal, dict[str, Any]]]:
    """The proposals with their payloads."""
    proposer = _proposer
    named = (
        select(Proposal, Unit.name, proposer.name)
        .join(Unit, Unit.id == Proposal.unit_id)
        .outerjoin(proposer, proposer.id == Proposal.proposer_id)
        .where(Proposal.id.in_(proposal_ids))
        .options(
            selectinload(Proposal.steps).joinedload(ApprovalStep.assignee),
            joinedload(Proposal.firing).joinedload(Firing.rule_version),
        )
        .execution_options(populate_existing=True)
    )
    rows = session().execute(named).all()
    subjects = _subjects(proposal_ids)
    # Only guidance asks for a reply.
    replies = _replies([one.id for one, _, _ in rows if one.kind is ProposalKind.GUIDANCE])
    sources = {proposal_source(one): one.firing for one, _, _ in rows}
    claims = claims_of(
        {
            source: (firing.inputs.get("fact") if firing else None) or {}
            for source, firing in sources.items()
            if source is not None
        }
    )
    return [
        (
            proposal,
            _payload(
                proposal,
                unit_name,
                proposer_name or "",
                subjects.get(proposal.id, []),
                replies.get(proposal.id),
                claims.get(proposal_source(proposal) or ("", 0)) or Claim(),
            ),
        )
        for proposal, unit_name, proposer_name in rows
    ]


def proposal_source(proposal: Proposal) -> tuple[str, int] | None:
    """The fact behind a proposal as (kind, id): of its rule, or of a case the law asks for."""
    if proposal.firing is not None:
        return proposal.firing.fact_kind, proposal.firing.fact_id
    source = (proposal.outcome.get("open_case") or {}).get("source")
    return (source["kind"], source["id"]) if source else None


def _payload(
    proposal: Proposal,
    unit_name: str,
    proposer_name: str,
    subjects: list[dict[str, Any]],
    reply: dict[str, Any] | None,
    claim: Claim,
) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "number": proposal.number,
        "kind": proposal.kind.value,
        "title": proposal.title,
        "unit": unit_name,
        "happened_on": proposal.happened_on.isoformat(),
        "reason": proposal.reason,
        "state": proposal.state.value,
        "step": proposal.current_step,
        "proposer": proposer_name,
        "subjects": subjects,
        "outcome": proposal.outcome,
        "claim": {"rows": claim.rows, "texts": claim.texts},
        "evidence": claim.evidence,
        "rule": _rule(proposal.firing),
        "reply": reply,
        "decisions": _decisions(proposal),
        "reverses_uid": proposal.reverses_uid,
    }


def _rule(firing: Firing | None) -> dict[str, Any] | None:
    if firing is None:
        return None
    version = firing.rule_version
    return {
        "firing_id": firing.id,
        "code": version.code,
        "version": version.version,
        "title": version.title,
        "sentence": version.sentence,
        "legal_basis": version.legal_basis,
        "values": firing.inputs,
    }


def _decisions(proposal: Proposal) -> list[dict[str, Any]]:
    return [
        {
            "position": step.position,
            "verdict": step.verdict.value,
            "by": step.official.get("full_name", ""),
            "reason": step.reason,
        }
        for step in proposal.steps
        if step.verdict is not None
    ]


def _subjects(proposal_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    rows = session().execute(
        select(ProposalSubject, Person, Unit.name)
        .join(Person, Person.id == ProposalSubject.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(ProposalSubject.proposal_id.in_(proposal_ids))
        .order_by(ProposalSubject.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for subject, person, unit_name in rows:
        found.setdefault(subject.proposal_id, []).append(
            {
                "person_id": person.id,
                "name": full_name(person.name, person.title_before, person.title_after),
                "nip": person.nip or "",
                "unit": unit_name,
                "share": subject.share_percent,
                "points": subject.points_delta,
            }
        )
    return found


def _replies(proposal_ids: Collection[int]) -> Mapping[int, dict[str, Any]]:
    if not proposal_ids:
        return {}
    rows = session().scalars(select(Reply).where(Reply.proposal_id.in_(proposal_ids)))
    return {
        row.proposal_id: {
            "text": row.text,
            "due_on": row.due_on.isoformat(),
            "replied_at": row.replied_at.isoformat() if row.replied_at else "",
            "unused_at": row.unused_at.isoformat() if row.unused_at else "",
        }
        for row in rows
        if row.proposal_id is not None
    }


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of a timeline; ``when`` is None for what has no day yet."""

    title: str
    when: datetime | date | None
    by: str = ""
    text: str = ""
    ahead: bool = False


@dataclass(frozen=True, kw_only=True)
class EarlierLine:
    """Something decided before about the same person."""

    title: str
    kind: EntryKind
    happened_on: date
    points: int
    is_reversed: bool


@dataclass(frozen=True, kw_only=True)
class ProposalFile:
    """Everything around the payload that a page shows and no verdict is bound to."""

    payload: Mapping[str, Any]
    state: ProposalState
    timeline: Sequence[Happening]
    earlier: Sequence[EarlierLine]
    unit_id: int
    happened_on: date
    due_on: date | None
    reply_due_on: date | None
    created_at: datetime
    entry_uid: str | None
    proposer_id: int | None
    #: Who holds the step that waits; empty when nobody does.
    step_holder: str
    step_required: StepCapacity | None
    moved_reason: str


def proposal_file(proposal_id: int) -> ProposalFile:
    """The file of a proposal that is known to exist; about ten statements, whatever its size."""
    proposal, payload = _read([proposal_id])[0]
    step = next((s for s in proposal.steps if s.position == proposal.current_step), None)
    return ProposalFile(
        payload=payload,
        state=proposal.state,
        timeline=_timeline(proposal, payload),
        earlier=_earlier(proposal),
        unit_id=proposal.unit_id,
        happened_on=proposal.happened_on,
        due_on=proposal.due_on,
        reply_due_on=date.fromisoformat(payload["reply"]["due_on"]) if payload["reply"] else None,
        created_at=proposal.created_at,
        entry_uid=proposal.entry_uid,
        proposer_id=proposal.proposer_id,
        step_holder=step.assignee.name if step and step.assignee else "",
        step_required=step.required if step else None,
        moved_reason=step.moved_reason if step else "",
    )


def _timeline(proposal: Proposal, payload: Mapping[str, Any]) -> list[Happening]:
    told = [Happening(title=sentence("Diajukan"), when=proposal.created_at, by=payload["proposer"])]
    reply = payload["reply"]
    if reply and reply["replied_at"]:
        when = datetime.fromisoformat(reply["replied_at"])
        told.append(Happening(title=sentence("Pegawai menanggapi"), when=when))
    if reply and reply["unused_at"]:
        when = datetime.fromisoformat(reply["unused_at"])
        told.append(Happening(title=sentence("Hak jawab tidak digunakan"), when=when))
    for step in proposal.steps:
        if step.verdict is not None:
            told.append(_decision(step))
    if proposal.state in WAITING_STATES and proposal.due_on is not None:
        label = _AHEAD.get(proposal.state, sentence("Keputusan paling lambat"))
        told.append(Happening(title=label, when=proposal.due_on, ahead=True))
    return told


_AHEAD = {ProposalState.AWAITING_REPLY: sentence("Tanggapan paling lambat")}
VERDICTS_TOLD = {
    Verdict.APPROVE: sentence("Disetujui"),
    Verdict.RETURN: sentence("Dikembalikan untuk diperbaiki"),
    Verdict.REJECT: sentence("Ditolak"),
}


def _decision(step: ApprovalStep) -> Happening:
    official = step.official
    acting = official.get("capacity_label", "")
    post = official.get("position") or official.get("post", "")
    if acting:
        post = f"{acting} {official.get('post', '')} ({step.letter_number})"
    name = official.get("full_name", "")
    return Happening(
        title=VERDICTS_TOLD[step.verdict or Verdict.APPROVE],
        when=step.decided_at,
        by=f"{name}, {post}" if post else name,
        text=step.reason,
    )


def _earlier(proposal: Proposal) -> list[EarlierLine]:
    """What the ledger holds about the first subject of the same side: merit or conduct."""
    if proposal.person_id is None:
        return []
    conduct = proposal.kind in (ProposalKind.GUIDANCE, ProposalKind.OPEN_CASE)
    kinds = _CONDUCT_KINDS if conduct else _MERIT_KINDS
    rows = session().execute(
        select(Entry, EntrySubject.points_delta, is_reversed())
        .join(EntrySubject, EntrySubject.entry_id == Entry.id)
        .where(
            EntrySubject.person_id == proposal.person_id,
            Entry.kind.in_(kinds),
            or_(Entry.proposal_id.is_(None), Entry.proposal_id != proposal.id),
        )
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
        .limit(SHOWN_EARLIER)
    )
    return [
        EarlierLine(
            title=entry.detail.get("title", ""),
            kind=entry.kind,
            happened_on=entry.happened_on,
            points=points,
            is_reversed=reversed_,
        )
        for entry, points, reversed_ in rows
    ]


SHOWN_EARLIER = 10
_MERIT_KINDS = (EntryKind.AWARD_POINTS, EntryKind.AWARD_BADGE, EntryKind.AWARD_DOCUMENT)
_CONDUCT_KINDS = (EntryKind.GUIDANCE, EntryKind.SANCTION)
