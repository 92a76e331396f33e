"""A simulation writes nothing, agrees with the ledger, and shows no difference where none is."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from ledger.database import Base, session, transaction
from ledger.domain.facts import FactKind
from ledger.domain.people import Role
from ledger.domain.rules.pack import parse_pack
from ledger.domain.simulations.reports import Compared, is_unchanged
from ledger.errors import Conflict, Forbidden, InvalidInput, InvalidTransition, RuleRefused
from ledger.models.rules import Firing, RulePack, RuleVersion
from ledger.models.simulations import Simulation
from ledger.services.rules import (
    Span,
    activate_pack,
    load_pack,
    request_simulation,
    run_simulation,
)
from ledger.services.rules.simulation import compare_versions
from tests.domain.rules.samples import PACKS
from tests.factories import NOW, make_actor, make_person
from tests.packs import START, YEAR, put_in_force, simulate
from tests.proposals import House
from tests.standings import PACK, Story

TEXT = PACK.read_text("utf-8")
RICHER = TEXT.replace("points: {amount: 15, to: person}", "points: {amount: 25, to: person}")
KINDS: dict[FactKind, dict[str, Any]] = {
    FactKind.COMMENDATION_VERIFIED: {"rating": 4, "refused_tip": False, "about_person": True},
    FactKind.TRAINING_APPLIED: {"hours": 24, "planned": True},
    FactKind.PERFORMANCE_RATED: {"predicate": "very_good", "work": 1, "behaviour": 1},
}


def rows() -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for table in Base.metadata.sorted_tables:
        found[table.name] = session().scalar(select(func.count()).select_from(table)) or 0
    session().rollback()
    return found


def told(story: Story, seed: int, count: int) -> None:
    """Facts of all kinds about three people, in an order and on days of chance."""
    chance = Random(seed)
    for _ in range(count):
        kind = chance.choice(list(KINDS))
        fields = dict(KINDS[kind])
        if kind is FactKind.COMMENDATION_VERIFIED:
            fields["rating"] = chance.choice([3, 4, 4])
        person = chance.choice([story.staff, story.mate, story.clerk])
        story.tell(kind, person, START + timedelta(days=chance.randrange(320)), **fields)


def compared(candidate: str, base: str | None) -> Compared:
    return Compared(
        candidate=parse_pack(candidate), base=parse_pack(base) if base is not None else None
    )


def report(story: Story, candidate: str, base: str | None, span: Span = YEAR) -> dict[str, Any]:
    return compare_versions(
        compared(candidate, base), span, agency_id=story.agency.id, report=lambda _d, _t: None
    )


def recorded() -> tuple[int, int]:
    """What the ledger keeps: firings and the points they propose."""
    outcomes = list(session().scalars(select(Firing.outcome)))
    points = sum(outcome.get("points", {}).get("amount", 0) for outcome in outcomes)
    session().rollback()
    return len(outcomes), points


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # To shrink a story would take minutes, and its seed says everything.
    phases=[Phase.generate],
)
@given(seed=st.integers(0, 10_000))
def test_total_of_the_simulation_is_what_the_ledger_keeps(app: Flask, seed: int):
    before = recorded()
    story = Story()
    told(story, seed, 25)
    after = recorded()
    found = report(story, TEXT, None)["after"]
    assert (found["firings"], found["points"]) == (after[0] - before[0], after[1] - before[1])


def test_active_pack_beside_itself_shows_no_difference_and_writes_nothing(app: Flask):
    story = Story()
    told(story, 7, 20)
    before = rows()
    found = report(story, TEXT, TEXT)
    assert is_unchanged(found)
    assert found["explained"] == []
    assert found["people"] == {"gain": 0, "lose": 0, "stay": found["people"]["stay"]}
    assert rows() == before


def test_simulation_tells_who_gains_and_why_and_keeps_only_itself(app: Flask):
    story = Story()
    story.thank(story.staff, date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5))
    pack_id = load_pack(RICHER, actor=story.hr, now=NOW)
    before = rows()
    simulate(pack_id, story.hr)
    grown = {name for name, count in rows().items() if count != before[name]}
    assert grown == {"simulation", "job", "audit_event", "notification"}
    kept = session().query(Simulation).filter_by(pack_id=pack_id).one()
    assert kept.report["people"] == {"gain": 1, "lose": 0, "stay": 0}
    assert kept.report["changes"] == [[story.staff.id, 15, 25, [], []]]
    (why,) = kept.report["explained"]
    assert [(one["rule"], one["before"], one["after"]) for one in why["lines"]] == [
        ("sahabat-warga-perunggu", 15, 25)
    ]
    assert [row[2:] for row in kept.report["quota"]] == [[15, 25]]


def test_facts_before_the_period_count_in_windows_but_are_not_judged(app: Flask):
    story = Story()
    story.thank(story.staff, date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5))
    late = Span(date(2026, 10, 5), date(2026, 10, 31))
    found = report(story, TEXT, None, late)
    assert (found["facts"], found["after"]["badges"]) == (1, 1)
    early = report(story, TEXT, None, Span(date(2026, 10, 1), date(2026, 10, 2)))
    assert early["after"]["badges"] == 0


def test_same_facts_give_the_same_hash(app: Flask):
    story = Story()
    told(story, 3, 10)
    pack_id = load_pack(RICHER, actor=story.hr, now=NOW)
    assert simulate(pack_id, story.hr) == simulate(pack_id, story.hr)


def test_conduct_is_counted_and_names_nobody(app: Flask):
    story = Story()
    text = (PACKS / "pembinaan-layanan.yaml").read_text("utf-8")
    fields = {"code": "K3e", "impact": "unit", "level": "ringan", "suspected": False}
    story.tell(FactKind.VIOLATION_ASSESSED, story.staff, always_case=False, **fields)
    found = report(story, text, None)
    assert found["after"]["guidance"] + found["after"]["cases"] >= 1
    assert (found["changes"], found["explained"], found["units"]) == ([], [], [])


def test_only_hr_of_the_whole_agency_asks_and_only_for_what_waits(app: Flask):
    story = Story()
    pack_id = load_pack(RICHER, actor=story.hr, now=NOW)
    with pytest.raises(Forbidden):
        request_simulation(pack_id, YEAR, actor=story.actor(story.mate), now=NOW)
    with pytest.raises(InvalidInput):
        request_simulation(pack_id, Span(YEAR.last, YEAR.first), actor=story.hr, now=NOW)
    active = session().query(RulePack).filter_by(version=1).one().id
    with pytest.raises(InvalidTransition):
        request_simulation(active, YEAR, actor=story.hr, now=NOW)
    assert request_simulation(pack_id, YEAR, actor=story.hr, now=NOW)


def test_finished_simulation_is_not_made_again(app: Flask):
    story = Story()
    pack_id = load_pack(RICHER, actor=story.hr, now=NOW)
    number = request_simulation(pack_id, YEAR, actor=story.hr, now=NOW)
    first = run_simulation(number, report=lambda _d, _t: None, now=NOW)
    later = NOW + timedelta(days=1)
    assert run_simulation(number, report=lambda _d, _t: None, now=later) == first
    assert session().get_one(Simulation, number).finished_at == NOW


@pytest.fixture
def waiting(app: Flask) -> tuple[Story, int, str]:
    """A story whose officer loaded a richer version and let it be simulated."""
    story = Story()
    pack_id = load_pack(RICHER, actor=story.hr, now=NOW)
    return story, pack_id, simulate(pack_id, story.hr)


def second_of(house: House) -> Any:
    return make_actor(make_person(house.dinas), Role.HR)


def test_old_or_foreign_simulation_does_not_activate(waiting: tuple[Story, int, str]):
    story, pack_id, seen = waiting
    second, start = second_of(story), date(2026, 12, 1)
    with pytest.raises(Conflict, match="bukan milik versi ini"):
        activate_pack(pack_id, valid_from=start, seen_sha256="f" * 64, actor=second, now=NOW)
    week = NOW + timedelta(days=7, seconds=1)
    with pytest.raises(Conflict, match="lebih dari 7 hari"):
        activate_pack(pack_id, valid_from=start, seen_sha256=seen, actor=second, now=week)
    activate_pack(
        pack_id, valid_from=start, seen_sha256=seen, actor=second, now=NOW + timedelta(days=7)
    )


def test_simulation_before_another_activation_is_no_longer_fresh(waiting: tuple[Story, int, str]):
    story, pack_id, seen = waiting
    second, later = second_of(story), NOW + timedelta(hours=1)
    other = load_pack(TEXT.replace("{amount: 60,", "{amount: 61,"), actor=story.hr, now=NOW)
    activate_pack(
        other,
        valid_from=date(2026, 12, 1),
        seen_sha256=simulate(other, story.hr),
        actor=second,
        now=later,
    )
    with pytest.raises(Conflict, match="versi lain sudah diaktifkan"):
        activate_pack(
            pack_id, valid_from=date(2026, 12, 5), seen_sha256=seen, actor=second, now=later
        )


def test_rule_is_in_force_in_one_pack_only(app: Flask):
    story = Story()
    second = second_of(story)
    put_in_force(one_rule("a", "satu"), story.hr, second)
    put_in_force(one_rule("a", "dua"), story.hr, second, valid_from=date(2026, 12, 1))
    other = load_pack(one_rule("b", "dua"), actor=story.hr, now=NOW)
    seen = simulate(other, story.hr)
    with pytest.raises(Conflict, match="sudah berlaku dalam paket"):
        activate_pack(other, valid_from=START, seen_sha256=seen, actor=second, now=NOW)
    values = {"state": "active", "valid_from": START, "activated_at": NOW, "seen_sha256": seen}
    change = update(RulePack).where(RulePack.id == other)
    change = change.values(**values, activated_by=second.account_id)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(change)
    assert refusal.value.constraint == "tg_rule_pack_rule_in_one_pack"


def one_rule(pack: str, rule: str) -> str:
    return f"""
code: {pack}
name: Paket {pack}
description: Untuk uji.
rules:
  - code: {rule}
    title: Pelatihan
    sentence: Pelatihan memberi poin.
    on: training_applied
    when: fact.hours >= 1
    then: {{points: {{amount: 5, to: person}}}}
    decided_by: [head_of_unit]
    once_per: fact
    legal_basis: {{text: UU 20/2023, status: needs_check}}
    effective: {{from: 2026-01-01, until: null}}
"""


REFUSED: dict[str, tuple[type[Base], dict[str, Any]]] = {
    "tg_rule_pack_states": (RulePack, {"state": "retired"}),
    "tg_simulation_fixed": (Simulation, {"fact_count": 99}),
    "tg_rule_pack_fixed": (RulePack, {"name": "Lain"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_database_refuses_what_changes_a_version_or_its_simulation(
    waiting: tuple[Story, int, str], name: str
):
    _, pack_id, _ = waiting
    table, values = REFUSED[name]
    if name == "tg_rule_pack_states":
        with transaction() as work:
            text = TEXT.replace("{amount: 60,", "{amount: 59,")
            pack_id = load_pack(text, actor=waiting[0].hr, now=NOW)
            work.flush()
    column = Simulation.pack_id if table is Simulation else RulePack.id
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(update(table).where(column == pack_id).values(**values))
    assert refusal.value.constraint == name


def test_database_refuses_activation_without_a_fresh_simulation(waiting: tuple[Story, int, str]):
    _, pack_id, seen = waiting
    base = session().query(RulePack).filter_by(version=1).one()
    values = {"state": "active", "valid_from": date(2027, 1, 1), "activated_at": NOW}
    values |= {"activated_by": base.activated_by, "seen_sha256": "f" * 64}
    change = update(RulePack).where(RulePack.id == pack_id)
    ended = update(RulePack).where(RulePack.id == base.id)
    ended = ended.values(state="retired", valid_until=date(2027, 1, 1))
    with pytest.raises(RuleRefused) as unseen:
        _both(ended, change.values(**values))
    assert unseen.value.constraint == "tg_rule_pack_seen_is_fresh"
    late = {**values, "seen_sha256": seen, "activated_at": NOW + timedelta(days=8)}
    with pytest.raises(RuleRefused) as old:
        _both(ended, change.values(**late))
    assert old.value.constraint == "tg_rule_pack_seen_is_fresh"


def _both(*changes: Any) -> None:
    with transaction() as work:
        for change in changes:
            work.execute(change)


def test_database_keeps_a_version_in_force_as_it_is(waiting: tuple[Story, int, str]):
    story, _, _ = waiting
    story.thank(story.staff, date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5))
    base = session().query(RulePack).filter_by(version=1).one()
    moved = update(RulePack).where(RulePack.id == base.id)
    with pytest.raises(RuleRefused) as start, transaction() as work:
        work.execute(moved.values(valid_from=date(2025, 1, 1)))
    assert start.value.constraint == "tg_rule_pack_activation_fixed"
    with pytest.raises(RuleRefused) as cut, transaction() as work:
        work.execute(moved.values(state="retired", valid_until=date(2026, 10, 5)))
    assert cut.value.constraint == "tg_rule_pack_ends_after_firings"
    extra = RuleVersion(
        agency_id=base.agency_id, pack_id=base.id, code="baru", version=9, title="Baru",
        sentence="Baru.", fact_kind="training_applied",
    )  # fmt: skip
    with pytest.raises(RuleRefused) as added, transaction() as work:
        work.add(extra)
    assert added.value.constraint == "tg_rule_version_of_draft"


def test_database_lets_no_version_judge_a_day_outside_its_own(waiting: tuple[Story, int, str]):
    story, _, _ = waiting
    version = session().query(RuleVersion).filter_by(version=1).first()
    assert version is not None
    firing = Firing(
        agency_id=story.agency.id, rule_version_id=version.id, rule_code=version.code,
        fact_kind="training_applied", fact_id=1, subject_key="person:1", once_key="x",
        happened_on=date(2025, 12, 31), fired_at=NOW, inputs={}, outcome={},
    )  # fmt: skip
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.add(firing)
    assert refusal.value.constraint == "tg_firing_version_in_force"
