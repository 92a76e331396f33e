"""Performance and service sanctions: registers of their own beside the discipline cases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.side_tracks import SideEvent, SideState, Track
from ledger.models.people import Person


class SideSanction(Base):
    """A letter that its official imposes or not. Append-only; never a kind of PP 94/2021."""

    __tablename__ = "side_sanction"
    __table_args__ = (
        CheckConstraint("decided_by <> subject_id", name="decider_is_another"),
        CheckConstraint(
            "recorded_by <> decided_by and recorded_by <> subject_id", name="recorder_is_another"
        ),
        CheckConstraint("length(trim(ground)) > 0", name="ground_given"),
        CheckConstraint("length(trim(reason)) >= 20", name="reason_given"),
        CheckConstraint("length(trim(letter_number)) > 0", name="letter_given"),
        CheckConstraint(
            "kind not in ('R1', 'R2', 'R3', 'S1', 'S2', 'S3', 'B1', 'B2', 'B3')", name="own_kind"
        ),
        CheckConstraint(
            "(track = 'performance' and article like '%PP 30/2019')"
            " or (track = 'service' and article like '%UU 25/2009')",
            name="own_law",
        ),
        CheckConstraint("obey_until is null or obey_until > decided_on", name="dates_ordered"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    track: Mapped[Track] = mapped_column(closed_enum(Track, "track"))
    subject_id: Mapped[int] = reference("person.id")
    kind: Mapped[Code]
    #: The kind in the words of its own law, as it stood when it was imposed.
    text: Mapped[str]
    article: Mapped[str]
    #: The obligation of UU 25/2009 that was not kept, or the SKP that was too low.
    ground: Mapped[str]
    reason: Mapped[str]
    letter_number: Mapped[str]
    decided_on: Mapped[date]
    #: The entitled official, to whom the letter was given.
    decided_by: Mapped[int] = reference("person.id", index=False)
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)
    obey_until: Mapped[date | None]
    recorded_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    recorded_at: Mapped[datetime]

    subject: Mapped[Person] = relationship(foreign_keys="SideSanction.subject_id")
    decider: Mapped[Person] = relationship(foreign_keys="SideSanction.decided_by")
    steps: Mapped[list["SideStep"]] = relationship(order_by="SideStep.id")

    @property
    def state(self) -> SideState:
        return SideState(self.steps[-1].event.value) if self.steps else SideState.WAITING


class SideStep(Base):
    """Append-only: imposed or refused, obeyed or not, withdrawn."""

    __tablename__ = "side_step"
    __table_args__ = (
        Index("ix_side_step_side_sanction_id", "side_sanction_id", "id"),
        CheckConstraint("length(trim(note)) > 0", name="note_given"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    side_sanction_id: Mapped[int] = reference("side_sanction.id", index=False)
    event: Mapped[SideEvent] = mapped_column(closed_enum(SideEvent, "event"))
    note: Mapped[str]
    person_id: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    at: Mapped[datetime]


class SideView(Base):
    """Who opened the record; shown to the person it is about."""

    __tablename__ = "side_view"

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    side_sanction_id: Mapped[int] = reference("side_sanction.id")
    account_id: Mapped[int] = reference("account.id", index=False)
    person_name: Mapped[str]
    at: Mapped[datetime]
