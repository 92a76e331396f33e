"""Quotas: how many points a unit may give in a quarter, and who may open or widen that."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalState
from ledger.domain.entries import EntryKind
from ledger.domain.people import Role
from ledger.domain.periods import PeriodKind, parse_period
from ledger.domain.posting_commands import OpenQuota, PostEntry, WidenQuota, quota_period
from ledger.domain.postings import quota_lines
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.people import Unit
from ledger.models.proposals import Proposal, ProposalSubject
from ledger.queries import quotas
from ledger.services.entry_batches import post_or_find_entries
from ledger.services.events import record_event
from ledger.services.merit_accounts import open_quota_accounts
from ledger.services.proposals import release_waiting

MOST_POINTS = 1_000_000

NOT_YOURS = sentence(
    "Kuota poin unit ini ditambah oleh kepegawaian atau pimpinan di atas unit itu, bukan oleh"
    " unit itu sendiri."
)
FOR_ONESELF = sentence(
    "Penghargaan untuk Anda menunggu kuota ini, jadi kuotanya ditambah oleh pejabat lain."
)
TOO_MANY = sentence("Isi poin paling banyak 1.000.000.")


def quota_available(unit_id: int, *, on: date) -> int:
    """Points the unit may still give for what happens on the day."""
    return quotas.quota_available(unit_id, on=on)


def open_quota(unit_id: int, period: str, points: int, *, actor: Actor, now: datetime) -> str:
    """Give a unit its points of a quarter; what ``open_quotas`` does for many."""
    asked = OpenQuota(unit_id=unit_id, period=period, points=points)
    (uid,) = open_quotas([asked], actor=actor, now=now)
    return uid


def open_quotas(asked: Sequence[OpenQuota], *, actor: Actor, now: datetime) -> list[str]:
    """Give units their points of a quarter, each once; the same again changes nothing.

    Returns the uids of the entries, all of them or none. Raises Conflict
    ``idempotency_conflict`` for another number of points: an open quota is widened, not opened
    anew.
    """
    openings = [
        WidenQuota(
            key=f"quota_opening:{one.unit_id}:{one.period.strip().upper()}",
            unit_id=one.unit_id,
            period=one.period,
            points=one.points,
            reason="",
        )
        for one in asked
    ]
    return _post(EntryKind.QUOTA_OPENING, openings, actor=actor, now=now)


def widen_quota(command: WidenQuota, *, actor: Actor, now: datetime) -> str:
    """Give more points, with a reason, and let the awards take effect that waited for them.

    Returns the entry's uid; asked again with the same key it widens nothing further. For HR and
    the heads above the unit (Forbidden for others); RuleRefused ``quota_for_oneself`` where an
    award to the very actor waits for it.
    """
    require_reason(command.reason)
    key = f"quota_widened:{command.key}"
    with transaction() as work:
        _require_no_gain(work, command.unit_id, actor)
        widened = [replace(command, key=key)]
        (uid,) = _post(EntryKind.QUOTA_WIDENED, widened, actor=actor, now=now)
        release_waiting(command.unit_id, actor=actor, now=now)
    return uid


def _post(
    kind: EntryKind, commands: Sequence[WidenQuota], *, actor: Actor, now: datetime
) -> list[str]:
    """Move points from issuance to the quotas of units."""
    _require_authority({command.unit_id for command in commands}, actor)
    quarters = [_quarter_start(command.period) for command in commands]
    for command in commands:
        _require_points(command.points)
    owners = [
        (command.unit_id, quota_period(quarter))
        for command, quarter in zip(commands, quarters, strict=True)
    ]
    with transaction() as work:
        refs = open_quota_accounts(work, actor.agency_id, owners)
        entries = [
            _entry(kind, command, quarter, refs[owner], actor, now)
            for command, quarter, owner in zip(commands, quarters, owners, strict=True)
        ]
        posted = post_or_find_entries(entries, actor=actor, now=now)
        for command, (uid, is_new) in zip(commands, posted, strict=True):
            if is_new:
                _record(kind, command, uid, actor, now)
    return [uid for uid, _ in posted]


def _entry(
    kind: EntryKind, command: WidenQuota, quarter: date, ref: str, actor: Actor, now: datetime
) -> PostEntry:
    return PostEntry(
        kind=kind,
        idempotency_key=command.key,
        happened_on=quarter,
        decided_at=now,
        unit_id=command.unit_id,
        decided_by=actor.person_id,
        lines=quota_lines(ref, command.points),
        reason_private={"reason": command.reason} if command.reason else None,
    )


def _record(kind: EntryKind, command: WidenQuota, uid: str, actor: Actor, now: datetime) -> None:
    record_event(
        f"quota:points:{'opened' if kind is EntryKind.QUOTA_OPENING else 'widened'}",
        subject_kind="unit",
        subject_id=command.unit_id,
        actor=actor,
        now=now,
        data={"uid": uid, "points": command.points, "period": command.period},
    )


def _require_authority(unit_ids: Set[int], actor: Actor) -> None:
    """HR of the units, or a head above them: whoever heads one spends its very quota."""
    if not (actor.is_system or actor.is_leader or actor.has_role(Role.HR)):
        raise Forbidden(NOT_YOURS)
    ours = select(Unit.id).where(Unit.agency_id == actor.agency_id, Unit.id.in_(unit_ids))
    with transaction() as work:
        known = set(work.scalars(ours))
    if unit_ids - known:
        raise NotFound(quotas.NO_UNIT)
    reach = None if actor.is_system else quotas.units_to_widen(actor)
    if reach is not None and unit_ids - reach:
        raise Forbidden(NOT_YOURS)


def _require_no_gain(work: Session, unit_id: int, actor: Actor) -> None:
    mine = work.scalar(
        select(Proposal.id)
        .join(ProposalSubject, ProposalSubject.proposal_id == Proposal.id)
        .where(
            Proposal.unit_id == unit_id,
            Proposal.state == ProposalState.AWAITING_QUOTA,
            ProposalSubject.person_id == actor.person_id,
        )
        .limit(1)
    )
    if mine is not None:
        raise RuleRefused(FOR_ONESELF, constraint="quota_for_oneself")


def _quarter_start(period: str) -> date:
    found = parse_period(period)
    if found.kind is not PeriodKind.QUARTER:
        text = sentence("Kuota poin berlaku per triwulan, misalnya 2026-T2.")
        raise InvalidInput(text, fields={"period": [text]})
    return found.start


def _require_points(points: int) -> None:
    if points <= 0:
        text = sentence("Isi poin dengan angka lebih dari nol.")
        raise InvalidInput(text, fields={"points": [text]})
    if points > MOST_POINTS:
        raise InvalidInput(TOO_MANY, fields={"points": [TOO_MANY]})
