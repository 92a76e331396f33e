"""Awards become entries: the unit's quota pays, and everybody gets an entry of their own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CompoundSelect, or_, select, union_all
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import AwardShare, PostAward, PostEntry, quota_period
from ledger.domain.postings import award_lines
from ledger.domain.proposals import MeritAccountKind
from ledger.domain.refusals import sentence_for
from ledger.domain.shares import split_points
from ledger.errors import RuleRefused
from ledger.models.entries import Balance, Entry, MeritAccount
from ledger.services.entry_batches import post_entries
from ledger.services.merit_accounts import open_person_accounts, open_unit_account
from ledger.services.retries import retried

OVERDRAWN = "ck_balance_not_overdrawn"
#: Under whom the entry of a unit stands that was thanked as such.
UNIT_ITSELF = 0


@dataclass(frozen=True)
class _Accounts:
    """The accounts of one award, locked; ``quota_ref`` is empty when none was ever opened."""

    quota_ref: str
    available: int
    unit_ref: str
    person_refs: dict[int, str]


@retried
def post_award(command: PostAward, *, actor: Actor, now: datetime) -> dict[int, str]:
    """Post what an approved award gives; return the uid of each person's entry.

    The points of a team are split by largest remainder; a unit thanked as such stands under
    UNIT_ITSELF. Raises RuleRefused OVERDRAWN before anything is written when the quota does not
    suffice, so that the caller's transaction can go on and let the award wait.
    """
    with transaction() as work:
        work.flush()
        accounts = _lock_accounts(work, command, actor)
        if command.points > accounts.available and not _was_posted(work, command, actor):
            raise RuleRefused(sentence_for(OVERDRAWN), constraint=OVERDRAWN)
        shared = _split(command)
        entries = [_entry(command, share, points, accounts) for share, points in shared]
        uids = post_entries(entries, actor=actor, now=now)
        return {_number(share): uid for (share, _), uid in zip(shared, uids, strict=True)}


def _lock_accounts(work: Session, command: PostAward, actor: Actor) -> _Accounts:
    """All at once and in one order, so that two awards to the same people never cross."""
    found = _read_accounts(work, command, actor)
    if command.shares:
        missing = {share.person_id for share in command.shares} - found.person_refs.keys()
        open_person_accounts(work, actor.agency_id, missing)
    elif not found.unit_ref:
        missing = {command.unit_id}
        open_unit_account(work, command.unit_id)
    else:
        return found
    return _read_accounts(work, command, actor) if missing else found


def _read_accounts(work: Session, command: PostAward, actor: Actor) -> _Accounts:
    rows = work.execute(
        select(MeritAccount.kind, MeritAccount.person_id, MeritAccount.ref, Balance.points)
        .join(Balance, Balance.account_id == MeritAccount.id)
        .where(MeritAccount.id.in_(_asked_accounts(command, actor)))
        .order_by(Balance.account_id)
        .with_for_update(of=Balance)
    ).all()
    quota = [(row.ref, row.points) for row in rows if row.kind is MeritAccountKind.QUOTA]
    units = [row.ref for row in rows if row.kind is MeritAccountKind.UNIT]
    quota_ref, available = quota[0] if quota else ("", 0)
    return _Accounts(
        quota_ref=quota_ref,
        available=available,
        unit_ref=units[0] if units else "",
        person_refs={row.person_id: row.ref for row in rows if row.person_id is not None},
    )


def _asked_accounts(command: PostAward, actor: Actor) -> CompoundSelect[int]:
    """Two look-ups by index: an OR of both would walk through every account of the agency."""
    kind, period = MeritAccount.kind, quota_period(command.happened_on)
    return union_all(
        select(MeritAccount.id).where(
            MeritAccount.agency_id == actor.agency_id,
            kind == MeritAccountKind.PERSON,
            MeritAccount.person_id.in_([share.person_id for share in command.shares]),
        ),
        select(MeritAccount.id).where(
            MeritAccount.agency_id == actor.agency_id,
            kind.in_((MeritAccountKind.UNIT, MeritAccountKind.QUOTA)),
            MeritAccount.unit_id == command.unit_id,
            or_(kind == MeritAccountKind.UNIT, MeritAccount.period == period),
        ),
    )


def _was_posted(work: Session, command: PostAward, actor: Actor) -> bool:
    """An award that already stands is answered again, whatever is left of the quota."""
    first, _ = _split(command)[0]
    there = select(Entry.id).where(
        Entry.agency_id == actor.agency_id, Entry.idempotency_key == _key(command, first)
    )
    return work.scalar(there) is not None


def _split(command: PostAward) -> list[tuple[AwardShare | None, int]]:
    if not command.shares:
        return [(None, command.points)]
    parts = split_points(command.points, [share.share_percent for share in command.shares])
    return list(zip(command.shares, parts, strict=True))


def _entry(
    command: PostAward, share: AwardShare | None, points: int, accounts: _Accounts
) -> PostEntry:
    ref = accounts.person_refs[share.person_id] if share else accounts.unit_ref
    return PostEntry(
        kind=_kind(command, points),
        idempotency_key=_key(command, share),
        happened_on=command.happened_on,
        decided_at=command.decided_at,
        effective_on=command.effective_on,
        unit_id=command.unit_id,
        subjects=((share.person_id, points),) if share else (),
        decided_by=command.decided_by,
        rule_version_id=command.rule_version_id,
        proposal_id=command.proposal_id,
        reason_code=command.reason_code,
        facts=command.facts,
        lines=award_lines(accounts.quota_ref, {ref: points}) if points else (),
        detail=command.detail,
        subject_private=share.private if share else None,
        reason_private=command.reason_private,
    )


def _kind(command: PostAward, points: int) -> EntryKind:
    if points:
        return EntryKind.AWARD_POINTS
    return EntryKind.AWARD_BADGE if command.detail.get("badge") else EntryKind.AWARD_DOCUMENT


def _key(command: PostAward, share: AwardShare | None) -> str:
    return f"{command.key}:person:{share.person_id}" if share else f"{command.key}:unit"


def _number(share: AwardShare | None) -> int:
    return share.person_id if share else UNIT_ITSELF
