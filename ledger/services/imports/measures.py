"""Indicators with targets and what was achieved, the service index, quotas of points."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.entries import EntryKind
from ledger.domain.imports import (
    IndicatorRow,
    MeasurementRow,
    Phrase,
    QuotaRow,
    ServiceIndexRow,
    TargetRow,
)
from ledger.domain.posting_commands import OpenQuota
from ledger.domain.proposals import MeritAccountKind
from ledger.errors import sentence
from ledger.models.entries import Entry, MeritAccount, Posting
from ledger.models.indicators import Indicator, Measurement, ServiceIndexScore, Target
from ledger.services.imports.desk import Desk
from ledger.services.imports.plans import Importer, Plan, TableImporter, usable_values
from ledger.services.measurements import RecordMeasurement, record_measurements
from ledger.services.quotas import open_quotas

QUOTA_IS_OPEN = sentence("kuota triwulan ini sudah dibuka dengan %(points)s poin")
QUOTA_REMEDY = sentence("Kuota yang sudah dibuka hanya dapat diperluas, di halaman kuota.")


def _indicator(row: IndicatorRow, desk: Desk) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "measured_in": row.measured_in,
        "direction": row.direction,
        "scope": row.scope,
    }


def _target(row: TargetRow, desk: Desk) -> dict[str, Any]:
    return {
        "indicator_id": desk.indicator(row.indicator_code),
        "unit_id": desk.unit(row.unit_code),
        "period": row.period,
        "value": row.value,
    }


def _measurement(row: MeasurementRow, desk: Desk) -> dict[str, Any]:
    return {
        "indicator_id": desk.indicator(row.indicator_code),
        "unit_id": desk.unit(row.unit_code),
        "period": row.period,
        "source": row.source,
        "value": row.value,
    }


class MeasurementImporter(TableImporter[MeasurementRow]):
    """A corrected value replaces the old one; only new values are judged by the rules."""

    def write(self, plan: Plan[MeasurementRow], desk: Desk) -> None:
        commands = [RecordMeasurement(**line.values) for line in plan.new]
        record_measurements(commands, actor=desk.actor, now=desk.now)
        super().write(Plan(changed=plan.changed), desk)


def _score(row: ServiceIndexRow, desk: Desk) -> dict[str, Any]:
    return {
        "unit_id": desk.unit(row.unit_code),
        "year": row.year,
        "aspect": row.aspect,
        "score": row.score,
    }


class QuotaImporter(Importer[QuotaRow]):
    """Opens quotas in the ledger; one that is open is never changed by a file."""

    def plan(self, rows: Sequence[QuotaRow], desk: Desk) -> Plan[QuotaRow]:
        plan: Plan[QuotaRow] = Plan()
        opened = _opened(desk)
        for line in usable_values(rows, desk, plan, _quota):
            points = opened.get((line.values["unit_id"], line.values["period"]), 0)
            if points == line.row.points:
                plan.same += 1
            elif points:
                reason = Phrase(QUOTA_IS_OPEN, points=points)
                plan.problems.append(
                    desk.problem(line.row.number, "points", reason, Phrase(QUOTA_REMEDY))
                )
            else:
                plan.new.append(line)
        return plan

    def write(self, plan: Plan[QuotaRow], desk: Desk) -> None:
        asked = [OpenQuota(points=line.row.points, **line.values) for line in plan.new]
        open_quotas(asked, actor=desk.actor, now=desk.now)


def _quota(row: QuotaRow, desk: Desk) -> dict[str, Any]:
    return {"unit_id": desk.unit(row.unit_code), "period": f"{row.year:04d}-T{row.quarter}"}


def _opened(desk: Desk) -> dict[tuple[int | None, str | None], int]:
    rows = session().execute(
        select(MeritAccount.unit_id, MeritAccount.period, func.sum(Posting.points_delta))
        .join(Posting, Posting.account_id == MeritAccount.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(
            MeritAccount.agency_id == desk.agency_id,
            MeritAccount.kind == MeritAccountKind.QUOTA,
            Entry.kind == EntryKind.QUOTA_OPENING,
        )
        .group_by(MeritAccount.unit_id, MeritAccount.period)
    )
    return {(unit_id, period): int(points) for unit_id, period, points in rows}


INDICATORS: TableImporter[IndicatorRow] = TableImporter(
    model=Indicator, key=("code",), values=_indicator
)
TARGETS: TableImporter[TargetRow] = TableImporter(
    model=Target, key=("indicator_id", "unit_id", "period"), values=_target
)
MEASUREMENTS = MeasurementImporter(
    model=Measurement, key=("indicator_id", "unit_id", "period", "source"), values=_measurement
)
SERVICE_INDEX: TableImporter[ServiceIndexRow] = TableImporter(
    model=ServiceIndexScore, key=("unit_id", "year", "aspect"), values=_score
)
QUOTAS = QuotaImporter()
