"""A small agency whose few accounts everybody writes to, and what must be true of it afterwards."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.actors import Actor, system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.posting_commands import AwardShare, PostAward
from ledger.models.entries import Balance, Checkpoint, Entry, MeritAccount
from ledger.queries.verification import verify_ledger
from ledger.services.awards import post_award
from ledger.services.quotas import open_quota
from ledger.services.reversals import reverse_entry
from ledger.services.sealing import seal_all
from tests.factories import NOW, make_agency, make_person, make_unit
from tests.postings import DAY

PERIOD = "2026-T2"


@dataclass(frozen=True)
class Arena:
    """Only numbers: a row belongs to the session of one thread of one process."""

    agency_id: int
    unit_id: int
    people: tuple[int, ...]
    origin: str

    @property
    def actor(self) -> Actor:
        return system_actor(self.agency_id)

    @property
    def signer(self) -> SignerKey:
        return SignerKey(self.origin, bytes(range(32)))

    def award(self, key: str, person: int, points: int) -> str:
        """Points for one of the people, by place; the uid of the entry."""
        person_id = self.people[person]
        command = PostAward(
            key=key,
            unit_id=self.unit_id,
            points=points,
            happened_on=DAY,
            decided_at=datetime.now(UTC),
            shares=(AwardShare(person_id=person_id),),
            detail={"badge": "pelayan-sigap"},
            reason_private={"reason": "Antrean dipangkas."},
        )
        return post_award(command, actor=self.actor, now=datetime.now(UTC))[person_id]

    def reverse(self, uid: str) -> str:
        now = datetime.now(UTC)
        return reverse_entry(uid, reason="Keliru.", proposal_id=None, actor=self.actor, now=now)

    def seal(self, batch: int = 5000) -> None:
        seal_all(self.agency_id, signer=self.signer, now=datetime.now(UTC), batch=batch)


def open_arena(*, people: int, points: int) -> Arena:
    """The quota is open; nobody has an account yet."""
    agency = make_agency()
    unit = make_unit(agency)
    persons = tuple(make_person(unit).id for _ in range(people))
    open_quota(unit.id, PERIOD, points, actor=system_actor(agency.id), now=NOW)
    found = Arena(agency.id, unit.id, persons, agency.origin)
    session().rollback()
    return found


def entries_by_key(arena: Arena) -> dict[str, str]:
    """The uid of every entry but the opening of the quota."""
    session().rollback()
    rows = (
        session()
        .execute(select(Entry.idempotency_key, Entry.uid).where(Entry.agency_id == arena.agency_id))
        .all()
    )
    session().rollback()
    return {key: uid for key, uid in rows if not key.startswith("quota_opening:")}


def points_by_person(arena: Arena) -> list[int]:
    """What each of the people has, by place; nobody has two accounts."""
    rows = (
        session()
        .execute(
            select(MeritAccount.person_id, Balance.points)
            .join(Balance, Balance.account_id == MeritAccount.id)
            .where(MeritAccount.agency_id == arena.agency_id, MeritAccount.person_id.is_not(None))
        )
        .all()
    )
    assert max(Counter(person_id for person_id, _ in rows).values(), default=1) == 1
    held: dict[int, int] = dict(map(tuple, rows))
    return [held.get(person_id, 0) for person_id in arena.people]


def require_whole(arena: Arena) -> None:
    """Sealed to the last entry, everything verifies, and no point was made or lost."""
    session().rollback()
    arena.seal()
    session().rollback()
    report = verify_ledger(arena.agency_id, verifier_key=arena.signer.verifier_key)
    assert report.findings == ()
    assert report.pending == 0
    total = select(func.sum(Balance.points)).where(Balance.agency_id == arena.agency_id)
    assert session().scalar(total) == 0
    _require_one_chain(arena)


def _require_one_chain(arena: Arena) -> None:
    kept = (
        session()
        .execute(
            select(Checkpoint.sha256, Checkpoint.previous_sha256)
            .where(Checkpoint.agency_id == arena.agency_id)
            .order_by(Checkpoint.tree_size)
        )
        .all()
    )
    assert all(before.sha256 == after.previous_sha256 for before, after in pairwise(kept))
