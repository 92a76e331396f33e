"""Recording what the law leaves open, with its source, and confirming it by a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.open_law import (
    OPEN_LAW,
    SOURCE_MISSING,
    UNKNOWN_ROW,
    OpenRow,
    text_of_value,
    value_from_text,
)
from ledger.domain.people import Role
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.people import Setting
from ledger.queries.open_law import RecordedValue, recorded_values
from ledger.services.access import can_act, require_role
from ledger.services.days import agency_today
from ledger.services.events import record_event
from ledger.services.settings import record_setting

BY_ANOTHER = sentence(
    "Ketentuan ini harus dipastikan oleh orang lain, bukan oleh yang mencatatnya."
)
CONFIRMED_ALREADY = sentence(
    "Ketentuan yang sudah dipastikan tidak dapat diubah. Catat yang baru dengan tanggal berlakunya."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawLine:
    """One row as it stands today: the value in force, or the default that nobody recorded."""

    row: OpenRow
    value_text: str
    in_force: RecordedValue | None
    #: All that was recorded, newest first; a later one may not hold yet.
    history: tuple[RecordedValue, ...]

    @property
    def is_confirmed(self) -> bool:
        """By a second person, or as long as the default that was read at its source holds."""
        if self.in_force is None:
            return not self.row.status.needs_check
        return not self.in_force.needs_verification


def open_law(*, actor: Actor, now: datetime) -> list[LawLine]:
    """Every open row of the agency, for HR and the auditor; raises Forbidden."""
    require_role(actor, Role.HR, Role.AUDITOR, unit_id=None)
    today = agency_today(actor.agency_id, now=now)
    recorded: dict[str, list[RecordedValue]] = {}
    for value in recorded_values(actor.agency_id):
        recorded.setdefault(value.key, []).append(value)
    return [_line(row, recorded.get(row.key, ()), today) for row in OPEN_LAW.values()]


def open_law_row(key: str, *, actor: Actor, now: datetime) -> LawLine:
    """One row with its history; raises NotFound for an unknown key, and Forbidden."""
    require_role(actor, Role.HR, Role.AUDITOR, unit_id=None)
    today = agency_today(actor.agency_id, now=now)
    return _line(_row(key), recorded_values(actor.agency_id, key), today)


def may_record_law(actor: Actor) -> bool:
    return can_act(actor, Role.HR, unit_id=None)


def record_open_law(
    key: str, text: str, *, valid_from: date, source: str, actor: Actor, now: datetime
) -> int:
    """Record a value from a day on, still to be confirmed; the same day again replaces it.

    Raises InvalidInput for a value of another shape or without a source, RuleRefused for a day
    whose value was confirmed, NotFound for an unknown key, Forbidden.
    """
    require_role(actor, Role.HR, unit_id=None)
    row = _row(key)
    value = value_from_text(row, text)
    if not source.strip():
        raise InvalidInput(SOURCE_MISSING, fields={"source": [SOURCE_MISSING]})
    with transaction():
        for known in recorded_values(actor.agency_id, key):
            if known.valid_from == valid_from and known.confirmed_at is not None:
                raise RuleRefused(CONFIRMED_ALREADY, constraint="setting_confirmed_fixed")
        return record_setting(
            key, value, valid_from=valid_from, source=source.strip(), actor=actor, now=now
        )


def confirm_open_law(setting_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that somebody else's record was read at its source; raises Forbidden, NotFound."""
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        setting = work.scalar(
            select(Setting)
            .where(Setting.id == setting_id, Setting.agency_id == actor.agency_id)
            .with_for_update()
        )
        if setting is None or setting.key not in OPEN_LAW:
            raise NotFound(UNKNOWN_ROW)
        if actor.person_id is None or setting.recorded_by in (None, actor.person_id):
            raise Forbidden(BY_ANOTHER)
        if setting.confirmed_at is not None:
            return
        setting.needs_verification = False
        setting.confirmed_by, setting.confirmed_at = actor.person_id, now
        record_event(
            "setting:value:confirmed",
            subject_kind="setting",
            subject_id=setting.id,
            actor=actor,
            now=now,
            data={"key": setting.key},
        )


def _row(key: str) -> OpenRow:
    try:
        return OPEN_LAW[key]
    except KeyError:
        raise NotFound(UNKNOWN_ROW) from None


def _line(row: OpenRow, recorded: Sequence[RecordedValue], today: date) -> LawLine:
    in_force = next((one for one in recorded if one.valid_from <= today), None)
    value = row.default if in_force is None else in_force.value
    return LawLine(
        row=row,
        value_text=text_of_value(row, value),
        in_force=in_force,
        history=tuple(recorded),
    )
