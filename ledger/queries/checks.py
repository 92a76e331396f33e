"""Checks of the ledger that were asked for, and what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from ledger.database import session
from ledger.domain.checks import CheckReport, RequestCheck
from ledger.domain.jobs import JobState
from ledger.errors import NotFound, sentence
from ledger.models.jobs import Job
from ledger.models.people import Account, Person

CHECK_JOB = "ledger.check"
#: Begins the key of a check of everything.
WHOLE = "whole"
NO_CHECK = sentence("Pemeriksaan ini tidak ada.")
_WORKING = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """One check; ``report`` is there once it is done."""

    id: int
    asked: RequestCheck
    state: JobState
    done: int
    total: int
    error: str
    created_at: datetime
    finished_at: datetime | None
    requested_by: str
    report: CheckReport | None

    @property
    def is_working(self) -> bool:
        return self.state in _WORKING


def list_checks(agency_id: int, *, limit: int) -> list[CheckView]:
    """The newest first."""
    rows = session().execute(_checks(agency_id).order_by(Job.id.desc()).limit(limit))
    return [_view(row) for row in rows]


def get_check(job_id: int, *, agency_id: int) -> CheckView:
    """Raises NotFound, also for another agency's."""
    row = session().execute(_checks(agency_id).where(Job.id == job_id)).one_or_none()
    if row is None:
        raise NotFound(NO_CHECK)
    return _view(row)


def last_whole_check(agency_id: int) -> CheckView | None:
    """The newest check of everything that came to its end."""
    return _newest(agency_id)


def last_sound_check(agency_id: int) -> CheckView | None:
    """The newest check of everything in which all agreed: until then all was well."""
    return _newest(agency_id, Job.result["found"].as_integer() == 0)


def find_going_check(agency_id: int, args: Mapping[str, Any]) -> int | None:
    """The check of the same part that waits or runs now."""
    going = select(Job.id, Job.args).where(
        Job.agency_id == agency_id, Job.kind == CHECK_JOB, Job.state.in_(_WORKING)
    )
    same = (row.id for row in session().execute(going.order_by(Job.id)) if row.args == args)
    return next(same, None)


def _newest(agency_id: int, *conditions: ColumnElement[bool]) -> CheckView | None:
    query = _checks(agency_id).where(
        Job.key.startswith(f"{WHOLE}:"), Job.state == JobState.DONE, *conditions
    )
    row = session().execute(query.order_by(Job.id.desc()).limit(1)).one_or_none()
    return None if row is None else _view(row)


def _checks(agency_id: int) -> Select[Any]:
    return (
        select(
            Job.id,
            Job.args,
            Job.state,
            Job.done,
            Job.total,
            Job.result,
            Job.error,
            Job.created_at,
            Job.finished_at,
            Person.name,
        )
        .outerjoin(Account, Account.id == Job.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Job.agency_id == agency_id, Job.kind == CHECK_JOB)
    )


def _view(row: Any) -> CheckView:
    is_done = row.state is JobState.DONE
    return CheckView(
        id=row.id,
        asked=RequestCheck.from_args(row.args),
        state=row.state,
        done=row.done,
        total=row.total,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
        requested_by=row.name or "",
        report=CheckReport.from_result(row.result) if is_done else None,
    )
