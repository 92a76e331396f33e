"""Every field of a command stands where it belongs; a retry that says something else is told."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count

import pytest
from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.canonical import canonical_bytes
from ledger.domain.checkpoints import SignerKey
from ledger.domain.entries import EntryKind
from ledger.domain.merkle import leaf_hash
from ledger.domain.posting_commands import AwardShare, PostEntry
from ledger.domain.postings import award_lines
from ledger.errors import Conflict, NotFound
from ledger.models.entries import Entry, EntrySubject, MeritAccount, Posting, PrivateBody
from ledger.models.people import Agency
from ledger.queries.verification import verify_ledger
from ledger.queue import use_transport
from ledger.services.awards import post_award
from ledger.services.entries import post_entry, post_or_find
from ledger.services.entry_batches import post_entries
from ledger.services.merit_accounts import person_account_ref
from ledger.services.quotas import open_quota
from ledger.services.reversals import reverse_entry
from ledger.services.seal_requests import SEAL_JOB
from ledger.services.sealing import seal_all
from tests.factories import make_agency, make_person, make_unit
from tests.postings import award, guidance

DAY = date(2026, 5, 4)
EFFECTIVE = date(2026, 6, 1)
DECIDED = datetime(2026, 5, 30, 3, 4, 5, 6, tzinfo=UTC)
#: Whoever asks again within a second is not heard, in this test or in another.
HOURS = count(1)
OTHERS_KEY = "Kunci ini sudah dipakai untuk entri lain. Muat ulang, lalu periksa lagi."


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def actor(unit):
    return system_actor(unit.agency_id)


@pytest.fixture
def full(unit, actor, now) -> PostEntry:
    """A command that leaves nothing out: two people get points, a third decided."""
    first, second, head = (make_person(unit) for _ in range(3))
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    refs = [person_account_ref(person.id) for person in (first, second)]
    return PostEntry(
        kind=EntryKind.AWARD_POINTS,
        idempotency_key="proposal:9",
        happened_on=DAY,
        decided_at=DECIDED,
        effective_on=EFFECTIVE,
        unit_id=unit.id,
        subjects=((first.id, 7), (second.id, 5)),
        decided_by=head.id,
        reason_code="swift-service",
        facts={"minutes": 12},
        lines=award_lines(f"quota:{unit.code}:2026-T2", dict(zip(refs, (7, 5), strict=True))),
        detail={"badge": "pelayan-sigap", "on": DAY},
        subject_private={"name": "Sari"},
        reason_private={"reason": "Antrean dipangkas."},
        doc_sha256="ab" * 32,
    )


def stored(uid: str) -> Entry:
    return session().scalars(select(Entry).where(Entry.uid == uid)).one()


def require_whole(unit, now) -> None:
    """The row, the body and what the body commits to agree, as whoever audits sees them."""
    origin = session().scalar(select(Agency.origin).where(Agency.id == unit.agency_id))
    signer = SignerKey(origin, bytes(range(32)))
    session().rollback()
    seal_all(unit.agency_id, signer=signer, now=now)
    session().rollback()
    assert verify_ledger(unit.agency_id, verifier_key=signer.verifier_key).findings == ()


@pytest.mark.parametrize("is_within", [True, False])
def test_every_field_stands_in_the_row(full, unit, actor, now, is_within):
    if is_within:
        with transaction():
            uid, is_new = post_or_find(full, actor=actor, now=now)
    else:
        uid, is_new = post_or_find(full, actor=actor, now=now)
    row = stored(uid)
    assert is_new
    assert (row.agency_id, row.kind, row.idempotency_key) == (
        unit.agency_id,
        EntryKind.AWARD_POINTS,
        "proposal:9",
    )
    assert (row.happened_on, row.effective_on, row.decided_at, row.recorded_at) == (
        DAY,
        EFFECTIVE,
        DECIDED,
        now,
    )
    assert (row.unit_id, row.person_id, row.decided_by) == (
        unit.id,
        full.subjects[0][0],
        full.decided_by,
    )
    assert (row.rule_version_id, row.proposal_id, row.reverses_uid) == (None, None, None)
    assert row.detail == {"badge": "pelayan-sigap", "on": "2026-05-04"}
    assert (row.posting_count, row.leaf_hash) == (3, leaf_hash(row.body))
    # A day or moment in another spelling would be read as it is, and never found by it.
    same = (Entry.decided_at == DECIDED, Entry.recorded_at == now, Entry.happened_on == DAY)
    found = select(Entry.uid).where(*same, Entry.effective_on == EFFECTIVE)
    assert session().scalar(found) == uid
    require_whole(unit, now)


def test_every_public_field_stands_in_the_body(full, unit, actor, now):
    row = stored(post_entry(full, actor=actor, now=now))
    body = json.loads(row.body)
    assert {name: value for name, value in body.items() if not name.endswith("_c")} == {
        "v": 1,
        "origin": session().scalar(select(Agency.origin).where(Agency.id == unit.agency_id)),
        "uid": row.uid,
        "kind": "award_points",
        "at": "2026-05-30T03:04:05.000006Z",
        "happened_on": "2026-05-04",
        "effective_on": "2026-06-01",
        "unit": unit.code,
        "actor": person_account_ref(full.decided_by),
        "reason": "swift-service",
        "facts": {"minutes": 12},
        "doc_sha256": "ab" * 32,
        "postings": [
            {"account": line.account_key, "points": line.points_delta}
            for line in sorted(full.lines)
        ],
    }
    assert {"subject_c", "reason_c"} < set(body)


def test_subjects_postings_and_private_words_stand_in_their_tables(full, actor, now):
    entry_id = stored(post_entry(full, actor=actor, now=now)).id
    subjects = session().execute(
        select(EntrySubject.person_id, EntrySubject.points_delta).where(
            EntrySubject.entry_id == entry_id
        )
    )
    assert dict(map(tuple, subjects)) == dict(full.subjects)
    postings = (
        session()
        .execute(
            select(MeritAccount.ref, Posting.points_delta, Posting.line)
            .join(Posting, Posting.account_id == MeritAccount.id)
            .where(Posting.entry_id == entry_id)
            .order_by(Posting.line)
        )
        .all()
    )
    assert {ref: points for ref, points, _ in postings} == {
        line.account_key: line.points_delta for line in full.lines
    }
    assert [number for *_, number in postings] == [1, 2, 3]
    private = session().execute(
        select(PrivateBody.part, PrivateBody.content).where(PrivateBody.entry_id == entry_id)
    )
    detail = sha256(canonical_bytes({"badge": "pelayan-sigap", "on": "2026-05-04"})).hexdigest()
    assert dict(map(tuple, private)) == {
        "subject": {
            "name": "Sari",
            "subjects": [
                {"ref": person_account_ref(person_id), "points": points}
                for person_id, points in full.subjects
            ],
        },
        "reason": {"reason": "Antrean dipangkas.", "detail_sha256": detail},
    }


@pytest.fixture
def heard():
    """The jobs that somebody was woken for."""
    told: list[tuple[str, int]] = []
    use_transport(lambda name, id_: told.append((name, id_)))
    yield told
    use_transport(None)


@pytest.mark.parametrize("together", [False, True])
def test_new_entry_asks_for_its_seal_and_a_repeated_one_does_not(unit, actor, now, heard, together):
    command = guidance(make_person(unit), now)
    later = now + timedelta(hours=next(HOURS))

    def post() -> None:
        if together:
            post_entries([command], actor=actor, now=later)
        else:
            post_entry(command, actor=actor, now=later)

    post()
    assert heard == [(SEAL_JOB, unit.agency_id)]
    heard.clear()
    later += timedelta(minutes=5)
    post()
    assert heard == []


@pytest.mark.parametrize(
    "change",
    [
        {"kind": EntryKind.SANCTION},
        {"happened_on": date(2026, 5, 5)},
        {"effective_on": EFFECTIVE},
        {"reason_code": "lain"},
        {"facts": {}},
        {"detail": {}},
        {"subject_private": {"name": "Orang lain"}},
        {"subject_private": None},
        {"reason_private": {"reason": "Alasan yang lain."}},
        {"doc_sha256": "cd" * 32},
    ],
)
def test_same_key_with_anything_else_is_a_conflict(unit, actor, now, change):
    command = guidance(make_person(unit), now)
    uid = post_entry(command, actor=actor, now=now)
    with pytest.raises(Conflict) as refusal:
        post_entry(replace(command, **change), actor=actor, now=now)
    assert (refusal.value.code, refusal.value.message) == ("idempotency_conflict", OTHERS_KEY)
    # Whoever asks again later, or is another who may decide, asks for the same.
    assert post_or_find(
        replace(command, decided_at=DECIDED, decided_by=make_person(unit).id), actor=actor, now=now
    ) == (uid, False)


@pytest.mark.parametrize("first_reason", [None, {"reason": "Antrean dipangkas."}])
def test_same_key_with_or_without_a_reason_is_another_request(unit, actor, now, first_reason):
    bare = guidance(make_person(unit), now, detail={})
    second_reason = None if first_reason else {"reason": "Antrean dipangkas."}
    command = replace(bare, reason_private=first_reason)
    uid = post_entry(command, actor=actor, now=now)
    with pytest.raises(Conflict):
        post_entry(replace(command, reason_private=second_reason), actor=actor, now=now)
    assert post_entry(command, actor=actor, now=now) == uid


def test_what_is_not_the_agencys_is_refused_with_its_sentence(unit, actor, now):
    foreign = make_unit(make_agency())
    person = make_person(unit)
    with pytest.raises(NotFound) as refusal:
        post_entry(guidance(person, now, unit_id=foreign.id), actor=actor, now=now)
    assert refusal.value.message == "Unit ini tidak ada di instansi Anda."
    lines = award_lines("quota:tidak-ada", {person_account_ref(person.id): 1})
    command = guidance(person, now, kind=EntryKind.AWARD_POINTS, lines=lines)
    with pytest.raises(NotFound) as refusal:
        post_entry(command, actor=actor, now=now)
    assert refusal.value.message == "Akun poin ini belum dibuka di instansi Anda."


def test_reversal_is_the_mirror_with_the_day_and_the_decider_of_its_own(unit, actor, now):
    person, head = make_person(unit), make_person(unit)
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    share = AwardShare(person_id=person.id)
    uid = post_award(award(unit, now, share), actor=actor, now=now)[person.id]
    # Late in the evening of UTC it is the next day where the agency is.
    evening = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    decider = replace(actor, person_id=head.id)
    row = stored(reverse_entry(uid, reason="", proposal_id=None, actor=decider, now=evening))
    assert (row.kind, row.reverses_uid) == (EntryKind.REVERSAL, uid)
    assert row.idempotency_key == f"reversal:{uid}:"
    assert (row.happened_on, row.effective_on, row.decided_at) == (
        stored(uid).happened_on,
        date(2026, 11, 24),
        evening,
    )
    assert (row.unit_id, row.person_id, row.decided_by) == (unit.id, person.id, head.id)
    assert row.detail == {"reversed_kind": "award_points"}
    assert json.loads(row.body)["facts"] == {"reversed_kind": "award_points"}
    assert json.loads(row.body)["postings"] == [
        {"account": posting["account"], "points": -posting["points"]}
        for posting in json.loads(stored(uid).body)["postings"]
    ]
    require_whole(unit, evening)
