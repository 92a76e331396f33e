"""Numbers without gaps or doubles, whoever asks, however many at once, whatever is taken back."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import db, transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument
from ledger.errors import InvalidInput, NotFound
from ledger.models.documents import Document, DocumentEvent, NumberRegister, Signature
from ledger.models.events import AuditEvent
from ledger.models.jobs import Job
from ledger.models.people import Agency, Unit
from ledger.services.documents import prepare_document
from ledger.services.settings import record_setting
from tests import factories
from tests.conftest import NOW
from tests.documents import case_samples, samples

WORKERS = 16
EACH = 8


class Unlucky(Exception):
    """The caller's transaction comes to nothing."""


def certificate(unit_id: int, key: str, dated_on: date = date(2026, 11, 23)) -> PrepareDocument:
    return PrepareDocument(
        kind=DocumentKind.CERTIFICATE,
        source_key=key,
        unit_id=unit_id,
        dated_on=dated_on,
        context=samples.make_certificate(number="", verification_url="").to_mapping(),
        officials=({"name": "Ratna Kusumawardhani", "person_id": None},),
    )


@pytest.fixture
def unit(session: Session) -> Unit:
    return factories.make_unit(factories.make_agency(), letter_code="DKPS")


def test_document_is_numbered_with_context_signature_events_and_job(
    unit: Unit, session: Session
) -> None:
    actor = system_actor(unit.agency_id)
    document_id = prepare_document(certificate(unit.id, "proposal:1"), actor=actor, now=NOW)
    document = session.get_one(Document, document_id)
    assert (document.state, document.number, document.sequence) == (
        DocumentState.NUMBERED,
        "800.1.12.8/1/DKPS/2026",
        1,
    )
    assert document.context["number"] == document.number
    assert document.context["is_draft"] is False
    assert len(document.verification_code) == 20
    assert session.query(Signature.document_id).one() == (document_id,)
    assert session.query(DocumentEvent.kind).all() == [("approved",), ("numbered",)]
    assert session.query(AuditEvent.tag).all() == [("document:document:numbered",)]
    job = session.query(Job).one()
    assert (job.kind, job.args) == ("documents.issue", {"document_id": document_id})


def test_same_source_is_the_same_document(unit: Unit, session: Session) -> None:
    actor = system_actor(unit.agency_id)
    first = prepare_document(certificate(unit.id, "proposal:1"), actor=actor, now=NOW)
    assert prepare_document(certificate(unit.id, "proposal:1"), actor=actor, now=NOW) == first
    assert session.query(NumberRegister.last).all() == [(1,)]


def test_two_documents_of_one_transaction_are_numbered_in_order(
    unit: Unit, session: Session
) -> None:
    actor = system_actor(unit.agency_id)
    with transaction():
        first = prepare_document(certificate(unit.id, "proposal:1"), actor=actor, now=NOW)
        second = prepare_document(certificate(unit.id, "proposal:2"), actor=actor, now=NOW)
    numbers = [session.get_one(Document, key).sequence for key in (first, second)]
    assert numbers == [1, 2]


def test_new_year_begins_at_one_and_the_old_year_goes_on(unit: Unit, session: Session) -> None:
    actor = system_actor(unit.agency_id)
    days = (date(2026, 12, 31), date(2027, 1, 2), date(2026, 12, 31), date(2027, 1, 2))
    for index, day in enumerate(days):
        prepare_document(certificate(unit.id, f"proposal:{index}", day), actor=actor, now=NOW)
    numbers = session.scalars(select(Document.number).order_by(Document.id)).all()
    assert [number.split("/", 1)[1] for number in numbers if number] == [
        "1/DKPS/2026",
        "1/DKPS/2027",
        "2/DKPS/2026",
        "2/DKPS/2027",
    ]


def test_number_follows_the_pattern_of_the_agency(unit: Unit, session: Session) -> None:
    actor = system_actor(unit.agency_id)
    record_setting(
        "document.number_pattern", "{urut}/{kode}/{tahun}",
        valid_from=date(2026, 1, 1), actor=actor, now=NOW,
    )  # fmt: skip
    document_id = prepare_document(certificate(unit.id, "proposal:1"), actor=actor, now=NOW)
    assert session.get_one(Document, document_id).number == "1/800.1.12.8/2026"


def test_pattern_without_a_sequence_numbers_nothing(unit: Unit, session: Session) -> None:
    actor = system_actor(unit.agency_id)
    record_setting(
        "document.number_pattern", "{kode}/{tahun}",
        valid_from=date(2026, 1, 1), actor=actor, now=NOW,
    )  # fmt: skip
    with pytest.raises(InvalidInput):
        prepare_document(certificate(unit.id, "proposal:1"), actor=actor, now=NOW)
    assert session.query(Document.id).all() == []
    assert session.query(NumberRegister.last).all() == []


def test_context_of_another_kind_is_refused(unit: Unit, session: Session) -> None:
    wrong = replace(certificate(unit.id, "x"), context=case_samples.make_summons().to_mapping())
    with pytest.raises(InvalidInput):
        prepare_document(wrong, actor=system_actor(unit.agency_id), now=NOW)
    assert session.query(Document.id).all() == []


def test_unit_of_another_agency_is_not_there(unit: Unit) -> None:
    stranger = system_actor(factories.make_agency().id)
    with pytest.raises(NotFound):
        prepare_document(certificate(unit.id, "x"), actor=stranger, now=NOW)


def test_sixteen_clients_with_rollbacks_leave_no_gap_and_no_double(
    app: Flask, unit: Unit, session: Session
) -> None:
    actor = system_actor(unit.agency_id)
    agency = session.get_one(Agency, unit.agency_id)
    other = factories.make_unit(agency, letter_code="B")
    places, clients = (unit.id, other.id), range(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        kept = sum(pool.map(lambda n: _number_many(app, actor, places, n), clients))
    session.rollback()
    for place in places:
        numbers = session.scalars(
            select(Document.sequence).where(Document.unit_id == place).order_by("sequence")
        ).all()
        assert numbers == list(range(1, len(numbers) + 1))
    assert session.query(Document.id).count() == kept
    assert session.query(Document.id).filter_by(state=DocumentState.DRAFT).count() == 0


def _number_many(app: Flask, actor: Actor, unit_ids: tuple[int, ...], client: int) -> int:
    chance = random.Random(client)
    kept = 0
    with app.app_context():
        for index in range(EACH):
            order = chance.sample(unit_ids, 2)
            try:
                with transaction():
                    for unit_id in order:
                        command = certificate(unit_id, f"client:{client}:{index}:{unit_id}")
                        prepare_document(command, actor=actor, now=NOW)
                    if chance.random() < 0.2:
                        raise Unlucky
                kept += len(order)
            except Unlucky:
                continue
        db.session.remove()
    return kept
