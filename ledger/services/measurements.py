"""What units achieved, against their targets: each new measurement meets the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.people import Role
from ledger.domain.periods import Period, parse_period
from ledger.models.indicators import Indicator, Measurement, Target
from ledger.services.access import require_role
from ledger.services.events import record_event
from ledger.services.rules import apply_facts

#: A unit that needed no time at all did not do infinitely well.
MOST_PERCENT = 1000
_UP = "naik"
_Goal = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeasurement:
    """One value of an indicator; ``period`` is a code such as "2026-T1"."""

    indicator_id: int
    unit_id: int
    period: str
    value: Decimal
    source: str = ""


def record_measurements(
    commands: Sequence[RecordMeasurement], *, actor: Actor, now: datetime
) -> list[int]:
    """Record new values and return their ids; one with a target is judged by the rules.

    The caller leaves out values that are there already. Raises Forbidden.
    """
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        if not commands:
            return []
        indicators = _indicators(actor.agency_id)
        targets = _targets(actor.agency_id)
        ids = list(
            work.scalars(
                insert(Measurement).returning(Measurement.id, sort_by_parameter_order=True),
                [
                    {
                        "agency_id": actor.agency_id,
                        "indicator_id": one.indicator_id,
                        "unit_id": one.unit_id,
                        "period": one.period,
                        "value": one.value,
                        "source": one.source,
                    }
                    for one in commands
                ],
            )
        )
        record_event(
            "measurement:batch:recorded",
            subject_kind="agency",
            subject_id=actor.agency_id,
            actor=actor,
            now=now,
            data={"recorded": len(ids)},
        )
        facts = []
        for id_, one in zip(ids, commands, strict=True):
            code, direction = indicators[one.indicator_id]
            target = target_of(one, targets)
            if target is not None:
                percent = achieved_percent(one.value, target, direction)
                facts.append(_fact(id_, one, code, percent, actor, now))
        apply_facts(facts, actor=actor, now=now)
        return ids


def target_of(command: RecordMeasurement, targets: Mapping[_Goal, Decimal]) -> Decimal | None:
    """The target of the very period, else of the year it lies in."""
    place = (command.indicator_id, command.unit_id)
    exact = targets.get((*place, command.period))
    return targets.get((*place, command.period[:4])) if exact is None else exact


def achieved_percent(value: Decimal, target: Decimal, direction: str) -> int:
    """How much of the target was reached, in whole percent, rounded down.

    Where less is better, half of the target is 200 percent.
    """
    over, under = (value, target) if direction == _UP else (target, value)
    if under <= 0:
        return MOST_PERCENT if over >= under else 0
    return min(MOST_PERCENT, max(0, int(over * 100 / under)))


def _indicators(agency_id: int) -> dict[int, tuple[str, str]]:
    columns = select(Indicator.id, Indicator.code, Indicator.direction)
    rows = session().execute(columns.where(Indicator.agency_id == agency_id))
    return {id_: (code, direction) for id_, code, direction in rows}


def _targets(agency_id: int) -> dict[_Goal, Decimal]:
    columns = select(Target.indicator_id, Target.unit_id, Target.period, Target.value)
    rows = session().execute(columns.where(Target.agency_id == agency_id))
    return {(indicator, unit, period): value for indicator, unit, period, value in rows}


def _fact(
    id_: int, one: RecordMeasurement, code: str, percent: int, actor: Actor, now: datetime
) -> Fact:
    period: Period = parse_period(one.period)
    return Fact(
        kind=FactKind.INDICATOR_MEASURED,
        id=id_,
        agency_id=actor.agency_id,
        subject_person_id=None,
        unit_id=one.unit_id,
        happened_on=period.last_day,
        recorded_at=now,
        fields={"code": code, "achieved_percent": percent},
    )
