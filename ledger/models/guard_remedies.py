"""What the database refuses after a decision: of delivery, objections, execution, statements."""

from ledger.models.guard_kinds import Refusal, changed, moved, rewritten

_REPORTED = (
    "EXISTS (SELECT 1 FROM allegation a JOIN violation_report r ON r.id = a.violation_report_id"
    " WHERE a.case_id = NEW.case_id AND r.reporter_id = NEW.{who})"
)
_WITNESS = (
    "EXISTS (SELECT 1 FROM case_witness w WHERE w.case_id = NEW.case_id"
    " AND w.person_id = NEW.{who})"
)
_CONFLICT = (
    "EXISTS (SELECT 1 FROM conflict_declaration c"
    " WHERE (c.person_id = NEW.{who} AND c.other_person_id = NEW.subject_id)"
    " OR (c.other_person_id = NEW.{who} AND c.person_id = NEW.subject_id))"
)
_MOVED_DELIVERER = "NEW.delivered_by IS NOT NULL AND OLD.delivered_by IS NULL AND "
_ANSWERED = "NEW.outcome IS NOT NULL AND OLD.outcome IS NULL AND "
_IN_FORCE = "('effective', 'executed', 'spent')"
_HELD = (
    "NOT EXISTS (SELECT 1 FROM sanction s WHERE s.case_id = NEW.id"
    " AND s.replaced_on IS NULL AND s.effective_on IS NOT NULL)"
    " OR EXISTS (SELECT 1 FROM remedy r WHERE r.case_id = NEW.id"
    " AND r.outcome IS NULL AND NOT r.is_late)"
)
_FIRST_DECIDER = "(SELECT decided_by FROM sanction WHERE id = NEW.sanction_id)"
_SANCTION_IN_FORCE = (
    "EXISTS (SELECT 1 FROM sanction s JOIN discipline_case c ON c.id = s.case_id"
    " WHERE s.id = NEW.sanction_id AND c.id = NEW.case_id"
    " AND c.state IN ('effective', 'executed', 'spent')"
    " AND s.subject_id = NEW.person_id AND s.effective_on <= NEW.starts_on"
    " AND s.replaced_on IS NULL)"
)

REMEDIES = (
    # Whoever reported, or stands too near to the person, does not hand the decision over either.
    Refusal(
        "sanction_delivered_by_reporter",
        "sanction",
        "UPDATE",
        _MOVED_DELIVERER + _REPORTED.format(who="delivered_by"),
    ),
    Refusal(
        "sanction_delivered_in_conflict",
        "sanction",
        "UPDATE",
        _MOVED_DELIVERER + _CONFLICT.format(who="delivered_by"),
    ),
    Refusal(
        "sanction_delivered_by_witness",
        "sanction",
        "UPDATE",
        _MOVED_DELIVERER + _WITNESS.format(who="delivered_by"),
    ),
    Refusal(
        "sanction_received_once",
        "sanction",
        "UPDATE",
        "(OLD.received_on IS NOT NULL AND (NEW.received_on IS NULL"
        " OR NEW.received_on <> OLD.received_on))"
        " OR (OLD.replaced_on IS NOT NULL AND NEW.replaced_on IS NULL)"
        " OR NEW.received_on < NEW.decided_on",
    ),
    Refusal(
        "sanction_effect_after_receipt",
        "sanction",
        "UPDATE",
        "NEW.effective_on IS NOT NULL AND NEW.received_on IS NULL",
    ),
    # No effect without a receipt, and an open objection in time holds everything.
    Refusal(
        "case_effect_waits",
        "discipline_case",
        "UPDATE",
        f"NEW.state IN {_IN_FORCE} AND OLD.state <> NEW.state AND ({_HELD})",
    ),
    Refusal(
        "remedy_starts_open",
        "remedy",
        "INSERT",
        "NEW.outcome IS NOT NULL OR NEW.subject_id <>"
        " (SELECT subject_id FROM sanction WHERE id = NEW.sanction_id)",
    ),
    Refusal(
        "remedy_after_receipt",
        "remedy",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM sanction s WHERE s.id = NEW.sanction_id"
        " AND s.case_id = NEW.case_id AND s.received_on <= NEW.filed_on)",
    ),
    # Four eyes: whoever decided does not answer, but for the PPK, to whom the law sends it back.
    Refusal(
        "remedy_by_first_decider",
        "remedy",
        "UPDATE",
        f"{_ANSWERED}NEW.route <> 'ppk' AND NEW.decided_by = {_FIRST_DECIDER}",
    ),
    Refusal(
        "remedy_by_reporter",
        "remedy",
        "UPDATE",
        _ANSWERED + _REPORTED.format(who="decided_by"),
    ),
    Refusal("remedy_by_witness", "remedy", "UPDATE", _ANSWERED + _WITNESS.format(who="decided_by")),
    Refusal(
        "remedy_in_conflict",
        "remedy",
        "UPDATE",
        _ANSWERED + _CONFLICT.format(who="decided_by"),
    ),
    Refusal(
        "remedy_answered_by_somebody",
        "remedy",
        "UPDATE",
        _ANSWERED + "NEW.route <> 'bpasn' AND NEW.decided_by IS NULL",
    ),
    Refusal(
        "remedy_fixed",
        "remedy",
        "UPDATE",
        changed("case_id", "sanction_id", "subject_id", "route", "filed_on", "is_late", "grounds")
        + " OR (OLD.outcome IS NOT NULL AND (NEW.outcome IS NULL OR "
        + changed("outcome", "decided_on", "reason", "letter_number")
        + f" OR {moved('decided_by')} OR {rewritten('official')}"
        + " OR coalesce(NEW.kind_after, '') <> coalesce(OLD.kind_after, '')))",
    ),
    Refusal("remedy_kept", "remedy", "DELETE", "1 = 1"),
    # Nothing is carried out before the decision is in force, nor while an objection holds it.
    Refusal(
        "measure_of_sanction_in_force",
        "measure",
        "INSERT",
        f"NOT {_SANCTION_IN_FORCE}",
    ),
    Refusal(
        "measure_waits_for_objection",
        "measure",
        "UPDATE",
        "NEW.executed_on IS NOT NULL AND OLD.executed_on IS NULL AND EXISTS"
        " (SELECT 1 FROM discipline_case c WHERE c.id = NEW.case_id AND c.state = 'suspended')",
    ),
    Refusal(
        "measure_fixed",
        "measure",
        "UPDATE",
        changed("case_id", "sanction_id", "person_id", "kind", "starts_on")
        + f" OR {moved('percent')}"
        + " OR (OLD.executed_on IS NOT NULL AND (NEW.executed_on IS NULL"
        " OR NEW.executed_on <> OLD.executed_on OR NEW.receipt <> OLD.receipt))",
    ),
    Refusal("measure_kept", "measure", "DELETE", "1 = 1"),
    Refusal("siasn_upload_kept", "siasn_upload", "DELETE", "1 = 1"),
    # A statement is asked for, then verified, then signed, by three different people.
    Refusal(
        "statement_starts_requested",
        "statement",
        "INSERT",
        "NEW.state NOT IN ('requested', 'refused')",
    ),
    Refusal(
        "statement_in_order",
        "statement",
        "UPDATE",
        "(NEW.state = 'signed' AND OLD.state <> 'signed' AND (OLD.state <> 'verified'"
        " OR NEW.verified_by IS NULL OR NEW.signed_by IS NULL))"
        " OR (OLD.state IN ('signed', 'refused') AND NEW.state <> OLD.state)"
        f" OR {changed('person_id', 'purpose')}",
    ),
    Refusal("statement_kept", "statement", "DELETE", "1 = 1"),
    # Guidance is no sanction: its proposal never stands behind an entry of one (I25).
    Refusal(
        "sanction_is_no_guidance",
        "sanction",
        "INSERT",
        "EXISTS (SELECT 1 FROM discipline_case c JOIN proposal p ON p.id = c.proposal_id"
        " WHERE c.id = NEW.case_id AND p.kind = 'guidance')",
    ),
)
