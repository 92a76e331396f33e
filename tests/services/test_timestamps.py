"""Timestamps by an authority outside: the real protocol, `openssl ts` at the other end."""

import re
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from ledger.database import session, transaction
from ledger.domain.checkpoints import SignerKey
from ledger.domain.timestamps import BadTimestamp, parse_roots
from ledger.errors import NotFound, RuleRefused
from ledger.gateways.web import Unreachable, post
from ledger.models.entries import TrustedTimestamp
from ledger.queries.exports import export_lines
from ledger.queries.seals import last_checkpoint
from ledger.queries.timestamps import last_timestamp, untrusted_timestamps
from ledger.queries.verification import verify_ledger
from ledger.services.sealing import seal_all
from ledger.services.timestamps import Authority as Asked
from ledger.services.timestamps import timestamp_newest, timestamp_of_day
from tests.authorities import REPLY, Authority, answering
from tests.factories import make_agency
from tests.house.sources import ROOT
from tests.outsiders import verify_outside
from tests.services.test_sealing import post_some
from tests.tampering import tamper

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("otoritas") / "cap")


@pytest.fixture
def agency(app, now):
    agency = make_agency()
    post_some(agency, now, 2)
    seal_all(agency.id, signer=key_of(agency), now=now)
    return agency


def key_of(agency) -> SignerKey:
    return SignerKey(agency.origin, bytes(range(32)))


def stamp(agency, authority, now, *, url: str, verb=timestamp_newest):
    asked = Asked(url, parse_roots(authority.ca.read_bytes()))
    return verb(agency.id, authority=asked, post=post, now=now)


def honest(authority):
    return answering(lambda query: (200, REPLY, authority.reply(query)))


def kept() -> int:
    session().rollback()
    return len(session().scalars(select(TrustedTimestamp)).all())


def findings(agency) -> list[str]:
    session().rollback()
    report = verify_ledger(agency.id, verifier_key=key_of(agency).verifier_key)
    return [one.what for one in report.findings]


def test_newest_checkpoint_is_stamped_once(agency, authority, now):
    with honest(authority) as url:
        first = stamp(agency, authority, now, url=url)
        again = stamp(agency, authority, now + DAY, url=url)
    assert (first.size, again, kept()) == (2, first, 1)
    assert last_timestamp(agency.id) == first
    assert findings(agency) == []
    roots = parse_roots(authority.ca.read_bytes())
    assert list(untrusted_timestamps(agency.id, roots)) == []


def test_nothing_sealed_nothing_is_stamped(app, authority, now):
    with pytest.raises(NotFound, match="Belum ada segel"):
        stamp(make_agency(), authority, now, url="http://127.0.0.1:9/")


def test_day_is_stamped_once_and_only_when_there_is_something_new(agency, authority, now):
    with honest(authority) as url:
        assert stamp(agency, authority, now, url=url, verb=timestamp_of_day).size == 2
        post_some(agency, now, 1)
        seal_all(agency.id, signer=key_of(agency), now=now)
        assert stamp(agency, authority, now, url=url, verb=timestamp_of_day) is None
        assert stamp(agency, authority, now + DAY, url=url, verb=timestamp_of_day).size == 3
        assert stamp(agency, authority, now + 2 * DAY, url=url, verb=timestamp_of_day) is None
    assert kept() == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda tsa, note, query: (500, "text/html", b"oops"), "http_status"),
        (lambda tsa, note, query: (302, "text/html", b""), "http_status"),
        (lambda tsa, note, query: (200, "text/html", b"<html>"), "unreadable"),
        (lambda tsa, note, query: (200, REPLY, b""), "unreadable"),
        (lambda tsa, note, query: (200, REPLY, tsa.reply(query)[:-9]), "unreadable"),
        (lambda tsa, note, query: (200, REPLY, tsa.reply(b"lain")), "not_granted"),
        (lambda tsa, note, query: (200, REPLY, tsa.reply_to(b"lain")), "other_imprint"),
        (lambda tsa, note, query: (200, REPLY, tsa.reply_to(note)), "other_nonce"),
    ],
)
def test_answer_that_cannot_be_believed_is_refused_and_nothing_is_kept(
    agency, authority, now, answer, code
):
    note = last_checkpoint(agency.id).note.encode()
    bad = answering(lambda query: answer(authority, note, query))
    with bad as url, pytest.raises(BadTimestamp) as refusal:
        stamp(agency, authority, now, url=url)
    assert (refusal.value.code, " " in refusal.value.message, kept()) == (code, True, 0)


def test_authority_that_nobody_trusts_is_refused(agency, authority, now, tmp_path):
    stranger = Authority(tmp_path / "lain")
    with honest(stranger) as url, pytest.raises(BadTimestamp, match="dipercaya") as refusal:
        stamp(agency, authority, now, url=url)
    assert (refusal.value.code, kept()) == ("untrusted_authority", 0)


def test_authority_that_is_away_is_refused(agency, authority, now):
    with honest(authority) as url:
        pass
    with pytest.raises(Unreachable, match="tidak dapat dihubungi"):
        stamp(agency, authority, now, url=url)
    assert kept() == 0


def test_file_without_certificates_is_refused():
    with pytest.raises(BadTimestamp, match="tidak memuat sertifikat"):
        parse_roots(b"bukan sertifikat")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE trusted_timestamp SET authority = 'x'", "DELETE FROM trusted_timestamp"],
)
def test_timestamp_never_changes(agency, authority, now, statement):
    with honest(authority) as url:
        stamp(agency, authority, now, url=url)
    session().rollback()
    with pytest.raises(RuleRefused), transaction() as work:
        work.execute(text(statement))


def test_edited_timestamp_is_a_finding(agency, authority, now, tmp_path):
    with honest(authority) as url:
        stamp(agency, authority, now, url=url)
    roots = parse_roots(Authority(tmp_path / "lain").ca.read_bytes())
    assert [one.what for one in untrusted_timestamps(agency.id, roots)] == ["timestamp:2"]
    session().rollback()
    tamper("UPDATE trusted_timestamp SET stamped_at = '2020-01-01 00:00:00.000000'")
    assert findings(agency) == ["timestamp:2"]
    tamper("UPDATE trusted_timestamp SET response = :raw", raw=b"x")
    assert findings(agency) == ["timestamp:2"]


def test_export_carries_it_and_openssl_checks_it_offline_as_the_page_says(
    agency, authority, now, tmp_path
):
    with honest(authority) as url:
        stamp(agency, authority, now, url=url)
    session().rollback()
    verifier = key_of(agency).verifier_key
    exported = tmp_path / "ekspor.jsonl"
    lines = export_lines(agency.id, verifier_key=verifier, with_private=False, now=now)
    exported.write_bytes(b"".join(lines))
    assert verify_outside(tmp_path, exported, "--key", verifier.text).code == 0
    page = (ROOT / "docs" / "ledger-export.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (command,) = re.findall(r"^    (openssl ts -verify .*)$", page, re.MULTILINE)
    subprocess.run((sys.executable, "-c", script), cwd=tmp_path, check=True)
    (tmp_path / "otoritas.pem").write_bytes(authority.ca.read_bytes())
    words = command.replace("480", "2").split()
    told = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Verification: OK" in told.stdout
    (tmp_path / "segel-2.txt").write_text("lain")
    assert subprocess.run(words, cwd=tmp_path, capture_output=True).returncode != 0
