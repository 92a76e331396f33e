"""`neraca ledger export`, read by the verifier that knows nothing of Neraca."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from ledger.cli.entries import entries
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.entries import EntryKind
from ledger.domain.merkle import leaf_hash
from ledger.domain.posting_commands import AwardShare, PostEntry
from ledger.gateways.keys import KeyStore
from ledger.gateways.resources import EXTENSION
from ledger.models.documents import Document
from ledger.models.people import Agency
from ledger.services.awards import post_award
from ledger.services.documents import issue_document, prepare_document, revoke_document
from ledger.services.entries import post_entry
from ledger.services.quotas import open_quota
from tests import factories
from tests.documents import samples
from tests.files import MemoryFiles
from tests.outsiders import Verdict, verify_outside
from tests.postings import DAY, award, guidance
from tests.tampering import unguarded


@dataclass
class Book:
    """An agency with a quota, an award, guidance taken back, papers, and an entry that waits."""

    agency: Agency
    award: str
    guidance: str
    reversal: str
    issued: str
    waiting: str


class Desk:
    """The operator who exports, and the outsider who verifies in an empty folder."""

    def __init__(self, app: Flask, folder: Path) -> None:
        held = app.extensions[EXTENSION]
        self._resources = type(held)(**{**vars(held), "keys": KeyStore(folder / "keys")})
        self._folder = folder / "empty"
        self._folder.mkdir()
        self.file = folder / "ekspor.jsonl"

    def neraca(self, *arguments: str) -> Result:
        session().rollback()
        return CliRunner().invoke(entries, arguments, obj=self._resources)

    def exported(self, *options: str) -> list[dict]:
        assert self.neraca("export", str(self.file), *options).exit_code == 0
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def verdict(self, agency: Agency) -> Verdict:
        key = self._resources.keys.verifier_of(agency.origin).text
        return verify_outside(self._folder, self.file, "--key", key)


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return Desk(app, tmp_path)


@pytest.fixture
def book(app: Flask, now, desk: Desk) -> Book:
    agency = factories.make_agency()
    unit = factories.make_unit(agency)
    actor, head = system_actor(agency.id), factories.make_official(unit)
    first, second = factories.make_person(unit), factories.make_person(unit)
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    shares = [AwardShare(person_id=p.id, share_percent=50) for p in (first, second)]
    uids = post_award(award(unit, now, *shares, decided_by=head.id), actor=actor, now=now)
    told = post_entry(guidance(first, now, idempotency_key="p:2"), actor=actor, now=now)
    desk.neraca("seal")
    reversal = PostEntry(
        kind=EntryKind.REVERSAL,
        idempotency_key="r:1",
        happened_on=DAY,
        decided_at=now,
        reverses_uid=told,
    )
    taken_back = post_entry(reversal, actor=actor, now=now)
    papers = [issued_paper(first, uids[first.id], n, actor, now) for n in range(3)]
    revoke_document(papers[1], reason="Salah nama.", actor=actor, now=now)
    issued = session().scalar(
        text("SELECT uid FROM entry WHERE kind = 'document_issued' ORDER BY id LIMIT 1")
    )
    desk.neraca("seal")
    waiting = post_entry(guidance(second, now, idempotency_key="p:3"), actor=actor, now=now)
    return Book(agency, uids[first.id], told, taken_back, issued, waiting)


def issued_paper(person, uid: str, number: int, actor, now) -> int:
    command = PrepareDocument(
        kind=DocumentKind.CERTIFICATE,
        source_key=f"proposal:{number}",
        unit_id=person.unit_id,
        dated_on=now.date(),
        context=samples.make_certificate(number="", verification_url="").to_mapping(),
        person_id=person.id,
        entry_uid=uid,
    )
    document_id = prepare_document(command, actor=actor, now=now)
    content = f"%PDF-{number}".encode()
    issue_document(
        document_id,
        files=MemoryFiles(),
        public_url="https://neraca.contoh.go.id",
        now=now,
        render=lambda *_: content,
    )
    return document_id


def test_export_verifies_outside_with_the_same_root(book, desk):
    inside = desk.neraca("verify").output
    lines = desk.exported()
    outside = desk.verdict(book.agency)
    assert (outside.code, outside.first) == (0, "OK"), outside.text
    assert outside.root in inside.splitlines()
    assert "Entri: 10 (menunggu segel: 1)" in inside
    assert "Entri: 10 (menunggu segel: 1)" in outside.text
    assert lines[-1]["counts"]["document"] == 3
    assert {line["state"] for line in lines if line["line"] == "document"} == {"issued", "revoked"}


def test_export_to_the_screen_is_the_same_text(book, desk):
    lines = desk.exported()
    shown = desk.neraca("export", "-").output.splitlines()
    assert [json.loads(line) for line in shown][1:-1] == lines[1:-1]


def test_private_parts_are_exported_only_when_asked_for(book, desk):
    assert not any("private" in line for line in desk.exported())
    assert "Antrean" not in desk.file.read_text("utf-8")
    private = [line["private"] for line in desk.exported("--with-private") if "private" in line]
    assert any("Antrean dibiarkan" in one.get("reason", {}).get("content", "") for one in private)
    assert desk.verdict(book.agency).code == 0


def test_export_before_anything_was_posted_verifies(app, desk):
    agency = factories.make_agency()
    assert len(desk.exported()) == 2
    assert desk.verdict(agency).first == "OK"


@pytest.mark.parametrize(
    ("entry", "statement"),
    [
        ("award", "UPDATE entry SET kind = 'sanction' WHERE uid = :uid"),
        ("award", "UPDATE entry SET happened_on = '2020-01-01' WHERE uid = :uid"),
        ("award", "UPDATE entry SET decided_by = NULL WHERE uid = :uid"),
        ("award", "UPDATE entry SET unit_id = NULL WHERE uid = :uid"),
        ("award", "UPDATE entry SET posting_count = 7 WHERE uid = :uid"),
        ("award", "UPDATE entry SET leaf_hash = body WHERE uid = :uid"),
        ("award", "UPDATE posting SET points_delta = points_delta * 2 WHERE entry_id = :id"),
        ("award", "DELETE FROM posting WHERE entry_id = :id AND line = 1"),
        ("reversal", "UPDATE entry SET reverses_uid = NULL WHERE uid = :uid"),
        ("waiting", "UPDATE entry SET happened_on = '2020-01-01' WHERE uid = :uid"),
        ("guidance", "UPDATE private_body SET salt = leaf_hash FROM entry WHERE entry_id = :id"),
        ("issued", "UPDATE document SET sha256 = entry_uid WHERE sequence = 1 AND :uid <> ''"),
        ("issued", "UPDATE document SET number = 'X/1' WHERE sequence = 1 AND :uid <> ''"),
        ("issued", "UPDATE document SET state = 'revoked' WHERE sequence = 1 AND :uid <> ''"),
        ("issued", "UPDATE document SET entry_uid = 'lain' WHERE sequence = 1 AND :uid <> ''"),
        ("issued", "DELETE FROM document WHERE sequence = 1 AND :uid <> ''"),
    ],
)
def test_edited_database_is_named_by_the_outsider(book, desk, entry, statement):
    uid = getattr(book, entry)
    with unguarded() as connection:
        made = statement.replace(":id", "(SELECT id FROM entry WHERE uid = :uid)")
        assert connection.execute(text(made), {"uid": uid}).rowcount
    desk.exported("--with-private")
    verdict = desk.verdict(book.agency)
    assert verdict.code == 1
    assert uid in verdict.text


def test_forged_body_with_a_leaf_that_fits_is_named_by_the_outsider(book, desk):
    with unguarded() as connection:
        (body,) = connection.execute(
            text("SELECT body FROM entry WHERE uid = :uid"), {"uid": book.award}
        ).one()
        forged = bytes(body).replace(b'"points":15', b'"points":95')
        connection.execute(
            text("UPDATE entry SET body = :body, leaf_hash = :leaf WHERE uid = :uid"),
            {"body": forged, "leaf": leaf_hash(forged), "uid": book.award},
        )
    desk.exported()
    verdict = desk.verdict(book.agency)
    assert verdict.code == 1
    assert book.award in verdict.text


def test_body_that_is_no_text_any_more_is_still_exported_and_named(book, desk):
    with unguarded() as connection:
        connection.execute(
            text("UPDATE entry SET body = :body WHERE uid = :uid"),
            {"body": b"\xff\x00", "uid": book.award},
        )
    desk.exported()
    verdict = desk.verdict(book.agency)
    assert verdict.code == 1
    assert "#1" in verdict.first


def test_missing_entry_and_checkpoint_are_told_by_their_places(book, desk):
    with unguarded() as connection:
        connection.execute(text("DELETE FROM entry WHERE uid = :uid"), {"uid": book.guidance})
        connection.execute(text("DELETE FROM checkpoint WHERE tree_size < 9"))
    desk.exported()
    verdict = desk.verdict(book.agency)
    assert verdict.code == 1
    assert "#3: hilang dari buku besar" in verdict.text
    assert "ada segel yang hilang" in verdict.text


def test_issued_paper_keeps_its_sealed_place_in_the_register(book, desk):
    document = session().query(Document).filter_by(sequence=1).one()
    line = next(line for line in desk.exported() if line["line"] == "document")
    assert line["number"] == document.number
    assert line["facts"]["decision"] == book.award
    db.session.rollback()
