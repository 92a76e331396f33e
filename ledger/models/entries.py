"""The ledger itself: entries, postings, balances, and the tree that seals them."""

from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, BigId, Code, Hash, Id, closed_enum, reference
from ledger.domain.entries import EntryKind
from ledger.domain.proposals import MeritAccountKind

# Every index of what each posting writes is another page to make durable, so only those stand there
# that a query asks for (measured on SQLite: 18 pages an entry instead of 28, a sixth less time).
# By its agency such a row is never looked up but through its entry.
OfAgency = Annotated[int, mapped_column(BigId, ForeignKey("agency.id"))]
# SQLite then keeps the rows in the tree of their key instead of beside it.
_ONE_TREE = {"sqlite_with_rowid": False}


class MeritAccount(Base):
    """Where points lie. `ref` stands in the leaf and says nothing about who holds it."""

    __tablename__ = "merit_account"
    __table_args__ = (
        UniqueConstraint("agency_id", "ref"),
        UniqueConstraint("agency_id", "kind", "unit_id", "period"),
        UniqueConstraint("agency_id", "kind", "person_id"),
        CheckConstraint("(kind = 'person') = (person_id is not null)", name="person_has_owner"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    ref: Mapped[Code]
    kind: Mapped[MeritAccountKind] = mapped_column(closed_enum(MeritAccountKind, "kind"))
    unit_id: Mapped[int | None] = reference("unit.id", nullable=True)
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    #: For a quota: the quarter, for example "2026-T2".
    period: Mapped[Code | None]


class Entry(Base):
    """Append-only. `body` is the exact bytes that were hashed and never serialised again."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("agency_id", "uid"),
        UniqueConstraint("agency_id", "idempotency_key"),
        UniqueConstraint("agency_id", "reverses_uid"),
        CheckConstraint("posting_count >= 0", name="posting_count"),
        Index("ix_entry_person_id_happened_on", "person_id", "happened_on"),
        Index("ix_entry_agency_id_kind_happened_on", "agency_id", "kind", "happened_on"),
    )

    id: Mapped[Id]
    agency_id: Mapped[OfAgency]
    uid: Mapped[Code]
    kind: Mapped[EntryKind] = mapped_column(closed_enum(EntryKind, "kind"))
    idempotency_key: Mapped[str]
    #: SHA-256 of the command: the same key with another body is refused.
    request_sha256: Mapped[Hash]
    happened_on: Mapped[date]
    decided_at: Mapped[datetime]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    unit_id: Mapped[int | None] = reference("unit.id", nullable=True)
    person_id: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    decided_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    rule_version_id: Mapped[int | None] = reference("rule_version.id", index=False, nullable=True)
    proposal_id: Mapped[int | None] = reference("proposal.id", nullable=True)
    reverses_uid: Mapped[Code | None]
    posting_count: Mapped[int] = mapped_column(default=0)
    #: What screens show: badge, guidance level, document, reason sentence. No private text.
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class EntrySubject(Base):
    """The people an entry is about, for entries without points and for teams."""

    __tablename__ = "entry_subject"
    __table_args__ = (
        Index("ix_entry_subject_person_id", "person_id", "entry_id"),
        _ONE_TREE,
    )

    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), primary_key=True)
    agency_id: Mapped[OfAgency]
    points_delta: Mapped[int] = mapped_column(default=0)


class Posting(Base):
    """A change of points of one account; those of an entry sum to zero."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("points_delta <> 0", name="points_not_zero"),
        Index("ix_posting_account_id_entry_id", "account_id", "entry_id"),
        _ONE_TREE,
    )

    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[OfAgency]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("merit_account.id"))
    points_delta: Mapped[int]


class Balance(Base):
    """Kept by the database itself from the postings; only issuance may be below zero."""

    __tablename__ = "balance"
    __table_args__ = (
        CheckConstraint("points >= 0 or is_issuance", name="not_overdrawn"),
        CheckConstraint("version >= 0", name="version"),
    )

    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("merit_account.id"), primary_key=True)
    agency_id: Mapped[AgencyId]
    is_issuance: Mapped[bool] = mapped_column(default=False)
    points: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)


class PendingLeaf(Base):
    """Closes an entry: written last, when its postings balance; gone once it is sealed."""

    __tablename__ = "pending_leaf"

    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True)
    agency_id: Mapped[OfAgency]


class SealedLeaf(Base):
    """The place of an entry in the agency's tree: dense from zero."""

    __tablename__ = "sealed_leaf"
    __table_args__ = (UniqueConstraint("entry_id"),)

    agency_id: Mapped[int] = mapped_column(BigId, ForeignKey("agency.id"), primary_key=True)
    position: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"))


class TreeNode(Base):
    """A complete node of the RFC 6962 tree above the leaves."""

    __tablename__ = "tree_node"

    agency_id: Mapped[int] = mapped_column(BigId, ForeignKey("agency.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigId, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Checkpoint(Base):
    """A signed C2SP checkpoint; each names the hash of the one before."""

    __tablename__ = "checkpoint"
    __table_args__ = (
        UniqueConstraint("agency_id", "tree_size"),
        UniqueConstraint("agency_id", "previous_sha256"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    tree_size: Mapped[int] = mapped_column(BigId)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: The signed note, exactly as published.
    note: Mapped[str]
    sha256: Mapped[Hash]
    previous_sha256: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


class SealDraft(Base):
    """What the separate signer was asked to sign next; gone once it is sealed.

    Whoever asks again asks for the very same tree, so a worker that dies between the signature and
    the seal leaves no second history.
    """

    __tablename__ = "seal_draft"

    agency_id: Mapped[int] = mapped_column(BigId, ForeignKey("agency.id"), primary_key=True)
    #: In the order of their places.
    entry_ids: Mapped[list[Any]]
    drafted_at: Mapped[datetime]


class TrustedTimestamp(Base):
    """What a time-stamping authority (RFC 3161) answered about a checkpoint's note."""

    __tablename__ = "trusted_timestamp"
    __table_args__ = (
        UniqueConstraint("checkpoint_id", "authority"),
        CheckConstraint("length(response) > 0", name="response"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    checkpoint_id: Mapped[int] = reference("checkpoint.id", index=False)
    #: The address that was asked.
    authority: Mapped[str]
    #: The TimeStampResp, DER, exactly as it came.
    response: Mapped[bytes] = mapped_column(LargeBinary)
    stamped_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Cosignature(Base):
    """What a witness outside signed over a checkpoint; `line` stands behind the note as it is."""

    __tablename__ = "cosignature"
    __table_args__ = (UniqueConstraint("checkpoint_id", "witness_key"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    checkpoint_id: Mapped[int] = reference("checkpoint.id", index=False)
    #: The public line of the witness, as it was trusted when this was kept.
    witness_key: Mapped[str]
    line: Mapped[str]
    cosigned_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class PrivateBody(Base):
    """What the leaf only commits to; deleting it leaves every proof valid."""

    __tablename__ = "private_body"
    __table_args__ = (_ONE_TREE,)

    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True)
    #: Which commitment of the body: "subject" or "reason".
    part: Mapped[Code] = mapped_column(primary_key=True)
    agency_id: Mapped[OfAgency]
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    content: Mapped[dict[str, Any]]
