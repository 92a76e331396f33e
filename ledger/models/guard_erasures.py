"""What the database lets an erasure take away, and nothing else: named, decided, and said.

A private part goes only while an approved erasure names its entry, and only after the ledger itself
says so by an entry of its own. The same erasure may empty the copies of those words elsewhere.
"""

from ledger.domain.entries import EntryKind
from ledger.domain.retention import KINDS_OF_RECORD
from ledger.models.guard_kinds import Refusal, changed, moved, rewritten

_UNDER_WAY = (
    "EXISTS (SELECT 1 FROM erasure_item i JOIN erasure x ON x.id = i.erasure_id"
    " JOIN entry e ON e.id = i.entry_id WHERE x.state = 'approved' AND {which})"
)
_SAID = (
    "EXISTS (SELECT 1 FROM entry e JOIN entry d ON d.agency_id = e.agency_id"
    " AND d.kind = 'data_erased' AND d.idempotency_key = 'erased:' || e.uid"
    " WHERE e.id = OLD.entry_id)"
)
_OF_PROPOSAL = _UNDER_WAY.format(which="e.proposal_id = OLD.proposal_id")
_OF_DOCUMENT = _UNDER_WAY.format(
    which="e.agency_id = OLD.agency_id"
    " AND e.uid = (SELECT entry_uid FROM document WHERE id = OLD.document_id)"
)
_STATE = "(SELECT {column} FROM erasure WHERE id = NEW.erasure_id)"
_ENTRY = "(SELECT {column} FROM entry WHERE id = NEW.entry_id)"
_FOLLOWS = (EntryKind.REVERSAL, EntryKind.DOCUMENT_ISSUED, EntryKind.DOCUMENT_REVOKED)
_YOUNG = (
    "EXISTS (SELECT 1 FROM erasure x JOIN retention_rule r ON r.id = x.retention_rule_id"
    " JOIN entry e ON e.id = NEW.entry_id WHERE x.id = NEW.erasure_id AND {later} > CURRENT_DATE)"
)


def _listed(kinds: tuple[EntryKind, ...]) -> str:
    return f"({', '.join(repr(kind.value) for kind in sorted(kinds))})"


def _of_its_record() -> str:
    """Whether the entry is of the kind that the rule of the schedule speaks about."""
    kind = _ENTRY.format(column="kind")
    record = (
        "(SELECT r.record_kind FROM erasure x JOIN retention_rule r ON r.id = x.retention_rule_id"
        " WHERE x.id = NEW.erasure_id)"
    )
    each = " OR ".join(
        f"{record} = '{name.value}' AND {kind} IN {_listed((*kinds, *_FOLLOWS))}"
        for name, kinds in KINDS_OF_RECORD.items()
        if kinds
    )
    return f"({each})"


_ERASABLE = tuple(kind for kinds in KINDS_OF_RECORD.values() for kind in kinds)
_ABOUT = (
    "EXISTS (SELECT 1 FROM erasure x JOIN entry_subject s ON s.person_id = x.person_id"
    " WHERE x.id = NEW.erasure_id AND s.entry_id = NEW.entry_id)"
)
_BASIS = _STATE.format(column="basis")
_ONLY_REASON = (
    f"({changed('proposal_id', 'position', 'required', 'unit_id', 'verdict', 'decided_at')}"
    f" OR {changed('seen_sha256', 'letter_number', 'moved_reason')}"
    f" OR {moved('decided_by', 'assignee_id')} OR {rewritten('official')}"
    " OR coalesce(NEW.capacity, '') <> coalesce(OLD.capacity, ''))"
)

#: A decided step stands as it is, but for the words that an erasure takes out of it.
APPROVAL_FIXED = f"OLD.verdict IS NOT NULL AND ({_ONLY_REASON} OR NOT {_OF_PROPOSAL})"
#: So does a reply.
# A calendar that was amended moves an open deadline, which is written down first (I23).
_WRITTEN_DOWN = (
    "SELECT 1 FROM deadline_change d WHERE d.subject_kind = 'reply' AND d.subject_id = NEW.id"
    " AND d.old_on = OLD.due_on AND d.new_on = NEW.due_on"
)
_AMENDED = (
    "OLD.replied_at IS NULL AND OLD.unused_at IS NULL AND NEW.replied_at IS NULL"
    " AND NEW.unused_at IS NULL AND NEW.text = OLD.text AND NEW.person_id = OLD.person_id"
    f" AND EXISTS ({_WRITTEN_DOWN})"
)
REPLY_FIXED = (
    "(OLD.replied_at IS NOT NULL OR OLD.unused_at IS NOT NULL"
    f" OR {changed('person_id', 'due_on')}) AND (NEW.text <> ''"
    f" OR {changed('person_id', 'due_on', 'invited_at')} OR {moved('proposal_id', 'case_id')}"
    " OR (OLD.replied_at IS NULL) <> (NEW.replied_at IS NULL)"
    " OR (OLD.unused_at IS NULL) <> (NEW.unused_at IS NULL)"
    f" OR NEW.replied_at <> OLD.replied_at OR NEW.unused_at <> OLD.unused_at OR NOT {_OF_PROPOSAL})"
    f" AND NOT ({_AMENDED})"
)
#: And what was asked about a certificate.
REISSUE_FIXED = (
    "(OLD.state <> 'proposed'"
    f" OR {changed('document_id', 'person_id', 'words', 'mistake', 'proposed_by')}) AND ("
    f"{changed('document_id', 'person_id', 'proposed_by', 'state')}"
    f" OR {moved('decided_by', 'successor_id')} OR NOT {_OF_DOCUMENT})"
)

ERASURES = (
    Refusal(
        "private_body_erased_by_decision",
        "private_body",
        "DELETE",
        f"NOT {_UNDER_WAY.format(which='e.id = OLD.entry_id')} OR NOT {_SAID}",
    ),
    Refusal(
        "document_context_bound",
        "document",
        "UPDATE",
        f"OLD.sha256 IS NOT NULL AND {rewritten('context')} AND NOT "
        + _UNDER_WAY.format(which="e.agency_id = OLD.agency_id AND e.uid = OLD.entry_uid"),
    ),
    # A schedule erases by a line that somebody else confirmed; a request waits for a decision.
    Refusal(
        "erasure_starts_open",
        "erasure",
        "INSERT",
        "(NEW.basis = 'request' AND NEW.state <> 'proposed') OR (NEW.basis = 'schedule'"
        " AND (NEW.state <> 'approved' OR NOT EXISTS (SELECT 1 FROM retention_rule r"
        " WHERE r.id = NEW.retention_rule_id AND r.agency_id = NEW.agency_id"
        " AND r.confirmed_by IS NOT NULL AND r.valid_from <= CURRENT_DATE)))",
    ),
    Refusal(
        "erasure_steps",
        "erasure",
        "UPDATE",
        "NOT ((OLD.state = 'proposed' AND NEW.state IN ('approved', 'rejected'))"
        " OR (OLD.state = 'approved' AND NEW.state = 'done'))",
    ),
    Refusal(
        "erasure_fixed",
        "erasure",
        "UPDATE",
        f"{changed('number', 'basis', 'asked_by', 'letter_number', 'proposed_at', 'agency_id')}"
        f" OR {moved('person_id', 'retention_rule_id', 'proposed_by')}"
        " OR coalesce(NEW.ground, '') <> coalesce(OLD.ground, '')"
        " OR coalesce(CAST(NEW.letter_on AS text), '') <> coalesce(CAST(OLD.letter_on AS text), '')"
        f" OR (OLD.state = 'approved' AND ({moved('decided_by')} OR {changed('decision_reason')}))",
    ),
    Refusal("erasure_kept", "erasure", "DELETE", "1 = 1"),
    Refusal(
        "erasure_item_in_time",
        "erasure_item",
        "INSERT",
        f"{_STATE.format(column='state')} <>"
        f" (CASE WHEN {_BASIS} = 'schedule' THEN 'approved' ELSE 'proposed' END)",
    ),
    Refusal(
        "erasure_item_of_kind",
        "erasure_item",
        "INSERT",
        f"{_ENTRY.format(column='kind')} NOT IN {_listed((*_ERASABLE, *_FOLLOWS))}"
        f" OR {_ENTRY.format(column='agency_id')} <> {_STATE.format(column='agency_id')}"
        f" OR ({_BASIS} = 'schedule' AND NOT {_of_its_record()})",
    ),
    Refusal(
        "erasure_item_about_person",
        "erasure_item",
        "INSERT",
        f"{_BASIS} = 'request' AND NOT {_ABOUT}",
    ),
    Refusal(
        "erasure_item_is_due",
        "erasure_item",
        "INSERT",
        {
            "sqlite": _YOUNG.format(later="date(e.happened_on, '+' || r.years || ' years')"),
            "postgresql": _YOUNG.format(
                later="(e.happened_on + make_interval(years => r.years))::date"
            ),
        },
    ),
    Refusal(
        "retention_rule_starts_open", "retention_rule", "INSERT", "NEW.confirmed_by IS NOT NULL"
    ),
    Refusal(
        "retention_rule_fixed",
        "retention_rule",
        "UPDATE",
        "OLD.confirmed_by IS NOT NULL"
        f" OR {changed('agency_id', 'record_kind', 'valid_from', 'years', 'law', 'recorded_by')}",
    ),
    Refusal("retention_rule_kept", "retention_rule", "DELETE", "1 = 1"),
)
