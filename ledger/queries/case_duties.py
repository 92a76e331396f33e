"""Duties of PP 94/2021 Pasal 26 that nobody has done in time (Pasal 28)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Integer, String, cast, literal, null, select, union_all

from ledger.database import session
from ledger.domain.discipline.cases import CaseState
from ledger.domain.violations import ReportState
from ledger.models.cases import Case
from ledger.models.people import Unit
from ledger.models.violations import ViolationReport
from ledger.queries.cases import in_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A duty of PP 94/2021 Pasal 26 that nobody has done; ``kind`` is "report" or "case"."""

    kind: str
    id: int
    number: str
    unit: str
    since: date
    unit_id: int
    subject_id: int
    #: Who has to act in a case; in a report it is whoever is the superior that day.
    superior_id: int | None
    reporter_id: int | None


def overdue_duties(
    agency_id: int, unit_ids: Collection[int] | None, *, before: date
) -> list[Overdue]:
    """Reports nobody assessed and cases nobody summoned in, since before that day (Pasal 28)."""
    reports = (
        select(
            literal("report"),
            ViolationReport.id,
            ViolationReport.number,
            Unit.name,
            cast(ViolationReport.known_on, String),
            ViolationReport.unit_id,
            ViolationReport.subject_id,
            cast(null(), Integer),
            ViolationReport.reporter_id,
        )
        .join(Unit, Unit.id == ViolationReport.unit_id)
        .where(
            ViolationReport.agency_id == agency_id,
            ViolationReport.state == ReportState.REPORTED,
            ViolationReport.known_on < before,
            in_units(ViolationReport.unit_id, unit_ids),
        )
    )
    opened_before = datetime.combine(before, datetime.min.time(), tzinfo=UTC)
    cases = (
        select(
            literal("case"),
            Case.id,
            Case.number,
            Unit.name,
            cast(Case.opened_at, String),
            Case.unit_id,
            Case.subject_id,
            Case.superior_id,
            cast(null(), Integer),
        )
        .join(Unit, Unit.id == Case.unit_id)
        .where(
            Case.agency_id == agency_id,
            Case.state == CaseState.OPENED,
            Case.opened_at < opened_before,
            in_units(Case.unit_id, unit_ids),
        )
    )
    rows: Any = session().execute(union_all(reports, cases))
    return sorted((_overdue(*row) for row in rows), key=lambda one: one.since)


def _overdue(
    kind: str, id_: int, number: str, unit: str, since: str, unit_id: int, *people: int | None
) -> Overdue:
    # A day and a moment share one column as text, of which the first ten letters are the day.
    day = date.fromisoformat(since[:10])
    subject_id, superior_id, reporter_id = people
    return Overdue(
        kind=kind,
        id=id_,
        number=number,
        unit=unit,
        since=day,
        unit_id=unit_id,
        subject_id=subject_id or 0,
        superior_id=superior_id,
        reporter_id=reporter_id,
    )
