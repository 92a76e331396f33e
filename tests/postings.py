"""Commands to the ledger for tests: each test names what matters to it."""

from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import AwardShare, PostAward, PostEntry
from ledger.models.entries import Balance, MeritAccount
from ledger.models.people import Agency
from ledger.services.awards import post_award
from ledger.services.quotas import open_quota
from ledger.services.sealing import seal_pending
from tests.factories import make_agency, make_person, make_unit

DAY = date(2026, 5, 4)


def guidance(person, now: datetime, **fields) -> PostEntry:
    values = {
        "kind": EntryKind.GUIDANCE,
        "idempotency_key": "proposal:1",
        "happened_on": DAY,
        "decided_at": now,
        "unit_id": person.unit_id,
        "subjects": ((person.id, 0),),
        "facts": {"level": "lisan"},
        "detail": {"level": "lisan"},
        "subject_private": {"name": person.name},
        "reason_private": {"reason": "Antrean dibiarkan tanpa petugas."},
    }
    return PostEntry(**{**values, **fields})


def award(unit, now: datetime, *shares: AwardShare, points: int = 30, **fields) -> PostAward:
    values = {
        "key": "proposal:1",
        "unit_id": unit.id,
        "points": points,
        "happened_on": DAY,
        "decided_at": now,
        "shares": shares,
        "detail": {"badge": "pelayan-sigap"},
        "reason_private": {"reason": "Antrean dipangkas."},
    }
    return PostAward(**{**values, **fields})


def points_of(person) -> int:
    return session().scalar(
        select(Balance.points)
        .join(MeritAccount, MeritAccount.id == Balance.account_id)
        .where(MeritAccount.person_id == person.id)
    )


def sealed_ledger(now: datetime) -> tuple[Agency, SignerKey]:
    """A ledger with two sealed entries and one that waits, and the key that signs it."""
    agency = make_agency()
    unit, actor = make_unit(agency), system_actor(agency.id)
    team = [make_person(unit), make_person(unit)]
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    shares = [AwardShare(person_id=person.id, share_percent=50) for person in team]
    post_award(award(unit, now, *shares), actor=actor, now=now)
    signer = SignerKey(agency.origin, bytes(range(32)))
    seal_pending(agency.id, signer=signer, now=now, limit=2)
    session().rollback()
    return agency, signer
