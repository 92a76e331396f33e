"""What the law leaves open: recorded with its source, confirmed by a second person."""

import ast
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

import ledger
from ledger.database import transaction
from ledger.domain.open_law import OPEN_LAW, Shape, text_of_value, value_from_text
from ledger.domain.people import Role
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.services.open_law import confirm_open_law, open_law, open_law_row, record_open_law
from ledger.services.settings import setting_value
from tests.conduct import ConductHouse
from tests.factories import NOW, make_actor, make_person

TODAY = NOW.date()
KEY = "case.reply_days"
SOURCE = "Peraturan BKN 6/2022, JDIH BKN"
#: Settings that no law leaves open: the agency's own taste.
OWN_TASTE = {
    "proposal.automatic_points_max",
    "document.certificate_design",
    "document.letterhead_contact",
    "document.number_pattern",
    "document.signature_method",
    "document.signature_words",
}


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse(with_pack=False)


@pytest.fixture
def second(house: ConductHouse):
    return make_actor(make_person(house.dinas, house.chief), Role.HR)


def record(house: ConductHouse, value: str = "7", key: str = KEY, **fields) -> int:
    given = {"valid_from": date(2026, 11, 1), "source": SOURCE, "actor": house.hr, "now": NOW}
    return record_open_law(key, value, **{**given, **fields})


def line(house: ConductHouse, key: str = KEY):
    return open_law_row(key, actor=house.hr, now=NOW)


def test_default_holds_until_a_value_is_recorded_and_both_stay_marked(house: ConductHouse):
    assert (line(house).value_text, line(house).is_confirmed) == ("5", False)
    record(house)
    assert (line(house).value_text, line(house).is_confirmed) == ("7", False)
    assert setting_value(house.agency.id, KEY, on=TODAY, default=5) == 7


def test_value_of_a_later_day_waits_for_it(house: ConductHouse):
    record(house, valid_from=date(2027, 1, 1))
    found = line(house)
    assert (found.value_text, found.in_force, len(found.history)) == ("5", None, 1)


def test_second_person_confirms_and_the_page_says_who_and_when(house: ConductHouse, second):
    setting_id = record(house)
    with pytest.raises(Forbidden):
        confirm_open_law(setting_id, actor=house.hr, now=NOW)
    confirm_open_law(setting_id, actor=second, now=NOW)
    found = line(house)
    assert found.is_confirmed
    assert (found.in_force.recorder, found.in_force.confirmer) == ("Kadek", second.name)
    assert found.in_force.confirmed_at == NOW


def test_confirmed_value_is_fixed_and_a_new_day_takes_a_new_one(house: ConductHouse, second):
    confirm_open_law(record(house), actor=second, now=NOW)
    with pytest.raises(RuleRefused):
        record(house, "9")
    record(house, "9", valid_from=date(2026, 11, 20))
    assert (line(house).value_text, line(house).is_confirmed) == ("9", False)


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE setting SET value = '{\"value\": 99}'", "tg_setting_confirmed_fixed"),
        ("UPDATE setting SET confirmed_by = NULL", "tg_setting_confirmed_fixed"),
        (
            "UPDATE setting SET recorded_by = confirmed_by",
            "ck_setting_confirmed_by_another",
        ),
    ],
)
def test_database_keeps_what_was_confirmed_and_by_whom(house, second, statement, guard):
    confirm_open_law(record(house), actor=second, now=NOW)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(statement))
    assert refusal.value.constraint == guard


@pytest.mark.parametrize(
    ("key", "value", "source"),
    [(KEY, "tujuh", SOURCE), (KEY, "0", SOURCE), (KEY, "7", " "), ("kinds.pppk", "R1: x", SOURCE)],
)
def test_value_of_another_shape_or_without_a_source_is_refused(house, key, value, source):
    with pytest.raises(InvalidInput):
        record(house, value, key, source=source)


def test_only_hr_records_and_only_hr_and_the_auditor_look(house: ConductHouse):
    auditor = make_actor(make_person(house.dinas, house.chief), Role.AUDITOR)
    assert len(open_law(actor=auditor, now=NOW)) == len(OPEN_LAW)
    with pytest.raises(Forbidden):
        record(house, actor=auditor)
    with pytest.raises(Forbidden):
        confirm_open_law(record(house), actor=auditor, now=NOW)
    with pytest.raises(Forbidden):
        open_law(actor=house.actor(house.chief), now=NOW)
    with pytest.raises(NotFound):
        record(house, key="bukan.ketentuan")


@pytest.mark.parametrize("row", OPEN_LAW.values(), ids=OPEN_LAW)
def test_every_row_has_source_status_and_a_default_that_reads_back(row):
    assert row.title
    assert row.article
    if row.shape is not Shape.READING:
        assert value_from_text(row, text_of_value(row, row.default)) == row.default


def test_every_setting_that_the_program_reads_stands_on_the_page():
    keys = set()
    for path in Path(ledger.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                names = [one.id for one in node.targets if isinstance(one, ast.Name)]
                if any(name.endswith("_KEY") for name in names) and "." in str(node.value.value):
                    keys.add(node.value.value)
    assert keys - OWN_TASTE <= set(OPEN_LAW)
