"""A setting counts from its day on."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.models.events import AuditEvent
from ledger.services.settings import record_setting, setting_value
from tests.factories import make_actor, make_agency, make_person, make_unit

KEY = "guidance.reply_days"


def test_setting_without_a_value_is_the_default(session: Session):
    assert setting_value(make_agency().id, KEY, on=date(2026, 1, 1), default=3) == 3


def test_setting_counts_from_its_day_on(session: Session, now: datetime):
    agency = make_agency()
    actor = make_actor(make_person(make_unit(agency)))
    for value, day in ((3, date(2025, 1, 1)), (5, date(2026, 7, 1))):
        record_setting(KEY, value, valid_from=day, actor=actor, now=now)
    assert setting_value(agency.id, KEY, on=date(2026, 6, 30), default=0) == 3
    assert setting_value(agency.id, KEY, on=date(2026, 7, 1), default=0) == 5
    assert setting_value(agency.id, KEY, on=date(2024, 12, 31), default=0) == 0
    assert session.query(AuditEvent).filter_by(tag="setting:value:recorded").count() == 2


def test_setting_recorded_again_for_the_day_replaces_it(session: Session, now: datetime):
    agency = make_agency()
    actor = make_actor(make_person(make_unit(agency)))
    for value in ([1], [2]):
        record_setting(KEY, value, valid_from=date(2026, 1, 1), actor=actor, now=now)
    assert setting_value(agency.id, KEY, on=date(2026, 1, 1), default=None) == [2]
