"""What the database holds of rule packs: states in order, one version a day, frozen by use."""

from ledger.domain.packs import FRESH_DAYS
from ledger.models.guard_kinds import Refusal, changed, moved, rewritten

_ASKED_AGAIN = (
    "EXISTS (SELECT 1 FROM rerating_line l JOIN rerating r ON r.id = l.rerating_id"
    " WHERE r.state = 'approved' AND l.state = 'planned' AND l.is_first"
)
_IN_FORCE = "('active','retired')"
_GOES_IN_FORCE = "NEW.state = 'active' AND OLD.state <> 'active'"
_AGE = {
    "sqlite": f"julianday(NEW.activated_at) - julianday(s.finished_at) <= {FRESH_DAYS}",
    "postgresql": f"NEW.activated_at - s.finished_at <= interval '{FRESH_DAYS} days'",
}
_FRESH = (
    "SELECT 1 FROM simulation s WHERE s.pack_id = NEW.id AND s.report_sha256 = NEW.seen_sha256"
    " AND {age} AND NOT EXISTS (SELECT 1 FROM rule_pack o"
    " WHERE o.agency_id = NEW.agency_id AND o.code = NEW.code AND o.id <> NEW.id"
    " AND o.activated_at > s.finished_at)"
)


def _differs(column: str) -> str:
    """Whether a day, a moment or a hash that may be empty is another one now."""
    return f"coalesce(CAST(NEW.{column} AS text), '') <> coalesce(CAST(OLD.{column} AS text), '')"


def _unless_rated_again(condition: str, row: str) -> str:
    """The condition, but for a firing that a line of a batch being carried out asks for."""
    same = " AND ".join(
        f"l.{column} = {row}.{column}"
        for column in ("rule_version_id", "rule_code", "subject_key", "once_key", "happened_on")
    )
    return f"{condition} AND NOT {_ASKED_AGAIN} AND {same})"


_ACTIVATION = " OR ".join(
    (moved("activated_by"), *(_differs(c) for c in ("activated_at", "valid_from", "seen_sha256")))
)

PACKS = (
    Refusal("rule_pack_starts_as_draft", "rule_pack", "INSERT", "NEW.state <> 'draft'"),
    Refusal(
        "rule_pack_states",
        "rule_pack",
        "UPDATE",
        "NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state"
        " NOT IN ('draft simulated', 'simulated active', 'active retired')",
    ),
    Refusal(
        "rule_pack_simulated_first",
        "rule_pack",
        "UPDATE",
        "NEW.state = 'simulated' AND OLD.state <> 'simulated' AND NOT EXISTS (SELECT 1"
        " FROM simulation s WHERE s.pack_id = NEW.id AND s.finished_at IS NOT NULL)",
    ),
    Refusal(
        "rule_pack_seen_is_fresh",
        "rule_pack",
        "UPDATE",
        {
            dialect: f"{_GOES_IN_FORCE} AND NOT EXISTS ({_FRESH.format(age=age)})"
            for dialect, age in _AGE.items()
        },
    ),
    # One version of a pack judges one day, and so does one version of a rule, in whatever pack.
    Refusal(
        "rule_pack_no_overlap",
        "rule_pack",
        "UPDATE",
        "NEW.state = 'active' AND EXISTS (SELECT 1 FROM rule_pack o"
        " WHERE o.agency_id = NEW.agency_id AND o.code = NEW.code AND o.id <> NEW.id"
        " AND o.state IN ('active','retired')"
        " AND (o.valid_until IS NULL OR o.valid_until > NEW.valid_from)"
        " AND (NEW.valid_until IS NULL OR o.valid_from < NEW.valid_until))",
    ),
    Refusal(
        "rule_pack_rule_in_one_pack",
        "rule_pack",
        "UPDATE",
        "NEW.state = 'active' AND OLD.state <> 'active'"
        " AND EXISTS (SELECT 1 FROM rule_version mine JOIN rule_version other"
        " ON other.agency_id = mine.agency_id AND other.code = mine.code"
        " JOIN rule_pack o ON o.id = other.pack_id WHERE mine.pack_id = NEW.id"
        " AND o.code <> NEW.code AND o.state IN ('active','retired')"
        " AND (o.valid_until IS NULL OR o.valid_until > NEW.valid_from)"
        " AND (NEW.valid_until IS NULL OR o.valid_from < NEW.valid_until))",
    ),
    Refusal(
        "rule_pack_fixed",
        "rule_pack",
        "UPDATE",
        changed("source", "sha256", "version", "author_id", "agency_id", "code", "name"),
    ),
    Refusal(
        "rule_pack_activation_fixed",
        "rule_pack",
        "UPDATE",
        f"OLD.state IN {_IN_FORCE} AND ({_ACTIVATION}"
        f" OR (OLD.state = 'retired' AND ({_differs('valid_until')})))",
    ),
    # What a version said of a day stays said: its end never comes before what it judged.
    Refusal(
        "rule_pack_ends_after_firings",
        "rule_pack",
        "UPDATE",
        "NEW.valid_until IS NOT NULL AND NEW.state = 'retired' AND OLD.state <> 'retired'"
        " AND EXISTS (SELECT 1 FROM rule_version v JOIN firing f ON f.rule_version_id = v.id"
        " WHERE v.pack_id = NEW.id AND f.happened_on >= NEW.valid_until)",
    ),
    # A version ends for another that was simulated and is about to follow, or by two people.
    Refusal(
        "rule_pack_retired_by_two",
        "rule_pack",
        "UPDATE",
        "NEW.state = 'retired' AND OLD.state = 'active'"
        " AND NOT EXISTS (SELECT 1 FROM rule_pack o WHERE o.agency_id = NEW.agency_id"
        " AND o.code = NEW.code AND o.state = 'simulated')"
        " AND NOT EXISTS (SELECT 1 FROM pack_retirement r WHERE r.pack_id = NEW.id"
        " AND r.state = 'confirmed' AND r.valid_until = NEW.valid_until)",
    ),
    Refusal("rule_pack_kept", "rule_pack", "DELETE", "OLD.state <> 'draft'"),
    Refusal(
        "rule_version_of_draft",
        "rule_version",
        "INSERT",
        "(SELECT state FROM rule_pack WHERE id = NEW.pack_id) <> 'draft'",
    ),
    # A fact is judged by the version in force when it happened, or by one that an approved
    # re-rating gives it to.
    Refusal(
        "firing_version_in_force",
        "firing",
        "INSERT",
        _unless_rated_again(
            "EXISTS (SELECT 1 FROM rule_version v JOIN rule_pack p ON p.id = v.pack_id"
            " WHERE v.id = NEW.rule_version_id AND (p.state NOT IN ('active','retired')"
            " OR NEW.happened_on < p.valid_from OR NEW.happened_on >= p.valid_until))",
            "NEW",
        ),
        among=_unless_rated_again(
            "SELECT 1 FROM written w JOIN rule_version v ON v.id = w.rule_version_id"
            " JOIN rule_pack p ON p.id = v.pack_id WHERE (p.state NOT IN ('active','retired')"
            " OR w.happened_on < p.valid_from OR w.happened_on >= p.valid_until)",
            "w",
        ),
    ),
    Refusal(
        "simulation_fixed",
        "simulation",
        "UPDATE",
        "OLD.finished_at IS NOT NULL"
        f" OR {changed('agency_id', 'pack_id', 'first_day', 'last_day', 'requested_at')}"
        f" OR {moved('base_pack_id', 'requested_by')}"
        f" OR (NEW.finished_at IS NULL AND {rewritten('report')})",
    ),
    Refusal("simulation_kept", "simulation", "DELETE", "1 = 1"),
    Refusal("pack_retirement_starts_asked", "pack_retirement", "INSERT", "NEW.state <> 'asked'"),
    Refusal(
        "pack_retirement_fixed",
        "pack_retirement",
        "UPDATE",
        "OLD.state <> 'asked' OR "
        + changed("agency_id", "pack_id", "valid_until", "reason", "asked_by", "asked_at"),
    ),
    Refusal("pack_retirement_kept", "pack_retirement", "DELETE", "1 = 1"),
)
