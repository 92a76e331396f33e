"""What the guards hold, as data: append-only tables, refusals and kept balances."""

from ledger.models.guard_authority import AUTHORITY
from ledger.models.guard_decisions import CASES, DECISIONS
from ledger.models.guard_documents import DOCUMENTS
from ledger.models.guard_erasures import ERASURES
from ledger.models.guard_kinds import Effect, Refusal
from ledger.models.guard_objections import OBJECTIONS
from ledger.models.guard_packs import PACKS
from ledger.models.guard_remedies import REMEDIES
from ledger.models.guard_reratings import RERATINGS
from ledger.models.guard_side_tracks import SIDE_TRACKS
from ledger.models.guard_walk import WALK, WALK_APPEND_ONLY, WALK_EFFECTS

#: Rows of these tables are written once. What is corrected is corrected by another row.
APPEND_ONLY = (
    "allegation",
    "appraiser",
    "audit_event",
    "board_policy",
    "calendar_amendment",
    "case_move",
    "case_step",
    "case_view",
    "case_witness",
    "checkpoint",
    "cosignature",
    "deadline_change",
    "document_event",
    "entry",
    "entry_subject",
    "erasure_item",
    "ethics_view",
    "fact_record",
    "fairness_answer",
    "fairness_concern",
    "firing",
    "merit_account",
    "posting",
    "proposal_subject",
    "rule_version",
    "sealed_leaf",
    "side_sanction",
    "side_step",
    "side_view",
    "superior_assessment",
    "survey_response",
    "tree_node",
    "trusted_timestamp",
    *WALK_APPEND_ONLY,
)
#: Neither may a row of these be replaced by another; they have guards of their own beside.
WRITTEN_ONCE = (*APPEND_ONLY, "balance", "pending_leaf", "private_body")
#: Asking twice for the same key is answered by what stands there, as ON CONFLICT DO NOTHING says.
LENIENT_KEYS = frozenset(
    {
        "uq_entry_agency_id_idempotency_key",
        "pk_merit_account",
        "uq_merit_account_agency_id_kind_person_id",
        "uq_merit_account_agency_id_kind_unit_id_period",
        "uq_merit_account_agency_id_ref",
    }
)

_SHARES = "(SELECT coalesce(sum(share_percent), 0) FROM nomination_member WHERE nomination_id = "
_MEMBER_OF = "EXISTS (SELECT 1 FROM nomination_member m WHERE m.nomination_id = NEW.id"
_NOT_OPEN = (
    "(SELECT state FROM nomination WHERE id = {row}.nomination_id) NOT IN ('draft','returned')"
)
_CLOSED_ENTRY = (
    "EXISTS (SELECT 1 FROM pending_leaf p WHERE p.entry_id = NEW.entry_id)"
    " OR EXISTS (SELECT 1 FROM sealed_leaf s WHERE s.entry_id = NEW.entry_id)"
)
# The same of many postings at once: a closed entry has as many of them as it says itself. They may
# have come in the very statement that closed it.
_CLOSED_AMONG = (
    "SELECT 1 FROM (SELECT DISTINCT entry_id FROM written) w JOIN entry e ON e.id = w.entry_id"
    " WHERE (EXISTS (SELECT 1 FROM pending_leaf p WHERE p.entry_id = w.entry_id)"
    " OR EXISTS (SELECT 1 FROM sealed_leaf s WHERE s.entry_id = w.entry_id))"
    " AND e.posting_count <> (SELECT count(*) FROM posting o WHERE o.entry_id = w.entry_id)"
)
_UNBALANCED_AMONG = (
    "SELECT 1 FROM written w JOIN entry e ON e.id = w.entry_id"
    " CROSS JOIN LATERAL (SELECT count(*) AS lines, coalesce(sum(points_delta), 0) AS points"
    " FROM posting o WHERE o.entry_id = w.entry_id) own"
    " WHERE own.points <> 0 OR own.lines <> e.posting_count"
)
_DAY_OFF = (
    "(SELECT follows_roster FROM person WHERE id = NEW.person_id) = {false} AND ({dow} = 0"
    " OR ({dow} = 6 AND (SELECT u.days_per_week FROM unit u JOIN person p ON p.unit_id = u.id"
    " WHERE p.id = NEW.person_id) = 5) OR EXISTS (SELECT 1 FROM holiday h"
    " WHERE h.agency_id = NEW.agency_id AND h.day = NEW.day))"
)
_ABSENT = {
    "sqlite": _DAY_OFF.format(false="0", dow="CAST(strftime('%w', NEW.day) AS INTEGER)"),
    "postgresql": _DAY_OFF.format(false="false", dow="EXTRACT(dow FROM NEW.day)"),
}

REFUSALS = (
    *DECISIONS,
    *CASES,
    *AUTHORITY,
    *REMEDIES,
    *WALK,
    *ERASURES,
    *OBJECTIONS,
    *PACKS,
    *RERATINGS,
    *SIDE_TRACKS,
    # The ledger: an entry is closed by its pending leaf, and only when it balances.
    Refusal("posting_entry_is_closed", "posting", "INSERT", _CLOSED_ENTRY, among=_CLOSED_AMONG),
    Refusal("entry_subject_entry_is_closed", "entry_subject", "INSERT", _CLOSED_ENTRY),
    Refusal(
        "entry_postings_balanced",
        "pending_leaf",
        "INSERT",
        "(SELECT coalesce(sum(points_delta), 0) FROM posting WHERE entry_id = NEW.entry_id) <> 0"
        " OR (SELECT count(*) FROM posting WHERE entry_id = NEW.entry_id)"
        " <> (SELECT posting_count FROM entry WHERE id = NEW.entry_id)",
        among=_UNBALANCED_AMONG,
    ),
    Refusal(
        "pending_leaf_is_sealed_once",
        "pending_leaf",
        "INSERT",
        "EXISTS (SELECT 1 FROM sealed_leaf s WHERE s.entry_id = NEW.entry_id)",
        among="SELECT 1 FROM written w JOIN sealed_leaf s ON s.entry_id = w.entry_id",
    ),
    Refusal("pending_leaf_fixed", "pending_leaf", "UPDATE", "1 = 1"),
    Refusal("private_body_fixed", "private_body", "UPDATE", "1 = 1"),
    Refusal("balance_kept", "balance", "DELETE", "1 = 1"),
    # PostgreSQL takes several postings in one step, but from the guard of postings alone.
    Refusal(
        "balance_steps",
        "balance",
        "UPDATE",
        {
            "sqlite": "NEW.version <> OLD.version + 1",
            "postgresql": "pg_trigger_depth() < 2 OR NEW.version <= OLD.version",
        },
    ),
    # Nominations: shares of the team sum to 100 and stay as they were sent.
    Refusal("nomination_starts_as_draft", "nomination", "INSERT", "NEW.state <> 'draft'"),
    Refusal(
        "nomination_shares_sum",
        "nomination",
        "UPDATE",
        f"NEW.state = 'submitted' AND OLD.state <> 'submitted' AND {_SHARES}NEW.id) <> 100",
    ),
    Refusal(
        "nomination_member_is_not_nominator",
        "nomination_member",
        "INSERT",
        "NEW.person_id = (SELECT nominator_id FROM nomination WHERE id = NEW.nomination_id)",
    ),
    Refusal(
        "nomination_verifier_is_not_member",
        "nomination",
        "UPDATE",
        f"NEW.verifier_id IS NOT NULL AND {_MEMBER_OF} AND m.person_id = NEW.verifier_id)",
    ),
    Refusal(
        "nomination_team_fixed_insert", "nomination_member", "INSERT", _NOT_OPEN.format(row="NEW")
    ),
    Refusal(
        "nomination_team_fixed_update", "nomination_member", "UPDATE", _NOT_OPEN.format(row="OLD")
    ),
    Refusal(
        "nomination_team_fixed_delete", "nomination_member", "DELETE", _NOT_OPEN.format(row="OLD")
    ),
    # Absence: never on a day off in the person's own calendar.
    Refusal("absence_day_is_working_day", "absence_day", "INSERT", _ABSENT),
    *DOCUMENTS,
    Refusal(
        "number_register_dense",
        "number_register",
        "UPDATE",
        "NEW.last <> OLD.last + 1",
    ),
    Refusal("number_register_starts", "number_register", "INSERT", "NEW.last <> 1"),
    Refusal("number_register_kept", "number_register", "DELETE", "1 = 1"),
)

EFFECTS = (
    *WALK_EFFECTS,
    # The row of a balance exists from the first moment of its account, so that two first spends
    # meet at a row that can be locked.
    Effect(
        "merit_account_opens_balance",
        "merit_account",
        "INSERT",
        "INSERT INTO balance (account_id, agency_id, is_issuance, points, version)"
        " VALUES (NEW.id, NEW.agency_id, NEW.kind = 'issuance', 0, 0)",
    ),
    # The database keeps every balance itself, so it is the sum of its postings by construction.
    Effect(
        "posting_moves_balance",
        "posting",
        "INSERT",
        "UPDATE balance SET points = points + NEW.points_delta, version = version + 1"
        " WHERE account_id = NEW.account_id",
        # Locked in one order, so that two statements never wait for each other in a ring.
        "PERFORM 1 FROM balance WHERE account_id IN (SELECT account_id FROM written)"
        " ORDER BY account_id FOR UPDATE;"
        " UPDATE balance SET points = balance.points + moved.points,"
        " version = balance.version + moved.steps"
        " FROM (SELECT account_id, sum(points_delta) AS points, count(*) AS steps"
        " FROM written GROUP BY account_id) moved WHERE balance.account_id = moved.account_id",
    ),
)
