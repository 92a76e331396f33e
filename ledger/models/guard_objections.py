"""What the database holds of objections: filed open, decided once, heard by somebody else."""

from ledger.models.guard_kinds import Refusal, changed, moved

_TEXTS = " OR ".join(
    f"coalesce(NEW.{one}, '') <> coalesce(OLD.{one}, '')" for one in ("entry_uid", "title")
)

OBJECTIONS = (
    Refusal("objection_starts_filed", "objection", "INSERT", "NEW.state <> 'filed'"),
    Refusal(
        "objection_fixed",
        "objection",
        "UPDATE",
        f"OLD.state <> 'filed' OR {_TEXTS} OR {moved('first_decided_by')} OR "
        + changed("agency_id", "person_id", "ground", "reason", "happened_on", "filed_at"),
    ),
    Refusal(
        "objection_by_its_official",
        "objection",
        "UPDATE",
        "NEW.decided_by IS NOT NULL AND NEW.decided_by <> coalesce(NEW.assignee_id, 0)",
    ),
    # Nobody hears what they proposed, or decided at one of its steps.
    Refusal(
        "objection_heard_by_another",
        "objection",
        "UPDATE",
        "NEW.decided_by IS NOT NULL AND EXISTS (SELECT 1 FROM entry e"
        " JOIN approval_step s ON s.proposal_id = e.proposal_id"
        " WHERE e.agency_id = NEW.agency_id AND e.uid = NEW.entry_uid"
        " AND s.decided_by = NEW.decided_by)",
    ),
    Refusal("objection_kept", "objection", "DELETE", "1 = 1"),
)
