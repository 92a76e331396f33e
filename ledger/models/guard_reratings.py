"""What the database holds of re-ratings: states in order, lines frozen, decided by another."""

from ledger.models.guard_kinds import Refusal, changed, moved, rewritten


def _differs(*columns: str) -> str:
    return " OR ".join(
        f"coalesce(CAST(NEW.{one} AS text), '') <> coalesce(CAST(OLD.{one} AS text), '')"
        for one in columns
    )


_OF_LINE = "(SELECT state FROM rerating WHERE id = NEW.rerating_id)"

RERATINGS = (
    Refusal("rerating_starts_asked", "rerating", "INSERT", "NEW.state <> 'asked'"),
    Refusal(
        "rerating_states",
        "rerating",
        "UPDATE",
        "NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN ('asked waiting',"
        " 'asked empty', 'waiting withdrawn', 'waiting rejected', 'waiting approved',"
        " 'approved done')",
    ),
    Refusal(
        "rerating_fixed",
        "rerating",
        "UPDATE",
        changed(
            *("agency_id", "pack_id", "pack_code", "simulation_id", "first_day", "last_day"),
            *("reason", "asked_by", "asked_at"),
        )
        + f" OR (OLD.state <> 'asked' AND ({_differs('lines_sha256')}))"
        + " OR (OLD.state NOT IN ('asked', 'waiting')"
        + f" AND ({moved('decided_by')} OR {_differs('decided_at', 'seen_sha256')}"
        + " OR NEW.decision_reason <> OLD.decision_reason))",
    ),
    Refusal(
        "rerating_decider_is_no_subject",
        "rerating",
        "UPDATE",
        "NEW.state = 'approved' AND OLD.state <> 'approved' AND EXISTS (SELECT 1"
        " FROM rerating_line l WHERE l.rerating_id = NEW.id AND l.person_id = NEW.decided_by)",
    ),
    Refusal(
        "rerating_whole",
        "rerating",
        "UPDATE",
        "NEW.state = 'done' AND EXISTS (SELECT 1 FROM rerating_line l"
        " WHERE l.rerating_id = NEW.id AND l.state = 'planned')",
    ),
    Refusal("rerating_kept", "rerating", "DELETE", "1 = 1"),
    Refusal(
        "rerating_line_listed_once",
        "rerating_line",
        "INSERT",
        f"{_OF_LINE} <> 'asked' OR NEW.state NOT IN ('planned', 'untouched')",
    ),
    Refusal(
        "rerating_line_frozen",
        "rerating_line",
        "UPDATE",
        changed(
            *("agency_id", "rerating_id", "position", "rule_code", "subject_key", "once_key"),
            *("unit_id", "happened_on", "fact_kind", "fact_id", "points_before", "badge_before"),
            *("is_given", "points_after", "badge_after", "is_first", "note"),
        )
        + f" OR {moved('rule_version_id', 'person_id')} OR {_differs('reverses_uid')}"
        + f" OR {rewritten('outcome')} OR {rewritten('inputs')}",
    ),
    # What became of a line is written once, and only of a batch that was approved.
    Refusal(
        "rerating_line_approved",
        "rerating_line",
        "UPDATE",
        f"OLD.state <> 'planned' OR NEW.state NOT IN ('done', 'refused')"
        f" OR {_OF_LINE} <> 'approved'",
    ),
    Refusal("rerating_line_kept", "rerating_line", "DELETE", "1 = 1"),
)
