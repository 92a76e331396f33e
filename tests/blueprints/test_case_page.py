"""How much the page of a case asks of the database: the same for a short file and a long one."""

from collections.abc import Iterator

import pytest
from flask import Flask

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.exhibits import ExhibitKind
from ledger.models.cases import Case
from ledger.models.exhibits import Exhibit
from ledger.services.cases.moving import record_step
from tests.conduct import ConductHouse, later
from tests.rehearsals import Rehearsal, rehearsing
from tests.statements import listening

STEPS, EXHIBITS = 60, 40
MOST_STATEMENTS = 12


@pytest.fixture
def house(session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def lengthen(case_id: int, head: Actor) -> None:
    """Sixty more steps and forty more exhibits, as the rows of a long case."""
    with transaction() as work:
        case = work.get_one(Case, case_id)
        for place in range(1, STEPS + 1):
            record_step(work, case, "add", case.state, case.state, actor=head, now=later(4))
            if place <= EXHIBITS:
                exhibit = Exhibit(
                    agency_id=case.agency_id,
                    case_id=case.id,
                    position=place,
                    kind=ExhibitKind.DOCUMENT,
                    title=f"Bukti {place}",
                    added_by=head.person_id,
                    added_at=later(4),
                )
                work.add(exhibit)


def statements(web: Rehearsal, path: str) -> list[str]:
    """What the second visit sends, whose view is in the log already."""
    assert web.get(path).status_code == 200
    with listening() as heard:
        assert web.get(path).status_code == 200
    return heard


def with_team(house: ConductHouse) -> int:
    case_id = house.open_case(code="L5k")
    house.form_team(case_id)
    house.summon(case_id)
    house.examine(case_id)
    return case_id


CASES = {
    "opened": lambda house: house.open_case(),
    "examined": lambda house: house.examined(),
    "reported": lambda house: house.reported(),
    "decided": lambda house: house.decided(),
    "team": with_team,
}


@pytest.mark.parametrize("page", ["", "/bukti"])
@pytest.mark.parametrize("who", ["head", "officer"])
@pytest.mark.parametrize("stage", sorted(CASES))
def test_long_file_costs_twelve_statements_as_a_short_one(web, house, stage, who, page):
    case_id, head = CASES[stage](house), house.actor(house.head)
    web.enter(getattr(house, who), later(5))
    short = statements(web, f"/kasus/{case_id}{page}")
    lengthen(case_id, head)
    long = statements(web, f"/kasus/{case_id}{page}")
    assert len(long) == len(short)
    if not page:
        assert len(long) <= MOST_STATEMENTS, "\n".join(one[:160] for one in long)
