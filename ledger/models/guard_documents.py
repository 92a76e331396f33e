"""Guards of official papers: the walk of their states, their number and their bytes."""

from ledger.domain.documents import FIRST_STATES, TRANSITIONS
from ledger.models.guard_kinds import Refusal, changed, rewritten

_FIRST = ", ".join(f"'{state}'" for state in FIRST_STATES)
_STEPS = sorted({(before.value, after.value) for (before, _), after in TRANSITIONS.items()})
_STEP = " OR ".join(
    f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in _STEPS
)

DOCUMENTS = (
    # The same table of steps that the services follow.
    Refusal("document_begins_unnumbered", "document", "INSERT", f"NEW.state NOT IN ({_FIRST})"),
    Refusal(
        "document_walks_its_states",
        "document",
        "UPDATE",
        f"NEW.state <> OLD.state AND NOT ({_STEP})",
    ),
    # A number is bound once, and the bytes with it.
    Refusal(
        "document_number_bound",
        "document",
        "UPDATE",
        "OLD.number IS NOT NULL AND (NEW.number IS NULL OR NEW.number <> OLD.number"
        " OR NEW.sequence <> OLD.sequence OR NEW.class_code <> OLD.class_code"
        " OR NEW.unit_id <> OLD.unit_id OR NEW.year <> OLD.year)",
    ),
    Refusal(
        "document_bytes_bound",
        "document",
        "UPDATE",
        "OLD.sha256 IS NOT NULL AND (NEW.sha256 IS NULL OR NEW.sha256 <> OLD.sha256)",
    ),
    Refusal(
        "document_signed_by_all",
        "document",
        "UPDATE",
        "NEW.state = 'signed' AND OLD.state <> 'signed' AND EXISTS (SELECT 1 FROM signature"
        " WHERE document_id = NEW.id AND state <> 'signed')",
    ),
    # What somebody signed stays signed, by the same person in the same way.
    Refusal(
        "signature_kept",
        "signature",
        "UPDATE",
        "OLD.state = 'signed' AND (NEW.state <> OLD.state OR NEW.method <> OLD.method"
        " OR NEW.signed_at <> OLD.signed_at OR NEW.document_id <> OLD.document_id)",
    ),
    Refusal("document_kept", "document", "DELETE", "OLD.number IS NOT NULL"),
    # Words: what was in force once stays as it was, and goes only from draft to active to retired.
    Refusal("wording_begins_as_draft", "wording", "INSERT", "NEW.state <> 'draft'"),
    Refusal(
        "wording_fixed",
        "wording",
        "UPDATE",
        f"{changed('agency_id', 'kind', 'version')}"
        f" OR (OLD.state <> 'draft' AND ({rewritten('texts')}"
        f" OR {changed('author_id', 'written_at', 'activated_by', 'activated_at')}))",
    ),
    Refusal(
        "wording_walks_its_states",
        "wording",
        "UPDATE",
        "NEW.state <> OLD.state AND NOT ((OLD.state = 'draft' AND NEW.state = 'active')"
        " OR (OLD.state = 'active' AND NEW.state = 'retired'))",
    ),
    Refusal("wording_kept", "wording", "DELETE", "OLD.state <> 'draft'"),
)
