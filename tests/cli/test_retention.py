"""`neraca retention`: nothing is erased by a plan, by one person, or without a word."""

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from ledger.cli.retention import retention
from ledger.database import transaction
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from ledger.models.people import RoleGrant
from tests.erasing import LONG_AGO, ErasingHouse
from tests.factories import NOW

LAW = ("--law", "JRA Contoh 1/2026", "--from", "2026-01-01")


@pytest.fixture
def house(app: Flask) -> ErasingHouse:
    house = ErasingHouse()
    with transaction() as work:
        for actor in (house.first, house.second):
            work.add(
                RoleGrant(
                    agency_id=actor.agency_id,
                    account_id=actor.account_id,
                    role=Role.HR,
                    valid_from=NOW.date(),
                )
            )
    return house


@pytest.fixture
def neraca(app: Flask, house: ErasingHouse):
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(retention, arguments, obj=app.extensions[EXTENSION])

    return run


def test_schedule_is_recorded_confirmed_planned_and_run(neraca, house: ErasingHouse):
    (uid,) = house.award(on=LONG_AGO, has_paper=False)
    first, second = (house.nip_of(actor) for actor in (house.first, house.second))
    assert "Belum ada jadwal retensi" in neraca("plan").output
    assert (
        "dicatat dengan nomor"
        in neraca("record", "award", "--years", "10", *LAW, "--as", first).output
    )
    assert "belum dipastikan, jadi 1 catatan tidak dihapus" in neraca("plan").output
    rule_id = neraca("plan").output.split()[0]
    own = neraca("confirm", rule_id, "--as", first)
    assert (own.exit_code, "orang lain" in own.output) == (1, True)
    assert neraca("confirm", rule_id, "--as", second).exit_code == 0
    assert "1 catatan lewat masanya" in neraca("run").output
    assert house.private_parts(uid) == ["reason", "subject"]
    assert "Data pribadi 1 catatan dihapus." in neraca("run", "--commit").output
    assert house.private_parts(uid) == []


def test_line_without_years_or_basis_is_refused(neraca, house: ErasingHouse):
    nip = house.nip_of(house.first)
    for years, law in (("0", "JRA"), ("5", " ")):
        told = neraca(
            "record", "award", "--years", years, "--law", law, "--from", "2026-01-01", "--as", nip
        )
        assert told.exit_code == 1
    stranger = house.stranger.nip
    assert neraca("record", "award", "--years", "5", *LAW, "--as", stranger).exit_code == 1
