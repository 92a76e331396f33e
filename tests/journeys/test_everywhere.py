"""What holds on every page, for everybody who can open it, on a phone and on a desk."""

from collections import Counter

import pytest

from ledger.blueprints.clock import now
from ledger.services.actors import actor_of_person
from tests.journeys.checks import Findings
from tests.journeys.crawling import Walk
from tests.journeys.serving import Site

#: Pages that another walk of this run examined already and that look the same for everybody.
EXAMINED: set[str] = set()
FEWEST_PAGES = 15
PEOPLE = ("staff", "head", "chief", "hr", "unit_admin", "inspector", "auditor", "operator")


def walk(site: Site, name: str | None) -> tuple[Counter[str], Findings]:
    found = Findings()
    actor = None
    if name:
        with site.app.app_context():
            actor = actor_of_person(site.residents[name].person_id, now=now())
    page = site.enter(name) if name else site.visit()
    hosts: set[str] = set()
    page.on("request", lambda one: hosts.add(one.url.split("/")[2]))
    visited = Walk(site, page, actor, found, EXAMINED).go_everywhere()
    found.add("hosts", hosts - {site.address.split("/")[2]})
    twice = [title for title, times in Counter(found.titles.values()).items() if times > 1]
    found.add("titles", twice)
    return visited, found


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_of_a_person_is_whole(site: Site, name: str):
    visited, found = walk(site, name)
    assert not found.wrong
    assert len(visited) >= FEWEST_PAGES


def test_every_public_page_is_whole(site: Site):
    _, found = walk(site, None)
    assert not found.wrong
