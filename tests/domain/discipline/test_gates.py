from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from ledger.domain.authority import Verdict
from ledger.domain.discipline import gates
from ledger.domain.discipline.cases import CaseEvent
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.gates import (
    CaseFacts,
    ExaminationRecord,
    Missing,
    missing_for,
    require_open,
)
from ledger.domain.discipline.kinds import Kind
from ledger.errors import RuleRefused

E = CaseEvent
YES = Verdict(True, "Sesuai wewenang.", "Pasal 16 PP 94/2021")
NO = Verdict(False, "Teruskan kepada atasan pejabat.", "Pasal 16 PP 94/2021")
SIGNED = ExaminationRecord(
    examined_on=date(2026, 7, 8), examiners_signed=True, examinee_signed=True
)
READY = CaseFacts(
    today=date(2026, 8, 4),
    suspected_level=Level.RINGAN,
    violation_codes=("K3d",),
    exam_planned_on=date(2026, 7, 8),
    absences_recorded=1,
    record=SIGNED,
    reply_given=True,
    reply_last_day=date(2026, 7, 15),
    kind=Kind.R1,
    reasons="Terbukti tidak melaksanakan SOP antrean.",
    authority=YES,
    report_written=True,
    decided_on=date(2026, 7, 20),
    missed_delivery_on=date(2026, 7, 21),
    received_on=date(2026, 7, 14),
    effective_on=date(2026, 8, 4),
)
OBJECTED = {"objection_pending": True}
HEAVY = {"suspected_level": Level.BERAT}
OPENING: dict[E, dict[str, Any]] = {
    E.FORM_TEAM: HEAVY,
    E.RELEASE: {**HEAVY, "team_formed": True},
    E.DISCONTINUE: {"effective_on": None},
}
OUTCOMES = (E.UPHOLD, E.DECLARE_INADMISSIBLE, E.REPLACE, E.DISMISS)
ABSENT_TWICE = {"record": None, "reply_given": False, "absences_recorded": 2}


def reasons(event: CaseEvent, **changes: Any) -> tuple[Missing, ...]:
    return missing_for(event, replace(READY, **changes))


@pytest.mark.parametrize("event", CaseEvent)
def test_gate_of_every_event_opens_when_all_is_there(event: CaseEvent) -> None:
    changes = OBJECTED if event in (*OUTCOMES, E.STAY) else OPENING.get(event, {})
    assert reasons(event, **changes) == ()


@pytest.mark.parametrize(
    ("event", "changes", "expected"),
    [
        (E.SUMMON, {"violation_codes": ()}, (gates.NO_VIOLATION,)),
        (E.SUMMON, {"suspected_level": Level.BERAT}, (gates.TEAM_MISSING,)),
        (E.SUMMON, {"suspected_level": Level.SEDANG}, ()),
        (E.SUMMON, {"suspected_level": Level.BERAT, "team_formed": True}, ()),
        (E.SUMMON_AGAIN, {"absences_recorded": 0}, (gates.ABSENCE_NOT_RECORDED,)),
        (E.RECORD_ABSENCE, {"today": date(2026, 7, 7)}, (gates.EXAM_DAY_NOT_REACHED,)),
        (E.RECORD_ABSENCE, {"exam_planned_on": None}, (gates.EXAM_DAY_NOT_REACHED,)),
        (E.RECORD_ABSENCE, {"today": date(2026, 7, 8)}, ()),
        (E.RECORD_EXAMINATION, {"today": date(2026, 7, 7)}, (gates.EXAM_DAY_NOT_REACHED,)),
        (E.RECORD_EXAMINATION, {"record": None}, (gates.RECORD_MISSING,)),
        (E.RECORD_EXAMINATION, {"suspected_level": Level.BERAT}, (gates.TEAM_MISSING,)),
        (E.RECORD_REPLY, {"reply_given": False}, (gates.REPLY_NOT_GIVEN,)),
        (E.RECORD_UNUSED_REPLY, {"today": date(2026, 7, 15)}, (gates.REPLY_STILL_OPEN,)),
        (E.RECORD_UNUSED_REPLY, {"today": date(2026, 7, 16)}, ()),
        (E.RECORD_UNUSED_REPLY, {"reply_last_day": None}, (gates.REPLY_STILL_OPEN,)),
        (E.DECIDE, {"record": None, "absences_recorded": 1}, (gates.NOT_EXAMINED,)),
        (E.DECIDE, {**ABSENT_TWICE, "report_written": False}, (gates.EVIDENCE_REPORT_MISSING,)),
        (E.DECIDE, {**ABSENT_TWICE, "report_written": True}, ()),
        (E.DECIDE, {"report_written": False}, (gates.REPORT_MISSING,)),
        (E.DECIDE, {"exhibits_unread": 1}, (gates.EXHIBITS_UNREAD,)),
        (E.WRITE_REPORT, {"reply_given": False}, (gates.REPLY_MISSING,)),
        (E.WRITE_REPORT, ABSENT_TWICE, ()),
        (E.WRITE_REPORT, {**ABSENT_TWICE, "absences_recorded": 1}, (gates.NOT_EXAMINED,)),
        (E.FORM_TEAM, {"suspected_level": Level.RINGAN}, (gates.TEAM_NOT_NEEDED,)),
        (E.FORM_TEAM, {"team_formed": True}, (gates.TEAM_FORMED,)),
        (E.FORM_TEAM, {"suspected_level": Level.SEDANG, "team_formed": False}, ()),
        (E.REPLACE_SUMMONS, {"exam_planned_on": None}, (gates.SUMMONS_MISSING,)),
        (E.RECORD_ABSENCE, {"letter_came_too_late": True}, (gates.LETTER_TOO_LATE,)),
        (E.RELEASE, {"suspected_level": Level.SEDANG}, (gates.RELEASE_ONLY_HEAVY,)),
        (E.RELEASE, {"released": True}, (gates.RELEASED_ALREADY,)),
        (E.RELEASE, {"team_formed": False}, (gates.TEAM_MISSING,)),
        (E.RELEASE, {"today": date(2026, 7, 7)}, (gates.EXAM_DAY_NOT_REACHED,)),
        (E.DECIDE, {"reply_given": False}, (gates.REPLY_MISSING,)),
        (E.DECIDE, {"reply_given": False, "reply_unused": True}, ()),
        (E.DECIDE, {"violation_codes": ()}, (gates.NO_VIOLATION,)),
        (E.DECIDE, {"reasons": " " * 40}, (gates.REASONS_MISSING,)),
        (E.DECIDE, {"decided_elsewhere": frozenset({"K3d"})}, (gates.PUNISHED_ALREADY,)),
        (E.DECIDE, {"decided_elsewhere": frozenset({"K3e"})}, ()),
        (
            E.DECIDE,
            {
                "decided_elsewhere": frozenset({"K4f"}),
                "violation_codes": ("K4f",),
                "by_absence_days": True,
                "last_kind": Kind.R3,
            },
            (),
        ),
        (E.DECIDE, {"kind": None}, (gates.KIND_MISSING,)),
        (E.DECIDE, {"kind": Kind.S1}, (gates.KIND_NOT_ALLOWED,)),
        (E.DECIDE, {"last_kind": Kind.R1}, (gates.KIND_NOT_ALLOWED,)),
        (E.DECIDE, {"last_kind": Kind.R1, "kind": Kind.R2}, ()),
        (E.DECIDE, {"last_kind": Kind.R3, "kind": Kind.S1}, ()),
        (E.DECIDE, {"authority": None}, (gates.AUTHORITY_UNKNOWN,)),
        (E.DECIDE, {"authority": NO}, (Missing(NO.reason, NO.article),)),
        (E.REFER, {"record": None, "absences_recorded": 0}, (gates.NOT_EXAMINED,)),
        (E.REFER, {"reply_given": False}, (gates.REPLY_MISSING,)),
        (E.CLEAR, {"reasons": "singkat"}, (gates.REASONS_MISSING,)),
        (E.DELIVER, {"decided_on": None}, (gates.DECISION_NOT_SET,)),
        (E.SEND, {"decided_on": None}, (gates.DECISION_NOT_SET,)),
        (E.SEND, {"missed_delivery_on": None}, (gates.DELIVERY_NOT_TRIED,)),
        (E.RECORD_RECEIPT, {"received_on": None}, (gates.RECEIPT_MISSING,)),
        (E.TAKE_EFFECT, {"today": date(2026, 8, 3)}, (gates.NOT_YET_EFFECTIVE,)),
        (
            E.TAKE_EFFECT,
            {"received_on": None, "effective_on": None},
            (gates.RECEIPT_MISSING, gates.NOT_YET_EFFECTIVE),
        ),
        (E.TAKE_EFFECT, OBJECTED, (gates.REMEDY_PENDING,)),
        (E.FILE_OBJECTION, {"received_on": None}, (gates.RECEIPT_MISSING,)),
        (E.UPHOLD, {}, (gates.OBJECTION_MISSING,)),
        (E.REPLACE, {}, (gates.OBJECTION_MISSING,)),
        (E.DECLARE_INADMISSIBLE, {}, (gates.OBJECTION_MISSING,)),
        (E.UPHOLD, {**OBJECTED, "reasons": ""}, (gates.REASONS_MISSING,)),
        (E.DISCONTINUE, {"effective_on": date(2026, 8, 4)}, (gates.IN_FORCE_ALREADY,)),
        (E.DISCONTINUE, {**OBJECTED, "reasons": ""}, (gates.REASONS_MISSING,)),
        (E.ANNUL, {"reasons": ""}, (gates.REASONS_MISSING,)),
        (E.CLOSE, OBJECTED, (gates.REMEDY_PENDING,)),
    ],
)
def test_gate_names_what_is_missing(
    event: CaseEvent, changes: dict[str, Any], expected: tuple[Missing, ...]
) -> None:
    if event in OPENING:
        changes = {**OPENING[event], **changes}
    assert reasons(event, **changes) == expected


@pytest.mark.parametrize(
    ("examiners", "examinee", "refusal"), list(product((True, False), (True, False), (True, False)))
)
def test_record_is_complete_when_examiners_and_examinee_or_refusal_stand(
    examiners: bool, examinee: bool, refusal: bool
) -> None:
    record = ExaminationRecord(
        examined_on=date(2026, 7, 8),
        examiners_signed=examiners,
        examinee_signed=examinee,
        refusal_noted=refusal,
    )
    complete = examiners and (examinee or refusal)
    assert record.is_complete == complete
    assert (reasons(E.RECORD_EXAMINATION, record=record) == ()) == complete
    assert (reasons(E.DECIDE, record=record) == ()) == complete


def test_unused_reply_never_blocks_a_case_for_ever() -> None:
    later = replace(READY, reply_given=False, reply_unused=True, today=date(2026, 12, 1))
    assert missing_for(E.DECIDE, later) == ()


def test_every_reason_cites_its_source() -> None:
    all_missing = [value for value in vars(gates).values() if isinstance(value, Missing)]
    assert len(all_missing) > 20
    assert all(missing.reason and missing.article for missing in all_missing)


def test_shut_gate_is_refused_with_reason_and_article() -> None:
    with pytest.raises(RuleRefused) as refusal:
        require_open(E.DELIVER, replace(READY, decided_on=None))
    assert refusal.value.constraint == "case_gate"
    assert refusal.value.message == (
        "Keputusan belum ditetapkan oleh pejabat yang berwenang menghukum."
        " (Pasal 37 ayat (1) PP 94/2021)"
    )


def test_open_gate_passes() -> None:
    assert missing_for(E.DELIVER, READY) == ()
    require_open(E.DELIVER, READY)
