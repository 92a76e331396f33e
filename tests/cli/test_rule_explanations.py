"""`neraca rules explain`: every firing with its values and article; conduct to few readers."""

import pytest
from click.testing import CliRunner
from flask import Flask, current_app

from ledger.cli.rules import rules
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from tests.factories import make_account, make_person
from tests.intake import grant
from tests.proposals import House


@pytest.fixture
def house(app: Flask) -> House:
    house = House()
    house.fire("training_applied")
    house.fire("violation_assessed", 2, code="K3e", suspected=False)
    return house


def explain(*arguments: str) -> str:
    resources = current_app.extensions[EXTENSION]
    result = CliRunner().invoke(rules, ["explain", *arguments], obj=resources)
    return f"{result.exit_code} {result.output}"


def test_firing_is_told_with_values_threshold_sentence_article_and_decision(house: House):
    told = explain("--person", house.staff.nip or "")
    assert "Pelatihan diterapkan, nomor 1" in told
    assert "terpenuhi: jam pelajaran = 24, syaratnya paling sedikit 4" in told
    assert "Pasal    : " in told
    assert "Keputusan: tidak ada yang diusulkan" in told


def test_person_without_firings_and_unknown_person_are_told_apart(house: House):
    assert "Belum ada aturan" in explain("--person", house.mate.nip or "")
    assert explain("--person", "199901012020011001").startswith("1 ")


def test_conduct_is_told_to_hr_and_the_person_and_to_nobody_else(house: House):
    house_rules = _conduct(house)
    hr = make_account(make_person(house.dinas))
    grant(hr.id, Role.HR)
    make_account(house.staff)
    make_account(house.mate)
    staff = house.staff.nip or ""
    assert house_rules not in explain("--person", staff)
    assert house_rules not in explain("--person", staff, "--as", house.mate.nip or "")
    assert house_rules in explain("--person", staff, "--as", staff)
    assert house_rules in explain("--person", staff, "--as", hr.person.nip)


def _conduct(house: House) -> str:
    firing = house.fire("violation_assessed", 3, code="K3e", suspected=False)
    return f"nomor {firing.fact_id}"
