"""A replay that two processes share says the very same as one alone."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from ledger.domain.facts import Fact, FactKind
from ledger.domain.positions import PositionLevel
from ledger.domain.rules.acquaintances import Acquaintance, Acquaintances
from ledger.domain.rules.definitions import RulePack, Scope
from ledger.domain.simulations.replaying import divided, looks_at_others
from ledger.domain.simulations.reports import Compared, compare
from ledger.errors import NotFound
from ledger.services.rules.simulation.sharing import replayed
from tests.domain.rules.samples import FIELDS, make_fact, shipped_packs

FIRST = date(2026, 1, 1)
PEOPLE = Acquaintances(
    {one: Acquaintance("pns", PositionLevel.PELAKSANA, "U1", FIRST) for one in range(1, 7)}
)
SHIPPED = tuple(rule for pack in shipped_packs().values() for rule in pack.rules)


def packs(*, is_joined: bool) -> Compared:
    """All shipped rules beside fewer of them; without those that join people, when asked."""
    rules = SHIPPED
    if not is_joined:
        rules = tuple(replace(r, requires=()) for r in rules if not looks_at_others(r))
    whole = RulePack("semua", "Semua", "Semua aturan.", rules)
    return Compared(candidate=whole, base=replace(whole, rules=rules[::2]))


def some_facts(count: int) -> list[Fact]:
    chance, kinds = Random(4), list(FIELDS)
    return [
        make_fact(
            chance.choice(kinds),
            day=FIRST + timedelta(days=chance.randrange(300)),
            number=number,
            person_id=chance.randrange(1, 7),
            unit_id=chance.randrange(1, 3),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("is_joined", [True, False])
def test_two_processes_say_the_same_as_one(is_joined: bool):
    compared, facts = packs(is_joined=is_joined), some_facts(400)
    batches = [facts[start : start + 50] for start in range(0, 400, 50)]
    alone, shared = (
        replayed(compared, PEOPLE, FIRST, batches, is_shared=is_shared)
        for is_shared in (False, True)
    )
    told = compare(compared, *alone, facts=400)
    assert told["after"]["firings"] > 20
    assert compare(compared, *shared, facts=400) == told


def test_rules_that_join_people_stay_together_with_those_that_build_upon_them():
    apart, joined = divided(packs(is_joined=True))
    assert {rule.code for rule in (*apart.after, *joined.after)} == {r.code for r in SHIPPED}
    assert apart.after
    assert not [rule.code for rule in apart.after if looks_at_others(rule)]
    assert any(rule.once_per.scope is Scope.UNIT for rule in joined.after)


def test_refusal_of_the_other_process_ends_the_replay():
    stranger = make_fact(FactKind.COMMENDATION_VERIFIED, person_id=9)
    with pytest.raises(NotFound):
        replayed(packs(is_joined=False), PEOPLE, FIRST, [[stranger]], is_shared=True)
