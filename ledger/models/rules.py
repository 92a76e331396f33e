"""Rule packs, the versions of their rules, and every time a rule fired."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Hash, Id, closed_enum, reference
from ledger.domain.packs import PackState
from ledger.models.people import Account


class RulePack(Base):
    """One version of a pack as HR wrote it; frozen from the moment it is loaded."""

    __tablename__ = "rule_pack"
    __table_args__ = (
        UniqueConstraint("agency_id", "code", "version"),
        UniqueConstraint("agency_id", "code", "sha256"),
        CheckConstraint("activated_by <> author_id", name="activated_by_another"),
        CheckConstraint("state <> 'active' or activated_by is not null", name="active_has_second"),
        Index(
            "uq_rule_pack_active",
            "agency_id",
            "code",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    code: Mapped[Code]
    version: Mapped[int]
    name: Mapped[str]
    #: The YAML, comments and all.
    source: Mapped[str]
    sha256: Mapped[Hash]
    state: Mapped[PackState] = mapped_column(closed_enum(PackState, "state"))
    author_id: Mapped[int] = reference("account.id")
    loaded_at: Mapped[datetime]
    activated_by: Mapped[int | None] = reference("account.id", nullable=True)
    activated_at: Mapped[datetime | None]
    #: The facts it judges: happened on or after this day.
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    #: Of the simulation that whoever activated it had before their eyes.
    seen_sha256: Mapped[Hash | None]

    author: Mapped[Account] = relationship(foreign_keys="RulePack.author_id")
    rules: Mapped[list["RuleVersion"]] = relationship(
        back_populates="pack", order_by="RuleVersion.id"
    )


class RuleVersion(Base):
    """One rule of one version of a pack; never changed."""

    __tablename__ = "rule_version"
    __table_args__ = (
        UniqueConstraint("pack_id", "code"),
        UniqueConstraint("agency_id", "code", "version"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    pack_id: Mapped[int] = reference("rule_pack.id", index=False)
    code: Mapped[Code]
    version: Mapped[int]
    title: Mapped[str]
    #: The sentence that HR and the person read.
    sentence: Mapped[str]
    fact_kind: Mapped[Code]
    legal_basis: Mapped[str] = mapped_column(default="")

    pack: Mapped[RulePack] = relationship(back_populates="rules")


class Firing(Base):
    """One time that a rule held for a fact, with the values it saw."""

    __tablename__ = "firing"
    __table_args__ = (
        UniqueConstraint("agency_id", "rule_code", "subject_key", "once_key"),
        Index("ix_firing_fact", "fact_kind", "fact_id"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    rule_version_id: Mapped[int] = reference("rule_version.id")
    rule_code: Mapped[Code]
    fact_kind: Mapped[Code]
    fact_id: Mapped[int]
    #: "person:12" or "unit:3".
    subject_key: Mapped[Code]
    #: What makes it happen only once, for example "2026-T2".
    once_key: Mapped[str]
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    unit_id: Mapped[int | None] = reference("unit.id", nullable=True)
    happened_on: Mapped[date]
    fired_at: Mapped[datetime]
    #: The fact, the person's fields and the measures as they were.
    inputs: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]

    rule_version: Mapped[RuleVersion] = relationship()


class FactRecord(Base):
    """An accepted fact, kept as the rules saw it, so that it can be measured and judged again."""

    __tablename__ = "fact_record"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "source_id", "person_id"),
        Index("ix_fact_record_person", "agency_id", "kind", "person_id", "happened_on"),
        Index("ix_fact_record_unit", "agency_id", "kind", "unit_id", "happened_on"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    kind: Mapped[Code]
    #: The id of the nomination, commendation, ... it came from.
    source_id: Mapped[int]
    person_id: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    unit_id: Mapped[int | None] = reference("unit.id", index=False, nullable=True)
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    fields: Mapped[dict[str, Any]]
    #: Pairs of person and share in percent, where several took part.
    team: Mapped[list[Any] | None]
    #: Who put the fact forward, and so may not decide what follows from it.
    proposer_id: Mapped[int | None] = reference("person.id", index=False, nullable=True)


class RuleFailure(Base):
    """A rule that could not be worked out, or not be followed, for one fact; kept until HR did."""

    __tablename__ = "rule_failure"
    __table_args__ = (
        UniqueConstraint("agency_id", "rule_code", "fact_kind", "fact_id", "subject_key"),
        CheckConstraint("(settled_at is null) = (settled_by is null)", name="settled_by_somebody"),
        Index("ix_rule_failure_agency_id_settled_at", "agency_id", "settled_at"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    rule_version_id: Mapped[int] = reference("rule_version.id")
    rule_code: Mapped[Code]
    fact_kind: Mapped[Code]
    fact_id: Mapped[int]
    #: "person:12" or "unit:3".
    subject_key: Mapped[Code]
    person_id: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    unit_id: Mapped[int | None] = reference("unit.id", index=False, nullable=True)
    happened_on: Mapped[date]
    #: What the rule saw, and why it stopped there.
    fields: Mapped[dict[str, Any]]
    reason: Mapped[str]
    failed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = reference("account.id", index=False, nullable=True)

    rule_version: Mapped[RuleVersion] = relationship()
