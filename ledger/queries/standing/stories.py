"""Why one entry stands there: the rule and what it saw, who decided, and how it is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.approvals import StepCapacity
from ledger.domain.commitments import PrivatePart
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.entries import EntryKind
from ledger.domain.retention import is_erased_context
from ledger.domain.rules.explain import Explanation, Part
from ledger.errors import NotFound, sentence
from ledger.models.documents import Document
from ledger.models.entries import Checkpoint, Entry, EntrySubject, PrivateBody, SealedLeaf
from ledger.models.people import Person
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.models.reratings import Rerating
from ledger.models.rules import Firing
from ledger.queries.erasures import ErasedNote, erased_notes
from ledger.queries.recounts import Reevaluation, reevaluate
from ledger.queries.reratings import find_rerating_of_entry
from ledger.queries.rules import FiringReason, get_firing_reason
from ledger.queries.standing.lines import (
    MERIT_KINDS,
    badge_data,
    capacity_text,
    decider_name,
)

CONDUCT_KINDS = frozenset({EntryKind.GUIDANCE, EntryKind.SANCTION})
NO_ENTRY = sentence("Entri ini tidak ada.")
#: Papers of a case reach the person by hand; only these are fetched here.
FETCHED_KINDS = (DocumentKind.CERTIFICATE, DocumentKind.GUIDANCE_LETTER)


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """One step of the decision, with the official as they were."""

    position: int
    required: StepCapacity
    name: str
    capacity: str
    decided_at: datetime | None
    reason: str
    moved_reason: str


@dataclass(frozen=True, kw_only=True)
class Seal:
    """Where the entry lies in the sealed tree, and the first checkpoint over it."""

    position: int
    tree_size: int
    root: str
    sealed_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaperOfEntry:
    """A paper that the entry brought about."""

    id: int
    kind: DocumentKind
    number: str
    state: DocumentState
    is_fetched_here: bool


@dataclass(frozen=True, kw_only=True)
class EntryStory:
    """One entry and everything its person may know of it."""

    uid: str
    kind: EntryKind
    is_conduct: bool
    title: str
    reason: str
    points: int
    badge: Mapping[str, str] | None
    happened_on: date
    decided_at: datetime
    effective_on: date
    firing: FiringReason | None
    #: The rule asked again today; None for what no rule gave or a team shares.
    again: Reevaluation | None
    steps: tuple[StepTaken, ...]
    seal: Seal | None
    papers: tuple[PaperOfEntry, ...]
    reverses_uid: str | None
    reversed_by: str | None
    #: What the ledger says when title and reason were erased.
    erased: ErasedNote | None


def get_entry_story(uid: str, *, person_id: int, agency_id: int) -> EntryStory:
    """The story for the person the entry is about; raises NotFound for everybody else."""
    entry, points, reversed_by, private = _own_entry(uid, person_id, agency_id)
    detail, words = entry.detail or {}, private or {}
    kind = EntryKind(detail.get("reversed_kind", entry.kind))
    batch, kept = find_rerating_of_entry(uid, agency_id=agency_id) or (None, None)
    firing, again = _firing(entry.proposal_id, kept, person_id)
    return EntryStory(
        uid=entry.uid,
        kind=entry.kind,
        is_conduct=kind in CONDUCT_KINDS,
        title=detail.get("title") or (firing.rule.title if firing else ""),
        reason=words.get("reason", ""),
        points=points,
        badge=badge_data(detail),
        happened_on=entry.happened_on,
        decided_at=entry.decided_at,
        effective_on=entry.effective_on,
        firing=firing,
        again=again,
        steps=_rerating_steps(batch) if batch else _steps(entry.proposal_id),
        seal=_seal(entry),
        papers=_papers(entry, person_id),
        reverses_uid=entry.reverses_uid,
        reversed_by=reversed_by,
        erased=erased_notes([uid], agency_id=agency_id).get(uid) if private is None else None,
    )


def require_own_entry(uid: str, *, person_id: int, agency_id: int) -> int:
    """The id of an entry about this person; raises NotFound for everybody else's."""
    entry, *_ = _own_entry(uid, person_id, agency_id)
    return entry.id


def _own_entry(
    uid: str, person_id: int, agency_id: int
) -> tuple[Entry, int, str | None, dict[str, Any] | None]:
    later = aliased(Entry)
    row = (
        session()
        .execute(
            select(Entry, EntrySubject.points_delta, later.uid, PrivateBody.content)
            .join(
                EntrySubject,
                and_(EntrySubject.entry_id == Entry.id, EntrySubject.person_id == person_id),
            )
            .outerjoin(
                later, and_(later.agency_id == Entry.agency_id, later.reverses_uid == Entry.uid)
            )
            .outerjoin(
                PrivateBody,
                and_(
                    PrivateBody.entry_id == Entry.id, PrivateBody.part == PrivatePart.REASON.value
                ),
            )
            .where(
                Entry.agency_id == agency_id,
                Entry.uid == uid,
                Entry.kind.in_((*MERIT_KINDS, *CONDUCT_KINDS, EntryKind.REVERSAL)),
            )
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_ENTRY)
    return row[0], row[1], row[2], row[3]


def _firing(
    proposal_id: int | None, kept_id: int | None, person_id: int
) -> tuple[FiringReason | None, Reevaluation | None]:
    row = (
        session()
        .execute(
            select(Firing.id, Firing.person_id)
            .outerjoin(Proposal, Proposal.firing_id == Firing.id)
            .where(Firing.id == kept_id if kept_id else Proposal.id == (proposal_id or 0))
        )
        .one_or_none()
    )
    if row is None:
        return None, None
    reason = get_firing_reason(row.id)
    if row.person_id in (None, person_id):
        return reason, reevaluate(row.id, reason.rule)
    # Whose facts were counted is the nominee's own affair.
    return replace(reason, explanation=_without_the_other(reason.explanation)), None


def _without_the_other(explanation: Explanation) -> Explanation:
    """A member of a team learns nothing of the nominee's own service from the conditions."""
    return replace(explanation, parts=tuple(_blanked(part) for part in explanation.parts))


def _blanked(part: Part) -> Part:
    values = tuple(
        replace(used, value=None) if used.path.startswith("person.") else used
        for used in part.values
    )
    return replace(part, values=values)


def _steps(proposal_id: int | None) -> tuple[StepTaken, ...]:
    rows: Sequence[ApprovalStep] = (
        session()
        .scalars(
            select(ApprovalStep)
            .where(ApprovalStep.proposal_id == proposal_id, ApprovalStep.verdict.is_not(None))
            .order_by(ApprovalStep.position)
        )
        .all()
    )
    return tuple(
        StepTaken(
            position=row.position,
            required=row.required,
            name=decider_name(row.official, None),
            capacity=capacity_text(row.official, row.capacity),
            decided_at=row.decided_at,
            reason=row.reason,
            moved_reason=row.moved_reason,
        )
        for row in rows
    )


def _rerating_steps(batch: Rerating) -> tuple[StepTaken, ...]:
    """The one decision over the whole batch."""
    decider = session().get(Person, batch.decided_by)
    return (
        StepTaken(
            position=1,
            required=StepCapacity.HEAD_OF_AGENCY,
            name=decider.name if decider else "",
            capacity="",
            decided_at=batch.decided_at,
            reason=batch.decision_reason,
            moved_reason="",
        ),
    )


def _seal(entry: Entry) -> Seal | None:
    row = (
        session()
        .execute(
            select(SealedLeaf.position, Checkpoint)
            .join(Checkpoint, Checkpoint.agency_id == SealedLeaf.agency_id)
            .where(SealedLeaf.entry_id == entry.id, Checkpoint.tree_size > SealedLeaf.position)
            .order_by(Checkpoint.tree_size)
            .limit(1)
        )
        .one_or_none()
    )
    if row is None:
        return None
    position, checkpoint = row
    return Seal(
        position=position,
        tree_size=checkpoint.tree_size,
        root=checkpoint.root.hex(),
        sealed_at=checkpoint.sealed_at,
    )


def _papers(entry: Entry, person_id: int) -> tuple[PaperOfEntry, ...]:
    rows = session().scalars(
        select(Document)
        .where(
            Document.agency_id == entry.agency_id,
            Document.entry_uid == entry.uid,
            or_(Document.person_id == person_id, Document.person_id.is_(None)),
        )
        .order_by(Document.id)
    )
    return tuple(
        PaperOfEntry(
            id=row.id,
            kind=row.kind,
            number=row.number or "",
            state=row.state,
            is_fetched_here=row.kind in FETCHED_KINDS
            and row.state in (DocumentState.ISSUED, DocumentState.REVOKED)
            and not is_erased_context(row.context),
        )
        for row in rows
    )
