"""Issuing keeps bytes, hash and entry together; revoking says so and keeps the number."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.canonical import read_canonical
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument, show_code
from ledger.domain.entries import EntryKind
from ledger.errors import InvalidInput, InvalidTransition, NotFound
from ledger.gateways.files import FileStore, FsspecFiles
from ledger.models.documents import Document, DocumentEvent
from ledger.models.entries import Entry
from ledger.models.events import Notification
from ledger.models.people import Person
from ledger.services.documents import (
    Batch,
    issue_document,
    issue_documents,
    prepare_document,
    render_preview,
    revoke_document,
    revoke_documents_of_entry,
    supersede_document,
)
from tests import factories
from tests.conftest import NOW
from tests.documents import case_samples, samples

URL = "https://neraca.contoh.go.id"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FsspecFiles(f"file://{tmp_path}")


@pytest.fixture
def person(session: Session) -> Person:
    return factories.make_person(factories.make_unit(factories.make_agency()))


@pytest.fixture
def actor(person: Person) -> Actor:
    return factories.make_actor(factories.make_official(person.unit))


def prepare(person: Person, actor: Actor, key: str = "proposal:1", **fields: object) -> int:
    command = {
        "kind": DocumentKind.CERTIFICATE,
        "source_key": key,
        "unit_id": person.unit_id,
        "dated_on": NOW.date(),
        "context": samples.make_certificate(number="", verification_url="").to_mapping(),
        "person_id": person.id,
        "entry_uid": "01JDBM8Q3V0000000000000001",
        **fields,
    }
    return prepare_document(PrepareDocument(**command), actor=actor, now=NOW)  # type: ignore[arg-type]


def test_issued_paper_has_bytes_hash_entry_event_and_message(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    document_id = prepare(person, actor)
    state = issue_document(document_id, files=files, public_url=URL, now=NOW)
    document = session.get_one(Document, document_id)
    assert state is document.state is DocumentState.ISSUED
    content = files.get(document.sha256 or "")
    assert content.startswith(b"%PDF-")
    assert len(content) == document.file_bytes
    code = show_code(document.verification_code)
    assert document.context["verification_url"] == f"{URL}/verifikasi/{code}"
    entry = session.query(Entry).filter_by(kind=EntryKind.DOCUMENT_ISSUED).one()
    assert (entry.person_id, entry.detail["number"]) == (person.id, document.number)
    body = read_canonical(entry.body)
    assert body["doc_sha256"] == document.sha256
    assert body["facts"] == {
        "document_kind": "certificate",
        "document_class": document.class_code,
        "document_year": 2026,
        "document_sequence": 1,
        "number_sha256": sha256((document.number or "").encode()).hexdigest(),
        "decision": document.entry_uid,
    }
    assert [kind for (kind,) in session.query(DocumentEvent.kind)] == [
        "approved",
        "numbered",
        "issued",
    ]
    assert session.query(Notification.path).one() == (f"/dokumen/{document_id}",)


def test_issuing_again_changes_nothing(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    document_id = prepare(person, actor)
    for _ in range(2):
        state = issue_document(document_id, files=files, public_url=URL, now=NOW)
        assert state is DocumentState.ISSUED
    assert session.query(Entry.id).count() == 1


def test_failed_rendering_keeps_the_number_for_the_next_try(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    document_id = prepare(person, actor)
    good = dict(session.get_one(Document, document_id).context)
    with transaction() as work:
        work.get_one(Document, document_id).context = {**good, "template_version": 99}
    with pytest.raises(InvalidInput):
        issue_document(document_id, files=files, public_url=URL, now=NOW)
    with transaction() as work:
        document = work.get_one(Document, document_id)
        assert (document.state, document.sha256) == (DocumentState.NUMBERED, None)
        document.context = good
    issue_document(document_id, files=files, public_url=URL, now=NOW)
    numbers = session.query(Document.number, Document.sequence).all()
    assert numbers == [(good["number"], 1)]


def test_many_papers_are_issued_in_one_go_and_counted(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    keys = [prepare(person, actor, f"proposal:{n}") for n in range(3)]
    told: list[tuple[int, int]] = []
    issued = issue_documents(
        keys, files=files, public_url=URL, now=NOW, report=lambda *step: told.append(step)
    )
    assert (issued, told) == (Batch(issued=3), [(1, 3), (2, 3), (3, 3)])
    assert session.query(Document.id).filter_by(state=DocumentState.ISSUED).count() == 3


def test_paper_that_fails_never_stops_the_rest_and_keeps_its_number(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    ids = [prepare(person, actor, f"proposal:{n}") for n in range(3)]
    good = dict(session.get_one(Document, ids[1]).context)
    with transaction() as work:
        work.get_one(Document, ids[1]).context = {**good, "template_version": 99}
    batch = issue_documents(ids, files=files, public_url=URL, now=NOW)
    assert batch.issued == 2
    assert isinstance(batch.refusals[ids[1]], InvalidInput)
    states = session.query(Document.sequence, Document.state).order_by(Document.id).all()
    issued, waiting = DocumentState.ISSUED, DocumentState.NUMBERED
    assert states == [(1, issued), (2, waiting), (3, issued)]
    with transaction() as work:
        work.get_one(Document, ids[1]).context = good
    assert issue_documents(ids, files=files, public_url=URL, now=NOW) == Batch(issued=1)
    assert session.get_one(Document, ids[1]).number == good["number"]


def test_paper_of_a_case_is_not_announced(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    context = case_samples.make_summons(number="", verification_url="").to_mapping()
    document_id = prepare(person, actor, kind=DocumentKind.SUMMONS, context=context)
    issue_document(document_id, files=files, public_url=URL, now=NOW)
    assert session.query(Notification.id).all() == []


def test_document_that_does_not_exist_is_not_issued(app: object, files: FileStore) -> None:
    with pytest.raises(NotFound):
        issue_document(404, files=files, public_url=URL, now=NOW)


def test_preview_has_no_number_and_leaves_no_row(session: Session) -> None:
    context = samples.make_certificate().to_mapping()
    assert render_preview(DocumentKind.CERTIFICATE, context).startswith(b"%PDF-")
    assert session.query(Document.id).all() == []


def test_reversal_of_the_entry_revokes_its_papers_and_keeps_their_numbers(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    issued, numbered = (prepare(person, actor, f"proposal:{n}") for n in range(2))
    other = prepare(person, actor, "proposal:9", entry_uid="01JDBM8Q3V0000000000000009")
    issue_document(issued, files=files, public_url=URL, now=NOW)
    revoked = revoke_documents_of_entry(
        "01JDBM8Q3V0000000000000001", reason="Salah orang.", actor=actor, now=NOW
    )
    assert revoked == [issued, numbered]
    rows = session.query(Document.id, Document.state, Document.sequence).order_by(Document.id)
    assert rows.all() == [
        (issued, DocumentState.REVOKED, 1),
        (numbered, DocumentState.REVOKED, 2),
        (other, DocumentState.NUMBERED, 3),
    ]
    kinds = session.query(Entry.kind).filter_by(kind=EntryKind.DOCUMENT_REVOKED).count()
    assert kinds == 2
    assert issue_document(numbered, files=files, public_url=URL, now=NOW) is DocumentState.REVOKED
    assert session.get_one(Document, other).sequence == 3


def test_revoked_paper_is_not_revoked_again(person: Person, actor: Actor) -> None:
    document_id = prepare(person, actor)
    revoke_document(document_id, reason="Salah orang.", actor=actor, now=NOW)
    with pytest.raises(InvalidTransition):
        revoke_document(document_id, reason="Salah orang.", actor=actor, now=NOW)


def test_superseded_paper_names_its_successor(
    person: Person, actor: Actor, files: FileStore, session: Session
) -> None:
    old, new = (prepare(person, actor, f"proposal:{n}") for n in range(2))
    issue_document(old, files=files, public_url=URL, now=NOW)
    supersede_document(old, successor_id=new, actor=actor, now=NOW)
    document = session.get_one(Document, old)
    assert (document.state, document.superseded_by) == (DocumentState.SUPERSEDED, new)
    with pytest.raises(InvalidTransition):
        supersede_document(new, successor_id=old, actor=actor, now=NOW)


def test_paper_of_another_agency_is_not_there(person: Person, actor: Actor) -> None:
    document_id = prepare(person, actor)
    stranger = factories.make_actor(
        factories.make_official(factories.make_unit(factories.make_agency()))
    )
    with pytest.raises(NotFound):
        revoke_document(document_id, reason="Salah orang.", actor=stranger, now=NOW)
    with pytest.raises(NotFound):
        supersede_document(document_id, successor_id=document_id, actor=stranger, now=NOW)
