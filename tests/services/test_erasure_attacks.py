"""What plain SQL may do to personal data: nothing but what was decided, named and said."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger.database import db
from ledger.domain.entries import EntryKind
from ledger.domain.retention import RecordKind
from ledger.models.people import Person
from ledger.services.entries import post_entry
from tests.erasing import LONG_AGO, ErasingHouse
from tests.factories import NOW
from tests.postings import guidance

NEW = (
    "INSERT INTO erasure (id, agency_id, number, basis, state, retention_rule_id, person_id,"
    " ground, asked_by, letter_number, letter_on, proposed_by, proposed_at, decided_by, decided_at,"
    " decision_reason, done_at) SELECT 900, agency_id, 'PDP-X', {basis}, {state}, {rule},"
    " person_id, 'uu-27-2022-8', 'x', 'x', '2026-11-20', {proposer}, proposed_at, {decider},"
    " proposed_at, 'Dua puluh huruf lebih panjang', NULL FROM erasure"
)
DECIDED = (
    "UPDATE erasure SET state = '{state}', decided_by = {by}, decided_at = proposed_at,"
    " decision_reason = 'Dua puluh huruf lebih panjang'"
)
ITEM = (
    "INSERT INTO erasure_item (erasure_id, entry_id, agency_id)"
    " SELECT x.id, e.id, e.agency_id FROM erasure x, entry e WHERE {which}"
)
#: With a request that waits for its decision, about the award of one person.
WHILE_WAITING = {
    "a private part is deleted": ("DELETE FROM private_body", "tg_private_body_erased_by_decision"),
    "the words of an issued paper are emptied": (
        "UPDATE document SET context = '{\"erased\": true}'",
        "tg_document_context_bound",
    ),
    "the reason of a decision is emptied": (
        "UPDATE approval_step SET reason = 'Dihapus: data pribadi'",
        "tg_approval_fixed",
    ),
    "its proposer approves it": (
        DECIDED.format(state="approved", by="proposed_by"),
        "ck_erasure_decided_by_another",
    ),
    "its subject approves it": (
        DECIDED.format(state="approved", by="person_id"),
        "ck_erasure_decided_by_no_subject",
    ),
    "nobody approves it": (
        "UPDATE erasure SET state = 'approved'",
        "ck_erasure_request_is_decided",
    ),
    "it is done without a decision": (
        "UPDATE erasure SET state = 'done', done_at = proposed_at",
        "tg_erasure_steps",
    ),
    "it comes to be about somebody else": (
        DECIDED.format(state="rejected", by="person_id + 1") + ", person_id = person_id + 2",
        "tg_erasure_fixed",
    ),
    "it is deleted": ("DELETE FROM erasure", "tg_erasure_kept"),
    "its entries are taken from it": ("DELETE FROM erasure_item", "tg_erasure_item_append_only"),
    "an entry of somebody else joins it": (
        ITEM.format(which="e.kind = 'award_points' AND e.person_id <> x.person_id"),
        "tg_erasure_item_about_person",
    ),
    "a sanction joins it": (
        ITEM.format(which="e.kind = 'sanction'"),
        "tg_erasure_item_of_kind",
    ),
    "a request is born approved": (
        NEW.format(
            basis="'request'",
            state="'approved'",
            rule="NULL",
            proposer="proposed_by",
            decider="NULL",
        ),
        "tg_erasure_starts_open",
    ),
    "the subject records a request": (
        NEW.format(
            basis="'request'", state="'proposed'", rule="NULL", proposer="person_id", decider="NULL"
        ),
        "ck_erasure_proposed_by_no_subject",
    ),
    "a schedule erases by a line nobody confirmed": (
        NEW.format(
            basis="'schedule'",
            state="'approved'",
            rule="(SELECT id FROM retention_rule WHERE confirmed_by IS NULL)",
            proposer="NULL",
            decider="NULL",
        ),
        "tg_erasure_starts_open",
    ),
    "a line of the schedule confirms itself": (
        (
            "UPDATE retention_rule SET confirmed_by = recorded_by, confirmed_at = recorded_at"
            " WHERE confirmed_by IS NULL"
        ),
        "ck_retention_rule_confirmed_by_another",
    ),
    "a confirmed line is shortened": (
        "UPDATE retention_rule SET years = 1",
        "tg_retention_rule_fixed",
    ),
    "a line is deleted": ("DELETE FROM retention_rule", "tg_retention_rule_kept"),
}
#: By a confirmed line of the schedule, over awards after ten years.
BY_SCHEDULE = {
    "a young entry is named": ("e.happened_on > '2020-01-01'", "tg_erasure_item_is_due"),
    "an entry of another kind is named": (
        "e.kind = 'quota_opening' AND e.happened_on < '2015-01-01'",
        "tg_erasure_item_of_kind",
    ),
}


@pytest.fixture
def house(session: Session) -> ErasingHouse:
    house = ErasingHouse()
    (uid,) = house.award()
    house.award(house.mate, on=LONG_AGO, has_paper=False)
    house.request(uid)
    told = guidance(house.staff, NOW, kind=EntryKind.SANCTION, idempotency_key="sanction:1")
    post_entry(told, actor=house.system, now=NOW)
    house.confirm(house.keep())
    house.keep(kind=RecordKind.GUIDANCE)
    session.rollback()
    return house


def refused(*statements: str) -> str:
    """The name of what refused the last statement, in one transaction with those before."""
    with db.engine.connect() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
        with pytest.raises(DBAPIError) as refusal:
            connection.execute(text(statements[-1]))
        connection.rollback()
    return str(refusal.value.orig)


@pytest.mark.parametrize("name", WHILE_WAITING)
def test_data_that_nobody_decided_about_stays(house, name):
    statement, guard = WHILE_WAITING[name]
    assert guard in refused(statement)


@pytest.mark.parametrize("name", BY_SCHEDULE)
def test_schedule_names_only_what_is_due_and_of_its_kind(house, name):
    which, guard = BY_SCHEDULE[name]
    begin = NEW.format(
        basis="'schedule'",
        state="'approved'",
        rule="(SELECT id FROM retention_rule WHERE confirmed_by IS NOT NULL)",
        proposer="NULL",
        decider="NULL",
    )
    assert guard in refused(begin, ITEM.format(which=f"x.id = 900 AND {which}"))


def _approved(house: ErasingHouse, decider: Person) -> str:
    return DECIDED.format(state="approved", by=decider.id)


def test_approved_erasure_without_its_word_in_the_ledger_deletes_nothing(house):
    told = refused(_approved(house, house.head), "DELETE FROM private_body")
    assert "tg_private_body_erased_by_decision" in told


def test_approved_erasure_reaches_nothing_but_its_own_entries(house):
    told = refused(
        _approved(house, house.head),
        "DELETE FROM private_body WHERE entry_id NOT IN (SELECT entry_id FROM erasure_item)",
    )
    assert "tg_private_body_erased_by_decision" in told
    joins = ITEM.format(which="e.kind = 'award_points' AND e.person_id = x.person_id")
    assert "tg_erasure_item_in_time" in refused(_approved(house, house.head), joins)


def test_approved_erasure_changes_no_verdict_and_no_bytes(house):
    approved = _approved(house, house.head)
    for statement, guard in (
        ("UPDATE approval_step SET seen_sha256 = 'x'", "tg_approval_fixed"),
        ("UPDATE document SET sha256 = number", "tg_document_bytes_bound"),
        ("UPDATE entry SET detail = '{}'", "tg_entry_append_only"),
        ("UPDATE private_body SET content = '{}'", "tg_private_body_fixed"),
    ):
        assert guard in refused(approved, statement)


def test_finished_erasure_is_used_no_second_time(house):
    done = "UPDATE erasure SET state = 'done', done_at = proposed_at"
    again = "UPDATE erasure SET state = 'approved', done_at = NULL"
    assert "tg_erasure_steps" in refused(_approved(house, house.head), done, again)
    told = refused(_approved(house, house.head), done, "DELETE FROM private_body")
    assert "tg_private_body_erased_by_decision" in told
