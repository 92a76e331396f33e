"""Simulations of rule packs as they are read, with the names of those who may be named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.jobs import JobState
from ledger.domain.packs import PackState, is_fresh
from ledger.errors import NotFound, sentence
from ledger.models.jobs import Job
from ledger.models.people import Account, Person, Unit
from ledger.models.rules import RulePack
from ledger.models.simulations import Simulation
from ledger.queries.quotas import quota_overview
from ledger.queries.rules import last_change_at

SIMULATION_JOB = "rules.simulate"
NO_SIMULATION = sentence("Simulasi ini tidak ada.")
_WORKING = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, kw_only=True)
class SimulationView:
    """One simulation and how far it is; ``report`` is empty until it is finished."""

    id: int
    agency_id: int
    pack_id: int
    base_pack_id: int | None
    pack_code: str
    pack_name: str
    pack_state: PackState
    version: int
    base_version: int | None
    author_id: int
    first_day: date
    last_day: date
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None
    fact_count: int | None
    report: Mapping[str, Any]
    sha256: str | None
    job_id: int | None
    state: JobState
    done: int
    total: int
    error: str

    @property
    def is_working(self) -> bool:
        return self.finished_at is None and self.state in _WORKING

    def is_fresh(self, now: datetime) -> bool:
        """Whether it may still stand behind an activation."""
        if self.finished_at is None:
            return False
        last = last_change_at(self.agency_id, self.pack_code)
        return is_fresh(self.finished_at, last_change_at=last, now=now)


@dataclass(frozen=True, kw_only=True)
class Named:
    """The names behind the numbers of a report."""

    people: Mapping[int, str]
    nips: Mapping[int, str]
    units: Mapping[int, str]


def list_simulations(agency_id: int, pack_id: int) -> list[SimulationView]:
    """Those of one version, the newest first."""
    query = _simulations(agency_id).where(Simulation.pack_id == pack_id)
    return [_view(row) for row in session().execute(query.order_by(Simulation.id.desc()))]


def get_simulation(simulation_id: int, *, agency_id: int) -> SimulationView:
    """Raises NotFound, also for another agency's."""
    query = _simulations(agency_id).where(Simulation.id == simulation_id)
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotFound(NO_SIMULATION)
    return _view(row)


def names_of(report: Mapping[str, Any], *, with_people: bool) -> Named:
    """Whom and which units the report speaks of; people only for whoever may know them."""
    asked = {row[0] for row in report.get("changes", ())} if with_people else set()
    asked |= {one["person"] for one in report.get("explained", ())} if with_people else set()
    units = {row[0] for row in report.get("units", ())} | {
        row[0] for row in report.get("quota", ())
    }
    people = _by_id(Person, asked)
    return Named(
        people={one.id: one.name for one in people},
        nips={one.id: one.nip or "" for one in people},
        units={one.id: one.name for one in _by_id(Unit, units)},
    )


def quotas_given(agency_id: int, report: Mapping[str, Any]) -> dict[tuple[int, str], int]:
    """The points each unit was given for each quarter that the report asks points of."""
    periods = sorted({row[1] for row in report.get("quota", ())})
    lines = (line for period in periods for line in quota_overview(agency_id, period))
    return {(line.unit_id, line.period): line.given for line in lines}


def _by_id(table: Any, ids: Iterable[int]) -> list[Any]:
    wanted = sorted(ids)
    found: list[Any] = []
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found += session().scalars(select(table).where(table.id.in_(part))).all()
    return found


def _simulations(agency_id: int) -> Any:
    base = aliased(RulePack)
    of_row = (
        (Job.agency_id == Simulation.agency_id)
        & (Job.kind == SIMULATION_JOB)
        & (Job.key == cast(Simulation.id, String))
    )
    return (
        select(
            Simulation,
            RulePack,
            base.version.label("base_version"),
            Person.name.label("requested_by"),
            Job.id.label("job_id"),
            Job.state.label("state"),
            Job.done.label("done"),
            Job.total.label("total"),
            Job.error.label("error"),
        )
        .join(RulePack, RulePack.id == Simulation.pack_id)
        .outerjoin(base, base.id == Simulation.base_pack_id)
        .outerjoin(Account, Account.id == Simulation.requested_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Job, of_row)
        .where(Simulation.agency_id == agency_id)
    )


def _view(row: Any) -> SimulationView:
    simulation: Simulation = row.Simulation
    pack: RulePack = row.RulePack
    return SimulationView(
        id=simulation.id,
        agency_id=simulation.agency_id,
        pack_id=pack.id,
        base_pack_id=simulation.base_pack_id,
        pack_code=pack.code,
        pack_name=pack.name,
        pack_state=pack.state,
        version=pack.version,
        base_version=row.base_version,
        author_id=pack.author_id,
        first_day=simulation.first_day,
        last_day=simulation.last_day,
        requested_by=row.requested_by or "",
        requested_at=simulation.requested_at,
        finished_at=simulation.finished_at,
        fact_count=simulation.fact_count,
        report=simulation.report,
        sha256=simulation.report_sha256,
        job_id=row.job_id,
        state=row.state or JobState.DONE,
        done=row.done or 0,
        total=row.total or 0,
        error=row.error or "",
    )
