"""An agency comes into being: its name, its calendar, its files, its rules."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.periods import local_day
from ledger.errors import Conflict, sentence
from ledger.models.people import Agency
from ledger.services.calendars import load_calendar_years
from ledger.services.events import record_event
from ledger.services.rules import (
    Span,
    activate_pack,
    load_pack,
    request_simulation,
    run_simulation,
)

NOT_EMPTY = sentence("Basis data sudah berisi instansi. Demo hanya mengisi basis data kosong.")

ZONE = "Asia/Jakarta"
_AGENCY = {
    "code": "CONTOH",
    "name": "Pemerintah Provinsi Contoh",
    "government": "PEMERINTAH PROVINSI CONTOH",
    "address": "Jalan Merdeka Nomor 1, Kota Contoh 40115",
    "city": "Kota Contoh",
    "head_title": "Gubernur Contoh",
    "zone": ZONE,
    "origin": "contoh.go.id/neraca/log/1",
}


def has_agency() -> bool:
    """Whether anything would be overwritten."""
    return session().scalar(select(Agency.id).limit(1)) is not None


def open_agency(holidays: Mapping[str, Mapping[str, object]], *, now: datetime) -> Actor:
    """Create the invented agency with its working days; returns the system acting for it.

    Raises Conflict when the database already holds an agency.
    """
    if has_agency():
        raise Conflict(NOT_EMPTY)
    with transaction() as work:
        agency = Agency(**_AGENCY)
        work.add(agency)
        work.flush()
        actor = system_actor(agency.id)
        record_event(
            "agency:agency:opened",
            subject_kind="agency",
            subject_id=agency.id,
            actor=actor,
            now=now,
        )
        load_calendar_years(holidays, actor=actor, now=now)
    return actor


def load_packs(
    packs: Sequence[str], author: Actor, second: Actor, *, valid_from: date, now: datetime
) -> None:
    """One officer loads each pack and lets it be simulated, another activates it."""
    span = Span(valid_from, local_day(now, ZONE))
    for text in packs:
        pack_id = load_pack(text, actor=author, now=now)
        simulation_id = request_simulation(pack_id, span, actor=author, now=now)
        seen = run_simulation(simulation_id, report=_nobody_waits, now=now)
        activate_pack(
            pack_id, valid_from=valid_from, seen_sha256=seen["sha256"], actor=second, now=now
        )


def _nobody_waits(_done: int, _total: int) -> None:
    """The demo fills in one go."""
