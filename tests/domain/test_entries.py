"""A sealed body has exact fields, no personal data, and only what its kind allows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.canonical import canonical_bytes, read_canonical
from ledger.domain.commitments import PrivatePart, commit
from ledger.domain.entries import (
    POSTING_KINDS,
    EntryDraft,
    EntryKind,
    detail_sha256,
    lines_of,
    public_fields,
    seal_body,
)
from ledger.domain.merkle import leaf_hash
from ledger.domain.postings import PostingLine, award_lines, reversal_of
from ledger.errors import RuleRefused

UID = "01ARYZ6S41" + "0" * 16
OTHER_UID = "01ARYZ6S42" + "0" * 16
NIP = "198501012010011001"
SUBJECT = {"nip": NIP, "name": "Sari", "rank": {"code": "III/c"}}
REASON = {"text": "Melayani di luar jam kerja."}
SALT = bytes(range(32))
REASON_SALT = bytes(32)
LINES = award_lines("quota:U003:2026-T2", {"person:" + "A" * 26: 10})
AWARD = EntryDraft(
    origin="neraca.example/contoh/log/1",
    uid=UID,
    kind=EntryKind.AWARD_POINTS,
    at=datetime(2026, 4, 2, 3, 4, 5, 6, tzinfo=UTC),
    happened_on=date(2026, 3, 30),
    effective_on=date(2026, 4, 2),
    unit="U003",
    actor="person:" + "B" * 26,
    rule="layanan-cepat@3",
    reason="layanan",
    facts={"tier": 2},
    lines=LINES,
    subject_private=SUBJECT,
    reason_private=REASON,
    doc_sha256="ab" * 32,
)


def test_body_has_exactly_these_fields() -> None:
    sealed = seal_body(AWARD, subject_salt=SALT, reason_salt=REASON_SALT)
    assert read_canonical(sealed.body) == {
        "v": 1,
        "origin": "neraca.example/contoh/log/1",
        "uid": UID,
        "kind": "award_points",
        "at": "2026-04-02T03:04:05.000006Z",
        "happened_on": "2026-03-30",
        "effective_on": "2026-04-02",
        "unit": "U003",
        "actor": "person:" + "B" * 26,
        "rule": "layanan-cepat@3",
        "reason": "layanan",
        "facts": {"tier": 2},
        "subject_c": commit(SALT, SUBJECT),
        "reason_c": commit(REASON_SALT, REASON),
        "postings": [
            {"account": "person:" + "A" * 26, "points": 10},
            {"account": "quota:U003:2026-T2", "points": -10},
        ],
        "doc_sha256": "ab" * 32,
    }
    assert sealed.leaf_hash == leaf_hash(sealed.body)
    assert lines_of(read_canonical(sealed.body)) == sealed.lines == LINES


def test_absent_field_is_left_out() -> None:
    bare = EntryDraft(origin="log", uid=UID, kind=EntryKind.GUIDANCE, at=AWARD.at)
    assert set(read_canonical(seal_body(bare).body)) == {"v", "origin", "uid", "kind", "at"}


def test_personal_data_is_outside_the_body_and_opens_from_its_row() -> None:
    sealed = seal_body(AWARD, subject_salt=SALT, reason_salt=REASON_SALT)
    assert NIP.encode() not in sealed.body
    assert b"Sari" not in sealed.body
    subject, reason = sealed.private_bodies
    assert (subject.part, reason.part) == (PrivatePart.SUBJECT, PrivatePart.REASON)
    stated = read_canonical(sealed.body)
    assert subject.is_opening_of(stated["subject_c"])
    assert reason.is_opening_of(stated["reason_c"])
    assert subject.content == canonical_bytes(SUBJECT)


def test_order_of_lines_does_not_change_the_leaf() -> None:
    turned = replace(AWARD, lines=LINES[::-1])
    salts = {"subject_salt": SALT, "reason_salt": REASON_SALT}
    assert seal_body(turned, **salts) == seal_body(AWARD, **salts)


@given(st.sampled_from(["unit", "actor", "rule", "reason", "happened_on", "effective_on"]))
def test_any_other_public_field_gives_another_leaf(name: str) -> None:
    salts = {"subject_salt": SALT, "reason_salt": REASON_SALT}
    changed = replace(AWARD, **{name: None})
    assert seal_body(changed, **salts).leaf_hash != seal_body(AWARD, **salts).leaf_hash
    assert name not in public_fields(changed)


def test_private_part_without_its_own_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_body(AWARD, subject_salt=SALT)
    with pytest.raises(ValueError, match="never used twice"):
        seal_body(AWARD, subject_salt=SALT, reason_salt=SALT)


def test_reversal_mirrors_an_entry_and_names_it() -> None:
    draft = EntryDraft(
        origin="log",
        uid=OTHER_UID,
        kind=EntryKind.REVERSAL,
        at=AWARD.at,
        lines=reversal_of(LINES),
        reverses=UID,
    )
    assert read_canonical(seal_body(draft).body)["reverses"] == UID
    assert seal_body(replace(draft, lines=())).lines == ()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"uid": "1"}, "ck_entry_uid_ulid"),
        ({"kind": EntryKind.REVERSAL, "reverses": "1"}, "ck_entry_uid_ulid"),
        ({"doc_sha256": "AB" * 32}, "ck_entry_doc_sha256_hex"),
        ({"actor": NIP}, "ck_entry_public_codes"),
        ({"actor": f"nip:{NIP}"}, "ck_entry_public_codes"),
        ({"reason": "terlambat datang"}, "ck_entry_public_codes"),
        ({"facts": {"badge": ""}}, "ck_entry_public_codes"),
        ({"facts": {"subject": f"p/{NIP}"}}, "ck_entry_public_codes"),
        ({"kind": EntryKind.REVERSAL}, "ck_entry_reverses_only_reversal"),
        ({"reverses": OTHER_UID}, "ck_entry_reverses_only_reversal"),
        ({"kind": EntryKind.SANCTION}, "ck_entry_postings_fit_kind"),
        ({"kind": EntryKind.GUIDANCE}, "ck_entry_postings_fit_kind"),
        ({"lines": ()}, "ck_entry_postings_fit_kind"),
        ({"lines": LINES[:1]}, "ck_entry_postings_balanced"),
        (
            {"lines": (PostingLine(f"person:{NIP}", 1), PostingLine("issuance", -1))},
            "ck_entry_public_codes",
        ),
    ],
)
def test_draft_that_breaks_a_rule_is_refused(changes: Mapping[str, Any], constraint: str) -> None:
    with pytest.raises(RuleRefused) as refusal:
        seal_body(replace(AWARD, **changes), subject_salt=SALT, reason_salt=REASON_SALT)
    assert refusal.value.constraint == constraint


@pytest.mark.parametrize("kind", [one for one in EntryKind if one is not EntryKind.REVERSAL])
def test_only_merit_moves_points(kind: EntryKind) -> None:
    draft = EntryDraft(origin="log", uid=UID, kind=kind, at=AWARD.at)
    moving = replace(draft, lines=LINES)
    allowed, refused = (moving, draft) if kind in POSTING_KINDS else (draft, moving)
    assert seal_body(allowed).uid == UID
    with pytest.raises(RuleRefused):
        seal_body(refused)


@pytest.mark.parametrize(
    "postings",
    [
        [{"account": "a"}],
        [{"account": 1, "points": 1}],
        [{"account": "a", "points": True}],
        ["a"],
        7,
    ],
)
def test_malformed_postings_of_a_body_are_refused(postings: Any) -> None:
    with pytest.raises((KeyError, TypeError)):
        lines_of({"postings": postings})


def test_body_without_postings_has_no_lines() -> None:
    assert lines_of({"v": 1}) == ()


def test_detail_is_sealed_by_the_hash_of_its_plain_words() -> None:
    detail = {"level": "lisan", "on": date(2026, 3, 1), "none": None}
    expected = sha256(b'{"level":"lisan","on":"2026-03-01"}').hexdigest()
    assert detail_sha256(detail) == expected
