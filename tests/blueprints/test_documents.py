"""Papers reach their subject, those who sign them and HR; for anybody else they are not there."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from ledger.database import db, transaction
from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument
from ledger.domain.jobs import JobState
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from ledger.models.cases import CaseView
from ledger.models.documents import Document, DocumentEvent
from ledger.models.jobs import Job
from ledger.models.people import Account, RoleGrant
from ledger.services.documents import issue_document, prepare_document, revoke_document
from tests import factories
from tests.conftest import NOW
from tests.documents import case_samples, samples
from tests.inspecting import seal
from tests.visits import sign_in

MAKERS = {
    DocumentKind.CERTIFICATE: samples.make_certificate,
    DocumentKind.GUIDANCE_LETTER: samples.make_guidance_letter,
    DocumentKind.SUMMONS: case_samples.make_summons,
}


class Office:
    """A unit with the people who meet at a paper, each with an account."""

    def __init__(self, app: Flask) -> None:
        self.files = app.extensions[EXTENSION].files
        self.unit = factories.make_unit(factories.make_agency(), letter_code="DKPS")
        self.subject, self.signer, self.hr, self.colleague = (self.person() for _ in range(4))
        grant(self.hr, Role.HR)

    def person(self) -> Account:
        return factories.make_account(factories.make_person(self.unit))

    def prepare(self, kind: DocumentKind = DocumentKind.CERTIFICATE, key: str = "1") -> int:
        command = PrepareDocument(
            kind=kind,
            source_key=f"proposal:{key}",
            unit_id=self.unit.id,
            dated_on=NOW.date(),
            context=MAKERS[kind](number="", verification_url="").to_mapping(),
            person_id=self.subject.person_id,
            officials=({"person_id": self.signer.person_id, "name": "Ratna"},),
        )
        return prepare_document(command, actor=system_actor(self.unit.agency_id), now=NOW)

    def issue(self, kind: DocumentKind = DocumentKind.CERTIFICATE, key: str = "1") -> int:
        document_id = self.prepare(kind, key)
        issue_document(document_id, files=self.files, public_url="http://localhost", now=NOW)
        return document_id


def grant(account: Account, role: Role) -> None:
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=account.agency_id,
                account_id=account.id,
                role=role,
                valid_from=date(2026, 1, 1),
            )
        )


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def status(client: FlaskClient, account: Account, path: str) -> int:
    return sign_in(client, account).get(path).status_code


@pytest.mark.parametrize("suffix", ["", ".pdf"])
def test_issued_certificate_opens_for_subject_signer_and_hr_only(
    office: Office, app: Flask, suffix: str
) -> None:
    path = f"/dokumen/{office.issue()}{suffix}"
    for account in (office.subject, office.signer, office.hr):
        assert status(app.test_client(), account, path) == 200
    assert status(app.test_client(), office.colleague, path) == 404
    stranger = factories.make_account(
        factories.make_person(factories.make_unit(factories.make_agency()))
    )
    grant(stranger, Role.HR)
    assert status(app.test_client(), stranger, path) == 404


def test_paper_asks_a_stranger_to_sign_in(office: Office, client: FlaskClient) -> None:
    answer = client.get(f"/dokumen/{office.issue()}")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/masuk")


def test_pdf_is_the_issued_bytes_with_a_safe_name_and_is_recorded(
    office: Office, client: FlaskClient, session: Session
) -> None:
    document_id = office.issue()
    answer = sign_in(client, office.subject).get(f"/dokumen/{document_id}.pdf")
    assert answer.mimetype == "application/pdf"
    session.rollback()
    assert answer.data == office.files.get(session.get_one(Document, document_id).sha256 or "")
    disposition = answer.headers["Content-Disposition"]
    assert "piagam-penghargaan-800.1.12.8-1-DKPS-2026-pegawai" in disposition
    assert answer.headers["Cache-Control"] == "no-store"
    kinds = [kind for (kind,) in session.query(DocumentEvent.kind)]
    assert kinds == ["approved", "numbered", "issued", "downloaded"]


def test_numbered_paper_is_a_preview_for_hr_and_not_there_for_the_subject(
    office: Office, app: Flask, session: Session
) -> None:
    path = f"/dokumen/{office.prepare()}.pdf"
    answer = sign_in(app.test_client(), office.hr).get(path)
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert status(app.test_client(), office.subject, path) == 404
    kinds = [kind for (kind,) in session.query(DocumentEvent.kind)]
    assert kinds == ["approved", "numbered", "previewed"]


def test_paper_of_a_case_is_closed_to_hr(office: Office, app: Flask, session: Session) -> None:
    path = f"/dokumen/{office.issue(DocumentKind.SUMMONS)}"
    assert status(app.test_client(), office.subject, path) == 200
    assert status(app.test_client(), office.signer, path) == 200
    assert status(app.test_client(), office.hr, path) == 404
    assert status(app.test_client(), office.hr, f"{path}.pdf") == 404
    assert session.query(CaseView.id).all() == []


def test_list_shows_papers_to_hr_without_those_of_cases(
    office: Office, client: FlaskClient
) -> None:
    office.issue(key="1")
    office.issue(DocumentKind.GUIDANCE_LETTER, key="2")
    office.issue(DocumentKind.SUMMONS, key="3")
    text = sign_in(client, office.hr).get("/dokumen").text
    assert "800.1.12.8/1/DKPS/2026" in text
    assert "800.1.5.3/1/DKPS/2026" in text
    assert "800.1.6.2/1/DKPS/2026" not in text
    narrowed = client.get("/dokumen?kind=guidance_letter").text
    assert "800.1.12.8/1/DKPS/2026" not in narrowed
    assert "800.1.5.3/1/DKPS/2026" in narrowed
    assert "Tidak ada yang cocok" in client.get("/dokumen?q=tidakada").text


def test_list_is_for_hr_only(office: Office, app: Flask) -> None:
    assert status(app.test_client(), office.colleague, "/dokumen") == 403


def test_revoked_paper_says_so_and_can_still_be_read(office: Office, client: FlaskClient) -> None:
    document_id = office.issue()
    actor = factories.make_actor(factories.make_official(office.unit))
    revoke_document(document_id, reason="Salah orang.", actor=actor, now=NOW)
    text = sign_in(client, office.subject).get(f"/dokumen/{document_id}").text
    assert "dicabut pada" in text
    assert client.get(f"/dokumen/{document_id}.pdf").status_code == 200


def test_paper_that_was_given_up_is_issued_again_by_hr(
    office: Office, app: Flask, session: Session
) -> None:
    document_id = office.prepare()
    path = f"/dokumen/{document_id}/terbitkan"
    colleague = sign_in(app.test_client(), office.colleague)
    assert colleague.post(path).status_code == 403
    hr = sign_in(app.test_client(), office.hr)
    assert hr.post(path).status_code == 404
    with transaction() as work:
        job = work.query(Job).one()
        job.state, job.error = JobState.FAILED, "Isian dokumen salah."
    assert "Isian dokumen salah." in hr.get(f"/dokumen/{document_id}").text
    assert hr.post(path).status_code == 303
    session.rollback()
    assert session.query(Job.state).one() == (JobState.QUEUED,)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    told: list[str] = []

    def hear(_c: object, _k: object, text: str, *_rest: object) -> None:
        told.append(text)

    event.listen(db.engine, "before_cursor_execute", hear)
    yield told
    event.remove(db.engine, "before_cursor_execute", hear)


def test_list_of_many_asks_as_little_as_a_list_of_few(
    office: Office, client: FlaskClient, statements: list[str]
) -> None:
    counts = []
    for many in (1, 12):
        for n in range(many):
            office.prepare(key=f"{many}-{n}")
        sign_in(client, office.hr)
        statements.clear()
        client.get("/dokumen")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


def test_every_state_has_a_tone_and_words(office: Office, client: FlaskClient) -> None:
    document_id = office.prepare()
    sign_in(client, office.hr)
    for state in (DocumentState.NUMBERED, DocumentState.REVOKED):
        with transaction() as work:
            document = work.get_one(Document, document_id)
            document.state, document.revoked_at = state, NOW
        assert client.get(f"/dokumen/{document_id}").status_code == 200


def test_page_of_a_paper_says_that_it_waits_until_it_is_sealed(
    app: Flask, office: Office, client: FlaskClient
) -> None:
    path = f"/dokumen/{office.issue()}"
    sign_in(client, office.hr)
    assert "Belum disegel" in client.get(path).text
    seal(app, office.unit.agency_id, NOW)
    assert "Belum disegel" not in client.get(path).text
