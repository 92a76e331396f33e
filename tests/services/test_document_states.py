"""The walk of a paper: the table of the domain, and the same table held by the database."""

from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.documents import (
    FIRST_STATES,
    STATE_LABELS,
    TRANSITIONS,
    DocumentEventKind,
    DocumentState,
)
from ledger.domain.transitions import follow
from ledger.errors import InvalidTransition, RuleRefused
from tests import factories
from tests.conftest import NOW

BYTES = "ab" * 32
PAIRS = sorted(product(DocumentState, DocumentState))
ALLOWED = {(before, after) for (before, _), after in TRANSITIONS.items()}


def insert(agency_id: int, unit_id: int, state: DocumentState, *, is_whole: bool) -> None:
    with transaction() as work:
        work.execute(
            text(
                "INSERT INTO document (id, agency_id, kind, state, source_key, unit_id, class_code,"
                " year, sequence, number, template_version, context, verification_code, sha256,"
                " dated_on, created_at, issued_at, revoked_reason)"
                " VALUES (1, :agency, 'certificate', :state, 'x', :unit, '800', 2026, :sequence,"
                " :number, 1, '{}', 'C', :sha256, :day, :now, :issued, '')"
            ),
            {
                "agency": agency_id,
                "unit": unit_id,
                "state": state,
                "sequence": 1 if is_whole else None,
                "number": "1/2026" if is_whole else None,
                "sha256": BYTES if is_whole else None,
                "issued": NOW if is_whole else None,
                "day": NOW.date(),
                "now": NOW,
            },
        )


def walk_to(state: DocumentState) -> None:
    """From the first state by allowed steps alone."""
    ways = {DocumentState.DRAFT: [DocumentState.DRAFT]}
    for before, after in sorted(ALLOWED, key=lambda step: list(DocumentState).index(step[0])):
        ways.setdefault(after, [*ways[before], after])
    for step in ways[state][1:]:
        move(step)


def move(state: DocumentState) -> None:
    with transaction() as work:
        work.execute(text("UPDATE document SET state = :state"), {"state": state})


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_database_lets_a_paper_walk_by_the_table_alone(
    session: Session, before: DocumentState, after: DocumentState
) -> None:
    unit = factories.make_unit(factories.make_agency())
    insert(unit.agency_id, unit.id, DocumentState.DRAFT, is_whole=True)
    walk_to(before)
    if before is after or (before, after) in ALLOWED:
        move(after)
        return
    with pytest.raises(RuleRefused) as refusal:
        move(after)
    assert refusal.value.constraint == "tg_document_walks_its_states"
    assert session.execute(text("SELECT state FROM document")).scalar() == before


@pytest.mark.parametrize("state", sorted(DocumentState))
def test_paper_begins_without_a_number_in_force(session: Session, state: DocumentState) -> None:
    unit = factories.make_unit(factories.make_agency())
    if state in FIRST_STATES:
        insert(unit.agency_id, unit.id, state, is_whole=False)
        return
    with pytest.raises(RuleRefused) as refusal:
        insert(unit.agency_id, unit.id, state, is_whole=True)
    assert refusal.value.constraint == "tg_document_begins_unnumbered"


def test_paper_without_a_number_is_only_a_draft_or_approved(session: Session) -> None:
    unit = factories.make_unit(factories.make_agency())
    insert(unit.agency_id, unit.id, DocumentState.APPROVED, is_whole=False)
    with pytest.raises(RuleRefused) as refusal:
        move(DocumentState.NUMBERED)
    assert refusal.value.constraint == "ck_document_numbered_before_issue"


@pytest.mark.parametrize(
    ("state", "event"), sorted(product(DocumentState, DocumentEventKind), key=str)
)
def test_step_that_is_not_in_the_table_is_refused(
    state: DocumentState, event: DocumentEventKind
) -> None:
    if (after := TRANSITIONS.get((state, event))) is not None:
        assert follow(TRANSITIONS, STATE_LABELS, state, event) is after
        return
    with pytest.raises(InvalidTransition):
        follow(TRANSITIONS, STATE_LABELS, state, event)
