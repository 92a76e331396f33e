"""Neraca: facts that the rules in force judge in one transaction, one process, SQLite FULL.

Citizens' words about staff: each person gets a third one now and then, so that a rule fires.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bench.awards import DAY, PEOPLE, application, fill
from bench.measures import ROOT, Measure, report, workspace
from ledger.database import db, session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.people import Role
from ledger.models.people import Agency, Person, Unit
from ledger.services.rules import apply_rules
from tests.factories import load_calendar, make_actor, make_official, make_person
from tests.packs import put_in_force

PACK = ROOT / "ledger" / "rulepacks" / "layanan-dasar.yaml"
#: Facts of one transaction; every person meets the rules twice before, and once in the clock.
AT_ONCE = PEOPLE


def house() -> tuple[Actor, list[Person]]:
    """The agency of the awards with a pack in force, and its people below a head each."""
    agency = session().scalars(select(Agency)).one()
    load_calendar(agency)
    people = list(session().scalars(select(Person).order_by(Person.id)))
    units = list(session().scalars(select(Unit).order_by(Unit.id)))
    for number, unit in enumerate(units):
        nip = f"197001011995011{number:03}"
        make_person(unit, make_official(unit), is_unit_head=True, nip=nip)
    officers = [make_person(units[0], nip=f"197101011995011{number:03}") for number in range(2)]
    hr, second = (make_actor(officer, Role.HR) for officer in officers)
    now = datetime.now(UTC)
    put_in_force(PACK.read_text(encoding="utf-8"), hr, second, now=now)
    return hr, people


def judged(actor: Actor, people: list[Person], turn: int) -> int:
    """One citizen's word about each of the people; how many proposals came of them."""
    now, proposals = datetime.now(UTC), 0
    with transaction():
        for number, person in enumerate(people, start=turn * AT_ONCE + 1):
            fact = Fact(
                kind=FactKind.COMMENDATION_VERIFIED,
                id=number,
                agency_id=person.agency_id,
                subject_person_id=person.id,
                unit_id=person.unit_id,
                happened_on=DAY,
                recorded_at=now,
                fields={"rating": 4, "refused_tip": False, "about_person": True},
            )
            proposals += len(apply_rules(fact, proposer_id=None, actor=actor, now=now))
    return proposals


def measured(folder: Path) -> list[Measure]:
    fill(folder)
    with application().app_context():
        actor, people = house()
        silent = judged(actor, people, 0)
        started = time.perf_counter()
        silent += judged(actor, people, 1)
        quiet = AT_ONCE / (time.perf_counter() - started)
        started = time.perf_counter()
        fired = judged(actor, people, 2)
        firing = AT_ONCE / (time.perf_counter() - started)
        db.session.remove()
        db.engine.dispose()
    assert (silent, fired) == (0, PEOPLE)
    return [
        Measure("judged, no rule fires: rate", quiet, "/s"),
        Measure("judged, each lets a rule fire and propose: rate", firing, "/s"),
    ]


if __name__ == "__main__":
    with workspace() as place:
        report("Neraca, facts that the rules judge", measured(place))
