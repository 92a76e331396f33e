"""Answers of the satisfaction survey: one file gives each unit and period its index."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.imports import Phrase, SurveyRow
from ledger.domain.survey import SurveyWeight, parse_weight, survey_index
from ledger.errors import sentence
from ledger.models.indicators import SurveyIndex, SurveyResponse
from ledger.services.imports.desk import Desk
from ledger.services.imports.plans import Importer, Line, Plan, usable_values
from ledger.services.settings import setting_value
from ledger.services.surveys import SurveyAnswers, record_survey

WEIGHT_SETTING = "survey_weight"
INDEX_NOTE = sentence("Survei %(unit)s %(period)s: indeks %(index)s, mutu %(grade)s.")
MORE_NOTE = sentence("Dan %(count)s survei lain.")
REPLACED_NOTE = sentence(
    "Survei %(unit)s %(period)s sudah ada dari berkas lain, dan diganti oleh berkas ini."
)
_SHOWN = 5
_Place = tuple[int, str]


class SurveyImporter(Importer[SurveyRow]):
    """The same answers change nothing; other answers of a unit and period replace its index."""

    def plan(self, rows: Sequence[SurveyRow], desk: Desk) -> Plan[SurveyRow]:
        plan: Plan[SurveyRow] = Plan()
        lines = usable_values(rows, desk, plan, _unit)
        there = _answers_there(desk)
        by_place = _by_place(lines)
        for place, answered in by_place.items():
            answers = [(line.row.number, line.row.answers) for line in answered]
            standing = there.get(place)
            if standing == answers:
                plan.same += len(answered)
            elif standing is None:
                plan.new += answered
            else:
                plan.changed += answered
                first = answered[0].row
                plan.notes.append(Phrase(REPLACED_NOTE, unit=first.unit_code, period=first.period))
        plan.notes += _index_notes(by_place, weight_of(desk))
        return plan

    def write(self, plan: Plan[SurveyRow], desk: Desk) -> None:
        weight = weight_of(desk)
        for (unit_id, period), answered in _by_place([*plan.new, *plan.changed]).items():
            record_survey(
                unit_id,
                period,
                [SurveyAnswers(line.row.number, line.row.answers) for line in answered],
                weight,
                desk.file_sha256,
                replace=True,
                actor=desk.actor,
                now=desk.now,
            )


def _unit(row: SurveyRow, desk: Desk) -> dict[str, Any]:
    return {"unit": desk.unit(row.unit_code)}


def weight_of(desk: Desk) -> SurveyWeight:
    said = setting_value(desk.agency_id, WEIGHT_SETTING, on=desk.today, default="exact")
    return parse_weight(str(said))


def _by_place(lines: Sequence[Line[SurveyRow]]) -> dict[_Place, list[Line[SurveyRow]]]:
    by_place: defaultdict[_Place, list[Line[SurveyRow]]] = defaultdict(list)
    for line in lines:
        by_place[line.values["unit"], line.row.period].append(line)
    return by_place


def _answers_there(desk: Desk) -> dict[_Place, list[tuple[int, str]]]:
    rows = session().execute(
        select(
            SurveyIndex.unit_id,
            SurveyIndex.period,
            SurveyResponse.row_number,
            SurveyResponse.answers,
        )
        .join(SurveyResponse, SurveyResponse.survey_index_id == SurveyIndex.id)
        .where(SurveyIndex.agency_id == desk.agency_id, SurveyIndex.replaced_by.is_(None))
        .order_by(SurveyResponse.row_number)
    )
    there: defaultdict[_Place, list[tuple[int, str]]] = defaultdict(list)
    for unit_id, period, number, answers in rows:
        there[unit_id, period].append((number, answers))
    return there


def _index_notes(
    by_place: dict[_Place, list[Line[SurveyRow]]], weight: SurveyWeight
) -> list[Phrase]:
    notes = []
    for answered in list(by_place.values())[:_SHOWN]:
        sums = [sum(int(line.row.answers[place]) for line in answered) for place in range(9)]
        computed = survey_index(sums, len(answered), weight)
        first = answered[0].row
        index = str(computed.index).replace(".", ",")
        notes.append(
            Phrase(
                INDEX_NOTE,
                unit=first.unit_code,
                period=first.period,
                index=index,
                grade=computed.grade.value,
            )
        )
    if len(by_place) > _SHOWN:
        notes.append(Phrase(MORE_NOTE, count=len(by_place) - _SHOWN))
    return notes
