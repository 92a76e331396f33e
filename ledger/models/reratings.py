"""Batches that rate the past again: asked for, listed, decided by another, carried out by line."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Hash, Id, closed_enum, reference
from ledger.domain.reratings import LineState, ReratingState
from ledger.models.rules import RulePack

_OPEN = text("state IN ('asked','waiting','approved')")


class Rerating(Base):
    """One batch; what it would change is frozen before anybody decides."""

    __tablename__ = "rerating"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_ordered"),
        CheckConstraint("decided_by <> asked_by", name="decided_by_another"),
        CheckConstraint(
            "state not in ('approved','rejected','done')"
            " or (decided_by is not null and decided_at is not null)",
            name="is_decided",
        ),
        CheckConstraint(
            "state not in ('approved','done') or seen_sha256 = lines_sha256", name="seen_whole"
        ),
        CheckConstraint("state = 'asked' or lines_sha256 is not null", name="is_listed"),
        Index(
            "uq_rerating_open",
            "agency_id",
            "pack_code",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    pack_id: Mapped[int] = reference("rule_pack.id", index=False)
    pack_code: Mapped[Code]
    simulation_id: Mapped[int] = reference("simulation.id")
    #: The days of the facts, both included.
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]
    state: Mapped[ReratingState] = mapped_column(closed_enum(ReratingState, "state"))
    asked_by: Mapped[int] = reference("person.id", index=False)
    asked_at: Mapped[datetime]
    #: Of the lines as they are frozen; what whoever decides confirms to have seen.
    lines_sha256: Mapped[Hash | None]
    decided_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")
    seen_sha256: Mapped[Hash | None]
    finished_at: Mapped[datetime | None]

    pack: Mapped[RulePack] = relationship()


class ReratingLine(Base):
    """One change for one person; only what became of it is written later."""

    __tablename__ = "rerating_line"
    __table_args__ = (
        UniqueConstraint("rerating_id", "position"),
        CheckConstraint(
            "state <> 'done' or entry_uid is not null or reversal_uid is not null",
            name="done_has_entry",
        ),
        CheckConstraint("state <> 'refused' or refusal <> ''", name="refused_has_reason"),
        CheckConstraint("(state = 'untouched') = (note <> '')", name="untouched_has_reason"),
        CheckConstraint("reverses_uid is not null or is_given", name="changes_something"),
        Index("ix_rerating_line_key", "agency_id", "rule_code", "subject_key", "once_key"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    rerating_id: Mapped[int] = reference("rerating.id", index=False)
    position: Mapped[int]
    rule_code: Mapped[Code]
    #: "person:12" or "unit:3".
    subject_key: Mapped[Code]
    once_key: Mapped[str]
    #: The rule of the version; empty when the version has no such rule.
    rule_version_id: Mapped[int | None] = reference("rule_version.id", nullable=True)
    #: Empty when the unit itself was thanked.
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    unit_id: Mapped[int] = reference("unit.id", index=False)
    happened_on: Mapped[date]
    fact_kind: Mapped[Code]
    fact_id: Mapped[int]
    reverses_uid: Mapped[Code | None]
    points_before: Mapped[int]
    badge_before: Mapped[str]
    is_given: Mapped[bool]
    points_after: Mapped[int]
    badge_after: Mapped[str]
    #: No firing stood for it, so one is kept with what is given.
    is_first: Mapped[bool]
    outcome: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]]
    #: Why it stays as it is.
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[LineState] = mapped_column(closed_enum(LineState, "state"))
    reversal_uid: Mapped[Code | None]
    entry_uid: Mapped[Code | None]
    refusal: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
