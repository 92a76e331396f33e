"""Presence and conduct: rosters, whose machine number, absence days, reports of violations."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from ledger.database import session
from ledger.domain.calendars import NoRoster, YearNotLoaded
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.formats import date_text
from ledger.domain.imports import (
    AbsenceRow,
    ImportKind,
    MachineIdRow,
    Phrase,
    RosterRow,
    RowProblem,
    ViolationReportRow,
)
from ledger.domain.violations import RecordAbsence, ReportViolation, require_report
from ledger.errors import sentence
from ledger.models.calendars import RosterDay
from ledger.models.imports import MachineNumber
from ledger.models.people import Person
from ledger.models.violations import AbsenceDay, ViolationReport
from ledger.services.absences import record_absences
from ledger.services.calendars import calendars_of_people
from ledger.services.imports.desk import Desk
from ledger.services.imports.plans import Importer, Line, Plan, TableImporter, usable_values
from ledger.services.imports.verbs import VerbImporter
from ledger.services.violations import report_violation

DAY_OFF = sentence("%(day)s hari libur bagi pegawai ini, jadi tidak dicatat")
NO_ROSTER = sentence("jadwal dinas pegawai ini untuk %(day)s belum ada")
NO_CALENDAR = sentence("kalender libur tahun %(year)s belum dimuat")
ROSTER_REMEDY = sentence("Impor jadwal dinas bulan itu lebih dahulu, lalu unggah lagi.")
CALENDAR_REMEDY = sentence(
    "Minta operator memuat kalender libur tahun itu (neraca calendar load), lalu unggah lagi."
)


def _roster(row: RosterRow, desk: Desk) -> dict[str, Any]:
    return {"person_id": desk.person(row.nip, "nip").id, "day": row.day, "duty": row.shift}


def _follow_roster(plan: Plan[RosterRow], desk: Desk) -> None:
    people = {line.values["person_id"] for line in plan.new} | {
        desk.people[line.row.nip].id for line in plan.changed
    }
    if people:
        session().execute(
            update(Person), [{"id": one, "follows_roster": True} for one in sorted(people)]
        )


def _machine(row: MachineIdRow, desk: Desk) -> dict[str, Any]:
    return {"machine_id": row.machine_id, "person_id": desk.person(row.nip, "nip").id}


class AbsenceImporter(Importer[AbsenceRow]):
    """Days off in the person's own calendar are dropped with a warning, the others recorded."""

    def plan(self, rows: Sequence[AbsenceRow], desk: Desk) -> Plan[AbsenceRow]:
        plan: Plan[AbsenceRow] = Plan()
        lines = usable_values(rows, desk, plan, _absence)
        people = {line.values["person_id"] for line in lines}
        calendars = calendars_of_people(people, agency_id=desk.agency_id)
        known = _known_days(desk)
        unjudged: dict[int, RowProblem] = {}
        for line in lines:
            day, person_id = line.row.day, line.values["person_id"]
            try:
                is_duty = calendars[person_id].is_working_day(day)
            except (NoRoster, YearNotLoaded) as refusal:
                unjudged.setdefault(line.row.number, _unjudged(line, refusal, desk))
                continue
            if not is_duty:
                reason = Phrase(DAY_OFF, day=date_text(day))
                plan.warnings.append(desk.warning(line.row.number, _day_field(line, desk), reason))
            elif day in known[person_id]:
                plan.same += 1
            else:
                plan.new.append(line)
        plan.problems += unjudged.values()
        plan.new = [line for line in plan.new if line.row.number not in unjudged]
        return plan

    def write(self, plan: Plan[AbsenceRow], desk: Desk) -> None:
        days = [
            RecordAbsence(
                person_id=line.values["person_id"], day=line.row.day, source=line.row.source
            )
            for line in plan.new
        ]
        record_absences(days, actor=desk.actor, now=desk.now)


def _absence(row: AbsenceRow, desk: Desk) -> dict[str, Any]:
    field = "machine_id" if desk.kind is ImportKind.ABSENCES_MACHINE else "nip"
    return {"person_id": desk.person(row.nip, field).id}


def _known_days(desk: Desk) -> defaultdict[int, set[Any]]:
    known: defaultdict[int, set[Any]] = defaultdict(set)
    columns = select(AbsenceDay.person_id, AbsenceDay.day)
    for person_id, day in session().execute(columns.where(AbsenceDay.agency_id == desk.agency_id)):
        known[person_id].add(day)
    return known


def _day_field(line: Line[AbsenceRow], desk: Desk) -> str:
    if desk.kind is ImportKind.ABSENCES_MATRIX:
        return f"{line.row.day.day:02d}"
    return "days" if desk.kind is ImportKind.ABSENCES_MONTHLY else "day"


def _unjudged(line: Line[AbsenceRow], refusal: NoRoster | YearNotLoaded, desk: Desk) -> RowProblem:
    if isinstance(refusal, NoRoster):
        reason = Phrase(NO_ROSTER, day=date_text(line.row.day))
        remedy = Phrase(ROSTER_REMEDY)
    else:
        reason = Phrase(NO_CALENDAR, year=line.row.day.year)
        remedy = Phrase(CALENDAR_REMEDY)
    return desk.problem(line.row.number, _day_field(line, desk), reason, remedy)


def _report(row: ViolationReportRow, desk: Desk) -> ReportViolation:
    return ReportViolation(
        subject_id=desk.person(row.subject_nip, "subject_nip").id,
        unit_id=desk.unit(row.unit_code),
        code=row.code,
        impact=Impact(row.impact),
        narrative=row.narrative,
        happened_on=row.happened_on,
        known_on=row.known_on,
        reporter_id=desk.person_id(row.reporter_nip, "reporter_nip"),
        evidence=(row.evidence,) if row.evidence else (),
    )


def _send_report(command: ReportViolation, source_key: str, desk: Desk) -> object:
    return report_violation(command, actor=desk.actor, now=desk.now, source_key=source_key)


ROSTERS: TableImporter[RosterRow] = TableImporter(
    model=RosterDay, key=("person_id", "day"), values=_roster, after=_follow_roster
)
MACHINE_IDS: TableImporter[MachineIdRow] = TableImporter(
    model=MachineNumber, key=("machine_id",), values=_machine
)
ABSENCES = AbsenceImporter()
VIOLATION_REPORTS: VerbImporter[ViolationReportRow] = VerbImporter(
    model=ViolationReport,
    command=_report,
    check=lambda command, today: require_report(command, today=today),
    send=_send_report,
    fields={
        "subject_id": "subject_nip",
        "reporter_id": "reporter_nip",
        "unit_id": "unit_code",
        "evidence": "evidence",
    },
)
