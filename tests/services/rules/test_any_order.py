"""The same facts give the same proposals in whatever order they come, alone or together."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.facts import Fact, FactKind
from ledger.domain.nominations import NominationState
from ledger.domain.people import Role
from ledger.domain.rules.pack import parse_pack
from ledger.models.nominations import Nomination, NominationMember
from ledger.models.people import Person
from ledger.models.proposals import Proposal, ProposalSubject
from ledger.models.rules import Firing
from ledger.services.rules import apply_facts
from tests.domain.rules.samples import FIELDS
from tests.factories import NOW, make_actor, make_person
from tests.packs import put_in_force
from tests.standings import Story

FIRST = date(2026, 3, 1)
SPAN = 150
ORDERS = 4
HEAD = """
code: urutan
name: Urutan
description: Untuk uji.
rules:
"""
RULE = """
  - code: {code}
    title: {code}
    sentence: Aturan {code} memberi 6 poin.
    on: {on}
    measure:
      banyak: {{title: banyaknya, {measure}}}
    when: measure.banyak >= {least}{also}
    then: {{points: {{amount: 6, to: {to}}}}}
    decided_by: [head_of_unit]
    once_per: {once}
    legal_basis: {{text: Peraturan instansi, status: needs_check}}
    effective: {{from: 2026-01-01}}
"""
THANKED, LEARNT = FactKind.COMMENDATION_VERIFIED, FactKind.TRAINING_APPLIED
RATED, NOMINATED = FactKind.PERFORMANCE_RATED, FactKind.NOMINATION_ACCEPTED
SURVEYED = FactKind.SURVEY_INDEX_COMPUTED


def rule(code: str, on: FactKind, measure: str, least: int, **more: str) -> str:
    values = {"to": "person", "once": "person+quarter", "also": "", **more}
    return RULE.format(code=code, on=on, measure=measure, least=least, **values)


PACK = HEAD + "".join(
    (
        rule(
            "jumlah-orang",
            THANKED,
            "kind: count, of: commendation_verified, window: quarter, by: person",
            2,
        ),
        rule(
            "jumlah-unit",
            THANKED,
            "kind: count, of: training_applied, window: last_days:40, by: unit",
            2,
            once="person+year",
        ),
        rule(
            "jam-orang",
            LEARNT,
            "kind: sum, of: training_applied, field: hours, window: last_days:60, by: person",
            12,
            once="fact",
        ),
        rule(
            "jam-tim",
            NOMINATED,
            "kind: sum, of: training_applied, field: hours, window: calendar_year, by: team",
            20,
            once="fact",
            to="team",
        ),
        rule(
            "apresiasi-tim",
            NOMINATED,
            "kind: count, of: commendation_verified, window: last_months:2, by: team",
            2,
            to="team",
        ),
        rule(
            "beruntun",
            RATED,
            "kind: longest_run, of: performance_rated, window: calendar_year, by: person,"
            ' filter: fact.predicate == "very_good"',
            2,
            also=' && fact.predicate == "very_good"',
            once="person+year",
        ),
        rule(
            "unit-dipuji",
            SURVEYED,
            "kind: count, of: commendation_verified, window: last_months:3, by: unit",
            3,
            once="unit+quarter",
            to="unit",
        ),
        rule(
            "sesudah-lain",
            LEARNT,
            "kind: count, of: training_applied, window: calendar_year, by: person",
            2,
            once="person+year",
        ).replace("    once_per", "    requires: [{rule: jumlah-unit}]\n    once_per"),
    )
)
CODES = {one.code for one in parse_pack(PACK).rules}
FOUND = Counter[tuple[Any, ...]]


class Undo(Exception):
    """Takes back what one order wrote, so that the next meets the same nothing."""


class Year(Story):
    """Facts of chance about people of two units, some of them nominated together."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        second = make_actor(make_person(self.dinas, self.chief), Role.HR)
        put_in_force(PACK, self.hr, second)
        self.chance = Random(seed)
        self.people = [self.staff, self.mate, self.stranger]

    def facts(self) -> list[Fact]:
        kinds = [THANKED] * 6 + [LEARNT] * 5 + [RATED] * 4 + [NOMINATED] * 2 + [SURVEYED] * 2
        return [self.fact(number, kind) for number, kind in enumerate(kinds, start=1)]

    def fact(self, number: int, kind: FactKind) -> Fact:
        chance, person = self.chance, self.chance.choice(self.people)
        day = FIRST + timedelta(days=chance.randrange(SPAN))
        fields, team = dict(FIELDS[kind]), ()
        if kind is LEARNT:
            fields["hours"] = chance.choice([4, 8, 16])
        elif kind is RATED:
            fields["predicate"] = chance.choice(["very_good", "very_good", "good"])
        elif kind is NOMINATED:
            team = self.team(person)
            number = self.nominated(person, day, team)
        return Fact(
            kind=kind,
            id=number,
            agency_id=self.agency.id,
            subject_person_id=None if kind is SURVEYED else person.id,
            unit_id=person.unit_id,
            happened_on=day,
            recorded_at=NOW,
            fields=fields,
            team=team,
            proposer_id=self.clerk.id,
        )

    def team(self, first: Person) -> tuple[tuple[int, int], ...]:
        other = self.chance.choice([one for one in self.people if one is not first])
        return ((first.id, 60), (other.id, 40))

    def nominated(self, first: Person, day: date, team: tuple[tuple[int, int], ...]) -> int:
        """The nomination that such a fact speaks of, with its team."""
        title = f"Inovasi {first.id} {day} {self.chance.random()}"
        with transaction() as work:
            row = Nomination(
                agency_id=self.agency.id,
                number=f"USL-2026-{self.chance.randrange(10**6):06}",
                state=NominationState.DRAFT,
                nominator_id=self.clerk.id,
                nominee_id=first.id,
                unit_id=first.unit_id,
                title=title,
                title_key=title.lower(),
                round_key="2026",
                category="pelayanan_publik",
                stage="gagasan",
                happened_on=day,
                members=[
                    NominationMember(agency_id=self.agency.id, person_id=one, share_percent=share)
                    for one, share in team
                ],
            )
            work.add(row)
            work.flush()
            return row.id

    def found(self, calls: Sequence[Sequence[Fact]]) -> FOUND:
        """What these calls propose; nothing of it stays.

        Which of the facts of a quarter or year was the last that was needed is a matter of their
        order, so a proposal is told by its rule, its subjects, its period and what it gives.
        """
        told: FOUND = Counter()
        with suppress(Undo), transaction():
            for call in calls:
                told.update(map(_told, apply_facts(call, actor=self.system, now=NOW)))
            # The shipped pack is in force too; whoever comes first uses up its caps.
            shipped = [one for one in told if one[0] not in CODES]
            for one in shipped:
                del told[one]
            raise Undo
        return told


def _told(proposal_id: int) -> tuple[Any, ...]:
    key = session().execute(
        select(Firing.rule_code, Firing.subject_key, Firing.once_key, Proposal.kind)
        .join(Proposal, Proposal.firing_id == Firing.id)
        .where(Proposal.id == proposal_id)
    )
    shares = session().execute(
        select(ProposalSubject.person_id, ProposalSubject.points_delta)
        .where(ProposalSubject.proposal_id == proposal_id)
        .order_by(ProposalSubject.person_id)
    )
    return (*key.one(), *map(tuple, shares))


def orders_of(facts: Sequence[Fact], chance: Random) -> list[list[Fact]]:
    """As they happened, the other way round, and some of chance.

    Nobody takes back a proposal because a later word breaks the row that it was made for, so what
    breaks rows is known first.
    """
    breaking = [fact for fact in facts if fact.fields.get("predicate") == "good"]
    others = [fact for fact in facts if fact not in breaking]
    by_day = sorted(others, key=lambda fact: (fact.happened_on, fact.id))
    orders = [by_day, by_day[::-1]]
    orders += [chance.sample(others, len(others)) for _ in range(ORDERS - len(orders))]
    return [[*breaking, *order] for order in orders]


@pytest.mark.parametrize("seed", range(4))
def test_facts_in_any_order_give_the_same_proposals(app: Flask, seed: int):
    year = Year(seed)
    orders = orders_of(year.facts(), year.chance)
    first = year.found([[fact] for fact in orders[0]])
    assert len({code for code, *_ in first}) >= 4, "facts that hardly meet a rule tell little"
    for order in orders[1:]:
        assert year.found([[fact] for fact in order]) == first
    for order in orders[:: ORDERS - 1]:
        assert year.found([order]) == first
        assert year.found([order[:7], order[7:]]) == first
