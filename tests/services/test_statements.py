"""Statements: asked by the person, verified by HR, signed by the head, refused with a sentence."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.commands import RecordDelivery
from ledger.domain.discipline.statements import StatementPurpose, StatementState
from ledger.domain.imports import ImportKind, RunState
from ledger.domain.people import Role
from ledger.errors import NotFound, RuleRefused
from ledger.models.cases import PastSanction
from ledger.models.documents import Document
from ledger.models.imports import ImportRun
from ledger.models.remedies import Statement
from ledger.services.cases import record_delivery
from ledger.services.statements import request_statement, sign_statement, verify_statement
from tests.conduct import ConductHouse, later
from tests.factories import NOW, make_actor

RANK = StatementPurpose.PROMOTION


@pytest.fixture
def house(session: Session) -> ConductHouse:
    house = ConductHouse()
    with transaction() as work:
        work.add(
            ImportRun(
                agency_id=house.agency.id,
                kind=ImportKind.DISCIPLINE_HISTORY,
                state=RunState.COMMITTED,
                file_name="riwayat_hukdis.csv",
                sha256="0" * 64,
                actor_name="Kadek",
                at=NOW,
            )
        )
    return house


def punished(house: ConductHouse, kind: str) -> None:
    with transaction() as work:
        work.add(
            PastSanction(
                agency_id=house.agency.id,
                person_id=house.staff.id,
                kind=kind,
                letter_number="800/1/2024",
                letter_on=date(2024, 3, 12),
            )
        )


def ask(house: ConductHouse, purpose: StatementPurpose = RANK) -> int:
    return request_statement(purpose, actor=house.actor(house.staff), now=later(1))


def row(session: Session) -> Statement:
    session.expire_all()
    return session.scalars(select(Statement)).one()


def test_statement_is_asked_verified_and_signed_by_three_people(
    house: ConductHouse, session: Session
):
    statement_id = ask(house)
    with pytest.raises(NotFound):
        verify_statement(statement_id, actor=house.actor(house.mate), now=later(1))
    with pytest.raises(NotFound):
        sign_statement(statement_id, actor=house.hr, now=later(1))
    assert verify_statement(statement_id, actor=house.hr, now=later(1)) is StatementState.VERIFIED
    with pytest.raises(NotFound):
        sign_statement(statement_id, actor=house.actor(house.chief), now=later(1))
    sign_statement(statement_id, actor=house.actor(house.head), now=later(1))
    found = row(session)
    paper = session.get_one(Document, found.document_id)
    assert paper.number.startswith("800.1.13.1/1/")
    assert paper.context["claim_text"] == "tidak pernah dijatuhi hukuman disiplin"
    assert [line.split(",")[0] for line in paper.context["registers"]] == [
        "register Keputusan hukuman disiplin instansi dalam Neraca",
        "riwayat hukuman disiplin SIASN yang diimpor pada 23 November 2026",
    ]
    assert (found.verified_by, found.signed_by) == (house.officer.id, house.head.id)


def test_imported_history_refuses_with_its_day_but_not_the_satyalancana(
    house: ConductHouse, session: Session
):
    punished(house, "R3")
    ask(house)
    found = row(session)
    assert found.state is StatementState.REFUSED
    assert "12 Maret 2024" in found.refusal
    assert "tingkat ringan" in found.refusal
    statement_id = ask(house, StatementPurpose.SATYALANCANA)
    verify_statement(statement_id, actor=house.hr, now=later(1))
    sign_statement(statement_id, actor=house.actor(house.head), now=later(1))
    claims = [one.context["claim_text"] for one in session.scalars(select(Document))]
    assert claims == ["tidak pernah dijatuhi hukuman disiplin tingkat sedang atau berat"]


def test_live_sanction_refuses_every_purpose(house: ConductHouse, session: Session):
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    request_statement(StatementPurpose.SATYALANCANA, actor=house.actor(house.staff), now=later(5))
    assert "masih berjalan" in row(session).refusal


def test_nobody_learns_from_a_request_what_was_not_handed_over(
    house: ConductHouse, session: Session
):
    house.decided()
    statement_id = request_statement(RANK, actor=house.actor(house.staff), now=later(5))
    assert row(session).state is StatementState.REQUESTED
    with pytest.raises(RuleRefused) as refusal:
        verify_statement(statement_id, actor=house.hr, now=later(5))
    assert refusal.value.constraint == "decision_not_delivered"


def test_nothing_is_attested_before_the_history_was_imported(house: ConductHouse, session: Session):
    with transaction() as work:
        work.execute(text("UPDATE import_run SET state = 'previewed'"))
    with pytest.raises(RuleRefused) as refusal:
        verify_statement(ask(house), actor=house.hr, now=later(1))
    assert refusal.value.constraint == "history_not_imported"


def test_same_request_twice_waits_for_the_first(house: ConductHouse):
    ask(house)
    with pytest.raises(RuleRefused) as refusal:
        ask(house)
    assert refusal.value.constraint == "uq_statement_open"
    ask(house, StatementPurpose.STUDY)


def test_database_keeps_the_order_whoever_asks(house: ConductHouse):
    ask(house)
    for attack in (
        "UPDATE statement SET state = 'signed', document_id = 1",
        "UPDATE statement SET purpose = 'pension'",
        "DELETE FROM statement",
    ):
        with pytest.raises(RuleRefused), transaction() as work:
            work.execute(text(attack))


def test_hr_does_not_verify_their_own(house: ConductHouse):
    statement_id = request_statement(RANK, actor=house.hr, now=later(1))
    with pytest.raises(NotFound):
        verify_statement(statement_id, actor=house.hr, now=later(1))
    second = make_actor(house.clerk, Role.HR)
    verify_statement(statement_id, actor=second, now=later(1))
