"""What a rule proposes and how officials decide on it, step by step."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Hash, Id, closed_enum, reference
from ledger.domain.approvals import ProposalState, StepCapacity, Verdict
from ledger.domain.people import Capacity
from ledger.domain.proposals import ProposalKind
from ledger.models.people import Person, Unit
from ledger.models.rules import Firing


class Proposal(Base):
    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        UniqueConstraint("firing_id", "kind"),
        CheckConstraint("proposer_id <> person_id", name="proposer_is_not_subject"),
        CheckConstraint(
            "state <> 'awaiting_verification' or kind = 'award'", name="only_awards_are_held"
        ),
        Index("ix_proposal_agency_id_state", "agency_id", "state"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: For example RK-2026-000045.
    number: Mapped[Code]
    kind: Mapped[ProposalKind] = mapped_column(closed_enum(ProposalKind, "kind"))
    state: Mapped[ProposalState] = mapped_column(closed_enum(ProposalState, "state"))
    #: The rule that proposed it; empty for a reversal, which a person proposes.
    firing_id: Mapped[int | None] = reference("firing.id", index=False, nullable=True)
    #: The first subject; all of them are proposal_subject rows. Empty when a unit is the subject.
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    unit_id: Mapped[int] = reference("unit.id")
    #: Who put the fact forward: the nominator, or who verified it.
    proposer_id: Mapped[int | None] = reference("person.id", nullable=True)
    title: Mapped[str]
    #: Rule outcome: points, badge, guidance, document, article.
    outcome: Mapped[dict[str, Any]]
    #: In the words of who proposes: why to take an entry back, what was mended after a return.
    reason: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date]
    created_at: Mapped[datetime]
    #: Last working day of the step that waits now.
    due_on: Mapped[date | None]
    #: The step that waits now: 1, 2, ...
    current_step: Mapped[int] = mapped_column(default=1)
    decided_at: Mapped[datetime | None]
    #: The uid of the ledger entry it became.
    entry_uid: Mapped[Code | None]
    #: For a reversal: the uid of the entry it takes back.
    reverses_uid: Mapped[Code | None]

    firing: Mapped[Firing | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys="Proposal.person_id")
    proposer: Mapped[Person | None] = relationship(foreign_keys="Proposal.proposer_id")
    unit: Mapped[Unit] = relationship()
    subjects: Mapped[list["ProposalSubject"]] = relationship(order_by="ProposalSubject.id")
    steps: Mapped[list["ApprovalStep"]] = relationship(order_by="ApprovalStep.position")


class ProposalSubject(Base):
    """Everybody who would gain or be affected; none of them may propose or decide it."""

    __tablename__ = "proposal_subject"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    proposal_id: Mapped[int] = reference("proposal.id", index=False)
    person_id: Mapped[int] = reference("person.id")
    share_percent: Mapped[int] = mapped_column(default=100)
    points_delta: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()


class ApprovalStep(Base):
    """One step of the way; it names a post and its scope, then who decided in which capacity."""

    __tablename__ = "approval_step"
    __table_args__ = (
        UniqueConstraint("proposal_id", "position"),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint(
            "verdict is null or (decided_by is not null and decided_at is not null"
            " and seen_sha256 is not null)",
            name="verdict_is_signed",
        ),
        CheckConstraint(
            "verdict is null or verdict = 'approve' or length(reason) >= 20", name="reason_given"
        ),
        Index("ix_approval_step_assignee_id_verdict", "assignee_id", "verdict"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    proposal_id: Mapped[int] = reference("proposal.id", index=False)
    position: Mapped[int]
    required: Mapped[StepCapacity] = mapped_column(closed_enum(StepCapacity, "required"))
    #: The unit whose head decides.
    unit_id: Mapped[int] = reference("unit.id")
    #: Who holds the post now (an acting official included); recomputed when it changes hands.
    assignee_id: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    #: Why the step moved to a higher official, for the record.
    moved_reason: Mapped[str] = mapped_column(default="")
    verdict: Mapped[Verdict | None] = mapped_column(closed_enum(Verdict, "verdict"))
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = reference("person.id", nullable=True)
    capacity: Mapped[Capacity | None] = mapped_column(closed_enum(Capacity, "capacity"))
    letter_number: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    #: SHA-256 of exactly what was on the screen.
    seen_sha256: Mapped[Hash | None]
    #: Name, NIP, rank, post and unit of the official as they were.
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)

    assignee: Mapped[Person | None] = relationship(foreign_keys="ApprovalStep.assignee_id")
    unit: Mapped[Unit] = relationship()


class Reply(Base):
    """What the person says before guidance or a sanction is decided: a right with a time."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        UniqueConstraint("case_id"),
        CheckConstraint("(proposal_id is null) <> (case_id is null)", name="one_subject"),
        CheckConstraint("replied_at is null or unused_at is null", name="used_or_unused"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    proposal_id: Mapped[int | None] = reference("proposal.id", index=False, nullable=True)
    case_id: Mapped[int | None] = reference("discipline_case.id", index=False, nullable=True)
    person_id: Mapped[int] = reference("person.id")
    invited_at: Mapped[datetime]
    due_on: Mapped[date]
    text: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None]
    #: When "tidak menggunakan hak jawab" was recorded.
    unused_at: Mapped[datetime | None]
