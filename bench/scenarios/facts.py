"""Facts that fifty rules in force judge, on both databases, beside the bare condition engine.

Trainings of the people of an agency: each is counted by several rules; those of many hours let one
rule fire and propose. One fact alone meets a store that holds a hundred thousand others.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cel import Context
from cel import compile as compile_cel
from sqlalchemy import insert, select

from bench.awards import application, fill
from bench.measures import ROOT, Measure, percentile, report, workspace
from ledger.database import db, session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind, PersonFacts, time_values
from ledger.domain.people import Role
from ledger.domain.rules.book import PackInForce, RuleBook
from ledger.domain.rules.definitions import OncePer, Rule, RulePack
from ledger.domain.rules.judging import evaluate_many
from ledger.domain.rules.pack import dump_pack, parse_pack
from ledger.models.people import Agency, Person, Unit
from ledger.models.rules import FactRecord
from ledger.services.rules import apply_facts
from tests.factories import load_calendar, make_actor, make_official, make_person
from tests.packs import put_in_force
from tests.postgres import postgres_url

PACK = ROOT / "ledger" / "rulepacks" / "layanan-dasar.yaml"
FIRST = date(2026, 1, 1)
RULES = 50
AT_ONCE = 5_000
STORE = 100_000
ALONE = 100
FIRING, SILENT = 200, 20
PERSON = PersonFacts("pns", "pelaksana", 1, "U001", 4)


def rules() -> tuple[Rule, ...]:
    """Fifty of them, half about trainings and each counting what came before; one fires."""
    shipped = parse_pack(PACK.read_text(encoding="utf-8")).rules
    (applied,) = (rule for rule in shipped if rule.code == "pelatihan-diterapkan")
    (counting,) = (rule for rule in shipped if rule.code == "sahabat-warga-perunggu")
    ((name, measure),) = counting.measures
    counted = replace(measure, of=FactKind.TRAINING_APPLIED, filter="fact.planned")
    firing = replace(
        applied, code="banyak-jam", when=f"fact.hours >= {FIRING}", caps=(), once_per=OncePer()
    )
    others = [
        replace(
            applied,
            code=f"pelatihan-{number}",
            measures=((name, counted),),
            when=f"fact.planned && fact.hours >= 4 && measure.{name} >= {10_000 + number}",
        )
        for number in range(RULES - len(shipped) - 1)
    ]
    return (*shipped, firing, *others)


def trainings(people: list[Person], first: int, count: int, hours: int) -> list[Fact]:
    now = datetime.now(UTC)
    return [
        Fact(
            kind=FactKind.TRAINING_APPLIED,
            id=number,
            agency_id=people[0].agency_id,
            subject_person_id=people[number % len(people)].id,
            unit_id=people[number % len(people)].unit_id,
            happened_on=FIRST + timedelta(days=number % 300),
            recorded_at=now,
            # Nothing is planned, so that the shipped rule of trainings stays silent.
            fields={"hours": hours, "planned": False},
        )
        for number in range(first, first + count)
    ]


def house() -> tuple[Actor, list[Person]]:
    """The agency of the awards with fifty rules in force, and its people below a head each."""
    agency = session().scalars(select(Agency)).one()
    load_calendar(agency)
    people = list(session().scalars(select(Person).order_by(Person.id)))
    units = list(session().scalars(select(Unit).order_by(Unit.id)))
    for number, unit in enumerate(units):
        nip = f"197001011995011{number:03}"
        make_person(unit, make_official(unit), is_unit_head=True, nip=nip)
    officers = [make_person(units[0], nip=f"197101011995011{number:03}") for number in range(2)]
    hr, second = (make_actor(officer, Role.HR) for officer in officers)
    put_in_force(dump_pack(RulePack("bench", "Bench", "Lima puluh aturan.", rules())), hr, second)
    return hr, people


def bare_engine(facts: list[Fact]) -> float:
    """Facts a second when CEL alone works out the conditions of the rules on their kind."""
    programs = [compile_cel(one.when) for one in rules() if one.on is FactKind.TRAINING_APPLIED]
    person, counts = PERSON.values(), {"apresiasi": 3}
    started = time.perf_counter()
    for fact in facts:
        values = {
            "fact": dict(fact.fields),
            "person": person,
            "time": dict(time_values(fact.happened_on)),
            "measure": counts,
        }
        context = Context(values)
        for program in programs:
            program.execute(context)
    return len(facts) / (time.perf_counter() - started)


def evaluated(facts: list[Fact]) -> float:
    """Facts a second through the judge, counting included, nothing written."""
    book = RuleBook([PackInForce(1, rules(), FIRST)])
    started = time.perf_counter()
    for _ in evaluate_many(book, facts, lambda _, __: PERSON):
        pass
    return len(facts) / (time.perf_counter() - started)


def applied(facts: list[Fact], actor: Actor, expected: int) -> float:
    """Facts a second recorded, judged and followed by proposals, the commit included."""
    started = time.perf_counter()
    with transaction():
        proposals = apply_facts(facts, actor=actor, now=datetime.now(UTC))
    took = time.perf_counter() - started
    assert len(proposals) == expected
    return len(facts) / took


def fill_store(people: list[Person]) -> None:
    with transaction() as work:
        for start in range(0, STORE, AT_ONCE):
            facts = trainings(people, 1_000_000 + start, AT_ONCE, SILENT)
            work.connection().execute(
                insert(FactRecord),
                [
                    {
                        "agency_id": one.agency_id,
                        "kind": one.kind.value,
                        "source_id": one.id,
                        "person_id": one.subject_person_id,
                        "unit_id": one.unit_id,
                        "happened_on": one.happened_on,
                        "recorded_at": one.recorded_at,
                        "fields": dict(one.fields),
                    }
                    for one in facts
                ],
            )


def measured_on(name: str, folder: Path, url: str | None) -> Iterator[Measure]:
    folder.mkdir()
    fill(folder, url)
    with application().app_context():
        actor, people = house()
        silent = trainings(people, 1, AT_ONCE, SILENT)
        firing = trainings(people, 100_000, AT_ONCE, FIRING)
        yield Measure(f"{name}, no rule fires: rate", applied(silent, actor, 0), "/s")
        yield Measure(
            f"{name}, each fires and proposes: rate", applied(firing, actor, AT_ONCE), "/s"
        )
        fill_store(people)
        alone = [
            1000 / applied([one], actor, 1) for one in trainings(people, 200_000, ALONE, FIRING)
        ]
        yield Measure(f"{name}, one fact to its proposal: median", percentile(alone, 0.5), "ms")
        yield Measure(f"{name}, one fact to its proposal: p95", percentile(alone, 0.95), "ms")
        db.session.remove()
        db.engine.dispose()


def measured(place: Path) -> Iterator[Measure]:
    person = Person(id=1, agency_id=1, unit_id=1)
    facts = trainings([person], 1, 20_000, SILENT)
    yield Measure("bare conditions: rate", bare_engine(facts), "/s")
    yield Measure("evaluated: rate", evaluated(facts), "/s")
    yield from measured_on("SQLite", place / "sqlite", None)
    if server := postgres_url():
        yield from measured_on("PostgreSQL", place / "postgresql", server)


if __name__ == "__main__":
    with workspace() as place:
        report("Neraca, facts that the rules judge", list(measured(place)))
