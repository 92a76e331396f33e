"""Evidence of a case: added by those who examine, marked as read by each who reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.commands import AddExhibit
from ledger.domain.evidence import require_evidence
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.exhibits import Exhibit, ExhibitReading
from ledger.models.nominations import Evidence
from ledger.models.people import Person
from ledger.services.cases.files import open_file
from ledger.services.cases.holding import held_case
from ledger.services.cases.moving import record_step
from ledger.services.evidence import keep_evidence

TITLE_MISSING = sentence("Tulis nama bukti")
INCOMPLETE = sentence("Bukti belum lengkap.")
NO_EXHIBIT = sentence("Bukti ini tidak ada, atau bukan untuk Anda.")
TITLE_CHARACTERS_MAX = 200
#: A case may rest on many files, unlike a nomination.
FILES_MAX = 200


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """One exhibit with who has read it; ``is_read`` is about whoever looks."""

    exhibit: Exhibit
    readers: tuple[str, ...]
    is_read: bool


def add_exhibit(
    case_id: int,
    command: AddExhibit,
    *,
    upload: tuple[str, bytes] | None = None,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> int:
    """Add one piece of evidence, with or without its file, and return its id.

    Whoever adds it has read it. Raises InvalidInput by field, NotFound for who does not act.
    """
    file = open_file(case_id, actor=actor, now=now)
    if not (file.acts or file.decides) or actor.person_id is None:
        raise NotFound(NO_EXHIBIT)
    title = command.title.strip()
    if not title:
        raise InvalidInput(INCOMPLETE, fields={"title": [TITLE_MISSING]})
    if upload is not None:
        require_evidence(upload[1])
    with transaction() as work:
        case = held_case(work, case_id, actor)
        row = Exhibit(
            agency_id=case.agency_id,
            case_id=case.id,
            allegation_id=command.allegation_id,
            position=_next_position(case.id),
            kind=command.kind,
            title=title[:TITLE_CHARACTERS_MAX],
            content=command.content.strip(),
            dated_on=command.dated_on,
            evidence_id=_kept(case.id, upload, files, actor, now),
            added_by=actor.person_id,
            added_at=now,
        )
        work.add(row)
        work.flush()
        work.add(_reading(row, actor.person_id, now))
        record_step(work, case, "add_exhibit", case.state, case.state, actor=actor, now=now)
        return row.id


def read_exhibits(case_id: int, *, actor: Actor, now: datetime) -> int:
    """Mark everything that was shown to the actor as read, and return how many marks are new.

    Only a reader of the file may, and never the same mark twice.
    """
    open_file(case_id, actor=actor, now=now)
    with transaction() as work:
        if actor.person_id is None:
            raise NotFound(NO_EXHIBIT)
        read = select(ExhibitReading.exhibit_id).where(ExhibitReading.person_id == actor.person_id)
        rows = work.scalars(
            select(Exhibit).where(Exhibit.case_id == case_id, Exhibit.id.not_in(read))
        ).all()
        work.add_all(_reading(row, actor.person_id, now) for row in rows)
        return len(rows)


def exhibits_of(case_id: int, person_id: int | None) -> list[ExhibitLine]:
    """The exhibits of a case in their order, each with its readers, in two statements."""
    readers: dict[int, list[tuple[int, str]]] = {}
    marks = session().execute(
        select(ExhibitReading.exhibit_id, ExhibitReading.person_id, Person.name)
        .join(Person, Person.id == ExhibitReading.person_id)
        .join(Exhibit, Exhibit.id == ExhibitReading.exhibit_id)
        .where(Exhibit.case_id == case_id)
        .order_by(ExhibitReading.id)
    )
    for exhibit_id, reader_id, name in marks:
        readers.setdefault(exhibit_id, []).append((reader_id, name))
    rows = session().scalars(
        select(Exhibit).where(Exhibit.case_id == case_id).order_by(Exhibit.position)
    )
    return [_line(row, readers.get(row.id, []), person_id) for row in rows]


def exhibit_file(case_id: int, exhibit_id: int, *, actor: Actor, now: datetime) -> Evidence:
    """The stored file of an exhibit for a reader of the case; NotFound for everybody else."""
    open_file(case_id, actor=actor, now=now)
    found = session().scalar(
        select(Evidence)
        .join(Exhibit, Exhibit.evidence_id == Evidence.id)
        .where(Exhibit.id == exhibit_id, Exhibit.case_id == case_id)
    )
    if found is None or found.sha256 is None:
        raise NotFound(NO_EXHIBIT)
    return found


def _line(row: Exhibit, marks: list[tuple[int, str]], person_id: int | None) -> ExhibitLine:
    return ExhibitLine(
        row, tuple(name for _, name in marks), any(one == person_id for one, _ in marks)
    )


def _next_position(case_id: int) -> int:
    last = session().scalar(select(func.max(Exhibit.position)).where(Exhibit.case_id == case_id))
    return (last or 0) + 1


def _kept(
    case_id: int,
    upload: tuple[str, bytes] | None,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> int | None:
    if upload is None:
        return None
    name, content = upload
    return keep_evidence(
        content,
        name,
        subject_kind="case",
        subject_id=case_id,
        files=files,
        most=FILES_MAX,
        actor=actor,
        now=now,
    )


def _reading(row: Exhibit, person_id: int, now: datetime) -> ExhibitReading:
    return ExhibitReading(
        agency_id=row.agency_id, exhibit_id=row.id, person_id=person_id, read_at=now
    )
