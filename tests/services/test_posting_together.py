"""Many writers at once: no update is lost, no quota overdrawn, no first spend counted twice."""

from contextlib import nullcontext, suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ledger.database import db, session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import AwardShare, PostEntry
from ledger.domain.postings import award_lines, quota_key
from ledger.errors import Conflict
from ledger.models.entries import Balance, Entry, MeritAccount
from ledger.queries.verification import verify_ledger
from ledger.services.awards import post_award
from ledger.services.entries import post_entry
from ledger.services.merit_accounts import person_account_ref
from ledger.services.quotas import open_quota, quota_available
from ledger.services.reversals import reverse_entry
from ledger.services.sealing import seal_all
from tests.factories import make_agency, make_person, make_unit
from tests.postings import DAY, award, guidance, points_of
from tests.together import WRITERS, together


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def actor(unit):
    return system_actor(unit.agency_id)


def test_writers_on_one_quota_lose_no_update(app, unit, actor, now):
    people = [make_person(unit) for _ in range(4)]
    ids = [person.id for person in people]
    open_quota(unit.id, "2026-T2", 1000, actor=actor, now=now)

    def spend(number: int) -> None:
        for turn in range(3):
            share = AwardShare(person_id=ids[(number + turn) % len(ids)])
            command = award(unit, now, share, points=5, key=f"proposal:{number}:{turn}")
            post_award(command, actor=actor, now=now)

    assert together(app, spend) == {"done": WRITERS}
    assert quota_available(unit.id, on=DAY) == 1000 - WRITERS * 3 * 5
    assert sum(points_of(person) for person in people) == WRITERS * 3 * 5
    assert session().scalar(select(func.sum(Balance.points))) == 0


def test_writers_on_one_quota_never_overdraw_it(app, unit, actor, now):
    person_id = make_person(unit).id
    open_quota(unit.id, "2026-T2", 50, actor=actor, now=now)

    def spend(number: int) -> None:
        share = AwardShare(person_id=person_id)
        command = award(unit, now, share, points=10, key=f"proposal:{number}")
        post_award(command, actor=actor, now=now)

    expected = {"done": 5, "ck_balance_not_overdrawn": WRITERS - 5}
    assert together(app, spend) == expected
    assert quota_available(unit.id, on=DAY) == 0


def test_first_spends_of_new_people_open_one_account_each(app, unit, actor, now):
    ids = [make_person(unit).id for _ in range(2)]
    open_quota(unit.id, "2026-T2", 1000, actor=actor, now=now)

    def spend(number: int) -> None:
        # Half of them name the team the other way round, which must not make them wait in a ring.
        team = ids if number % 2 else ids[::-1]
        shares = [AwardShare(person_id=person_id, share_percent=50) for person_id in team]
        command = award(unit, now, *shares, points=10, key=f"proposal:{number}")
        post_award(command, actor=actor, now=now)

    assert together(app, spend) == {"done": WRITERS}
    accounts = select(func.count()).select_from(MeritAccount)
    assert session().scalar(accounts.where(MeritAccount.person_id.in_(ids))) == 2
    assert quota_available(unit.id, on=DAY) == 1000 - WRITERS * 10


def test_one_request_sent_by_all_is_done_once(app, unit, actor, now):
    command = guidance(make_person(unit), now)
    answers = []
    told = together(app, lambda _: answers.append(post_entry(command, actor=actor, now=now)))
    assert told == {"done": WRITERS}
    assert len(set(answers)) == 1
    assert session().scalar(select(func.count()).select_from(Entry)) == 1


def test_one_key_for_two_requests_is_done_once_and_refused_to_the_other(app, unit, actor, now):
    command = guidance(make_person(unit), now)
    other = replace(command, facts={"level": "tertulis"})
    answers = []

    def post(number: int) -> None:
        with suppress(Conflict):
            asked = other if number % 2 else command
            answers.append(post_entry(asked, actor=actor, now=now))

    assert together(app, post) == {"done": WRITERS}
    assert len(answers) == WRITERS / 2
    assert len(set(answers)) == 1
    assert session().scalar(select(func.count()).select_from(Entry)) == 1


def test_refused_postings_leave_those_beside_them(app, unit, actor, now):
    """Alone, as they may share a commit: each overdraws by its own and nobody else's."""
    ref = person_account_ref(make_person(unit).id)
    open_quota(unit.id, "2026-T2", 20, actor=actor, now=now)
    source = quota_key(unit.code, "2026-T2")

    def spend(number: int) -> None:
        points = 100 if number % 4 == 0 else 1
        lines = award_lines(source, {ref: points})
        command = PostEntry(
            kind=EntryKind.AWARD_POINTS,
            idempotency_key=f"writer:{number}",
            happened_on=DAY,
            decided_at=now,
            unit_id=unit.id,
            lines=lines,
        )
        post_entry(command, actor=actor, now=now)

    refused = WRITERS // 4
    told = together(app, spend)
    assert told == {"done": WRITERS - refused, "ck_balance_not_overdrawn": refused}
    assert quota_available(unit.id, on=DAY) == 20 - (WRITERS - refused)


def test_writers_alone_and_in_transactions_get_their_turns(app, unit, actor, now):
    person = make_person(unit)
    person_account_ref(person.id)
    commands = [
        [guidance(person, now, idempotency_key=f"{number}:{turn}") for turn in range(4)]
        for number in range(WRITERS)
    ]

    def post(number: int) -> None:
        for command in commands[number]:
            with transaction() if number % 2 else nullcontext():
                post_entry(command, actor=actor, now=now)

    assert together(app, post) == {"done": WRITERS}
    assert session().scalar(select(func.count()).select_from(Entry)) == WRITERS * 4


def test_posting_of_a_callers_transaction_waits_for_its_commit(app, unit, actor, now):
    person = make_person(unit)
    person_account_ref(person.id)
    standing = select(func.count()).select_from(Entry)
    with transaction():
        post_entry(guidance(person, now), actor=actor, now=now)
        with db.engine.connect() as elsewhere:
            assert elsewhere.scalar(standing) == 0
    assert session().scalar(standing) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "award", "reverse", "seal"]),
        st.integers(0, 3),
        st.integers(1, 60),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_sequence_of_postings_balances_and_verifies(app, now, steps):
    agency = make_agency()
    units = [make_unit(agency), make_unit(agency)]
    people = [make_person(unit) for unit in units for _ in range(2)]
    actor, signer = system_actor(agency.id), SignerKey(agency.origin, bytes(range(32)))
    standing: list[tuple[str, int, int]] = []
    opened: set[int] = set()
    quotas, held = [0, 0], [0] * len(people)
    for turn, (step, who, points) in enumerate(steps):
        unit = units[who // 2]
        if step == "open" and unit.id not in opened:
            # Only once, also when all of it has been given: later it could only be widened.
            open_quota(unit.id, "2026-T2", points, actor=actor, now=now)
            opened.add(unit.id)
            quotas[who // 2] = points
        elif step == "award" and quotas[who // 2] >= points:
            share = AwardShare(person_id=people[who].id)
            command = award(unit, now, share, points=points, key=f"t:{turn}")
            uids = post_award(command, actor=actor, now=now)
            standing.append((uids[people[who].id], who, points))
            quotas[who // 2] -= points
            held[who] += points
        elif step == "reverse" and standing:
            uid, whose, back = standing.pop(points % len(standing))
            reverse_entry(uid, reason="Keliru.", proposal_id=None, actor=actor, now=now)
            quotas[whose // 2] += back
            held[whose] -= back
        elif step == "seal":
            seal_all(agency.id, signer=signer, now=now)
    assert [points_of(person) or 0 for person in people] == held
    assert [quota_available(unit.id, on=DAY) for unit in units] == quotas
    total = select(func.coalesce(func.sum(Balance.points), 0))
    assert session().scalar(total.where(Balance.agency_id == agency.id)) == 0
    assert verify_ledger(agency.id, verifier_key=signer.verifier_key).findings == ()
