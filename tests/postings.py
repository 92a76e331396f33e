"""Commands to the ledger for tests: each test names what matters to it."""

from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import AwardShare, PostAward, PostEntry
from ledger.models.entries import Balance, MeritAccount

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
