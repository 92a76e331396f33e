"""`neraca ledger export`, read by the verifier that knows nothing of Neraca."""

import json
import random
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from ledger.cli.entries import entries
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.entries import EntryKind
from ledger.domain.merkle import leaf_hash
from ledger.domain.posting_commands import AwardShare, PostEntry
from ledger.domain.witnesses import cosign, witness_key_of
from ledger.gateways.keys import KeyStore
from ledger.gateways.resources import EXTENSION
from ledger.models.documents import Document
from ledger.models.people import Agency
from ledger.queries.seals import last_checkpoint
from ledger.services.awards import post_award
from ledger.services.balance_seals import seal_balances_of_day
from ledger.services.documents import issue_document, prepare_document, revoke_document
from ledger.services.entries import post_entry
from ledger.services.quotas import open_quota
from ledger.services.witnesses import keep_cosignature
from tests import factories
from tests.documents import samples
from tests.files import MemoryFiles
from tests.outsiders import Verdict, verify_outside
from tests.postings import DAY, award, guidance
from tests.tampering import unguarded
from tests.verifier.forging import fit_leaf, of_kind, written

#: Bits turned in the file of the database, one at a time.
FILE_EDITS = 40


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

    def verdict(self, agency: Agency, *options: str) -> Verdict:
        key = self._resources.keys.verifier_of(agency.origin).text
        return verify_outside(self._folder, self.file, "--key", key, *options)


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
    inside = desk.neraca("verify")
    assert (inside.exit_code, uid in inside.output) == (1, True), inside.output
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


def test_sealed_balances_are_recomputed_outside(book, desk, now):
    """Another entry comes between the balances and the seal of the night."""
    night = seal_balances_of_day(book.agency.id, now=now)
    desk.neraca("seal")
    assert night
    lines = desk.exported()
    assert desk.verdict(book.agency).code == 0
    line = next(one for one in of_kind(lines, "entry") if one["body"]["uid"] == night)
    assert line["body"]["facts"]["tree_size"] < line["index"]
    for name, value in (("balances_root", "0" * 64), ("accounts", 9), ("tree_size", 1)):
        forged = deepcopy(lines)
        line = next(one for one in of_kind(forged, "entry") if one["body"]["uid"] == night)
        line["body"]["facts"][name] = value
        fit_leaf(line)
        desk.file.write_bytes(written(forged))
        told = desk.verdict(book.agency)
        assert (told.code, night in told.first, "saldo" in told.first) == (1, True, True), name


def test_witnesses_are_counted_and_a_false_one_is_named(book, desk, now):
    witness = SignerKey("inspektorat.go.id/saksi", bytes(range(1, 33)))
    key = witness_key_of(witness)
    note = last_checkpoint(book.agency.id).note
    line = cosign(note, witness, moment=int(now.timestamp()))
    size = last_checkpoint(book.agency.id).tree_size
    keep_cosignature(book.agency.id, tree_size=size, line=line, witness=key, now=now)
    lines = desk.exported()
    told = desk.verdict(book.agency, "--witness", key.text)
    assert (told.code, told.first) == (0, "OK")
    assert f"Saksi {key.name}: 1 segel, sampai {size} entri" in told.text
    other = witness_key_of(SignerKey("lain.go.id/saksi", bytes(32)))
    told = desk.verdict(book.agency, "--witness", other.text)
    assert f"Saksi {other.name}: 0 segel, sampai 0 entri" in told.text
    moved = cosign(of_kind(lines, "checkpoint")[0]["note"], witness, moment=int(now.timestamp()))
    of_kind(lines, "checkpoint")[-1]["cosignatures"] = [moved]
    desk.file.write_bytes(written(lines))
    told = desk.verdict(book.agency, "--witness", key.text)
    assert (told.code, key.name in told.first) == (1, True), told.text
    assert desk.verdict(book.agency).code == 0


@pytest.mark.parametrize("key", ["", "bukan kunci", "a+b+c"])
def test_witness_key_that_is_none_is_told(book, desk, key):
    desk.exported()
    assert desk.verdict(book.agency, "--witness", key).code == 4


def test_line_of_a_kind_that_is_not_known_is_passed_over_but_counted(book, desk):
    lines = desk.exported()
    lines.insert(3, {"line": "timestamp", "token": "AAAA"})
    lines[-1]["counts"]["timestamp"] = 1
    desk.file.write_bytes(written(lines))
    assert desk.verdict(book.agency).first == "OK"
    del lines[3]
    desk.file.write_bytes(written(lines))
    assert desk.verdict(book.agency).code == 1


def test_byte_of_the_database_file_is_found_or_changes_nothing(book, desk):
    """Any byte, wherever it lies: verdict and root stay, or a sentence says what is wrong."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no file that somebody could open")
    clean = desk.neraca("verify").output
    file = Path(db.engine.url.database)
    db.session.remove()
    db.engine.dispose()
    whole, codes = file.read_bytes(), set()
    used = [at for at in range(0, len(whole), 61) if whole[at]]
    for seed in range(FILE_EDITS):
        chance = random.Random(seed)
        at = chance.choice(used)
        file.write_bytes(
            whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
        )
        told = desk.neraca("verify")
        db.engine.dispose()
        is_told = isinstance(told.exception, (SystemExit, OperationalError, ProgrammingError))
        assert is_told or not told.exception, f"seed {seed}: {told.exception!r}"
        assert told.exit_code or told.output == clean, f"seed {seed}: {told.output}"
        codes.add(told.exit_code)
    file.write_bytes(whole)
    assert {0, 1} <= codes


def test_file_that_is_no_database_is_told_with_its_own_code(book, desk):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no file that somebody could open")
    file = Path(db.engine.url.database)
    db.session.remove()
    db.engine.dispose()
    whole = file.read_bytes()
    file.write_bytes(b"bukan basis data" * 999)
    for command in (("verify",), ("export", str(desk.file))):
        told = desk.neraca(*command)
        assert (told.exit_code, "tidak dapat dibaca" in told.output) == (9, True), told.output
    db.engine.dispose()
    file.write_bytes(whole)
