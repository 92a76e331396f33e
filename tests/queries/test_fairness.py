"""Flags over rows as they really lie, in a fixed number of queries, and never about the reader."""

from datetime import date, timedelta

import pytest
from flask import Flask

from ledger.domain.actors import Actor
from ledger.domain.fairness.flags import Flag, FlagKind
from ledger.domain.nominations import NominationState
from ledger.domain.people import Role
from ledger.domain.periods import parse_period
from ledger.errors import Forbidden, NotFound
from ledger.models.people import Account
from ledger.models.rules import FactRecord
from ledger.queries.fairness import get_board, get_coverage, get_flag
from tests import factories
from tests.fairness import DAY, Village
from tests.intake import activate, make_office
from tests.statements import listening

YEAR = parse_period("2026")
STORY = "Menyusun antrean daring di loket %s sehingga 120 warga tidak lagi menunggu sejak pagi."


@pytest.fixture
def village(app: Flask) -> Village:
    return Village()


def reader(account: Account, role: Role = Role.HR) -> Actor:
    return factories.make_actor(account.person, role, account=account)


def found(village: Village) -> dict[FlagKind, list[Flag]]:
    board = get_board(reader(village.hr), YEAR)
    return {kind: [one.flag for one in flags] for kind, flags in board.kinds.items()}


def test_pair_and_ring_are_found_and_what_was_withdrawn_does_not_count(village: Village):
    first, second, third, fourth, *_ = village.staff
    village.nominate(first, second, times=2)
    village.nominate(second, first)
    for giver, taker in ((second, third), (third, fourth), (fourth, second)):
        village.nominate(giver, taker)
    village.nominate(third, first, state=NominationState.WITHDRAWN)
    flags = found(village)
    (pair,) = flags[FlagKind.RECIPROCAL]
    assert pair.person_ids == (first.id, second.id)
    assert pair.numbers == {"there": 2, "back": 1}
    (ring,) = flags[FlagKind.RING]
    assert ring.person_ids == (second.id, third.id, fourth.id)


def test_chief_who_nominates_one_of_eight_is_flagged_with_numbers(village: Village):
    village.nominate(village.chief, village.staff[0], times=9)
    village.nominate(village.chief, village.staff[1])
    (flag,) = found(village)[FlagKind.NOMINATOR]
    assert flag.person_ids == (village.chief.id, village.staff[0].id)
    assert flag.numbers == {"total": 10, "most": 9, "percent": 90, "staff": 8}


def test_same_story_for_two_people_is_flagged(village: Village):
    village.nominate(village.chief, village.staff[0], story=STORY % 1)
    village.nominate(village.chief, village.staff[1], story=STORY % 7)
    village.nominate(village.chief, village.staff[2], story=STORY.replace("antrean", "arsip"))
    (flag,) = found(village)[FlagKind.STORY]
    assert flag.numbers["stories"] == 2
    assert len(flag.nomination_ids) == 2


def test_burst_at_a_counter_and_one_address_are_flagged_without_the_address(village: Village):
    counter, person = village.counter(), village.staff[0]
    for day in range(1, 5):
        village.thank(person, 1, counter_id=counter.id, happened_on=DAY + timedelta(days=day))
    village.thank(person, 12, counter_id=counter.id, contact="Warga@Contoh.id")
    flags = found(village)
    (burst,) = flags[FlagKind.COUNTER]
    assert (burst.numbers["count"], burst.numbers["usual"]) == (12, 1)
    (address,) = flags[FlagKind.ADDRESS]
    assert address.person_ids == (person.id,)
    assert "contoh.id" not in f"{address.key}{address.numbers}".lower()


def test_values_at_the_threshold_of_a_rule_are_flagged(app: Flask, session):
    office = make_office()
    activate(office, "layanan-dasar")
    for number in range(10):
        session.add(
            FactRecord(
                agency_id=office.agency.id,
                kind="survey_index_computed",
                source_id=number + 1,
                unit_id=office.unit.id,
                happened_on=DAY,
                recorded_at=factories.NOW,
                fields={"respondents": 30 if number else 34, "grade": "B"},
            )
        )
    session.commit()
    flags = get_board(office.by_hr, YEAR).kinds[FlagKind.THRESHOLD]
    (numbers,) = [one.flag.numbers for one in flags]
    assert (numbers["threshold"], numbers["at"], numbers["above"]) == (30, 9, 0)


def test_everybody_is_counted_once_in_each_table_and_small_groups_are_hidden(village: Village):
    village.nominate(village.chief, *village.staff[:2], times=3)
    coverage = get_coverage(village.agency.id, YEAR)
    assert (coverage.people, coverage.nominated) == (12, 2)
    assert all(group.people >= 5 for table in coverage.tables for group in table.groups)
    sums = {sum(group.people for group in table.groups) for table in coverage.tables}
    assert sums == {12}


def test_flag_about_the_reader_is_shown_to_colleagues_only(village: Village):
    colleague = village.reader("Luh", Role.HR)
    person = village.hr.person
    village.nominate(person, village.staff[0])
    village.nominate(village.staff[0], person)
    assert found(village) == {}
    (flag,) = get_board(reader(colleague), YEAR).kinds[FlagKind.RECIPROCAL]
    assert get_flag(reader(colleague), flag.flag.key).flag.flag == flag.flag
    with pytest.raises(NotFound):
        get_flag(reader(village.hr), flag.flag.key)


def test_others_than_hr_and_inspectorate_of_the_whole_agency_are_refused(village: Village):
    assert get_board(reader(village.inspector, Role.INSPECTORATE), YEAR).counts == {}
    of_unit = village.reader("Made", Role.HR, village.unit.id)
    limited = factories.make_actor(of_unit.person, account=of_unit)
    for stranger in (reader(village.auditor, Role.AUDITOR), limited):
        with pytest.raises(Forbidden):
            get_board(stranger, YEAR)


def test_queries_do_not_grow_with_people_or_flags(village: Village):
    def count() -> int:
        with listening() as heard:
            get_board(reader_of_hr, YEAR)
        return len(heard)

    reader_of_hr = reader(village.hr)
    village.nominate(village.chief, village.staff[0])
    few = count()
    for one in village.staff:
        village.nominate(one, village.staff[0] if one is not village.staff[0] else village.chief)
        village.nominate(village.staff[0], one if one is not village.staff[0] else village.chief)
    village.thank(village.staff[0], 12, contact="a@contoh.id", happened_on=date(2026, 9, 1))
    assert count() == few <= 12
