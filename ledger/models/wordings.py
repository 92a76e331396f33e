"""The words an agency chose for a kind of paper, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Id, closed_enum, reference
from ledger.domain.documents import DocumentKind
from ledger.domain.wordings import WordingState
from ledger.models.people import Person

_ACTIVE = text("state = 'active'")
_DRAFT = text("state = 'draft'")


class Wording(Base):
    """One version; whoever wrote it last does not activate it."""

    __tablename__ = "wording"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "version"),
        CheckConstraint("version >= 1", name="version_counted"),
        CheckConstraint("activated_by <> author_id", name="activated_by_another"),
        CheckConstraint(
            "state = 'draft' or (activated_by is not null and activated_at is not null)",
            name="is_activated",
        ),
        Index(
            "uq_wording_active",
            "agency_id",
            "kind",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
        Index(
            "uq_wording_draft",
            "agency_id",
            "kind",
            unique=True,
            sqlite_where=_DRAFT,
            postgresql_where=_DRAFT,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    kind: Mapped[DocumentKind] = mapped_column(closed_enum(DocumentKind, "kind"))
    version: Mapped[int]
    state: Mapped[WordingState] = mapped_column(
        closed_enum(WordingState, "state"), default=WordingState.DRAFT
    )
    #: Slot of the paper to its text, placeholders in braces.
    texts: Mapped[dict[str, Any]]
    #: Whoever wrote it last.
    author_id: Mapped[int] = reference("person.id", index=False)
    written_at: Mapped[datetime]
    activated_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    activated_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship(foreign_keys="Wording.author_id")
    activator: Mapped[Person | None] = relationship(foreign_keys="Wording.activated_by")
