"""The recaps that were asked for: the list of HR, one of them, and which can be used again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentState
from ledger.domain.jobs import JobState
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.documents import Document, Recap
from ledger.models.jobs import Job
from ledger.models.people import Account, Person, Unit
from ledger.queries.recaps.corrigenda import CorrigendumLine, affected_recaps, corrigenda_of

NO_RECAP = sentence("Rekap ini tidak ada.")


@dataclass(frozen=True, kw_only=True)
class RecapLine:
    """One recap with how far it is; ``pdf_sha256`` once it is issued."""

    id: int
    unit_id: int | None
    unit: str
    period: str
    sections: tuple[str, ...]
    requested_by: str
    created_at: datetime
    document_id: int | None
    number: str
    document_state: DocumentState | None
    pdf_sha256: str | None
    spreadsheet_sha256: str | None
    tree_size: int
    root: str
    job_id: int | None
    job_state: JobState | None
    done: int
    total: int
    error: str
    #: What corrects it, the first one first; the recap itself stays as it was issued.
    corrigenda: tuple[CorrigendumLine, ...] = ()
    #: How many counted entries were reversed and stand in no corrigendum yet.
    affected: int = 0

    @property
    def is_issued(self) -> bool:
        return self.pdf_sha256 is not None and self.document_state is not DocumentState.NUMBERED


def list_recaps(actor: Actor, *, offset: int, limit: int) -> list[RecapLine]:
    """The newest first, of the units the actor's role reaches."""
    query = _lines().where(*_reached(actor)).order_by(Recap.id.desc())
    rows = session().execute(query.offset(offset).limit(limit)).all()
    return _with_corrections(rows)


def count_recaps(actor: Actor) -> int:
    query = select(func.count(Recap.id)).where(*_reached(actor))
    return session().scalar(query) or 0


def get_recap(recap_id: int, *, actor: Actor) -> RecapLine:
    """Raises NotFound, also for units the actor's role does not reach."""
    query = _lines().where(Recap.id == recap_id, *_reached(actor))
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotFound(NO_RECAP)
    return _with_corrections([row])[0]


def find_recap(
    agency_id: int, unit_id: int | None, period: str, sections: Sequence[str], *, is_issued: bool
) -> RecapLine | None:
    """The newest recap of the same scope: one that is issued, or one still being made."""
    made = Document.state == DocumentState.ISSUED
    going = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    rows = session().execute(
        _lines()
        .where(
            Recap.agency_id == agency_id,
            Recap.unit_id.is_(None) if unit_id is None else Recap.unit_id == unit_id,
            Recap.period == period,
            made if is_issued else going,
        )
        .order_by(Recap.id.desc())
    )
    found = (_line(row) for row in rows)
    return next((line for line in found if set(line.sections) == set(sections)), None)


def _with_corrections(rows: Sequence[Any]) -> list[RecapLine]:
    affected = affected_recaps([row[0] for row in rows])
    made = corrigenda_of([row[0].id for row in rows])
    return [
        replace(
            _line(row),
            corrigenda=tuple(one for one in made if one.recap_id == row[0].id),
            affected=affected.get(row[0].id, 0),
        )
        for row in rows
    ]


def _reached(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    here = Recap.agency_id == actor.agency_id
    units = actor.units_reached(Role.HR)
    return (here,) if units is None else (here, Recap.unit_id.in_(units))


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Recap,
            Unit.name.label("unit_name"),
            Person.name.label("person_name"),
            Document.number,
            Document.state.label("document_state"),
            Document.sha256,
            Job.state.label("job_state"),
            Job.done,
            Job.total,
            Job.error,
        )
        .outerjoin(Unit, Unit.id == Recap.unit_id)
        .outerjoin(Account, Account.id == Recap.requested_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Document, Document.id == Recap.document_id)
        .outerjoin(Job, Job.id == Recap.job_id)
    )


def _line(row: Any) -> RecapLine:
    recap: Recap = row[0]
    return RecapLine(
        id=recap.id,
        unit_id=recap.unit_id,
        unit=row.unit_name or "",
        period=recap.period,
        sections=tuple(recap.sections),
        requested_by=row.person_name or "",
        created_at=recap.created_at,
        document_id=recap.document_id,
        number=row.number or "",
        document_state=row.document_state,
        pdf_sha256=row.sha256,
        spreadsheet_sha256=recap.spreadsheet_sha256,
        tree_size=recap.tree_size,
        root=recap.root,
        job_id=recap.job_id,
        job_state=row.job_state,
        done=row.done or 0,
        total=row.total or 0,
        error=row.error or "",
    )
