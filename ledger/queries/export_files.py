"""Exports of the ledger that were asked for, and who fetched them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from ledger.database import session
from ledger.domain.jobs import JobState
from ledger.errors import NotFound, sentence
from ledger.models.events import AuditEvent
from ledger.models.jobs import Job

EXPORT_JOB = "ledger.export"
#: The tag in the trail of somebody having fetched one.
DOWNLOADED = "entry:export:downloaded"
#: Anybody can have a new one made, so only the newest are kept.
KEPT = 3
NO_EXPORT = sentence("Ekspor ini tidak ada.")
_WORKING = (JobState.QUEUED, JobState.RUNNING)


class Download(NamedTuple):
    """Who fetched an export, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ExportView:
    """One export; ``sha256`` and ``file_bytes`` are there once it is written."""

    id: int
    state: JobState
    done: int
    total: int
    error: str
    created_at: datetime
    finished_at: datetime | None
    sha256: str
    file_bytes: int
    downloads: tuple[Download, ...] = ()

    @property
    def is_working(self) -> bool:
        return self.state in _WORKING


def list_exports(agency_id: int) -> list[ExportView]:
    """The newest of an agency, and who fetched each; older ones are gone."""
    rows = session().execute(
        select(*_COLUMNS)
        .where(Job.agency_id == agency_id, Job.kind == EXPORT_JOB)
        .order_by(Job.id.desc())
        .limit(KEPT)
    )
    found = rows.all()
    downloads = _downloads(agency_id, [row.id for row in found])
    return [_view(row, downloads.get(row.id, ())) for row in found]


def get_export(job_id: int, *, agency_id: int) -> ExportView:
    """Raises NotFound, also for another agency's."""
    asked = (Job.id == job_id, Job.agency_id == agency_id, Job.kind == EXPORT_JOB)
    row = session().execute(select(*_COLUMNS).where(*asked)).one_or_none()
    if row is None:
        raise NotFound(NO_EXPORT)
    return _view(row, ())


def find_going_export(agency_id: int) -> int | None:
    """The export that is being made now."""
    going = select(Job.id).where(
        Job.agency_id == agency_id, Job.kind == EXPORT_JOB, Job.state.in_(_WORKING)
    )
    return session().scalar(going.order_by(Job.id).limit(1))


def outdated_files(agency_id: int, *, newest: int) -> list[str]:
    """The SHA-256 of the files that newer exports took the place of."""
    done = (
        select(Job.result)
        .where(Job.agency_id == agency_id, Job.kind == EXPORT_JOB, Job.state == JobState.DONE)
        .where(Job.id != newest)
        .order_by(Job.id.desc())
    )
    files = [str(result.get("sha256", "")) for result in session().scalars(done)]
    kept = set(files[: KEPT - 1])
    return [file for file in files[KEPT - 1 :] if file and file not in kept]


_COLUMNS = (
    Job.id,
    Job.state,
    Job.done,
    Job.total,
    Job.error,
    Job.result,
    Job.created_at,
    Job.finished_at,
)


def _downloads(agency_id: int, job_ids: Collection[int]) -> Mapping[int, tuple[Download, ...]]:
    events = session().execute(
        select(AuditEvent.subject_id, AuditEvent.actor_name, AuditEvent.at)
        .where(
            AuditEvent.agency_id == agency_id,
            AuditEvent.subject_kind == "job",
            AuditEvent.subject_id.in_(job_ids),
            AuditEvent.tag == DOWNLOADED,
        )
        .order_by(AuditEvent.id)
    )
    found = defaultdict[int, tuple[Download, ...]](tuple)
    for job_id, name, at in events:
        found[job_id] += (Download(name, at),)
    return found


def _view(row: Any, downloads: tuple[Download, ...]) -> ExportView:
    values = row._asdict()
    result = values.pop("result")
    return ExportView(
        **values,
        sha256=str(result.get("sha256", "")),
        file_bytes=int(result.get("file_bytes", 0)),
        downloads=downloads,
    )
