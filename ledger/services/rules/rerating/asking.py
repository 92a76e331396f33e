"""Asking that a version in force rate days before it again, from a simulation that was kept."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.packs import PackState
from ledger.domain.people import Role
from ledger.domain.reratings import OPEN_STATES, ReratingState
from ledger.domain.wording import require_reason
from ledger.errors import Conflict, Forbidden, InvalidInput, InvalidTransition, NotFound, sentence
from ledger.models.reratings import Rerating
from ledger.models.simulations import Simulation
from ledger.queries.reratings import NO_RERATING, RERATING_JOB
from ledger.queries.simulations import NO_SIMULATION
from ledger.services.access import require_role
from ledger.services.days import agency_today
from ledger.services.events import record_event
from ledger.services.jobs import submit_job

NOT_FINISHED = sentence("Simulasi ini belum selesai.")
NOT_IN_FORCE = sentence(
    "Penilaian ulang hanya menurut versi yang sedang berlaku. Aktifkan dahulu versi ini."
)
NOTHING_BEFORE = sentence(
    "Kejadian dalam simulasi ini sudah dinilai dengan versi ini sendiri sejak %(start)s. Tidak ada"
    " yang perlu dinilai ulang."
)
ANOTHER_OPEN = sentence("Penilaian ulang lain dari paket ini belum selesai. Selesaikan itu dahulu.")
NOBODY = sentence("Penilaian ulang diminta oleh seorang pegawai, bukan oleh sistem.")
NOT_WAITING = sentence("Hanya penilaian ulang yang menunggu keputusan yang dapat ditarik.")


def ask_rerating(simulation_id: int, *, reason: str, actor: Actor, now: datetime) -> int:
    """Ask for the batch and have its lines listed; return its id.

    Only HR of the whole agency. It covers the days of the simulation on which the version was not
    yet in force. Raises NotFound, InvalidInput without a reason or without such days,
    InvalidTransition when the version is not in force, Conflict while another batch is open.
    """
    require_role(actor, Role.HR, unit_id=None)
    require_reason(reason)
    if actor.person_id is None:
        raise Forbidden(NOBODY)
    with transaction() as work:
        simulation = work.get(Simulation, simulation_id)
        if simulation is None or simulation.agency_id != actor.agency_id:
            raise NotFound(NO_SIMULATION)
        first, last = _days(simulation, agency_today(actor.agency_id, now=now))
        _require_none_open(simulation)
        row = Rerating(
            agency_id=actor.agency_id,
            pack_id=simulation.pack_id,
            pack_code=simulation.pack.code,
            simulation_id=simulation.id,
            first_day=first,
            last_day=last,
            reason=reason.strip(),
            state=ReratingState.ASKED,
            asked_by=actor.person_id,
            asked_at=now,
        )
        work.add(row)
        work.flush()
        record_event(
            "rule_pack:rerating:asked",
            subject_kind="rerating",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"simulation": simulation_id, "from": str(first), "to": str(last)},
        )
        submit_job(
            RERATING_JOB,
            f"{row.id}:list",
            {"rerating_id": row.id},
            agency_id=row.agency_id,
            actor=actor,
            now=now,
        )
        return row.id


def withdraw_rerating(rerating_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back what nobody decided yet, for example because the lines grew old. Only HR."""
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        row = work.get(Rerating, rerating_id, with_for_update=True)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_RERATING)
        if row.state is not ReratingState.WAITING:
            raise InvalidTransition(NOT_WAITING)
        row.state, row.finished_at = ReratingState.WITHDRAWN, now
        record_event(
            "rule_pack:rerating:withdrawn",
            subject_kind="rerating",
            subject_id=row.id,
            actor=actor,
            now=now,
        )


def _days(simulation: Simulation, today: date) -> tuple[date, date]:
    """The days of the simulation before the version itself began, none of them to come."""
    pack = simulation.pack
    if simulation.finished_at is None:
        raise InvalidTransition(NOT_FINISHED)
    if pack.state is not PackState.ACTIVE or pack.valid_from is None:
        raise InvalidTransition(NOT_IN_FORCE)
    last = min(simulation.last_day, pack.valid_from - timedelta(days=1), today)
    if last < simulation.first_day:
        raise InvalidInput(NOTHING_BEFORE, start=pack.valid_from.isoformat())
    return simulation.first_day, last


def _require_none_open(simulation: Simulation) -> None:
    with transaction() as work:
        found = work.scalar(
            select(Rerating.id).where(
                Rerating.agency_id == simulation.agency_id,
                Rerating.pack_code == simulation.pack.code,
                Rerating.state.in_(OPEN_STATES),
            )
        )
    if found is not None:
        raise Conflict(ANOTHER_OPEN, code="rerating_open")
