"""A paper of a case is open to the readers of that case, and every reading is told."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.documents import DocumentKind
from ledger.errors import NotFound
from ledger.gateways.files import FileStore, FsspecFiles
from ledger.models.cases import CaseView, Sanction, Summons
from ledger.models.documents import Document
from ledger.queries.documents import get_document
from ledger.services.documents import issue_document, open_document
from tests.conduct import ConductHouse, later


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


@pytest.fixture
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FsspecFiles(f"file://{tmp_path_factory.mktemp('files')}")


def paper_of(session: Session, kind: DocumentKind, files: FileStore) -> int:
    session.rollback()
    (document_id,) = session.query(Document.id).filter_by(kind=kind).one()
    issue_document(document_id, files=files, public_url="http://localhost", now=later(5))
    return document_id


def test_summons_is_open_to_its_readers_and_each_is_told_once(
    house: ConductHouse, files: FileStore, session: Session
) -> None:
    house.summon(house.open_case())
    document_id = paper_of(session, DocumentKind.SUMMONS, files)
    before = session.query(CaseView.id).count()
    for reader in (house.actor(house.head), house.hr, house.inspectorate):
        for _ in range(2):
            opened = open_document(document_id, files=files, actor=reader, now=later(5))
            assert opened.content.startswith(b"%PDF-")
    assert session.query(CaseView.id).count() == before + 3


def test_reporter_and_colleague_do_not_learn_of_it_but_the_person_does(
    house: ConductHouse, files: FileStore, session: Session
) -> None:
    house.summon(house.open_case())
    document_id = paper_of(session, DocumentKind.SUMMONS, files)
    before = session.query(CaseView.id).count()
    with pytest.raises(NotFound):
        open_document(document_id, files=files, actor=house.actor(house.mate), now=later(5))
    subject = house.actor(house.staff)
    assert open_document(document_id, files=files, actor=subject, now=later(5)).page.is_subject
    assert session.query(CaseView.id).count() == before


def test_decision_reaches_the_person_with_its_delivery_only(
    house: ConductHouse, files: FileStore, session: Session
) -> None:
    house.decided()
    document_id = paper_of(session, DocumentKind.REPRIMAND_DECISION, files)
    subject = house.actor(house.staff)
    with pytest.raises(NotFound):
        get_document(document_id, actor=subject)
    assert get_document(document_id, actor=house.actor(house.head)).case_id is not None
    session.query(Sanction).update({"received_on": later(6).date()})
    assert get_document(document_id, actor=subject).is_subject
    session.rollback()


def test_paper_of_one_case_is_not_opened_by_the_readers_of_another(
    house: ConductHouse, session: Session
) -> None:
    house.summon(house.open_case())
    other = house.open_case(by=house.chief, subject_id=house.head.id, unit_id=house.bidang.id)
    house.summon_as(other, house.actor(house.chief))
    first, second = session.scalars(select(Summons.document_id).order_by(Summons.case_id))
    chief = house.actor(house.chief)
    assert get_document(second, actor=chief).case_id == other
    with pytest.raises(NotFound):
        get_document(first, actor=chief)
