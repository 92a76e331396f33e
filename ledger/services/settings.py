"""Dated settings of an agency: what the law leaves open is a value with a day, never a constant."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.models.people import Setting
from ledger.services.events import record_event

_VALUE = "value"


def setting_value(agency_id: int, key: str, *, on: date, default: Any) -> Any:
    """The value in force on the day, else ``default``."""
    found = session().scalar(
        select(Setting.value)
        .where(Setting.agency_id == agency_id, Setting.key == key, Setting.valid_from <= on)
        .order_by(Setting.valid_from.desc())
        .limit(1)
    )
    return default if found is None else found[_VALUE]


def record_setting(
    key: str,
    value: Any,
    *,
    valid_from: date,
    source: str = "",
    needs_verification: bool = True,
    actor: Actor,
    now: datetime,
) -> int:
    """Set the value from a day on; the same day again replaces it. ``value`` is plain JSON."""
    with transaction() as work:
        row = work.scalar(
            select(Setting).where(
                Setting.agency_id == actor.agency_id,
                Setting.key == key,
                Setting.valid_from == valid_from,
            )
        ) or Setting(agency_id=actor.agency_id, key=key, valid_from=valid_from)
        row.value = {_VALUE: value}
        row.source, row.needs_verification = source, needs_verification
        row.recorded_by, row.recorded_at = actor.person_id, now
        work.add(row)
        work.flush()
        record_event(
            "setting:value:recorded",
            subject_kind="setting",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"key": key, "valid_from": valid_from.isoformat()},
        )
        return row.id
