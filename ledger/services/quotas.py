"""Quotas: how many points a unit may give in a quarter, and who may open or widen that."""

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
from ledger.domain.posting_commands import PostEntry, WidenQuota, quota_period
from ledger.domain.postings import quota_lines
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.people import Unit
from ledger.models.proposals import Proposal, ProposalSubject
from ledger.queries import quotas
from ledger.services.entries import post_or_find
from ledger.services.events import record_event
from ledger.services.merit_accounts import open_quota_account
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
    """Give a unit its points of a quarter (``2026-T2``), once; the same again changes nothing.

    Returns the entry's uid. Raises Conflict ``idempotency_conflict`` for another number of points:
    an open quota is widened, not opened anew.
    """
    key = f"quota_opening:{unit_id}:{period.strip().upper()}"
    command = WidenQuota(key=key, unit_id=unit_id, period=period, points=points, reason="")
    return _post(EntryKind.QUOTA_OPENING, command, actor=actor, now=now)


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
        uid = _post(EntryKind.QUOTA_WIDENED, replace(command, key=key), actor=actor, now=now)
        release_waiting(command.unit_id, actor=actor, now=now)
    return uid


def _post(kind: EntryKind, command: WidenQuota, *, actor: Actor, now: datetime) -> str:
    """Move points from issuance to the unit's quota."""
    _require_authority(command.unit_id, actor)
    quarter = _quarter_start(command.period)
    _require_points(command.points)
    with transaction() as work:
        ref = open_quota_account(work, command.unit_id, quota_period(quarter))
        uid, is_new = post_or_find(
            PostEntry(
                kind=kind,
                idempotency_key=command.key,
                happened_on=quarter,
                decided_at=now,
                unit_id=command.unit_id,
                decided_by=actor.person_id,
                lines=quota_lines(ref, command.points),
                reason_private={"reason": command.reason} if command.reason else None,
            ),
            actor=actor,
            now=now,
        )
        if is_new:
            _record(kind, command, uid, actor, now)
    return uid


def _record(kind: EntryKind, command: WidenQuota, uid: str, actor: Actor, now: datetime) -> None:
    record_event(
        f"quota:points:{'opened' if kind is EntryKind.QUOTA_OPENING else 'widened'}",
        subject_kind="unit",
        subject_id=command.unit_id,
        actor=actor,
        now=now,
        data={"uid": uid, "points": command.points, "period": command.period},
    )


def _require_authority(unit_id: int, actor: Actor) -> None:
    """HR of the unit, or a head above it: whoever heads it spends this very quota."""
    if not (actor.is_system or actor.is_leader or actor.has_role(Role.HR)):
        raise Forbidden(NOT_YOURS)
    with transaction() as work:
        agency_id = work.scalar(select(Unit.agency_id).where(Unit.id == unit_id))
    if agency_id != actor.agency_id:
        raise NotFound(quotas.NO_UNIT)
    if not (actor.is_system or quotas.may_widen(actor, unit_id)):
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
