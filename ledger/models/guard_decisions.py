"""What the database refuses of decisions and discipline cases, whoever asks."""

from ledger.models.guard_erasures import APPROVAL_FIXED, REISSUE_FIXED, REPLY_FIXED
from ledger.models.guard_kinds import Refusal, changed, moved, rewritten

_STARTS = "('pending', 'awaiting_assessment', 'awaiting_reply')"
_RECEIVED = "coalesce(CAST({}.received_on AS text), '')"

DECISIONS = (
    # Four eyes: proposer, subjects and whoever decides are different people.
    Refusal(
        "approval_by_proposer",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND NEW.decided_by ="
        " (SELECT proposer_id FROM proposal WHERE id = NEW.proposal_id)",
    ),
    Refusal(
        "approval_by_subject",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND EXISTS (SELECT 1 FROM proposal_subject s"
        " WHERE s.proposal_id = NEW.proposal_id AND s.person_id = NEW.decided_by)",
    ),
    Refusal(
        "approval_twice_by_one",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND EXISTS (SELECT 1 FROM approval_step o"
        " WHERE o.proposal_id = NEW.proposal_id AND o.id <> NEW.id"
        " AND o.decided_by = NEW.decided_by AND o.verdict <> 'return')",
    ),
    Refusal(
        "approval_by_verifier",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND EXISTS (SELECT 1 FROM nomination n"
        " JOIN firing f ON f.fact_kind = 'nomination_accepted' AND f.fact_id = n.id"
        " JOIN proposal p ON p.firing_id = f.id WHERE p.id = NEW.proposal_id"
        " AND (n.nominator_id = NEW.decided_by OR n.verifier_id = NEW.decided_by))",
    ),
    Refusal(
        "approval_by_first_decider",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND EXISTS (SELECT 1 FROM proposal p"
        " JOIN entry e ON e.agency_id = p.agency_id AND e.uid = p.reverses_uid"
        " WHERE p.id = NEW.proposal_id AND e.decided_by = NEW.decided_by)",
    ),
    Refusal(
        "approval_while_pending",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND OLD.verdict IS NULL"
        " AND (SELECT state FROM proposal WHERE id = NEW.proposal_id) <> 'pending'",
    ),
    Refusal(
        "approval_in_order",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND OLD.verdict IS NULL AND EXISTS (SELECT 1 FROM approval_step o"
        " WHERE o.proposal_id = NEW.proposal_id AND o.position < NEW.position"
        " AND (o.verdict IS NULL OR o.verdict = 'reject'))",
    ),
    Refusal("approval_fixed", "approval_step", "UPDATE", APPROVAL_FIXED),
    Refusal("approval_kept", "approval_step", "DELETE", "1 = 1"),
    Refusal("approval_starts_open", "approval_step", "INSERT", "NEW.verdict IS NOT NULL"),
    Refusal("approval_step_fixed", "approval_step", "UPDATE", changed("required", "proposal_id")),
    Refusal(
        "approval_in_conflict",
        "approval_step",
        "UPDATE",
        "NEW.verdict IS NOT NULL AND OLD.verdict IS NULL AND EXISTS"
        " (SELECT 1 FROM proposal_subject s JOIN conflict_declaration c ON"
        " (c.person_id = s.person_id AND c.other_person_id = NEW.decided_by)"
        " OR (c.other_person_id = s.person_id AND c.person_id = NEW.decided_by)"
        " WHERE s.proposal_id = NEW.proposal_id)",
    ),
    # What is put before the officials stays what it was, so that nobody steps aside afterwards.
    Refusal("proposal_starts_open", "proposal", "INSERT", f"NEW.state NOT IN {_STARTS}"),
    Refusal(
        "proposal_fixed",
        "proposal",
        "UPDATE",
        f"{changed('kind', 'unit_id', 'happened_on')} OR {moved('firing_id', 'person_id')}"
        f" OR coalesce(NEW.reverses_uid, '') <> coalesce(OLD.reverses_uid, '')"
        f" OR NEW.proposer_id IS NULL AND OLD.proposer_id IS NOT NULL"
        f" OR NEW.proposer_id <> OLD.proposer_id OR {rewritten('outcome')}",
    ),
    Refusal(
        "proposal_subject_in_time",
        "proposal_subject",
        "INSERT",
        "EXISTS (SELECT 1 FROM approval_step o WHERE o.proposal_id = NEW.proposal_id"
        " AND o.verdict IS NOT NULL)",
    ),
    # An approval is the sum of its steps; only a small award may have none.
    Refusal(
        "proposal_approved_by_steps",
        "proposal",
        "UPDATE",
        "NEW.state IN ('approved', 'awaiting_quota', 'awaiting_verification')"
        " AND OLD.state <> NEW.state AND ("
        "EXISTS (SELECT 1 FROM approval_step o WHERE o.proposal_id = NEW.id"
        " AND o.verdict IS NULL)"
        " OR (SELECT o.verdict FROM approval_step o WHERE o.proposal_id = NEW.id"
        " ORDER BY o.position DESC LIMIT 1) <> 'approve'"
        " OR (NEW.kind <> 'award' AND NOT EXISTS (SELECT 1 FROM approval_step o"
        " WHERE o.proposal_id = NEW.id AND o.verdict = 'approve')))",
    ),
    Refusal(
        "proposal_subject_is_not_proposer",
        "proposal_subject",
        "INSERT",
        "NEW.person_id = (SELECT proposer_id FROM proposal WHERE id = NEW.proposal_id)",
    ),
    # Guidance only after the superior's word and the person's reply or unused right.
    Refusal(
        "guidance_after_reply",
        "proposal",
        "UPDATE",
        "NEW.kind = 'guidance' AND NEW.state = 'approved' AND OLD.state <> 'approved'"
        " AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.proposal_id = NEW.id"
        " AND (r.replied_at IS NOT NULL OR r.unused_at IS NOT NULL))",
    ),
    Refusal("reply_fixed", "reply", "UPDATE", REPLY_FIXED),
    Refusal("reply_kept", "reply", "DELETE", "1 = 1"),
    # A certificate is replaced once a second person said so; what was asked stays.
    Refusal("reissue_starts_open", "reissue", "INSERT", "NEW.state <> 'proposed'"),
    Refusal("reissue_fixed", "reissue", "UPDATE", REISSUE_FIXED),
    Refusal("reissue_kept", "reissue", "DELETE", "1 = 1"),
)

CASES = (
    # Cases: no decision before an examination, or two absences and what is there as evidence.
    Refusal(
        "sanction_after_examination",
        "sanction",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM examination e WHERE e.case_id = NEW.case_id"
        " AND e.held_on <= NEW.decided_on AND (e.examinee_signed OR e.refusal_note <> ''))"
        " AND (SELECT count(*) FROM summons s WHERE s.case_id = NEW.case_id"
        " AND NOT s.attended) < 2",
    ),
    Refusal(
        "sanction_after_reply",
        "sanction",
        "INSERT",
        "EXISTS (SELECT 1 FROM examination e WHERE e.case_id = NEW.case_id)"
        " AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.case_id = NEW.case_id"
        " AND (r.replied_at IS NOT NULL OR r.unused_at IS NOT NULL))",
    ),
    Refusal(
        "summons_second_after_absence",
        "summons",
        "INSERT",
        "NEW.position = 2 AND NOT EXISTS (SELECT 1 FROM summons s WHERE s.case_id = NEW.case_id"
        " AND s.position = 1 AND NOT s.attended)",
    ),
    Refusal("sanction_kept", "sanction", "DELETE", "1 = 1"),
    Refusal(
        "sanction_fixed",
        "sanction",
        "UPDATE",
        changed("kind", "level", "decided_by", "case_id", "subject_id", "decided_on")
        + f" OR {changed('violation', 'reason')} OR {rewritten('official')}",
    ),
    # What was planned, what happened at it and what was said there are facts.
    Refusal(
        "summons_fixed",
        "summons",
        "UPDATE",
        changed("case_id", "position", "letter_on", "exam_on", "place")
        + " OR (OLD.attended IS NOT NULL AND (NEW.attended IS NULL"
        " OR NEW.attended <> OLD.attended)) OR OLD.voided_at IS NOT NULL"
        # How it was brought can be put right until the day has its outcome, which rests on it.
        " OR (OLD.attended IS NOT NULL AND ("
        + changed("handed_by", "received_by", "receipt_refusal")
        + f" OR {_RECEIVED.format('NEW')} <> {_RECEIVED.format('OLD')}))",
    ),
    Refusal("summons_kept", "summons", "DELETE", "1 = 1"),
    Refusal(
        "examination_fixed",
        "examination",
        "UPDATE",
        changed("case_id", "examiner_id", "held_on", "corrections", "examinee_signed")
        + f" OR {changed('refusal_note')} OR {rewritten('questions')}",
    ),
    Refusal("examination_kept", "examination", "DELETE", "1 = 1"),
    # Whoever reported, or stands too near to the person, neither examines nor decides.
    Refusal(
        "sanction_by_reporter",
        "sanction",
        "INSERT",
        "EXISTS (SELECT 1 FROM allegation a JOIN violation_report r"
        " ON r.id = a.violation_report_id WHERE a.case_id = NEW.case_id"
        " AND r.reporter_id = NEW.decided_by)",
    ),
    Refusal(
        "examination_by_reporter",
        "examination",
        "INSERT",
        "EXISTS (SELECT 1 FROM allegation a JOIN violation_report r"
        " ON r.id = a.violation_report_id WHERE a.case_id = NEW.case_id"
        " AND r.reporter_id = NEW.examiner_id)",
    ),
    Refusal(
        "sanction_in_conflict",
        "sanction",
        "INSERT",
        "EXISTS (SELECT 1 FROM conflict_declaration c"
        " WHERE (c.person_id = NEW.decided_by AND c.other_person_id = NEW.subject_id)"
        " OR (c.other_person_id = NEW.decided_by AND c.person_id = NEW.subject_id))",
    ),
)
