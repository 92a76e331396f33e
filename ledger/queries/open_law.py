"""The dated settings of an agency with who recorded and who confirmed them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.models.people import Person, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedValue:
    id: int
    key: str
    valid_from: date
    value: Any
    source: str
    needs_verification: bool
    recorded_by: int | None
    recorder: str
    recorded_at: datetime | None
    confirmer: str
    confirmed_at: datetime | None


def recorded_values(agency_id: int, key: str | None = None) -> list[RecordedValue]:
    """Every value recorded, of one key when it is given; the newest of a key first."""
    recorder, confirmer = aliased(Person), aliased(Person)
    rows = (
        select(Setting, recorder.name, confirmer.name)
        .outerjoin(recorder, recorder.id == Setting.recorded_by)
        .outerjoin(confirmer, confirmer.id == Setting.confirmed_by)
        .where(Setting.agency_id == agency_id)
        .order_by(Setting.key, Setting.valid_from.desc())
    )
    if key is not None:
        rows = rows.where(Setting.key == key)
    return [
        RecordedValue(
            id=row.id,
            key=row.key,
            valid_from=row.valid_from,
            value=row.value.get("value"),
            source=row.source,
            needs_verification=row.needs_verification,
            recorded_by=row.recorded_by,
            recorder=recorded or "",
            recorded_at=row.recorded_at,
            confirmer=confirmed or "",
            confirmed_at=row.confirmed_at,
        )
        for row, recorded, confirmed in session().execute(rows)
    ]
