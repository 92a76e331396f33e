"""What the database refuses on the way of a case to its decision, and of a case of ethics."""

# ruff: noqa: S608 - conditions over our own tables, made of constants
from ledger.models.guard_kinds import Effect, Refusal, changed, moved, rewritten

#: Written once each: evidence with its read marks, and who signed.
WALK_APPEND_ONLY = ("examiner_signature", "exhibit", "exhibit_reading")

_CASE = "(SELECT {column} FROM discipline_case WHERE id = NEW.case_id)"
_TEAM_OF = "(SELECT {column} FROM examination_team WHERE id = NEW.team_id)"
_SITTING = (
    "FROM team_member m JOIN examination_team t ON t.id = m.team_id"
    " WHERE t.case_id = NEW.case_id AND m.left_on IS NULL"
)
_NO_WHOLE_TEAM = (
    f"(SELECT count(DISTINCT m.element) {_SITTING}"
    " AND m.element IN ('superior', 'oversight', 'personnel')) < 3"
)
_EXAMINED = "EXISTS (SELECT 1 FROM examination e WHERE e.case_id = {case})"
_ABSENCES = (
    "(SELECT count(*) FROM summons s WHERE s.case_id = NEW.case_id AND s.voided_at IS NULL"
    " AND NOT s.attended)"
)
_BARRED = (
    "(EXISTS (SELECT 1 FROM case_witness p WHERE p.case_id = {case} AND p.person_id = {person})"
    " OR EXISTS (SELECT 1 FROM allegation a JOIN violation_report r ON r.id = a.violation_report_id"
    " WHERE a.case_id = {case} AND r.reporter_id = {person})"
    " OR EXISTS (SELECT 1 FROM conflict_declaration c JOIN discipline_case d ON d.id = {case}"
    " WHERE (c.person_id = {person} AND c.other_person_id = d.subject_id)"
    " OR (c.other_person_id = {person} AND c.person_id = d.subject_id)))"
)


def _case(column: str) -> str:
    return _CASE.format(column=column)


def _team(column: str) -> str:
    return _TEAM_OF.format(column=column)


_OPENING = (
    Refusal("case_starts_open", "discipline_case", "INSERT", "NEW.state <> 'opened'"),
    Refusal("case_fixed", "discipline_case", "UPDATE", changed("subject_id", "regulation")),
    Refusal("case_kept", "discipline_case", "DELETE", "1 = 1"),
    # A case ends without a sanction only while none is in force, and stays ended.
    Refusal(
        "case_discontinued_in_time",
        "discipline_case",
        "UPDATE",
        "NEW.state = 'discontinued' AND OLD.state IN"
        " ('effective', 'executed', 'spent', 'closed', 'annulled', 'cleared')",
    ),
    Refusal(
        "case_discontinued_stays",
        "discipline_case",
        "UPDATE",
        "OLD.state = 'discontinued' AND (NEW.state <> OLD.state"
        f" OR {changed('discontinued_ground', 'discontinued_reason')})",
    ),
    Refusal(
        "sanction_of_ended_case",
        "sanction",
        "INSERT",
        f"{_case('state')} IN ('cleared', 'discontinued')",
    ),
    # The regulation is that of the day of the act (I32), so one case has one.
    Refusal(
        "allegation_regulation",
        "allegation",
        "INSERT",
        f"(NEW.happened_on < '2021-08-31') <> ({_case('regulation')} = 'PP 53/2010')",
    ),
    # Whoever was called knows what they were called for.
    Refusal("allegation_in_time", "allegation", "INSERT", f"{_case('state')} <> 'opened'"),
    Refusal(
        "exhibit_of_its_case",
        "exhibit",
        "INSERT",
        "NEW.allegation_id IS NOT NULL AND NEW.case_id <>"
        " (SELECT case_id FROM allegation WHERE id = NEW.allegation_id)",
    ),
)

_TEAMS = (
    Refusal(
        "team_by_another",
        "examination_team",
        "INSERT",
        f"NEW.formed_by = {_case('subject_id')}",
    ),
    Refusal(
        "team_not_for_light",
        "examination_team",
        "INSERT",
        f"{_case('suspected_level')} = 'ringan'",
    ),
    Refusal(
        "team_before_examination",
        "examination_team",
        "INSERT",
        _EXAMINED.format(case="NEW.case_id"),
    ),
    Refusal(
        "team_fixed",
        "examination_team",
        "UPDATE",
        changed("case_id", "letter_number", "formed_on", "formed_by", "subject_rank")
        + f" OR {rewritten('official')}",
    ),
    Refusal("team_kept", "examination_team", "DELETE", "1 = 1"),
    Refusal("team_member_rank", "team_member", "INSERT", f"NEW.rank < {_team('subject_rank')}"),
    Refusal(
        "team_member_is_another",
        "team_member",
        "INSERT",
        "NEW.person_id = (SELECT d.subject_id FROM discipline_case d"
        f" WHERE d.id = {_team('case_id')})",
    ),
    Refusal(
        "team_member_uninvolved",
        "team_member",
        "INSERT",
        _BARRED.format(case=_team("case_id"), person="NEW.person_id"),
    ),
    Refusal(
        "team_member_in_time",
        "team_member",
        "INSERT",
        _EXAMINED.format(case=_team("case_id")),
    ),
    Refusal(
        "team_member_fixed",
        "team_member",
        "UPDATE",
        changed("team_id", "person_id", "element", "rank", "is_chair")
        + f" OR {moved('replaces_id')} OR OLD.left_on IS NOT NULL",
    ),
    Refusal(
        "team_member_leaves_in_time",
        "team_member",
        "UPDATE",
        "NEW.left_on IS NOT NULL AND OLD.left_on IS NULL AND "
        + _EXAMINED.format(case=_team("case_id")),
    ),
    Refusal("team_member_kept", "team_member", "DELETE", "1 = 1"),
)

_EXAMINATIONS = (
    Refusal(
        "summons_by_team",
        "summons",
        "INSERT",
        f"{_case('suspected_level')} = 'berat' AND {_NO_WHOLE_TEAM}",
    ),
    Refusal(
        "examination_by_team",
        "examination",
        "INSERT",
        f"{_case('suspected_level')} = 'berat' AND {_NO_WHOLE_TEAM}",
    ),
    Refusal(
        "examination_by_member",
        "examination",
        "INSERT",
        "EXISTS (SELECT 1 FROM examination_team t WHERE t.case_id = NEW.case_id)"
        f" AND NOT EXISTS (SELECT 1 {_SITTING} AND m.person_id = NEW.examiner_id)",
    ),
    Refusal(
        "examination_by_another",
        "examination",
        "INSERT",
        f"NEW.examiner_id = {_case('subject_id')}",
    ),
    Refusal(
        "examination_after_summons",
        "examination",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM summons s WHERE s.case_id = NEW.case_id"
        " AND s.voided_at IS NULL AND s.attended AND s.exam_on <= NEW.held_on)",
    ),
    # Answers are saved while they are given, and stand still once the record is made of them.
    Refusal(
        "examination_line_open_insert",
        "examination_line",
        "INSERT",
        _EXAMINED.format(case="NEW.case_id"),
    ),
    Refusal(
        "examination_line_open_update",
        "examination_line",
        "UPDATE",
        _EXAMINED.format(case="OLD.case_id"),
    ),
    Refusal("examination_line_kept", "examination_line", "DELETE", "1 = 1"),
    Refusal(
        "examiner_signature_own",
        "examiner_signature",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM examination e WHERE e.id = NEW.examination_id"
        " AND e.examiner_id = NEW.person_id) AND NOT EXISTS (SELECT 1 FROM examination e"
        " JOIN examination_team t ON t.case_id = e.case_id JOIN team_member m ON m.team_id = t.id"
        " WHERE e.id = NEW.examination_id AND m.person_id = NEW.person_id)",
    ),
)

_REPORTS = (
    # The report comes after the person was heard, or twice did not come (Pasal 26 and 27).
    Refusal(
        "report_after_hearing",
        "examination_report",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM examination e JOIN reply r ON r.case_id = e.case_id"
        " WHERE e.case_id = NEW.case_id AND e.held_on <= NEW.written_on"
        " AND (r.replied_at IS NOT NULL OR r.unused_at IS NOT NULL))"
        f" AND ({_EXAMINED.format(case='NEW.case_id')} OR {_ABSENCES} < 2)",
    ),
    Refusal(
        "report_fixed",
        "examination_report",
        "UPDATE",
        changed("case_id", "written_on", "author_id", "facts", "analysis", "proven")
        + f" OR {changed('aggravating', 'mitigating', 'on_evidence')}"
        " OR coalesce(NEW.recommended_kind, '') <> coalesce(OLD.recommended_kind, '')",
    ),
    Refusal("report_kept", "examination_report", "DELETE", "1 = 1"),
    Refusal(
        "sanction_after_report",
        "sanction",
        "INSERT",
        # Whoever was not even heard is refused by the guards of the hearing, with their own words.
        "NOT EXISTS (SELECT 1 FROM examination_report r WHERE r.case_id = NEW.case_id"
        " AND r.written_on <= NEW.decided_on) AND (EXISTS (SELECT 1 FROM reply p"
        " WHERE p.case_id = NEW.case_id AND (p.replied_at IS NOT NULL"
        f" OR p.unused_at IS NOT NULL)) OR {_ABSENCES} >= 2)",
    ),
    Refusal(
        "sanction_by_team",
        "sanction",
        "INSERT",
        f"NEW.level = 'berat' AND {_NO_WHOLE_TEAM}",
    ),
    Refusal(
        "sanction_record_signed",
        "sanction",
        "INSERT",
        f"{_EXAMINED.format(case='NEW.case_id')} AND EXISTS (SELECT 1 {_SITTING}"
        " AND NOT EXISTS (SELECT 1 FROM examiner_signature g JOIN examination e"
        " ON e.id = g.examination_id WHERE e.case_id = NEW.case_id"
        " AND g.person_id = m.person_id))",
    ),
    Refusal(
        "sanction_exhibits_read",
        "sanction",
        "INSERT",
        "EXISTS (SELECT 1 FROM exhibit x WHERE x.case_id = NEW.case_id AND NOT EXISTS"
        " (SELECT 1 FROM exhibit_reading r WHERE r.exhibit_id = x.id"
        " AND r.person_id = NEW.decided_by))",
    ),
    Refusal(
        "sanction_after_absence",
        "sanction",
        "INSERT",
        f"NOT {_EXAMINED.format(case='NEW.case_id')} AND EXISTS (SELECT 1 FROM summons s"
        " WHERE s.case_id = NEW.case_id AND s.voided_at IS NULL AND s.exam_on > NEW.decided_on)",
    ),
)

_RELEASES = (
    Refusal(
        "release_when_heavy",
        "temporary_release",
        "INSERT",
        f"{_case('suspected_level')} <> 'berat' OR {_NO_WHOLE_TEAM}",
    ),
    Refusal(
        "release_from_examination",
        "temporary_release",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM summons s WHERE s.case_id = NEW.case_id"
        " AND s.voided_at IS NULL AND s.exam_on <= NEW.from_on)"
        " OR EXISTS (SELECT 1 FROM sanction x WHERE x.case_id = NEW.case_id)",
    ),
    Refusal(
        "release_acting_is_another",
        "temporary_release",
        "INSERT",
        f"NEW.acting_id = {_case('subject_id')} OR NEW.ordered_by = {_case('subject_id')}",
    ),
    Refusal(
        "release_fixed",
        "temporary_release",
        "UPDATE",
        changed("case_id", "letter_number", "from_on", "ordered_by", "acting_id", "reason")
        + " OR (OLD.ended_on IS NOT NULL AND (NEW.ended_on IS NULL"
        " OR NEW.ended_on <> OLD.ended_on))",
    ),
    Refusal("release_kept", "temporary_release", "DELETE", "1 = 1"),
)

_ETHICS_ABSENCES = (
    "(SELECT count(*) FROM ethics_summons s WHERE s.ethics_case_id = NEW.id AND NOT s.attended)"
)
_ETHICS_SUBJECT = "(SELECT subject_id FROM ethics_case WHERE id = NEW.ethics_case_id)"
_ETHICS = (
    Refusal("ethics_case_starts_open", "ethics_case", "INSERT", "NEW.state <> 'opened'"),
    Refusal("ethics_case_kept", "ethics_case", "DELETE", "1 = 1"),
    Refusal(
        "ethics_case_fixed",
        "ethics_case",
        "UPDATE",
        f"{changed('subject_id', 'provision', 'narrative', 'happened_on')}"
        " OR (OLD.outcome IS NOT NULL AND (NEW.outcome IS NULL OR NEW.outcome <> OLD.outcome"
        f" OR {changed('statement', 'reason', 'recommends_case')}))",
    ),
    Refusal(
        "ethics_case_after_hearing",
        "ethics_case",
        "UPDATE",
        "NEW.outcome IS NOT NULL AND OLD.outcome IS NULL AND NEW.heard_on IS NULL"
        f" AND {_ETHICS_ABSENCES} < 2",
    ),
    Refusal(
        "ethics_seat_is_another",
        "ethics_seat",
        "INSERT",
        f"NEW.person_id = {_ETHICS_SUBJECT}",
    ),
    Refusal("ethics_seat_fixed", "ethics_seat", "UPDATE", "1 = 1"),
    Refusal("ethics_seat_kept", "ethics_seat", "DELETE", "1 = 1"),
    Refusal(
        "ethics_summons_second_after_absence",
        "ethics_summons",
        "INSERT",
        "NEW.position = 2 AND NOT EXISTS (SELECT 1 FROM ethics_summons s"
        " WHERE s.ethics_case_id = NEW.ethics_case_id AND s.position = 1 AND NOT s.attended)",
    ),
    Refusal(
        "ethics_summons_fixed",
        "ethics_summons",
        "UPDATE",
        changed("ethics_case_id", "position", "letter_on", "hearing_on", "place", "days_min")
        + " OR (OLD.attended IS NOT NULL AND (NEW.attended IS NULL"
        " OR NEW.attended <> OLD.attended))",
    ),
    Refusal("ethics_summons_kept", "ethics_summons", "DELETE", "1 = 1"),
)

WALK = (*_OPENING, *_TEAMS, *_EXAMINATIONS, *_REPORTS, *_RELEASES, *_ETHICS)

WALK_EFFECTS = (
    # A temporary release lasts until the decision, and nobody has to remember to end it (I21).
    Effect(
        "sanction_ends_release",
        "sanction",
        "INSERT",
        "UPDATE temporary_release SET ended_on = NEW.decided_on"
        " WHERE case_id = NEW.case_id AND ended_on IS NULL",
    ),
)
