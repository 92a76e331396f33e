"""Proposing that an entry be taken back; a second person decides it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import WAITING_STATES
from ledger.domain.entries import EntryKind
from ledger.domain.people import Role
from ledger.domain.proposals import CreateProposal, ProposalKind, ProposalShare, StepCapacity
from ledger.domain.shares import equal_shares
from ledger.domain.wording import require_reason
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.entries import Entry, EntrySubject
from ledger.models.proposals import Proposal
from ledger.queries.entries import get_entry, is_reversed
from ledger.services.proposals.creating import create_proposal

#: What is corrected here; a sanction is corrected in its own case, on objection.
REVERSIBLE = frozenset(
    {
        EntryKind.AWARD_POINTS,
        EntryKind.AWARD_BADGE,
        EntryKind.AWARD_DOCUMENT,
        EntryKind.GUIDANCE,
    }
)
NO_SUCH_ENTRY = sentence("Entri ini tidak ada.")
NOT_HERE = sentence("Entri jenis ini tidak dikoreksi melalui halaman ini.")
CORRECTED = sentence("Entri ini sudah pernah dikoreksi.")
WAITING = sentence("Koreksi entri ini sudah diajukan (%(number)s) dan menunggu keputusan.")
TITLE = sentence("Koreksi: %(title)s")


def reversible_entry(uid: str, *, actor: Actor) -> Entry:
    """The entry, for whoever may ask to take it back; for others it is NotFound."""
    entry = get_entry(uid, agency_id=actor.agency_id)
    _require_concern(entry, actor)
    return entry


def propose_reversal(uid: str, reason: str, *, actor: Actor, now: datetime) -> int:
    """Ask that an award or guidance be taken back, and return the proposal's id.

    For HR and for the official who decided the entry; for others it is NotFound. Raises
    InvalidInput without a reason, RuleRefused when it was corrected or is being corrected.
    """
    require_reason(reason)
    with transaction() as work:
        entry = reversible_entry(uid, actor=actor)
        _require_open(work, entry)
        subjects = work.scalars(
            select(EntrySubject.person_id)
            .where(EntrySubject.entry_id == entry.id)
            .order_by(EntrySubject.person_id)
        ).all()
        shares = equal_shares(len(subjects)) if subjects else ()
        return create_proposal(
            CreateProposal(
                kind=ProposalKind.REVERSAL,
                unit_id=entry.unit_id or 0,
                title=TITLE % {"title": entry.detail.get("title", uid)},
                happened_on=entry.happened_on,
                outcome={"reversal": {"uid": uid}},
                steps=(StepCapacity.HEAD_OF_UNIT,),
                subjects=tuple(
                    ProposalShare(person_id=person_id, share_percent=share)
                    for person_id, share in zip(subjects, shares, strict=True)
                ),
                proposer_id=actor.person_id,
                reason=reason.strip(),
                reverses_uid=uid,
            ),
            actor=actor,
            now=now,
        )


def _require_concern(entry: Entry, actor: Actor) -> None:
    decided = entry.decided_by is not None and entry.decided_by == actor.person_id
    if not (decided or actor.has_role(Role.HR, entry.unit_id)):
        raise NotFound(NO_SUCH_ENTRY)


def _require_open(work: Session, entry: Entry) -> None:
    if entry.kind not in REVERSIBLE:
        raise RuleRefused(NOT_HERE, constraint="reversal_not_here")
    if work.scalar(select(Entry.id).where(Entry.id == entry.id, is_reversed())) is not None:
        raise RuleRefused(CORRECTED, constraint="uq_entry_agency_id_reverses_uid")
    number = work.scalar(
        select(Proposal.number).where(
            Proposal.agency_id == entry.agency_id,
            Proposal.reverses_uid == entry.uid,
            Proposal.state.in_(WAITING_STATES),
        )
    )
    if number is not None:
        raise RuleRefused(WAITING, constraint="reversal_waits", number=number)
