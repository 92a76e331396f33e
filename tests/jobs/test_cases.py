"""The clock of the worker lets what was delivered take effect."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from ledger.domain.discipline.cases import CaseState
from ledger.gateways.resources import EXTENSION
from ledger.jobs.cases import keep_cases
from ledger.jobs.registry import PERIODIC
from ledger.models.cases import Case
from ledger.models.people import Agency
from tests import factories


def test_effect_of_decisions_is_kept_by_the_hour() -> None:
    kept = {one.name: one for one in PERIODIC}
    assert kept["cases.keep"].every <= timedelta(hours=1)


@pytest.mark.parametrize("agencies", [0, 1, 2])
def test_keeping_cases_leaves_open_ones_as_they_are(
    app: Flask, now: datetime, agencies: int
) -> None:
    for _ in range(agencies):
        unit = factories.make_unit(factories.make_agency())
        head = factories.make_person(unit, is_unit_head=True)
        staff = factories.make_person(unit, head)
        factories._save(
            Case(
                agency_id=unit.agency_id,
                number=f"KD-{unit.id}",
                state=CaseState.OPENED,
                subject_id=staff.id,
                unit_id=unit.id,
                superior_id=head.id,
                known_on=now.date(),
                opened_at=now,
            )
        )
    keep_cases(app.extensions[EXTENSION], now)
    session = factories.session()
    assert session.query(Agency).count() == agencies
    assert {case.state for case in session.query(Case)} <= {CaseState.OPENED}
