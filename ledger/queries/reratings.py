"""Re-ratings as they are read: the batches, their lines, and what they ask of the quotas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.jobs import JobState
from ledger.domain.posting_commands import quota_period
from ledger.domain.reratings import LineState, ReratingState
from ledger.errors import NotFound, sentence
from ledger.models.jobs import Job
from ledger.models.people import Person, Unit
from ledger.models.reratings import Rerating, ReratingLine
from ledger.models.rules import Firing, RulePack, RuleVersion
from ledger.models.simulations import Simulation
from ledger.queries.quotas import quota_overview

RERATING_JOB = "rules.rerate"
NO_RERATING = sentence("Penilaian ulang ini tidak ada.")


@dataclass(frozen=True, kw_only=True)
class ReratingView:
    """One batch with the figures of its lines; ``untouched_conduct`` is of its simulation."""

    id: int
    number: str
    agency_id: int
    pack_id: int
    pack_name: str
    version: int
    simulation_id: int
    simulation_sha256: str
    first_day: date
    last_day: date
    reason: str
    state: ReratingState
    asked_by: int
    asker: str
    asked_at: datetime
    sha256: str
    decider: str
    decided_at: datetime | None
    decision_reason: str
    finished_at: datetime | None
    counts: Mapping[LineState, int]
    guidance: int
    cases: int
    #: Why the worker gave up, or nothing.
    error: str

    @property
    def planned(self) -> int:
        """All that would change or was to be changed."""
        return sum(self.counts.get(one, 0) for one in LineState) - self.untouched

    @property
    def untouched(self) -> int:
        return self.counts.get(LineState.UNTOUCHED, 0)

    @property
    def settled(self) -> int:
        return self.counts.get(LineState.DONE, 0) + self.counts.get(LineState.REFUSED, 0)

    @property
    def is_working(self) -> bool:
        return not self.error and self.state in (ReratingState.ASKED, ReratingState.APPROVED)


@dataclass(frozen=True, kw_only=True)
class LineView:
    """One line with the names it speaks of."""

    position: int
    person: str
    unit: str
    rule: str
    happened_on: date
    reverses_uid: str | None
    points_before: int
    badge_before: str
    is_given: bool
    points_after: int
    badge_after: str
    #: Whether a certificate comes with what is given.
    has_paper: bool
    note: str
    state: LineState
    reversal_uid: str | None
    entry_uid: str | None
    refusal: str

    @property
    def is_about_paper(self) -> bool:
        """Nothing differs but the certificate: one side has it, the other has not."""
        replaced = self.reverses_uid is not None and self.is_given
        before = (self.points_before, self.badge_before)
        return replaced and before == (self.points_after, self.badge_after)


@dataclass(frozen=True, kw_only=True)
class QuotaEffect:
    """What the batch takes from (or gives back to) a unit's quarter, and what is left there."""

    unit: str
    period: str
    points: int
    available: int

    @property
    def missing(self) -> int:
        return max(0, self.points - self.available)


def list_reratings(agency_id: int, pack_code: str) -> list[ReratingView]:
    """Those of one pack, the newest first."""
    query = _reratings(agency_id).where(Rerating.pack_code == pack_code)
    return [_view(row) for row in session().execute(query.order_by(Rerating.id.desc()))]


def get_rerating(rerating_id: int, *, agency_id: int) -> ReratingView:
    """Raises NotFound, also for another agency's."""
    row = session().execute(_reratings(agency_id).where(Rerating.id == rerating_id)).one_or_none()
    if row is None:
        raise NotFound(NO_RERATING)
    return _view(row)


def list_rerating_lines(rerating_id: int, *, offset: int, limit: int) -> list[LineView]:
    """One page of the lines, in their order; first what changes, then what stays."""
    line = ReratingLine
    title = func.coalesce(RuleVersion.title, line.rule_code).label("rule")
    rows = session().execute(
        select(line, Person.name.label("person"), Unit.name.label("unit"), title)
        .join(Unit, Unit.id == line.unit_id)
        .outerjoin(Person, Person.id == line.person_id)
        .outerjoin(RuleVersion, RuleVersion.id == line.rule_version_id)
        .where(line.rerating_id == rerating_id)
        .order_by(line.state == LineState.UNTOUCHED, line.position)
        .limit(limit)
        .offset(offset)
    )
    return [_line(row) for row in rows]


def quota_effects(rerating_id: int, *, agency_id: int) -> list[QuotaEffect]:
    """By unit and quarter, net of what is taken back; only where something moves."""
    line = ReratingLine
    rows = session().execute(
        select(line.unit_id, line.happened_on, line.points_after - line.points_before)
        .where(line.rerating_id == rerating_id, line.state != LineState.UNTOUCHED)
        .order_by(line.unit_id, line.happened_on)
    )
    asked: dict[tuple[int, str], int] = {}
    for unit_id, day, points in rows:
        key = (unit_id, quota_period(day))
        asked[key] = asked.get(key, 0) + points
    return _effects(asked, agency_id)


def find_rerating_of_entry(uid: str, *, agency_id: int) -> tuple[Rerating, int | None] | None:
    """The batch that posted the entry, and the firing that it kept with it."""
    line = ReratingLine
    row = (
        session()
        .execute(
            select(Rerating, Firing.id)
            .join(line, line.rerating_id == Rerating.id)
            .outerjoin(
                Firing,
                (Firing.agency_id == line.agency_id)
                & (Firing.rule_version_id == line.rule_version_id)
                & (Firing.subject_key == line.subject_key)
                & (Firing.once_key == line.once_key)
                & (line.entry_uid == uid),
            )
            .where(
                line.agency_id == agency_id, or_(line.entry_uid == uid, line.reversal_uid == uid)
            )
            .limit(1)
        )
        .one_or_none()
    )
    return None if row is None else (row[0], row[1])


def _effects(asked: Mapping[tuple[int, str], int], agency_id: int) -> list[QuotaEffect]:
    given = {
        (one.unit_id, one.period): one.available
        for period in sorted({period for _, period in asked})
        for one in quota_overview(agency_id, period)
    }
    names = session().execute(select(Unit.id, Unit.name).where(Unit.agency_id == agency_id))
    named = {row.id: row.name for row in names}
    return [
        QuotaEffect(
            unit=named.get(unit_id, ""),
            period=period,
            points=points,
            available=given.get((unit_id, period), 0),
        )
        for (unit_id, period), points in asked.items()
        if points
    ]


def _reratings(agency_id: int) -> Select[Any]:
    asker, decider = aliased(Person), aliased(Person)
    its_job = (
        (Job.agency_id == Rerating.agency_id)
        & (Job.kind == RERATING_JOB)
        & Job.key.like(cast(Rerating.id, String) + ":%")
        & (Job.state == JobState.FAILED)
    )
    error = select(Job.error).where(its_job).order_by(Job.id.desc()).limit(1)
    return (
        select(
            Rerating,
            RulePack.name.label("pack_name"),
            RulePack.version,
            Simulation.report_sha256,
            Simulation.report,
            asker.name.label("asker"),
            decider.name.label("decider"),
            error.scalar_subquery().label("error"),
        )
        .join(RulePack, RulePack.id == Rerating.pack_id)
        .join(Simulation, Simulation.id == Rerating.simulation_id)
        .join(asker, asker.id == Rerating.asked_by)
        .outerjoin(decider, decider.id == Rerating.decided_by)
        .where(Rerating.agency_id == agency_id)
        .execution_options(populate_existing=True)
    )


def _view(row: Any) -> ReratingView:
    one: Rerating = row.Rerating
    after = (row.report or {}).get("after", {})
    return ReratingView(
        id=one.id,
        number=f"PU-{one.asked_at.year}-{one.id:06}",
        agency_id=one.agency_id,
        pack_id=one.pack_id,
        pack_name=row.pack_name,
        version=row.version,
        simulation_id=one.simulation_id,
        simulation_sha256=row.report_sha256 or "",
        first_day=one.first_day,
        last_day=one.last_day,
        reason=one.reason,
        state=one.state,
        asked_by=one.asked_by,
        asker=row.asker,
        asked_at=one.asked_at,
        sha256=one.lines_sha256 or "",
        decider=row.decider or "",
        decided_at=one.decided_at,
        decision_reason=one.decision_reason,
        finished_at=one.finished_at,
        counts=_counts(one.id),
        guidance=after.get("guidance", 0),
        cases=after.get("cases", 0),
        error=row.error or "",
    )


def _counts(rerating_id: int) -> dict[LineState, int]:
    rows = session().execute(
        select(ReratingLine.state, func.count())
        .where(ReratingLine.rerating_id == rerating_id)
        .group_by(ReratingLine.state)
    )
    return {row[0]: row[1] for row in rows}


def _line(row: Any) -> LineView:
    line: ReratingLine = row.ReratingLine
    return LineView(
        position=line.position,
        person=row.person or "",
        unit=row.unit,
        rule=row.rule,
        happened_on=line.happened_on,
        reverses_uid=line.reverses_uid,
        points_before=line.points_before,
        badge_before=line.badge_before,
        is_given=line.is_given,
        points_after=line.points_after,
        badge_after=line.badge_after,
        has_paper=line.person_id is not None and bool(line.outcome.get("document")),
        note=line.note,
        state=line.state,
        reversal_uid=line.reversal_uid,
        entry_uid=line.entry_uid,
        refusal=line.refusal,
    )
