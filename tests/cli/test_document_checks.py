"""`neraca document verify`: what a paper is worth, in sentences and by the exit code."""

from pathlib import Path

import pytest
from flask import Flask

from ledger.cli import document_checks
from ledger.cli.documents import document
from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.signatures import SigningOrder, SigningSecret
from ledger.gateways.official_keys import OfficialKeys
from ledger.gateways.pades import LocalSigner
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.queries.seals import entry_proof
from ledger.services.documents import issue_document, prepare_document, revoke_document
from tests.blueprints.test_documents import Office
from tests.cli.test_documents import call
from tests.conftest import NOW
from tests.documents import samples
from tests.inspecting import seal
from tests.official_keys import PASSPHRASE, Issuer

NIP = "196908171995032001"


class Paper:
    """A certificate whose decision is another paper's entry, so that it carries a proof."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.office, self.folder = app, Office(app), folder
        self.agency_id = self.office.unit.agency_id
        self.office.issue(key="keputusan")
        seal(app, self.agency_id, NOW)
        decision = session().query(Entry.uid).order_by(Entry.id).first()
        command = PrepareDocument(
            kind=DocumentKind.CERTIFICATE,
            source_key="proposal:9",
            unit_id=self.office.unit.id,
            dated_on=NOW.date(),
            context=samples.make_certificate(number="", verification_url="").to_mapping(),
            person_id=self.office.subject.person_id,
            entry_uid=decision[0],
        )
        self.id = prepare_document(command, actor=system_actor(self.agency_id), now=NOW)
        issue_document(self.id, files=self.office.files, public_url="http://localhost", now=NOW)
        self.key = seal(app, self.agency_id, NOW)
        self.content = self.office.files.get(self.row().sha256 or "")
        self.path = folder / "piagam.pdf"
        self.path.write_bytes(self.content)

    def row(self) -> Document:
        session().rollback()
        return session().get_one(Document, self.id)

    def issue_proof(self) -> Path:
        key = f"document:{self.id}:issued"
        uid = session().query(Entry.uid).filter_by(idempotency_key=key).one()[0]
        path = self.folder / "terbit.tlog-proof"
        path.write_text(entry_proof(uid, agency_id=self.agency_id, with_private=False))
        return path

    def verify(self, *arguments: str, path: Path | None = None) -> tuple[int, str]:
        if "verify" not in document.commands:
            document.add_command(document_checks.verify)
        result = call(self.app, "document", "verify", str(path or self.path), *arguments)
        return result.exit_code, result.output


@pytest.fixture
def paper(app: Flask, tmp_path: Path) -> Paper:
    return Paper(app, tmp_path)


def test_issued_paper_holds_where_it_was_issued(paper: Paper) -> None:
    code, told = paper.verify()
    assert code == 0
    assert "Piagam penghargaan nomor 800.1.12.8/2/DKPS/2026" in told
    assert "Tanda tangan elektronik: tidak ada." in told
    assert "keputusannya tercatat dalam buku besar" in told
    assert "buku besar mencatat berkas ini persis saat terbit" in told


def test_paper_is_checked_with_the_public_key_alone(paper: Paper) -> None:
    key = paper.key.verifier_key.text
    code, told = paper.verify("--key", key)
    assert (code, "keputusannya tercatat" in told) == (0, True)
    assert "belum dicocokkan dengan entri penerbitan" in told
    code, told = paper.verify("--key", key, "--issued", str(paper.issue_proof()))
    assert (code, "persis saat terbit" in told) == (0, True)


def test_proof_under_another_key_fails(paper: Paper) -> None:
    other = SignerKey(paper.key.name, bytes(range(32))).verifier_key.text
    code, told = paper.verify("--key", other)
    assert (code, "TIDAK cocok dengan kunci publik" in told) == (5, True)


def test_changed_bytes_are_told_from_those_that_were_issued(paper: Paper) -> None:
    changed = paper.folder / "berubah.pdf"
    changed.write_bytes(paper.content + b"\n")
    proof = str(paper.issue_proof())
    key = paper.key.verifier_key.text
    code, told = paper.verify("--key", key, "--issued", proof, path=changed)
    assert (code, "BERBEDA dari yang diterbitkan" in told) == (6, True)
    code, told = paper.verify(path=changed)
    assert (code, "BUKAN berkas yang diterbitkan" in told) == (7, True)


def test_revoked_paper_is_told_so(paper: Paper) -> None:
    actor = system_actor(paper.agency_id)
    revoke_document(paper.id, reason="Keliru orang.", actor=actor, now=NOW)
    code, told = paper.verify()
    assert (code, "Status: dicabut." in told) == (8, True)


def test_signature_is_told_and_a_broken_one_fails(paper: Paper) -> None:
    issuer = Issuer()
    issuer.issue(paper.folder / "keys", NIP, "Ratna Kusumawardhani")
    ca = paper.folder / "ca.pem"
    ca.write_bytes(issuer.pem)
    signed = LocalSigner(OfficialKeys(paper.folder / "keys")).sign(
        paper.content, SigningOrder(nip=NIP), SigningSecret(passphrase=PASSPHRASE), now=NOW
    )
    path = paper.folder / "bertanda.pdf"
    path.write_bytes(signed.content)
    key = paper.key.verifier_key.text
    code, told = paper.verify("--key", key, "--ca", str(ca), path=path)
    assert (code, "Ratna Kusumawardhani: utuh, penerbitnya dipercaya" in told) == (0, True)
    code, told = paper.verify("--key", key, path=path)
    assert (code, "penerbit CA Instansi Contoh tidak dikenal" in told) == (0, True)
    path.write_bytes(signed.content.replace(b"/MarkInfo", b"/MarkInfa", 1))
    code, told = paper.verify("--key", key, path=path)
    assert (code, "RUSAK" in told) == (4, True)


def test_what_is_no_pdf_is_told(paper: Paper) -> None:
    path = paper.folder / "catatan.pdf"
    path.write_text("bukan PDF")
    code, told = paper.verify("--key", paper.key.verifier_key.text, path=path)
    assert (code, "bukan PDF" in told) == (3, True)
    assert paper.verify(path=path)[0] == 3


def test_wrong_key_and_wrong_certificates_are_told(paper: Paper) -> None:
    code, told = paper.verify("--key", "bukan kunci")
    assert code == 1
    assert "Error" in told
    code, told = paper.verify("--ca", str(paper.path))
    assert (code, "tidak dapat dibaca sebagai PEM" in told) == (1, True)


def test_hr_chooses_how_papers_are_signed_and_nobody_else(paper: Paper) -> None:
    nip, other = (one.person.nip or "" for one in (paper.office.hr, paper.office.colleague))
    choice = ("document", "sign-by", "local", "--from", "2026-11-23", "--as")
    refused = call(paper.app, *choice, other)
    assert (refused.exit_code, "bagian kepegawaian" in refused.output) == (1, True)
    chosen = call(paper.app, *choice, nip)
    assert chosen.output == "Sejak 2026-11-23: elektronik, dengan sertifikat instansi.\n"
    waiting = paper.office.issue(key="sesudah")
    session().rollback()
    assert session().get_one(Document, waiting).signing_sha256 is not None
