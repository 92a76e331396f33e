"""What stands around a case in rows of a few words each, read together in one statement."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Row, Select, String, Text, cast, literal, null, select, union_all

from ledger.database import BigId, UtcDateTime, session
from ledger.domain.discipline.cases import WITHOUT_EFFECT
from ledger.domain.discipline.own_words import OwnWords
from ledger.domain.violations import AbsenceState
from ledger.models.case_parties import CaseWitness
from ledger.models.cases import Allegation, Case, PastSanction, Sanction
from ledger.models.nominations import Evidence
from ledger.models.people import ConflictDeclaration
from ledger.models.remedies import Remedy
from ledger.models.violations import AbsenceDay, ViolationReport


@dataclass(frozen=True, slots=True)
class PastOne:
    """One sanction imposed before, here or as SIASN knows it; ``happened_on`` only from here."""

    kind: str
    code: str
    decided_on: date
    letter_number: str = ""
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """A file that came with the person's reply."""

    id: int
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Who stands near the case, what went before it, and the days away that were confirmed.

    ``witnesses`` are those who reported or saw it; ``absences`` are days with the moment at which
    they were confirmed; ``past`` stands newest first.
    """

    witnesses: frozenset[int]
    answering: frozenset[int]
    conflicts: frozenset[int]
    past: tuple[PastOne, ...]
    absences: tuple[tuple[date, datetime | None], ...]
    reply_files: tuple[ReplyFile, ...]


class _Source(StrEnum):
    WITNESS = "witness"
    ANSWERING = "answering"
    CONFLICT = "conflict"
    PAST = "past"
    ABSENCE = "absence"
    REPLY_FILE = "reply_file"


#: The columns that each part fills as far as it has something for them.
_COLUMNS: Mapping[str, Any] = {
    "id": BigId,
    "kind": String(64),
    "code": String(64),
    "words": Text(),
    "day": Date(),
    "act_day": Date(),
    "at": UtcDateTime(),
}


def surroundings_of(case: Case) -> Surroundings:
    """Everything around the case and its person, whatever there is of it."""
    found: dict[str, list[Row[Any]]] = {source: [] for source in _Source}
    for row in session().execute(union_all(*_parts(case.id, case.subject_id))):
        found[row.source].append(row)
    return Surroundings(
        witnesses=_ids(found[_Source.WITNESS]),
        answering=_ids(found[_Source.ANSWERING]),
        conflicts=_ids(found[_Source.CONFLICT]),
        past=newest_first(
            PastOne(row.kind, row.code, row.day, row.words or "", row.act_day)
            for row in found[_Source.PAST]
        ),
        absences=tuple(sorted((row.day, row.at) for row in found[_Source.ABSENCE])),
        reply_files=tuple(
            ReplyFile(row.id, row.words)
            for row in sorted(found[_Source.REPLY_FILE], key=lambda one: one.id)
        ),
    )


def newest_first(past: Iterator[PastOne]) -> tuple[PastOne, ...]:
    return tuple(sorted(past, key=lambda one: one.decided_on, reverse=True))


def past_of(case: Case) -> tuple[PastOne, ...]:
    """Everything imposed on the person before this case, newest first."""
    rows = session().execute(union_all(*_past(case.id, case.subject_id)))
    return newest_first(
        PastOne(row.kind, row.code, row.day, row.words or "", row.act_day) for row in rows
    )


def _ids(rows: Collection[Row[Any]]) -> frozenset[int]:
    return frozenset(row.id for row in rows)


def _parts(case_id: int, subject_id: int) -> Iterator[Select[Any]]:
    yield from _people(case_id, subject_id)
    yield from _past(case_id, subject_id)
    yield _part(_Source.ABSENCE, day=AbsenceDay.day, at=AbsenceDay.confirmed_at).where(
        AbsenceDay.person_id == subject_id, AbsenceDay.state == AbsenceState.CONFIRMED_ABSENT
    )
    yield _part(_Source.REPLY_FILE, id=Evidence.id, words=Evidence.file_name).where(
        Evidence.subject_kind == OwnWords.REPLY.value, Evidence.subject_id == case_id
    )


def _people(case_id: int, subject_id: int) -> Iterator[Select[Any]]:
    reporter = ViolationReport.reporter_id
    yield (
        _part(_Source.WITNESS, id=reporter)
        .join(Allegation, Allegation.violation_report_id == ViolationReport.id)
        .where(Allegation.case_id == case_id, reporter.is_not(None))
    )
    yield _part(_Source.WITNESS, id=CaseWitness.person_id).where(CaseWitness.case_id == case_id)
    for answering in (Remedy.handler_id, Remedy.decided_by):
        here = (Remedy.case_id == case_id, answering.is_not(None))
        yield _part(_Source.ANSWERING, id=answering).where(*here)
    mine, other = ConflictDeclaration.person_id, ConflictDeclaration.other_person_id
    yield _part(_Source.CONFLICT, id=other).where(mine == subject_id)
    yield _part(_Source.CONFLICT, id=mine).where(other == subject_id)


def _past(case_id: int, subject_id: int) -> Iterator[Select[Any]]:
    yield _part(
        _Source.PAST,
        kind=PastSanction.kind,
        code=PastSanction.code,
        words=PastSanction.letter_number,
        day=PastSanction.letter_on,
    ).where(PastSanction.person_id == subject_id)
    yield (
        _part(
            _Source.PAST,
            kind=Sanction.kind,
            code=Allegation.code,
            day=Sanction.decided_on,
            act_day=Allegation.happened_on,
        )
        .join(Case, Case.id == Sanction.case_id)
        .join(Allegation, Allegation.case_id == Case.id)
        .where(
            Sanction.subject_id == subject_id,
            Case.id != case_id,
            Case.state.not_in(WITHOUT_EFFECT),
            Sanction.replaced_on.is_(None),
        )
    )


def _part(source: _Source, **filled: Any) -> Select[Any]:
    """One part of the union; PostgreSQL wants to know the type of what is empty."""
    columns = [
        (filled[name] if name in filled else cast(null(), type_)).label(name)
        for name, type_ in _COLUMNS.items()
    ]
    return select(literal(source.value, String(64)).label("source"), *columns)
