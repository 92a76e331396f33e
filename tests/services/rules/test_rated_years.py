"""What a simulation promises of a year is what the ledger says once the year was rated again."""

from datetime import date
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.reratings import ReratingState
from ledger.models.entries import Balance, MeritAccount
from ledger.models.proposals import Proposal
from ledger.services.quotas import open_quota
from tests.factories import NOW
from tests.reratings import EASIER, RICHER, TEXT, Past, batch, lines, run
from tests.services.rules.test_simulation import told
from tests.standings import Story

STRICTER = TEXT.replace("measure.apresiasi >= 3", "measure.apresiasi >= 4", 1)
VERSIONS = (RICHER, EASIER, STRICTER)
QUARTERS = ("2026-T1", "2026-T2", "2026-T3", "2026-T4")


class Rated(Past):
    """A year of chance under the old version, all of it approved; another version since."""

    def __init__(self, seed: int) -> None:
        Story.__init__(self, quota=0)
        for unit in (self.bidang, self.dinas):
            for quarter in QUARTERS:
                open_quota(unit.id, quarter, 10_000, actor=self.system, now=NOW)
        self.appoint()
        told(self, seed, 30)
        self.approve(*self.proposed())
        self.replace(Random(seed).choice(VERSIONS), date(2026, 12, 1))

    def proposed(self) -> list[int]:
        return list(session().scalars(select(Proposal.id).order_by(Proposal.id)))

    def points(self) -> dict[int, int]:
        """By person, what the ledger says."""
        session().rollback()
        rows = session().execute(
            select(MeritAccount.person_id, func.sum(Balance.points))
            .join(Balance, Balance.account_id == MeritAccount.id)
            .where(MeritAccount.agency_id == self.agency.id, MeritAccount.person_id.is_not(None))
            .group_by(MeritAccount.person_id)
        )
        return {person: int(points) for person, points in rows if points}


@pytest.mark.parametrize("seed", range(5))
def test_year_rated_again_comes_to_what_was_simulated(app: Flask, seed: int):
    past = Rated(seed)
    report: dict[str, Any] = past.simulation.report
    before = past.points()
    assert sum(before.values()) == report["before"]["points"] > 0
    number = past.ask()
    if batch(number).state is not ReratingState.EMPTY:
        past.settle(number)
        assert set(run(number)) == {"done"}
    after = past.points()
    assert sum(after.values()) == report["after"]["points"]
    promised = {one[0]: (one[1], one[2]) for one in report["changes"]}
    for person in before.keys() | after.keys() | promised.keys():
        standing = (before.get(person, 0), after.get(person, 0))
        assert promised.get(person, (standing[1], standing[1])) == standing
    again = past.ask()
    assert (batch(again).state, lines(again)) == (ReratingState.EMPTY, [])
