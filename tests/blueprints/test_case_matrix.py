"""What of a case each role is offered in every state: never what the service refuses them."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.domain.people import Role
from tests.case_actions import ACTIONS, DONE
from tests.case_stages import ROLES, STAGES, Stands
from tests.intake import grant
from tests.rehearsals import Rehearsal, rehearsing, text_of

NEAR = {Role.HR: ("hr", "witness_of_hr", "hr_in_conflict")}
NEAR[Role.INSPECTORATE] = ("inspectorate", "witness_of_hr", "hr_in_conflict")
#: Whoever acts in the case, and HR and the inspectorate of the unit; nobody else opens the file.
READERS = {
    "superior",
    "personnel_member",
    "oversight_member",
    "hr",
    "inspectorate",
    "hr_in_conflict",
}
#: The service lets the decider do it, the file leaves it to whoever examines.
LEFT_TO_EXAMINERS = {"tanggapan", "laporkan"}
PLACES = {action.path: set[str]() for action in ACTIONS if action.path}
for one in ACTIONS:
    if one.path:
        PLACES[one.path].add(one.name)


@pytest.fixture
def stands(session: Session) -> Stands:
    stands = Stands()
    for role, names in NEAR.items():
        for name in names:
            grant(stands.actor(name).account_id or 0, role)
    for name, person in stands.people.items():
        stands.house._actors[person.id] = stands.actor(name)
    return stands


@pytest.fixture
def web(app: Flask, stands: Stands) -> Iterator[Rehearsal]:
    with rehearsing(app, stands.house) as rehearsal:
        yield rehearsal


def offered(page: str, case_id: int) -> set[str]:
    """The places below the case that the page leads to, without what everybody may read."""
    found = set(re.findall(rf'(?:href|action)="/kasus/{case_id}/([a-z/-]+)"', page))
    return found & PLACES.keys()


@pytest.mark.parametrize("name", STAGES)
def test_file_offers_each_role_what_it_may_do_now(
    web: Rehearsal, stands: Stands, name: str
) -> None:
    stage = STAGES[name](stands)
    wrong = {}
    for role in ROLES:
        if role == "elsewhere":
            continue
        answer = web.enter(stands.people[role], stage.now).get(f"/kasus/{stage.case_id}")
        if answer.status_code != 200:
            wrong |= {(role, "reads"): "not"} if role in READERS else {}
            continue
        seen = offered(text_of(answer), stage.case_id)
        may = {
            action.path
            for action in ACTIONS
            if action.path and action.name in DONE[name] and role in action.may(name)
        }
        if role == "ppk":
            may -= LEFT_TO_EXAMINERS
        if seen != may:
            wrong[role, "sees"] = {"too much": seen - may, "too little": may - seen}
    assert wrong == {}
