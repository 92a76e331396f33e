"""Packs in force, for tests of what comes after: loaded, simulated, read and activated."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.domain.actors import Actor
from ledger.domain.packs import PackState
from ledger.models.rules import RulePack
from ledger.models.simulations import Simulation
from ledger.services.rules import (
    Span,
    activate_pack,
    load_pack,
    request_simulation,
    run_simulation,
)
from tests.factories import NOW

START = date(2026, 1, 1)
YEAR = Span(START, date(2026, 12, 31))


def put_in_force(
    text: str, author: Actor, second: Actor, *, valid_from: date = START, now: datetime = NOW
) -> int:
    """One loads and simulates a pack, another reads what came of it and activates it; its id."""
    pack_id = load_pack(text, actor=author, now=now)
    seen = simulate(pack_id, author, now=now)
    activate_pack(pack_id, valid_from=valid_from, seen_sha256=seen, actor=second, now=now)
    return pack_id


def simulate(pack_id: int, actor: Actor, *, span: Span = YEAR, now: datetime = NOW) -> str:
    """The hash of a simulation made at once."""
    simulation_id = request_simulation(pack_id, span, actor=actor, now=now)
    found = run_simulation(simulation_id, report=lambda _done, _total: None, now=now)
    return str(found["sha256"])


def put_row_in_force(work: Session, pack: RulePack, activated_by: int) -> None:
    """A draft as it stands, with whatever rules it has, in force since the start of the year."""
    seen = "0" * 64
    simulation = Simulation(
        agency_id=pack.agency_id,
        pack_id=pack.id,
        first_day=START,
        last_day=START,
        requested_at=NOW,
        finished_at=NOW,
        fact_count=0,
        report_sha256=seen,
    )
    work.add(simulation)
    work.flush()
    pack.state = PackState.SIMULATED
    work.flush()
    pack.state, pack.valid_from, pack.seen_sha256 = PackState.ACTIVE, START, seen
    pack.activated_by, pack.activated_at = activated_by, NOW
    work.flush()
