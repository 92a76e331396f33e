"""Many entries in one call: the same as one by one, all or none, whatever is wrong with one."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ledger.database import session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.checkpoints import SignerKey
from ledger.domain.commitments import PrivatePart, seal_private
from ledger.domain.entries import EntryKind
from ledger.domain.merkle import leaf_hash
from ledger.domain.posting_commands import PostEntry
from ledger.domain.postings import PostingLine, award_lines, expiry_lines, quota_key
from ledger.errors import Conflict, NotFound, RuleRefused
from ledger.models.entries import (
    Balance,
    Entry,
    EntrySubject,
    MeritAccount,
    PendingLeaf,
    Posting,
    PrivateBody,
)
from ledger.queries.verification import verify_ledger
from ledger.services.entries import post_entry
from ledger.services.entry_batches import AT_ONCE, post_entries
from ledger.services.merit_accounts import person_account_ref
from ledger.services.quotas import open_quota
from ledger.services.sealing import seal_all
from tests.factories import make_agency, make_official, make_person, make_unit
from tests.postings import DAY, guidance, points_of

QUOTA = 100


class Undo(Exception):
    """Takes back what a test only wanted to look at."""


class Office:
    """A unit with a quota and people who have accounts, and the commands that concern them."""

    def __init__(self, now) -> None:
        self.now = now
        self.agency = make_agency()
        self.unit = make_unit(self.agency)
        self.actor = system_actor(self.agency.id)
        self.people = [make_person(self.unit) for _ in range(3)]
        self.official = make_official(self.unit)
        self.refs = [person_account_ref(person.id) for person in self.people]
        person_account_ref(self.official.id)
        open_quota(self.unit.id, "2026-T2", QUOTA, actor=self.actor, now=now)

    def award(self, who: int, points: int, key: str, **fields) -> PostEntry:
        values = {
            "kind": EntryKind.AWARD_POINTS,
            "idempotency_key": key,
            "happened_on": DAY,
            "decided_at": self.now,
            "effective_on": DAY + timedelta(days=who),
            "unit_id": self.unit.id,
            "subjects": ((self.people[who].id, points),),
            "decided_by": self.official.id,
            "facts": {"minutes": points},
            "lines": award_lines(quota_key(self.unit.code, "2026-T2"), {self.refs[who]: points}),
            "detail": {"badge": "sigap", "days": (1, date(2026, 5, 1)), "place": "Loket é"},
            "subject_private": {"name": self.people[who].name},
        }
        return PostEntry(**{**values, **fields})

    def expiry(self, who: int, points: int, key: str) -> PostEntry:
        return self.award(
            who,
            points,
            key,
            kind=EntryKind.POINTS_EXPIRED,
            subjects=((self.people[who].id, -points),),
            lines=expiry_lines(self.refs[who], points),
            decided_by=None,
        )

    def guidance(self, who: int, key: str, **fields) -> PostEntry:
        return guidance(self.people[who], self.now, idempotency_key=key, **fields)

    def post(self, commands: Iterable[PostEntry]) -> list[str]:
        return post_entries(commands, actor=self.actor, now=self.now)

    def post_singly(self, commands: Iterable[PostEntry]) -> list[str]:
        return [post_entry(command, actor=self.actor, now=self.now) for command in commands]


@pytest.fixture
def office(app, now) -> Office:
    return Office(now)


STEPS = st.lists(
    st.tuples(st.sampled_from(["award", "guide", "again", "expire"]), st.integers(0, 2)),
    max_size=12,
)


def commands_of(office: Office, steps: Iterable[tuple[str, int]]) -> list[PostEntry]:
    """Commands that can all be posted: nobody loses more points than they have by then."""
    asked, held = [], [0, 0, 0]
    for turn, (step, who) in enumerate(steps):
        if step == "award":
            asked.append(office.award(who, 5, f"k:{turn}"))
            held[who] += 5
        elif step == "expire" and held[who]:
            asked.append(office.expiry(who, 3, f"k:{turn}"))
            held[who] -= 3
        elif step == "again" and asked:
            later = office.now + timedelta(hours=turn)
            asked.append(replace(asked[who % len(asked)], decided_at=later))
        else:
            asked.append(office.guidance(who, f"k:{turn}"))
    return asked


@given(steps=STEPS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_entries_stand_as_they_would_one_by_one(app, now, steps):
    office = Office(now)
    commands = commands_of(office, steps)
    singly = seen_and_undone(office, lambda: office.post_singly(commands))
    together_ = seen_and_undone(office, lambda: office.post(iter(commands)))
    assert together_ == singly


def seen_and_undone(office: Office, post: Callable[[], list[str]]) -> object:
    """Everything that the posting left, without what is random in it."""
    seen: list[object] = []

    def look() -> None:
        uids = post()
        numbered = {uid: number for number, uid in enumerate(dict.fromkeys(uids))}
        seen.append([numbered[uid] for uid in uids])
        seen.extend(entry_seen(uid) for uid in numbered)
        seen.append(balances_seen())

    undone(look)
    return seen


def undone(work: Callable[[], object]) -> None:
    def work_and_fail() -> None:
        with transaction():
            work()
            raise Undo

    with pytest.raises(Undo):
        work_and_fail()


def entry_seen(uid: str) -> object:
    entry = session().scalars(select(Entry).where(Entry.uid == uid)).one()
    body = read_canonical(entry.body)
    private = session().scalars(
        select(PrivateBody).where(PrivateBody.entry_id == entry.id).order_by(PrivateBody.part)
    )
    opened = []
    for row in private.all():
        again = seal_private(PrivatePart(row.part), row.salt, row.content)
        assert again.commitment == body.pop(f"{row.part}_c")
        opened.append((row.part, row.content))
    assert body.pop("uid") == entry.uid
    assert leaf_hash(entry.body) == entry.leaf_hash
    assert session().get(PendingLeaf, entry.id).agency_id == entry.agency_id
    columns = {
        name: value
        for name, value in vars(entry).items()
        if name not in {"_sa_instance_state", "id", "uid", "body", "leaf_hash"}
    }
    return columns, body, opened, parts_of(entry)


def parts_of(entry: Entry) -> list[tuple[int, ...]]:
    subject, posting = EntrySubject, Posting
    subjects = select(subject.agency_id, subject.person_id, subject.points_delta)
    postings = select(posting.agency_id, posting.line, posting.account_id, posting.points_delta)
    return [
        *map(tuple, session().execute(subjects.where(subject.entry_id == entry.id))),
        *map(tuple, session().execute(postings.where(posting.entry_id == entry.id))),
    ]


def balances_seen() -> list[tuple[int, ...]]:
    rows = select(Balance.account_id, Balance.points, Balance.version).order_by(Balance.account_id)
    return list(map(tuple, session().execute(rows)))


def count_of(table: type) -> int:
    return session().scalar(select(func.count()).select_from(table)) or 0


def test_many_batches_come_from_an_iterator_and_verify(office):
    many = 2 * AT_ONCE + 3
    # The last of them asks for the first again, which stands in an earlier batch.
    numbers = [*range(many - 1), 0]
    uids = office.post(office.guidance(number % 3, f"k:{number}") for number in numbers)
    assert len(uids) == many
    assert len(set(uids)) == many - 1
    assert uids[-1] == uids[0]
    keys = dict(session().execute(select(Entry.uid, Entry.idempotency_key)).all())
    assert [keys[uid] for uid in uids] == [f"k:{number}" for number in numbers]
    signer = SignerKey(office.agency.origin, bytes(range(32)))
    seal_all(office.agency.id, signer=signer, now=office.now)
    assert verify_ledger(office.agency.id, verifier_key=signer.verifier_key).is_ok


def test_nothing_asked_posts_nothing(office):
    before = count_of(Entry)
    assert office.post([]) == []
    assert count_of(Entry) == before


def test_accounts_that_are_missing_are_opened(office):
    newcomers = [make_person(office.unit) for _ in range(2)]
    uids = office.post(
        guidance(person, office.now, idempotency_key=f"k:{person.id}") for person in newcomers
    )
    assert len(set(uids)) == 2
    refs = select(MeritAccount.ref).where(
        MeritAccount.person_id.in_([person.id for person in newcomers])
    )
    assert len(session().scalars(refs).all()) == 2


def test_same_requests_again_answer_the_same_uids(office):
    commands = [office.award(who, 5, f"k:{who}") for who in range(3)]
    first = office.post(commands[:2])
    again = office.post([replace(one, decided_by=None) for one in commands])
    assert again[:2] == first
    assert again[2] not in first
    assert [points_of(person) for person in office.people] == [5, 5, 5]


def test_other_request_with_a_used_key_is_a_conflict_and_leaves_nothing(office):
    office.post([office.guidance(0, "k:0")])
    before = count_of(Entry)
    other = office.guidance(1, "k:0")
    with pytest.raises(Conflict) as refusal:
        office.post([office.guidance(1, "k:1"), other, office.guidance(2, "k:2")])
    assert refusal.value.code == "idempotency_conflict"
    assert count_of(Entry) == before
    assert len(office.post([office.guidance(1, "k:1"), office.guidance(0, "k:0")])) == 2
    assert count_of(Entry) == before + 1


def test_two_requests_with_one_key_in_one_call_are_a_conflict_and_leave_nothing(office):
    before = count_of(Entry)
    with pytest.raises(Conflict) as refusal:
        office.post([office.guidance(0, "k:0"), office.guidance(1, "k:0")])
    assert refusal.value.code == "idempotency_conflict"
    assert count_of(Entry) == before
    same = office.post([office.guidance(0, "k:0"), office.guidance(0, "k:0")])
    assert len(set(same)) == 1


def foreign_unit(office: Office, command: PostEntry) -> PostEntry:
    return replace(command, unit_id=make_unit(make_agency()).id)


def foreign_person(office: Office, command: PostEntry) -> PostEntry:
    return replace(command, subjects=((make_person(make_unit(make_agency())).id, 0),))


def unopened_quota(office: Office, command: PostEntry) -> PostEntry:
    lines = award_lines(quota_key(office.unit.code, "2030-T1"), {office.refs[0]: 5})
    return replace(command, lines=lines)


def too_many_points(office: Office, command: PostEntry) -> PostEntry:
    quota = quota_key(office.unit.code, "2026-T2")
    return replace(command, lines=award_lines(quota, {office.refs[0]: QUOTA + 1}))


def unbalanced(office: Office, command: PostEntry) -> PostEntry:
    return replace(command, lines=(PostingLine(office.refs[0], 5),))


def same_account_twice(office: Office, command: PostEntry) -> PostEntry:
    ref = office.refs[0]
    return replace(command, lines=(PostingLine(ref, 5), PostingLine(ref, -5)))


def name_in_the_leaf(office: Office, command: PostEntry) -> PostEntry:
    return replace(command, facts={"for": office.people[0].nip})


def half_a_point(office: Office, command: PostEntry) -> PostEntry:
    return replace(command, facts={"minutes": 1.5})


def reverses_nothing(office: Office, command: PostEntry) -> PostEntry:
    return replace(command, kind=EntryKind.REVERSAL)


REFUSED = {
    foreign_unit: (NotFound, None),
    foreign_person: (NotFound, None),
    unopened_quota: (NotFound, None),
    too_many_points: (RuleRefused, "ck_balance_not_overdrawn"),
    unbalanced: (RuleRefused, "ck_entry_postings_balanced"),
    same_account_twice: (RuleRefused, "uq_posting_entry_account"),
    name_in_the_leaf: (RuleRefused, "ck_entry_public_codes"),
    half_a_point: (NotCanonical, None),
    reverses_nothing: (RuleRefused, "ck_entry_reverses_only_reversal"),
}


@pytest.mark.parametrize("spoilt", REFUSED, ids=lambda spoilt: spoilt.__name__)
def test_one_that_is_refused_takes_the_others_with_it(office, spoilt):
    commands = [office.award(who, 5, f"k:{who}") for who in range(3)]
    bad = spoilt(office, commands[1])
    before = (count_of(Entry), count_of(PrivateBody), balances_seen())
    kind, constraint = REFUSED[spoilt]
    with pytest.raises(kind) as refusal:
        office.post([commands[0], bad, commands[2]])
    assert getattr(refusal.value, "constraint", None) == constraint
    session().expire_all()
    assert (count_of(Entry), count_of(PrivateBody), balances_seen()) == before
    # A single posting is refused for the same reason.
    with pytest.raises(kind) as single:
        office.post_singly([bad])
    assert getattr(single.value, "constraint", None) == constraint
    assert len(set(office.post(commands))) == 3


def test_second_correction_of_an_entry_is_refused_with_the_first(office):
    (uid,) = office.post([office.guidance(0, "k:0")])
    before = count_of(Entry)
    corrections = [
        office.guidance(0, f"r:{number}", kind=EntryKind.REVERSAL, reverses_uid=uid)
        for number in range(2)
    ]
    with pytest.raises(RuleRefused) as refusal:
        office.post(corrections)
    assert refusal.value.constraint == "uq_entry_agency_id_reverses_uid"
    assert count_of(Entry) == before
    assert len(office.post(corrections[:1])) == 1


def test_caller_that_fails_later_leaves_no_entry(office):
    before = count_of(Entry)
    undone(lambda: office.post(office.guidance(0, f"k:{number}") for number in range(5)))
    assert count_of(Entry) == before


def test_iterator_that_fails_leaves_no_entry(office):
    before = count_of(Entry)

    def commands():
        yield from (office.guidance(0, f"k:{number}") for number in range(AT_ONCE))
        raise Undo

    with pytest.raises(Undo):
        office.post(commands())
    assert count_of(Entry) == before
