"""What an approval brings about, in the same transaction: entry, paper, case or correction."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalEvent, ProposalState
from ledger.domain.documents import DocumentKind
from ledger.domain.entries import EntryKind
from ledger.domain.interlocks import purpose_of
from ledger.domain.posting_commands import AwardShare, PostAward, PostEntry
from ledger.domain.proposals import ProposalKind
from ledger.domain.rules.windows import months_away
from ledger.errors import RuleRefused, sentence
from ledger.models.entries import Entry
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.entries import is_in_force
from ledger.services.awards import OVERDRAWN, post_award
from ledger.services.cases import open_case
from ledger.services.days import agency_today
from ledger.services.development import start_plan
from ledger.services.entries import post_entry
from ledger.services.events import notify
from ledger.services.interlocks import held_people
from ledger.services.officials import person_snapshot
from ledger.services.proposals.moving import move, record_step
from ledger.services.proposals.papers import prepare_certificates, prepare_guidance_letter
from ledger.services.reversals import reverse_entry

AWARDED = sentence("Anda menerima penghargaan: %(title)s.")
PAPER_FOR_YOU = sentence("Ada dokumen kepegawaian untuk Anda")
DEFAULT_MONTHS = 6
_TAKES_EFFECT = {
    ProposalState.AWAITING_QUOTA: ProposalEvent.WIDEN_QUOTA,
    ProposalState.AWAITING_VERIFICATION: ProposalEvent.CLEAR,
}


def grant(
    work: Session, proposal: Proposal, step: ApprovalStep | None, *, actor: Actor, now: datetime
) -> ProposalState:
    """Let an approved proposal take effect; ``step`` is the last one, None for automatic awards.

    An award over the quota, or to somebody whom a case holds, waits and leaves nothing behind.
    Raises RuleRefused when a rule of the ledger says no, and then nothing at all has happened.
    """
    if proposal.kind is ProposalKind.AWARD:
        return _grant_award(work, proposal, step, actor=actor, now=now)
    if step is None:
        raise ValueError("only an award may go without a decision")
    if proposal.kind is ProposalKind.GUIDANCE:
        uid: str | None = _post_guidance(work, proposal, step, actor=actor, now=now)
    elif proposal.kind is ProposalKind.REVERSAL:
        uid = _reverse(work, proposal, actor=actor, now=now)
    else:
        uid = None
        open_case(proposal_id=proposal.id, actor=actor, now=now)
    return move(work, proposal, ProposalEvent.APPROVE, entry_uid=uid, decided_at=now, due_on=None)


def _grant_award(
    work: Session, proposal: Proposal, step: ApprovalStep | None, *, actor: Actor, now: datetime
) -> ProposalState:
    if _is_held(proposal, now):
        return _hold(work, proposal, actor=actor, now=now)
    try:
        uids = post_award(_award(proposal, step, now), actor=actor, now=now)
    except RuleRefused as refusal:
        if refusal.constraint != OVERDRAWN:
            raise
        if proposal.state is ProposalState.AWAITING_QUOTA:
            return proposal.state
        event = ProposalEvent.APPROVE_OVER_QUOTA
        return move(work, proposal, event, decided_at=now, due_on=None)
    event = _TAKES_EFFECT.get(proposal.state, ProposalEvent.APPROVE)
    uid = next(iter(uids.values()))
    state = move(work, proposal, event, entry_uid=uid, decided_at=now, due_on=None)
    if step is not None and proposal.outcome.get("document") == DocumentKind.CERTIFICATE:
        prepare_certificates(proposal, step, uids, actor=actor, now=now)
    for person_id, own_uid in uids.items():
        if person_id:
            start_plan(proposal, person_id, own_uid)
            path = f"/capaian/entri/{own_uid}"
            _tell(proposal, person_id, AWARDED, now, path=path, title=proposal.title)
    return state


def _is_held(proposal: Proposal, now: datetime) -> bool:
    people = [subject.person_id for subject in proposal.subjects]
    purpose = purpose_of(proposal.outcome)
    today = agency_today(proposal.agency_id, now=now)
    return bool(held_people(people, purpose, agency_id=proposal.agency_id, on=today))


def _hold(work: Session, proposal: Proposal, *, actor: Actor, now: datetime) -> ProposalState:
    """It waits for HR; nothing that is written says why."""
    if proposal.state is ProposalState.AWAITING_VERIFICATION:
        return proposal.state
    state = move(work, proposal, ProposalEvent.HOLD, decided_at=now, due_on=None)
    record_step(proposal, "held", actor=actor, now=now)
    return state


def _award(proposal: Proposal, step: ApprovalStep | None, now: datetime) -> PostAward:
    return PostAward(
        key=f"proposal:{proposal.id}",
        points=_points(proposal),
        shares=tuple(
            AwardShare(
                person_id=one.person_id,
                share_percent=one.share_percent,
                private=person_snapshot(one.person_id),
            )
            for one in proposal.subjects
        ),
        unit_id=proposal.unit_id,
        **_common(proposal, step, now),
    )


def _points(proposal: Proposal) -> int:
    points = proposal.outcome.get("points")
    return int(points["amount"]) if points else 0


def _common(proposal: Proposal, step: ApprovalStep | None, now: datetime) -> dict[str, Any]:
    """What every entry of a proposal says, as both posting commands name it."""
    firing = proposal.firing
    version = firing.rule_version if firing else None
    measured = (firing.inputs.get("measure") or {}) if firing else {}
    return {
        "happened_on": proposal.happened_on,
        "decided_at": (step.decided_at if step else None) or now,
        "decided_by": step.decided_by if step else None,
        "rule_version_id": version.id if version else None,
        "proposal_id": proposal.id,
        "reason_code": proposal.number,
        "facts": dict(measured),
        "detail": _detail(proposal),
        "reason_private": {
            "title": proposal.title,
            "reason": proposal.reason,
            "verdict_reason": step.reason if step else "",
            "seen_sha256": (step.seen_sha256 if step else None) or "",
        },
    }


def _detail(proposal: Proposal) -> dict[str, Any]:
    version = proposal.firing.rule_version if proposal.firing else None
    told: dict[str, Any] = {"title": proposal.title, "number": proposal.number}
    if version is not None:
        told |= {"rule_title": version.title, "sentence": version.sentence}
    for name in ("badge", "document", "guidance"):
        if name in proposal.outcome:
            told[name] = proposal.outcome[name]
    return told


def _post_guidance(
    work: Session, proposal: Proposal, step: ApprovalStep, *, actor: Actor, now: datetime
) -> str:
    person_id = proposal.subjects[0].person_id
    lapses_on = _lapses_on(proposal)
    common = _common(proposal, step, now)
    common["detail"] = {**common["detail"], "valid_until": lapses_on.isoformat()}
    uid = post_entry(
        PostEntry(
            kind=EntryKind.GUIDANCE,
            idempotency_key=f"proposal:{proposal.id}",
            unit_id=proposal.unit_id,
            subjects=((person_id, 0),),
            subject_private=person_snapshot(person_id),
            **common,
        ),
        actor=actor,
        now=now,
    )
    start_plan(proposal, person_id, uid)
    prepare_guidance_letter(proposal, step, uid, lapses_on=lapses_on, actor=actor, now=now)
    _tell(proposal, person_id, PAPER_FOR_YOU, now, path="/pembinaan-saya")
    return uid


def _lapses_on(proposal: Proposal) -> date:
    guidance: Mapping[str, Any] = proposal.outcome.get("guidance") or {}
    return months_away(proposal.happened_on, int(guidance.get("valid_months", DEFAULT_MONTHS)))


def _reverse(work: Session, proposal: Proposal, *, actor: Actor, now: datetime) -> str:
    taken = proposal.reverses_uid or ""
    uid = reverse_entry(
        taken, reason=proposal.reason, proposal_id=proposal.id, actor=actor, now=now
    )
    close_original(work, proposal.agency_id, taken)
    for subject in proposal.subjects:
        _tell(proposal, subject.person_id, PAPER_FOR_YOU, now)
    return uid


def close_original(work: Session, agency_id: int, taken: str) -> None:
    """The proposal behind the entry is corrected once none of its entries is in force."""
    original_id = work.scalar(
        select(Entry.proposal_id).where(Entry.agency_id == agency_id, Entry.uid == taken)
    )
    original = work.get(Proposal, original_id) if original_id else None
    if original is None or original.state is not ProposalState.APPROVED:
        return
    left = work.scalar(
        select(Entry.id).where(Entry.proposal_id == original.id, is_in_force()).limit(1)
    )
    if left is None:
        move(work, original, ProposalEvent.REVERSE)


def _tell(
    proposal: Proposal,
    person_id: int,
    text: str,
    now: datetime,
    *,
    path: str = "/capaian",
    title: str = "",
) -> None:
    """Only a message about an award may say what it is about."""
    notify(
        agency_id=proposal.agency_id,
        person_id=person_id,
        key=f"proposal:{proposal.id}:decided",
        text=text,
        path=path,
        now=now,
        params={"title": title} if title else None,
    )
