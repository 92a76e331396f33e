"""`neraca cases deadlines`: what is due, with its article and without a name."""

from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from ledger.cli.cases import cases
from ledger.domain.discipline.commands import RecordDelivery
from ledger.gateways.resources import EXTENSION
from ledger.services.cases import file_objection, record_delivery
from tests.conduct import ConductHouse, later


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def told(app: Flask, day: str, *more: str) -> str:
    arguments = ("deadlines", "--date", day, *more)
    result = CliRunner().invoke(cases, arguments, obj=app.extensions[EXTENSION])
    assert result.exit_code == 0, result.output
    return result.output


def test_late_delivery_is_listed_with_its_article_and_nobodys_name(app: Flask, house: ConductHouse):
    house.decided()
    page = told(app, "2026-12-21")
    assert "TERLAMBAT\t2026-12-17\tKD-2026-" in page
    assert "Sampaikan keputusan\tPasal 37 ayat (3) PP 94/2021" in page
    assert house.staff.name not in page
    assert house.staff.nip not in page
    assert "0 terlambat" in told(app, "2026-12-17")
    assert "KD-2026" not in told(app, "2026-11-27", "--ahead", "5")


def test_objection_is_due_at_whoever_answers_it(app: Flask, house: ConductHouse):
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    assert "Hak keberatan pegawai berakhir\tPP 79/2021" in told(app, "2026-12-01")
    file_objection(case_id, "Tidak benar.", actor=house.actor(house.staff), now=later(5))
    assert "2026-12-28" in told(app, "2026-12-01")
    assert "Putuskan upaya administratif" in told(app, "2026-12-01")
