"""Every file that was given to Neraca: what it was and what became of its rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Code, Hash, Id, reference


class ImportRun(Base):
    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_agency_id_sha256", "agency_id", "sha256"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: A value of domain.imports.ImportKind.
    kind: Mapped[Code]
    #: A value of domain.imports.RunState.
    state: Mapped[Code]
    file_name: Mapped[str]
    sha256: Mapped[Hash]
    account_id: Mapped[int | None] = reference("account.id", nullable=True)
    actor_name: Mapped[str]
    at: Mapped[datetime]
    #: What the person chose: order of dates, month of a matrix, whether good rows proceed.
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_changed: Mapped[int] = mapped_column(default=0)
    rows_same: Mapped[int] = mapped_column(default=0)
    rows_failed: Mapped[int] = mapped_column(default=0)
    #: Row, column, value, reason and remedy of each row that stays out.
    problems: Mapped[list[Any]] = mapped_column(default=list)
    #: Row, column, value and reason of what was used all the same.
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    #: What was understood and is said, for example the order of day and month.
    notes: Mapped[list[Any]] = mapped_column(default=list)


class MachineNumber(Base):
    """Whom the number of an attendance machine means."""

    __tablename__ = "machine_number"
    __table_args__ = (UniqueConstraint("agency_id", "machine_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    machine_id: Mapped[Code]
    person_id: Mapped[int] = reference("person.id")
