"""Requests to end a version of a rule pack that no other version follows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Id, closed_enum, reference
from ledger.domain.packs import RetirementState
from ledger.models.rules import RulePack

_OPEN = text("state = 'asked'")


class PackRetirement(Base):
    """Asked by one, decided by another; what was asked never changes."""

    __tablename__ = "pack_retirement"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("decided_by <> asked_by", name="decided_by_another"),
        CheckConstraint(
            "(state in ('rejected','confirmed')) = (decided_by is not null)", name="is_decided"
        ),
        CheckConstraint("(state = 'asked') = (decided_at is null)", name="closed_with_moment"),
        Index(
            "uq_pack_retirement_open",
            "pack_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    pack_id: Mapped[int] = reference("rule_pack.id")
    #: The first day whose facts the version no longer judges.
    valid_until: Mapped[date]
    reason: Mapped[str]
    state: Mapped[RetirementState] = mapped_column(closed_enum(RetirementState, "state"))
    asked_by: Mapped[int] = reference("account.id", index=False)
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = reference("account.id", index=False, nullable=True)
    #: When it was confirmed, rejected or withdrawn.
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")

    pack: Mapped[RulePack] = relationship()
