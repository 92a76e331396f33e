"""Neraca: a candidate of 50 rules beside the version in force, over many facts, and bare CEL.

100,000 facts, or 1,000,000 with BENCH_FULL=1. Every rule judges or measures something; a third of
them count over windows. Nothing is written but what is measured is read from the database. Where
two processes share the work, processor time and memory are those of the first, which does more.
"""

import os
import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bench.awards import application, fill
from bench.measures import Measure, report, workspace
from ledger.database import db, session, transaction
from ledger.domain.facts import FactKind, time_values
from ledger.domain.rules.conditions import holds, make_context, parse_condition
from ledger.domain.rules.definitions import RulePack
from ledger.domain.rules.pack import parse_pack
from ledger.domain.simulations.reports import Compared, is_unchanged
from ledger.models.people import Agency, Person
from ledger.models.rules import FactRecord
from ledger.services.rules import Span
from ledger.services.rules.simulation import compare_versions

FACTS = 1_000_000 if os.environ.get("BENCH_FULL") else 100_000
RULES = 50
BARE_FACTS = 5_000
FIRST = date(2026, 1, 1)
DAYS = 300
_AT_ONCE = 5_000

_RULE = """
  - code: aturan-{number}
    title: Aturan {number}
    sentence: Aturan nomor {number} memberi {points} poin.
    on: {on}{measure}
    when: {when}
    then:
      points: {{amount: {points}, to: person}}
    decided_by: [head_of_unit]
    once_per: {once}
    legal_basis: {{text: UU 20/2023 Pasal 21, status: needs_check}}
    effective: {{from: 2026-01-01, until: null}}"""
_MEASURE = """
    measure:
      banyak: {{kind: count, of: {on}, window: {window}, by: person, filter: {filter}}}"""
_PLAIN = {
    "commendation_verified": "fact.rating == 4 && fact.about_person && time.month == {month}",
    "training_applied": "fact.planned && fact.hours >= {hours} && person.years_of_service >= 2",
}
_FILTERS = {
    "commendation_verified": "fact.rating >= 3",
    "training_applied": "fact.hours >= {hours}",
}
_WINDOWS = ("quarter", "calendar_year", "last_days:30", "last_months:6")


def pack_text(changed: int = 0) -> str:
    """Fifty rules on two kinds of facts, so that each fact meets half of them; some say more."""
    return "code: ukur\nname: Ukur\ndescription: Untuk mengukur.\nrules:" + "".join(
        _rule(number, 10 + (number < changed)) for number in range(RULES)
    )


def _rule(number: int, points: int) -> str:
    on = ("commendation_verified", "training_applied")[number % 2]
    month, hours = number % 12 + 1, number % 30 + 4
    measured = number % 3 == 0
    chosen = _FILTERS[on].format(hours=hours)
    window = _WINDOWS[number // 3 % len(_WINDOWS)]
    when = _PLAIN[on].format(month=month, hours=hours)
    return _RULE.format(
        number=number,
        points=points + number % 5,
        on=on,
        measure=_MEASURE.format(on=on, window=window, filter=chosen) if measured else "",
        when=f"{chosen} && measure.banyak >= {5 + number % 7}" if measured else when,
        once="person+quarter" if measured else "person+month",
    )


def fact_rows(agency_id: int, people: list[Any], now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(FACTS):
        person = people[number % len(people)]
        is_word = number % 3 != 0
        word = {"rating": number % 4 + 1, "refused_tip": False, "about_person": True}
        training = {"hours": number % 40 + 1, "planned": number % 2 == 0}
        kind = FactKind.COMMENDATION_VERIFIED if is_word else FactKind.TRAINING_APPLIED
        yield {
            "agency_id": agency_id,
            "kind": kind.value,
            "source_id": number + 1,
            "person_id": person.id,
            "unit_id": person.unit_id,
            "happened_on": FIRST + timedelta(days=number * DAYS // FACTS),
            "recorded_at": now,
            "fields": word if is_word else training,
        }


def write_facts(rows: Iterator[dict[str, Any]]) -> None:
    while batch := list(islice(rows, _AT_ONCE)):
        with transaction() as work:
            work.execute(insert(FactRecord), batch)


def bare_engine(pack: RulePack, rows: Iterator[dict[str, Any]]) -> float:
    """Facts a second when CEL alone works out every condition on the kind, measures given."""
    person = {"years_of_service": 5}
    by_kind: dict[str, list[Any]] = {}
    for rule in pack.rules:
        by_kind.setdefault(rule.on.value, []).append(rule)
    paths = {path for rule in pack.rules for path in parse_condition(rule.when).paths}
    some = list(islice(rows, BARE_FACTS))
    started = time.perf_counter()
    for row in some:
        inputs = {
            "fact": row["fields"],
            "person": person,
            "time": time_values(row["happened_on"]),
            "measure": {"banyak": 6},
        }
        context = make_context(inputs, paths)
        for rule in by_kind[row["kind"]]:
            holds(rule.when, context)
    return BARE_FACTS / (time.perf_counter() - started)


def measured(folder: Path) -> list[Measure]:
    fill(folder)
    base, candidate = parse_pack(pack_text()), parse_pack(pack_text(changed=5))
    with application().app_context():
        agency_id = session().scalars(select(Agency.id)).one()
        people = list(session().execute(select(Person.id, Person.unit_id)))
        now = datetime.now(UTC)
        write_facts(fact_rows(agency_id, people, now))
        bare = bare_engine(candidate, fact_rows(agency_id, people, now))
        started, busy = time.perf_counter(), time.process_time()
        found = compare_versions(
            Compared(candidate=candidate, base=base),
            Span(FIRST, FIRST + timedelta(days=DAYS)),
            agency_id=agency_id,
            report=lambda _done, _total: None,
        )
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        db.session.remove()
        db.engine.dispose()
    assert found["facts"] == FACTS
    assert not is_unchanged(found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Measure("50 rules beside 50, of which 5 differ: facts", FACTS / seconds, "/s"),
        Measure("the same for 1,000,000 facts", seconds * 1_000_000 / FACTS, "s"),
        Measure(
            "the same in processor time",
            busy * 1_000_000 / FACTS,
            "s",
        ),
        Measure("largest memory", peak, "MB"),
        Measure("bare CEL, the same conditions once: facts", bare, "/s"),
    ]


if __name__ == "__main__":
    with workspace() as place:
        report("Neraca, simulation of rules", measured(place))
