"""Execution for HR: what is to be carried out, the payroll's list, and what SIASN must have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.execution import MeasureKind
from ledger.domain.discipline.execution_lines import MeasureLine, UploadLine
from ledger.domain.discipline.remedies import REPLACES, RemedyOutcome
from ledger.domain.names import full_name
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.cases import Allegation, Case, Examination, Sanction
from ledger.models.documents import Document
from ledger.models.people import Person, Unit
from ledger.models.remedies import Measure, Remedy, Upload

NO_MEASURE = sentence("Tindakan ini tidak ada, atau bukan untuk Anda.")
#: While a sanction waits, stands or is served it is live.
LIVE = (
    CaseState.DECIDED,
    CaseState.SENT,
    CaseState.DELIVERED,
    CaseState.SUSPENDED,
    CaseState.EFFECTIVE,
    CaseState.EXECUTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSanction:
    """A sanction that has its effects today, for whoever asks whether somebody is eligible."""

    person_id: int
    kind: str
    level: str
    decided_on: date
    effective_on: date | None
    state: CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveHold:
    """What is held or cut on a day; ``ends_on`` is the first day without it."""

    person_id: int
    kind: MeasureKind
    starts_on: date
    ends_on: date | None


def live_sanctions(person_ids: Sequence[int]) -> list[LiveSanction]:
    """The live sanctions of these people: from the decision until served or annulled."""
    rows = session().execute(
        select(Sanction, Case.state)
        .join(Case, Case.id == Sanction.case_id)
        .where(
            Sanction.subject_id.in_(person_ids),
            Sanction.replaced_on.is_(None),
            Case.state.in_(LIVE),
        )
        .order_by(Sanction.id)
    )
    return [
        LiveSanction(
            person_id=row.subject_id,
            kind=row.kind,
            level=row.level,
            decided_on=row.decided_on,
            effective_on=row.effective_on,
            state=state,
        )
        for row, state in rows
    ]


def live_holds(person_ids: Sequence[int], *, on: date) -> list[LiveHold]:
    """What of these people is held, cut or lowered on the day; a halted one holds nothing."""
    rows = session().scalars(
        select(Measure)
        .where(
            Measure.person_id.in_(person_ids),
            Measure.starts_on <= on,
            Measure.ends_on.is_(None) | (Measure.ends_on > on),
            Measure.stopped_on.is_(None),
            Measure.halted_on.is_(None),
        )
        .order_by(Measure.id)
    )
    return [
        LiveHold(
            person_id=row.person_id, kind=row.kind, starts_on=row.starts_on, ends_on=row.ends_on
        )
        for row in rows
    ]


def list_measures(actor: Actor) -> list[MeasureLine]:
    """All measures within the reach of HR, those without a receipt first; never one's own."""
    return _lines(_in_reach(actor))


def get_measure(measure_id: int, *, actor: Actor) -> MeasureLine:
    """One of them; raises NotFound."""
    found = _lines(and_(_in_reach(actor), Measure.id == measure_id))
    if not found:
        raise NotFound(NO_MEASURE)
    return found[0]


def number_of_measures(actor: Actor) -> ScalarSelect[int] | None:
    """How many wait for their receipt, for HR."""
    if not actor.has_role(Role.HR):
        return None
    counted = select(func.count()).select_from(Measure).join(Case, Case.id == Measure.case_id)
    return counted.where(
        _in_reach(actor),
        Measure.executed_on.is_(None),
        Measure.stopped_on.is_(None),
        Measure.halted_on.is_(None),
    ).scalar_subquery()


def number_of_uploads(actor: Actor) -> ScalarSelect[int] | None:
    """How many final decisions are not uploaded yet, for HR."""
    if not actor.has_role(Role.HR):
        return None
    counted = (
        select(func.count())
        .select_from(Upload)
        .join(Sanction, Sanction.id == Upload.sanction_id)
        .join(Case, Case.id == Sanction.case_id)
        .outerjoin(Remedy, cancelling_remedy())
    )
    return counted.where(
        Upload.agency_id == actor.agency_id,
        upload_waits(),
        Sanction.subject_id.is_distinct_from(actor.person_id),
        _units(actor, Case.unit_id),
    ).scalar_subquery()


def payroll_cuts(actor: Actor, *, month: date) -> list[MeasureLine]:
    """The allowances to cut in the pay of a month; nothing that is halted, stayed or stopped."""
    return [
        one
        for one in _lines(
            and_(
                _in_reach(actor),
                Measure.kind == MeasureKind.ALLOWANCE_CUT,
                Measure.starts_on <= month,
                Measure.ends_on > month,
                Measure.stopped_on.is_(None),
                Measure.halted_on.is_(None),
            )
        )
        if not one.is_stayed
    ]


def cancelling_remedy() -> ColumnElement[bool]:
    """The condition that the objection of the row took back the decision of the row."""
    return and_(
        Remedy.sanction_id == Sanction.id,
        Remedy.outcome.in_((*REPLACES, RemedyOutcome.ANNULLED)),
    )


def upload_waits() -> ColumnElement[bool]:
    """As UploadLine.waits says it, beside an outer join of ``cancelling_remedy``."""
    return or_(
        and_(Upload.uploaded_on.is_(None), Remedy.id.is_(None)),
        Upload.uploaded_on < Remedy.decided_on,
    )


def list_uploads(actor: Actor) -> list[UploadLine]:
    """Every final decision within reach, those not uploaded yet first."""
    found = _final_decisions(actor)
    codes, ends = _codes([row[2].id for row in found]), _ends([row[1].id for row in found])
    lines = [
        UploadLine(
            id=upload.id,
            case_id=case.id,
            number=case.number,
            person=full_name(person.name, person.title_before, person.title_after),
            nip=person.nip or "",
            kind=sanction.kind,
            level=sanction.level,
            letter_number=number or "",
            letter_on=sanction.decided_on,
            effective_on=sanction.effective_on,
            ends_on=ends.get(sanction.id),
            codes=", ".join(codes.get(case.id, ())),
            has_decision=sanction.document_id is not None,
            has_examination=record_id is not None,
            exported_at=upload.exported_at,
            uploaded_on=upload.uploaded_on,
            upload_number=upload.upload_number,
            cancel_number=(remedy.letter_number or taken_back or "") if remedy else "",
            cancelled_on=remedy.decided_on if remedy else None,
        )
        for upload, sanction, case, person, number, record_id, remedy, taken_back in found
    ]
    return sorted(lines, key=lambda one: not one.waits)


def _final_decisions(actor: Actor) -> Sequence[Any]:
    """Each with its people, its papers, and the objection that took it back, if any."""
    answer = aliased(Document)
    rows = session().execute(
        select(
            Upload,
            Sanction,
            Case,
            Person,
            Document.number,
            Examination.document_id,
            Remedy,
            answer.number,
        )
        .join(Sanction, Sanction.id == Upload.sanction_id)
        .join(Case, Case.id == Sanction.case_id)
        .join(Person, Person.id == Sanction.subject_id)
        .outerjoin(Document, Document.id == Sanction.document_id)
        .outerjoin(Examination, Examination.case_id == Case.id)
        .outerjoin(Remedy, cancelling_remedy())
        .outerjoin(answer, answer.id == Remedy.document_id)
        .where(_units(actor, Case.unit_id), Upload.agency_id == actor.agency_id)
        .where(Sanction.subject_id != actor.person_id)
        .order_by(Upload.id)
    )
    return rows.all()


def _codes(case_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = session().execute(
        select(Allegation.case_id, Allegation.code)
        .where(Allegation.case_id.in_(case_ids))
        .order_by(Allegation.id)
    )
    found: dict[int, list[str]] = {}
    for case_id, code in rows:
        if code not in found.setdefault(case_id, []):
            found[case_id].append(code)
    return found


def _ends(sanction_ids: Sequence[int]) -> dict[int, date]:
    rows = session().execute(
        select(Measure.sanction_id, Measure.ends_on)
        .where(Measure.sanction_id.in_(sanction_ids), Measure.ends_on.is_not(None))
        .order_by(Measure.ends_on)
    )
    return {sanction_id: day for sanction_id, day in rows if day is not None}


def _lines(condition: ColumnElement[bool]) -> list[MeasureLine]:
    rows = session().execute(
        select(Measure, Case, Person, Unit.name)
        .join(Case, Case.id == Measure.case_id)
        .join(Person, Person.id == Measure.person_id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(condition)
        .order_by(Measure.executed_on.is_not(None), Measure.starts_on, Measure.id)
    )
    return [_line(*row) for row in rows]


def _line(row: Measure, case: Case, person: Person, unit: str) -> MeasureLine:
    return MeasureLine(
        id=row.id,
        case_id=case.id,
        number=case.number,
        person=full_name(person.name, person.title_before, person.title_after),
        nip=person.nip or "",
        unit=unit,
        kind=row.kind,
        percent=row.percent,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        receipt=row.receipt,
        executed_on=row.executed_on,
        halted_on=row.halted_on,
        halt_reason=row.halt_reason,
        returned_on=row.returned_on,
        stopped_on=row.stopped_on,
        is_stayed=case.state is CaseState.SUSPENDED,
    )


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Measure.agency_id == actor.agency_id,
        Measure.person_id != actor.person_id,
        _units(actor, Case.unit_id),
    )


def _units(actor: Actor, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    reached = actor.units_reached(Role.HR)
    return true() if reached is None else column.in_(sorted(reached))
