from datetime import date
from itertools import product
from typing import Any

import pytest

from ledger.domain.discipline.catalogue import VIOLATIONS, Impact, must_open_case
from ledger.domain.violations import (
    ABSENCE_REASON_LABELS,
    ABSENCE_STATE_LABELS,
    REPORT_STATE_LABELS,
    AbsenceEvent,
    AbsenceReason,
    AbsenceState,
    Assessment,
    ReportState,
    ReportViolation,
    check_report,
    hours_told,
    next_absence_state,
    next_report_state,
    open_absence_events,
    require_assessment,
    require_report,
)
from ledger.errors import InvalidInput, InvalidTransition, RuleRefused

TODAY = date(2026, 8, 6)
REASON = "Petugas sudah menjelaskan dan tidak ada kerugian."
REPORT = {
    Assessment.DISMISS: ReportState.DISMISSED,
    Assessment.NO_SUSPICION: ReportState.ASSESSED_NO_SUSPICION,
    Assessment.SUSPECTED: ReportState.ASSESSED_SUSPECTED,
}
ABSENCE = {
    AbsenceState.INDICATION: {
        AbsenceEvent.CONFIRM: AbsenceState.CONFIRMED_ABSENT,
        AbsenceEvent.EXCUSE: AbsenceState.EXCUSED,
    },
    AbsenceState.CONFIRMED_ABSENT: {AbsenceEvent.EXCUSE: AbsenceState.EXCUSED},
    AbsenceState.EXCUSED: {},
}


def problems(**changes: Any) -> dict[str, list[str]]:
    return check_report(make_report(**changes), today=TODAY)


def make_report(**changes: Any) -> ReportViolation:
    values: dict[str, Any] = {
        "subject_id": 2,
        "unit_id": 7,
        "code": "K3d",
        "impact": Impact.UNIT,
        "narrative": "Tidak melaksanakan SOP antrean",
        "happened_on": date(2026, 8, 1),
        "known_on": date(2026, 8, 3),
        "reporter_id": 1,
        **changes,
    }
    return ReportViolation(**values)


@pytest.mark.parametrize(("state", "assessment"), list(product(ReportState, Assessment)))
def test_every_pair_of_report_state_and_assessment_is_settled(
    state: ReportState, assessment: Assessment
) -> None:
    if state is ReportState.REPORTED:
        assert next_report_state(state, assessment) == REPORT[assessment]
        return
    with pytest.raises(InvalidTransition) as refusal:
        next_report_state(state, assessment)
    assert REPORT_STATE_LABELS[state] in refusal.value.message


@pytest.mark.parametrize(("state", "event"), list(product(AbsenceState, AbsenceEvent)))
def test_every_pair_of_absence_state_and_event_is_settled(
    state: AbsenceState, event: AbsenceEvent
) -> None:
    expected = ABSENCE[state].get(event)
    assert (event in open_absence_events(state)) == (expected is not None)
    if expected is not None:
        assert next_absence_state(state, event) == expected
        return
    with pytest.raises(InvalidTransition):
        next_absence_state(state, event)


@pytest.mark.parametrize("state", AbsenceState)
def test_only_confirmed_days_count(state: AbsenceState) -> None:
    assert state.counts == (state is AbsenceState.CONFIRMED_ABSENT)


@pytest.mark.parametrize("reason", AbsenceReason)
def test_every_reason_but_the_missing_one_excuses(reason: AbsenceReason) -> None:
    confirms = reason is AbsenceReason.WITHOUT_REASON
    assert reason.event == (AbsenceEvent.CONFIRM if confirms else AbsenceEvent.EXCUSE)


def test_everything_has_a_label() -> None:
    assert set(ABSENCE_REASON_LABELS) == set(AbsenceReason)
    assert set(ABSENCE_STATE_LABELS) == set(AbsenceState)
    assert set(REPORT_STATE_LABELS) == set(ReportState)


@pytest.mark.parametrize(
    ("code", "loss", "assessment"),
    list(product(sorted(VIOLATIONS), (True, False), Assessment)),
)
def test_levies_gifts_and_loss_end_only_in_a_case(
    code: str, loss: bool, assessment: Assessment
) -> None:
    closed = must_open_case(code, loss_to_state=loss) and assessment is not Assessment.SUSPECTED
    if not closed:
        require_assessment(assessment, REASON, code=code, loss_to_state=loss)
        return
    with pytest.raises(RuleRefused) as refusal:
        require_assessment(assessment, REASON, code=code, loss_to_state=loss)
    assert refusal.value.constraint == "always_case"
    assert "PP 94/2021" in refusal.value.message


@pytest.mark.parametrize("assessment", Assessment)
def test_every_assessment_needs_its_reason(assessment: Assessment) -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_assessment(assessment, "tidak ada", code="K3d")
    assert refusal.value.fields == {"reason": ["Alasan paling sedikit 20 huruf. Tambah 11 huruf."]}


def test_complete_report_has_no_problem() -> None:
    assert problems() == {}
    require_report(make_report(reporter_id=None), today=TODAY)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"reporter_id": 2},
            {"subject_id": ["Pelapor dan terlapor tidak boleh orang yang sama"]},
        ),
        (
            {"code": "X1"},
            {"code": ["Kode pelanggaran X1 tidak ada dalam daftar PP 94/2021."]},
        ),
        (
            {"code": "K4f"},
            {
                "code": [
                    "Hari tidak masuk kerja dicatat lewat data kehadiran, bukan lewat laporan ini"
                ]
            },
        ),
        (
            {"code": "L5m"},
            {
                "impact": [
                    (
                        "Untuk L5m, dampak pada unit kerja tidak menentukan tingkat hukuman."
                        " Pilih dampak lain (Pasal 5 huruf m PP 94/2021)."
                    )
                ]
            },
        ),
        ({"code": "L5m", "impact": Impact.INSTANSI}, {}),
        ({"code": "K4a"}, {}),
        ({"narrative": " "}, {"narrative": ["Tulis apa yang terjadi"]}),
        (
            {"narrative": "x" * 1002},
            {"narrative": ["Uraian paling banyak 1.000 huruf. Kurangi 2 huruf."]},
        ),
        (
            {"happened_on": date(2026, 8, 7), "known_on": date(2026, 8, 7)},
            {
                "happened_on": ["Tanggal kejadian tidak boleh setelah hari ini"],
                "known_on": ["Tanggal diketahui tidak boleh setelah hari ini"],
            },
        ),
        (
            {"known_on": date(2026, 7, 31)},
            {"known_on": ["Tanggal diketahui tidak boleh sebelum tanggal kejadian"]},
        ),
        ({"happened_on": TODAY, "known_on": TODAY}, {}),
    ],
)
def test_problems_are_named_by_field(
    changes: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    assert problems(**changes) == expected


def test_incomplete_report_is_refused_with_its_fields() -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_report(make_report(narrative=""), today=TODAY)
    assert set(refusal.value.fields) == {"narrative"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", ""),
        (" 9.30 ", "09.30"),
        ("09:30", "09.30"),
        ("23.59", "23.59"),
        ("9.30 - 11.00", "09.30-11.00"),
        ("08.00 sampai 12.15", "08.00-12.15"),
    ],
)
def test_hour_of_an_act_is_written_in_one_way(typed, told):
    assert hours_told(typed) == told
    assert hours_told(told) == told


@pytest.mark.parametrize(
    "typed", ["pagi", "24.00", "9.60", "9", "09.30-", "11.00-09.30", "\u0669.30"]
)
def test_hour_that_no_clock_shows_is_refused_on_its_field(typed):
    with pytest.raises(InvalidInput) as refusal:
        hours_told(typed)
    assert list(refusal.value.fields) == ["happened_at"]
    assert list(problems(happened_at=typed)) == ["happened_at"]
