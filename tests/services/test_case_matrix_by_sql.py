"""What the database refuses of people who stand too near to a case, whoever writes past us."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.errors import RuleRefused
from tests.case_stages import STAGES, Stands

_DECIDE = (
    "INSERT INTO sanction (agency_id, case_id, subject_id, kind, level, violation, aggravating,"
    " mitigating, reason, decided_by, capacity, decided_on, official, objection, delivery_time,"
    " delivery_place, sent_to, receipt_day_counts)"
    " SELECT agency_id, id, subject_id, 'R1', 'ringan', 'Lalai (Pasal 3)', '', '',"
    " 'Alasan yang cukup panjang.', :who, 'definitif', '2026-11-27', '{}', '', '', '', '', false"
    " FROM discipline_case WHERE id = :case"
)
_EXAMINE = (
    "INSERT INTO examination (agency_id, case_id, examiner_id, held_on, place, questions,"
    " corrections, examinee_signed, refusal_note, recorded_at)"
    " SELECT agency_id, id, :who, '2026-11-25', 'Ruang rapat', '[]', '', true, '', '2026-11-25'"
    " FROM discipline_case WHERE id = :case"
)
_COME = "UPDATE summons SET attended = true WHERE case_id = :case AND :who > 0"
_SEAT = (
    "INSERT INTO team_member (agency_id, team_id, person_id, element, is_chair, rank, note)"
    " SELECT agency_id, id, :who, 'other', false, 9, '' FROM examination_team"
    " WHERE case_id = :case"
)
_DELIVER = "UPDATE sanction SET delivered_by = :who WHERE case_id = :case"
_ANSWER = (
    "UPDATE remedy SET outcome = 'upheld', decided_by = :who, decided_on = '2026-12-01',"
    " reason = 'Alasan yang cukup panjang.' WHERE case_id = :case"
)
_RELEASE = (
    "INSERT INTO temporary_release (agency_id, case_id, letter_number, from_on, ordered_by,"
    " official, acting_id, reason, recorded_at)"
    " SELECT agency_id, id, '800/1', '2026-11-25', :who, '{}', superior_id,"
    " 'Alasan yang cukup panjang.', '2026-11-25' FROM discipline_case WHERE id = :case"
)
#: What is written, in which stage, by which statements.
DEEDS = {
    "decide": ("light, reported", (_DECIDE,)),
    "examine": ("light, summoned", (_COME, _EXAMINE)),
    "seat": ("heavy, opened", (_SEAT,)),
    "deliver": ("light, decided", (_DELIVER,)),
    "answer": ("light, suspended", (_ANSWER,)),
    "release": ("heavy, examined", (_RELEASE,)),
}
#: Who may not, by which rule; ``None`` shows that the same statement passes for who may.
REFUSED = {
    ("decide", "superior"): None,
    ("decide", "subject"): "ck_sanction_decider_is_another",
    ("decide", "reporter"): "tg_sanction_by_reporter",
    ("decide", "witness_of_hr"): "tg_sanction_by_witness",
    ("decide", "hr_in_conflict"): "tg_sanction_in_conflict",
    ("examine", "superior"): None,
    ("examine", "subject"): "tg_examination_by_another",
    ("examine", "reporter"): "tg_examination_by_reporter",
    ("examine", "witness_of_hr"): "tg_examination_by_witness",
    ("examine", "hr_in_conflict"): "tg_examination_in_conflict",
    ("seat", "colleague"): None,
    ("seat", "subject"): "tg_team_member_is_another",
    ("seat", "reporter"): "tg_team_member_uninvolved",
    ("seat", "witness_of_hr"): "tg_team_member_uninvolved",
    ("seat", "hr_in_conflict"): "tg_team_member_uninvolved",
    ("deliver", "hr"): None,
    ("deliver", "subject"): "ck_sanction_deliverer_is_another",
    ("deliver", "reporter"): "tg_sanction_delivered_by_reporter",
    ("deliver", "witness_of_hr"): "tg_sanction_delivered_by_witness",
    ("deliver", "hr_in_conflict"): "tg_sanction_delivered_in_conflict",
    ("answer", "next_superior"): None,
    ("answer", "superior"): "tg_remedy_by_first_decider",
    ("answer", "subject"): "ck_remedy_decided_by_another",
    ("answer", "reporter"): "tg_remedy_by_reporter",
    ("answer", "witness_of_hr"): "tg_remedy_by_witness",
    ("answer", "hr_in_conflict"): "tg_remedy_in_conflict",
    ("release", "next_superior"): None,
    ("release", "subject"): "tg_release_acting_is_another",
}


class Undone(Exception):
    """Takes back what passed, so that the next one finds the same case."""


def written(stands: Stands, case_id: int, deed: str, role: str) -> str | None:
    """The rule that refused it, None when it passed."""
    values = {"case": case_id, "who": stands.people[role].id}
    try:
        with transaction() as work:
            for statement in DEEDS[deed][1]:
                assert work.execute(text(statement), values).rowcount > 0
            raise Undone
    except Undone:
        return None
    except RuleRefused as refusal:
        return refusal.constraint


@pytest.mark.parametrize("deed", DEEDS)
def test_database_refuses_who_stands_too_near(session: Session, deed: str) -> None:
    stands = Stands()
    case_id = STAGES[DEEDS[deed][0]](stands).case_id
    wanted = {role: rule for (name, role), rule in REFUSED.items() if name == deed}
    assert {role: written(stands, case_id, deed, role) for role in wanted} == wanted


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("stage", ["light, opened", "heavy, without a team"])
def test_database_keeps_the_order_of_steps(session: Session, deed: str, stage: str) -> None:
    stands = Stands()
    case_id = STAGES[stage](stands).case_id
    for statement in DEEDS[deed][1]:
        values = {"case": case_id, "who": stands.people["superior"].id}
        try:
            with transaction() as work:
                found = work.execute(text(statement), values).rowcount
        except RuleRefused:
            continue
        # There is no summons, no team, no decision and no objection to write to.
        assert found == 0
