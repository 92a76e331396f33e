"""What a version of a rule pack would have done to the facts of a period."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Hash, Id, reference
from ledger.models.rules import RulePack


class Simulation(Base):
    """One comparison of a version with the version in force; fixed once it is finished.

    It names people by their id only, so that nothing in it outlives an erasure.
    """

    __tablename__ = "simulation"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_ordered"),
        CheckConstraint(
            "(finished_at is null) = (report_sha256 is null)"
            " and (finished_at is null) = (fact_count is null)",
            name="finished_whole",
        ),
        Index("ix_simulation_pack_id_report_sha256", "pack_id", "report_sha256"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    pack_id: Mapped[int] = reference("rule_pack.id", index=False)
    #: The version in force that it was compared with; empty for the first version of a pack.
    base_pack_id: Mapped[int | None] = reference("rule_pack.id", nullable=True)
    #: The days of the facts, both included.
    first_day: Mapped[date]
    last_day: Mapped[date]
    requested_by: Mapped[int | None] = reference("account.id", nullable=True)
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    fact_count: Mapped[int | None]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Of all that was compared and what came of it: what whoever activates confirms to have seen.
    report_sha256: Mapped[Hash | None]

    pack: Mapped[RulePack] = relationship(foreign_keys="Simulation.pack_id")
    base_pack: Mapped[RulePack | None] = relationship(foreign_keys="Simulation.base_pack_id")
