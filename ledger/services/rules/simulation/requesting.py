"""Asking for a simulation and doing it; what came of it stays with the version."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.packs import WAITING, PackState
from ledger.domain.people import Role
from ledger.domain.rules.pack import parse_pack, parsed_pack
from ledger.domain.simulations.reports import Compared, report_sha256
from ledger.errors import Conflict, InvalidInput, InvalidTransition, NotFound, sentence
from ledger.models.people import Account
from ledger.models.rules import RulePack
from ledger.models.simulations import Simulation
from ledger.queries.jobs import find_job
from ledger.queries.simulations import NO_SIMULATION, SIMULATION_JOB
from ledger.queries.snapshots import snapshot
from ledger.services.access import require_role
from ledger.services.events import notify, record_event
from ledger.services.jobs import cancel_job, submit_job
from ledger.services.rules.simulation.comparing import (
    Progress,
    Span,
    compare_versions,
    explain_person,
    read_ground,
)

NO_PACK = sentence("Paket aturan ini tidak ada.")
IN_FORCE_ALREADY = sentence(
    "Versi ini sudah pernah diaktifkan. Simulasi hanya untuk versi yang belum berlaku."
)
FINISHED_ALREADY = sentence("Simulasi ini sudah selesai.")
DAYS_TURNED = sentence("Tanggal akhir tidak boleh sebelum tanggal awal.")
SIMULATION_READY = sentence("Simulasi paket %(name)s versi %(version)s sudah selesai.")


def request_simulation(pack_id: int, span: Span, *, actor: Actor, now: datetime) -> int:
    """Have a version compared with the one in force over the days, both included.

    Gives the id of the simulation; a worker does it. Only HR. Raises NotFound, InvalidInput when
    the days are turned around, InvalidTransition for a version that was in force already.
    """
    require_role(actor, Role.HR, unit_id=None)
    if span.last < span.first:
        raise InvalidInput(DAYS_TURNED, fields={"last_day": [DAYS_TURNED]})
    with transaction() as work:
        pack = work.get(RulePack, pack_id)
        if pack is None or pack.agency_id != actor.agency_id:
            raise NotFound(NO_PACK)
        if pack.state not in WAITING:
            raise InvalidTransition(IN_FORCE_ALREADY)
        base = version_in_force(pack.agency_id, pack.code)
        row = Simulation(
            agency_id=pack.agency_id,
            pack_id=pack.id,
            base_pack_id=base.id if base else None,
            first_day=span.first,
            last_day=span.last,
            requested_by=actor.account_id,
            requested_at=now,
        )
        work.add(row)
        work.flush()
        _record("requested", row, actor, now, {"from": str(span.first), "to": str(span.last)})
        args = {"simulation_id": row.id}
        submit_job(SIMULATION_JOB, str(row.id), args, agency_id=row.agency_id, actor=actor, now=now)
        return row.id


def cancel_simulation(simulation_id: int, *, actor: Actor, now: datetime) -> None:
    """Stop a simulation that waits or runs; its worker notices at its next sign of life.

    Only HR of the whole agency. Raises NotFound, Conflict when it is finished.
    """
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        row = work.get(Simulation, simulation_id)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_SIMULATION)
        job = find_job(row.agency_id, SIMULATION_JOB, str(row.id))
        if job is None or row.finished_at is not None:
            raise Conflict(FINISHED_ALREADY)
        cancel_job(job.id, actor=actor, now=now)
        _record("cancelled", row, actor, now, {})


def run_simulation(simulation_id: int, *, report: Progress, now: datetime) -> dict[str, Any]:
    """Replay both versions and keep what came of it; a finished one is not done again.

    Gives the facts judged and the hash of the report. Raises NotFound.
    """
    row = session().get(Simulation, simulation_id)
    if row is None:
        raise NotFound(NO_SIMULATION)
    if row.report_sha256 is None:
        with snapshot() as work:
            row = work.get_one(Simulation, simulation_id)
            compared, hashes = _compared(row)
            span, agency_id = Span(row.first_day, row.last_day), row.agency_id
            found = compare_versions(compared, span, agency_id=agency_id, report=report)
        digest = report_sha256(found, **hashes, first=str(span.first), last=str(span.last))
        _keep(simulation_id, found, digest, now)
    row = session().get_one(Simulation, simulation_id)
    return {"facts": row.fact_count, "sha256": row.report_sha256}


def simulate_text(
    text: str, span: Span, *, agency_id: int, report: Progress
) -> tuple[Compared, int | None, dict[str, Any]]:
    """A pack that nobody loaded beside the version in force; nothing is kept.

    Gives both packs, the number of the version in force and the report. Raises PackError.
    """
    pack = parse_pack(text)
    with snapshot():
        base = version_in_force(agency_id, pack.code)
        compared = Compared(candidate=pack, base=parsed_pack(base.source) if base else None)
        version = base.version if base else None
        found = compare_versions(compared, span, agency_id=agency_id, report=report)
    return compared, version, found


def simulate_person(simulation_id: int, person_id: int, *, actor: Actor) -> list[dict[str, Any]]:
    """What would be otherwise for one person, award by award; nothing is kept.

    Only HR of the whole agency. Raises NotFound.
    """
    require_role(actor, Role.HR, unit_id=None)
    with snapshot() as work:
        row = work.get(Simulation, simulation_id)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_SIMULATION)
        compared, _ = _compared(row)
        span = Span(row.first_day, row.last_day)
        return explain_person(compared, span, person_id, read_ground(row.agency_id))


def version_in_force(agency_id: int, code: str) -> RulePack | None:
    """The version of the pack that is active, whatever the day its rules begin to judge."""
    return session().scalar(
        select(RulePack).where(
            RulePack.agency_id == agency_id,
            RulePack.code == code,
            RulePack.state == PackState.ACTIVE,
        )
    )


def _compared(row: Simulation) -> tuple[Compared, dict[str, str]]:
    pack, base = row.pack, row.base_pack
    compared = Compared(
        candidate=parsed_pack(pack.source), base=parsed_pack(base.source) if base else None
    )
    return compared, {"pack_sha256": pack.sha256, "base_sha256": base.sha256 if base else ""}


def _keep(simulation_id: int, found: dict[str, Any], digest: str, now: datetime) -> None:
    with transaction() as work:
        row = work.get_one(Simulation, simulation_id, with_for_update=True)
        if row.finished_at is not None:
            return
        row.report, row.report_sha256, row.fact_count = found, digest, found["facts"]
        row.finished_at = now
        # The guard of the state looks for a finished simulation.
        work.flush()
        pack = work.get_one(RulePack, row.pack_id, with_for_update=True)
        if pack.state is PackState.DRAFT:
            pack.state = PackState.SIMULATED
        _record("finished", row, system_actor(row.agency_id), now, {"sha256": digest})
        _tell(row, pack, now)


def _tell(row: Simulation, pack: RulePack, now: datetime) -> None:
    asker = session().get(Account, row.requested_by) if row.requested_by else None
    if asker is not None:
        notify(
            agency_id=row.agency_id,
            person_id=asker.person_id,
            key=f"simulation:{row.id}",
            text=SIMULATION_READY,
            path=f"/aturan/simulasi/{row.id}",
            now=now,
            params={"name": pack.name, "version": pack.version},
        )


def _record(what: str, row: Simulation, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    record_event(
        f"rule_pack:simulation:{what}",
        subject_kind="rule_pack",
        subject_id=row.pack_id,
        actor=actor,
        now=now,
        data={"simulation": row.id, **data},
    )
