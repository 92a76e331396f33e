"""Verification: silent over an honest ledger, and naming whatever was edited behind its back."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from ledger.authorizer import schema_changes
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.entries import EntryKind
from ledger.domain.merkle import leaf_hash
from ledger.domain.posting_commands import AwardShare, PostEntry
from ledger.queries.verification import VerifyReport, verify_ledger
from ledger.services.awards import post_award
from ledger.services.entries import post_entry
from ledger.services.quotas import open_quota
from ledger.services.sealing import seal_all, seal_pending
from tests.factories import make_agency, make_official, make_person, make_unit
from tests.postings import DAY, award, guidance
from tests.tampering import tamper, unguarded


@dataclass
class Book:
    """A small ledger: quota, team award, guidance, correction; sealed twice, one entry waiting."""

    agency_id: int
    signer: SignerKey
    quota: str
    award: str
    guidance: str
    reversal: str
    waiting: str

    def verified(self) -> VerifyReport:
        return verify_ledger(self.agency_id, verifier_key=self.signer.verifier_key)

    def named(self) -> set[str | None]:
        return {finding.entry_uid for finding in self.verified().findings}

    def whats(self) -> set[str]:
        return {finding.what for finding in self.verified().findings}


@pytest.fixture
def book(app, now) -> Book:
    agency = make_agency()
    unit, signer = make_unit(agency), SignerKey(agency.origin, bytes(range(32)))
    actor, head = system_actor(agency.id), make_official(unit)
    first, second = make_person(unit), make_person(unit)
    quota = open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    shares = [AwardShare(person_id=p.id, share_percent=50) for p in (first, second)]
    uids = post_award(award(unit, now, *shares, decided_by=head.id), actor=actor, now=now)
    told = post_entry(guidance(first, now, idempotency_key="p:2"), actor=actor, now=now)
    seal_pending(agency.id, signer=signer, now=now)
    taken_back = post_entry(
        PostEntry(
            kind=EntryKind.REVERSAL,
            idempotency_key="r:1",
            happened_on=DAY,
            decided_at=now,
            reverses_uid=told,
        ),
        actor=actor,
        now=now,
    )
    seal_all(agency.id, signer=signer, now=now)
    waiting = post_entry(guidance(second, now, idempotency_key="p:3"), actor=actor, now=now)
    session().rollback()
    return Book(agency.id, signer, quota, uids[first.id], told, taken_back, waiting)


def test_honest_ledger_has_no_findings(book):
    report = book.verified()
    assert report.findings == ()
    assert report.is_ok
    assert (report.entries, report.size, report.pending) == (6, 5, 1)
    assert report.checkpoint.startswith(book.signer.name)


def test_empty_ledger_has_no_findings(app):
    agency = make_agency()
    report = verify_ledger(agency.id, verifier_key=SignerKey(agency.origin, bytes(32)).verifier_key)
    assert report.is_ok
    assert (report.entries, report.checkpoint) == (0, None)


def test_edited_body_names_the_entry(book):
    tamper(
        "UPDATE entry SET body = :body WHERE uid = :uid",
        body=b'{"v":1}',
        uid=book.guidance,
    )
    assert book.guidance in book.named()
    assert "leaf_hash" in book.whats()


def test_body_with_a_leaf_that_fits_still_names_the_entry(book):
    with unguarded() as connection:
        (body,) = connection.execute(
            text("SELECT body FROM entry WHERE uid = :uid"), {"uid": book.award}
        ).one()
        forged = bytes(body).replace(b'"points":15', b'"points":95')
        connection.execute(
            text("UPDATE entry SET body = :body, leaf_hash = :leaf WHERE uid = :uid"),
            {"body": forged, "leaf": leaf_hash(forged), "uid": book.award},
        )
    assert book.award in book.named()
    assert any(what.startswith("tree_node:1:") for what in book.whats())


def test_last_leaf_without_a_node_above_is_named(book):
    with unguarded() as connection:
        (body,) = connection.execute(
            text("SELECT body FROM entry WHERE uid = :uid"), {"uid": book.reversal}
        ).one()
        forged = bytes(body).replace(b'"v":1', b'"v":1,"w":1')
        connection.execute(
            text("UPDATE entry SET body = :body, leaf_hash = :leaf WHERE uid = :uid"),
            {"body": forged, "leaf": leaf_hash(forged), "uid": book.reversal},
        )
    assert book.reversal in book.named()


@pytest.mark.parametrize(
    ("entry", "statement", "what"),
    [
        ("award", "UPDATE entry SET kind = 'sanction' WHERE uid = :uid", "kind"),
        ("award", "UPDATE entry SET happened_on = '2020-01-01' WHERE uid = :uid", "happened_on"),
        ("award", "UPDATE entry SET effective_on = '2020-01-01' WHERE uid = :uid", "effective_on"),
        (
            "award",
            "UPDATE entry SET decided_at = '2020-01-01 00:00:00.000000' WHERE uid = :uid",
            "at",
        ),
        ("award", "UPDATE entry SET decided_by = NULL WHERE uid = :uid", "actor"),
        ("award", "UPDATE entry SET unit_id = NULL WHERE uid = :uid", "unit"),
        (
            "award",
            "UPDATE entry SET person_id = (SELECT max(id) FROM person) WHERE uid = :uid",
            "person",
        ),
        ("award", "UPDATE entry SET posting_count = 7 WHERE uid = :uid", "posting_count"),
        ("award", 'UPDATE entry SET detail = \'{"badge": "lain"}\' WHERE uid = :uid', "detail"),
        (
            "award",
            (
                "UPDATE posting SET points_delta = points_delta + 5 WHERE entry_id = :id"
                " AND points_delta > 0"
            ),
            "postings",
        ),
        (
            "award",
            "UPDATE posting SET points_delta = points_delta * 2 WHERE entry_id = :id",
            "postings",
        ),
        ("award", "DELETE FROM posting WHERE entry_id = :id AND line = 1", "postings"),
        (
            "award",
            "UPDATE entry_subject SET points_delta = 99 WHERE entry_id = :id",
            "subject_points",
        ),
        (
            "guidance",
            (
                "UPDATE entry_subject SET person_id = (SELECT max(id) FROM person)"
                " WHERE entry_id = :id"
            ),
            "subjects",
        ),
        (
            "guidance",
            (
                'UPDATE private_body SET content = \'{"reason": "lain"}\''
                " WHERE part = 'reason' AND entry_id = :id"
            ),
            "reason_c",
        ),
        ("guidance", "UPDATE entry SET leaf_hash = body WHERE uid = :uid", "leaf_hash"),
        ("reversal", "UPDATE entry SET reverses_uid = NULL WHERE uid = :uid", "reverses"),
        ("waiting", "DELETE FROM pending_leaf WHERE entry_id = :id", "place"),
        (
            "award",
            (
                "INSERT INTO pending_leaf (entry_id, agency_id) SELECT id, agency_id FROM entry"
                " WHERE uid = :uid"
            ),
            "place",
        ),
        ("waiting", "UPDATE entry SET happened_on = '2020-01-01' WHERE uid = :uid", "happened_on"),
    ],
)
def test_edited_row_names_its_entry(book, entry, statement, what):
    uid = getattr(book, entry)
    tamper(statement.replace(":id", "(SELECT id FROM entry WHERE uid = :uid)"), uid=uid)
    assert (uid, what) in {(found.entry_uid, found.what) for found in book.verified().findings}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE balance SET points = points + 1 WHERE is_issuance", "balance:issuance"),
        ("UPDATE balance SET version = version + 1 WHERE is_issuance", "balance:issuance"),
        ("DELETE FROM balance WHERE is_issuance", "balance:issuance"),
        ("UPDATE tree_node SET hash = body FROM entry WHERE level = 2", "tree_node:2:0"),
        ("DELETE FROM tree_node WHERE level = 2", "tree_node:2:0"),
        (
            (
                "INSERT INTO tree_node (agency_id, level, position, hash)"
                " SELECT agency_id, 9, 9, hash FROM tree_node WHERE level = 2"
            ),
            "tree_nodes",
        ),
        ("UPDATE checkpoint SET sha256 = '00' WHERE tree_size = 4", "checkpoint:4:sha256"),
        (
            "UPDATE checkpoint SET previous_sha256 = 'zz' WHERE tree_size = 5",
            "checkpoint:5:previous",
        ),
        (
            "UPDATE checkpoint SET root = leaf_hash FROM entry WHERE tree_size = 4",
            "checkpoint:4:root_column",
        ),
        ("UPDATE checkpoint SET note = 'lain' WHERE tree_size = 4", "checkpoint:4:signature"),
        ("UPDATE checkpoint SET tree_size = 3 WHERE tree_size = 4", "checkpoint:3:size"),
        ("DELETE FROM checkpoint WHERE tree_size = 4", "checkpoint:5:previous"),
        ("DELETE FROM sealed_leaf WHERE position = 2", "leaf:2"),
        ("DELETE FROM sealed_leaf WHERE position = 4", "checkpoint:5:size"),
        ("DELETE FROM entry WHERE uid = :guidance", "leaf:3"),
        ("DELETE FROM entry WHERE uid = :guidance", "reverses"),
    ],
)
def test_edited_tree_is_told(book, statement, what):
    values = {"guidance": book.guidance} if ":guidance" in statement else {}
    tamper(statement, **values)
    assert what in book.whats()


def test_two_leaves_that_changed_places_are_named(book):
    with unguarded() as connection:
        for old, new in ((1, 100), (2, 1), (100, 2)):
            connection.execute(
                text("UPDATE sealed_leaf SET position = :new WHERE position = :old"),
                {"old": old, "new": new},
            )
    assert book.award in book.named()


def test_correction_that_does_not_mirror_is_named(book, now):
    with unguarded() as connection:
        connection.execute(
            text("UPDATE entry SET reverses_uid = :award WHERE uid = :uid"),
            {"award": book.award, "uid": book.reversal},
        )
    whats = {found.what for found in book.verified().findings if found.entry_uid == book.reversal}
    assert whats == {"reverses", "reversal_postings"}


def test_other_key_than_the_logs_accepts_no_checkpoint(book):
    other = SignerKey(book.signer.name, bytes(32)).verifier_key
    findings = verify_ledger(book.agency_id, verifier_key=other).findings
    assert {found.what for found in findings} == {
        "checkpoint:4:signature",
        "checkpoint:5:signature",
    }


def test_private_body_that_nobody_erased_on_the_record_is_named(book):
    tamper("DELETE FROM private_body WHERE part = 'reason'")
    assert book.whats() == {"private:reason"}
    assert {book.award, book.guidance} <= book.named()


def test_missing_guard_is_told(book):
    drop = {
        "sqlite": "DROP TRIGGER tg_entry_append_only_update",
        "postgresql": "DROP FUNCTION tg_entry_append_only_update() CASCADE",
    }
    with schema_changes(), db.engine.begin() as connection:
        connection.exec_driver_sql(drop[connection.dialect.name])
    assert "guards" in book.whats()


def test_another_agencys_rows_are_not_looked_at(book, now):
    other = make_agency()
    person = make_person(make_unit(other))
    post_entry(guidance(person, now), actor=system_actor(other.id), now=now)
    assert book.verified().is_ok
