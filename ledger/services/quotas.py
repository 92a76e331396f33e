"""Quotas: how many points a unit may give in a quarter, and who may open or widen that."""

from datetime import date, datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.people import Role
from ledger.domain.periods import PeriodKind, parse_period
from ledger.domain.posting_commands import PostEntry, WidenQuota, quota_period
from ledger.domain.postings import quota_lines
from ledger.errors import Forbidden, InvalidInput, sentence
from ledger.queries import quotas
from ledger.services.entries import post_entry
from ledger.services.events import record_event
from ledger.services.merit_accounts import open_quota_account

SHORTEST_REASON = 20


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
    return post_quota(EntryKind.QUOTA_OPENING, command, actor=actor, now=now)


def post_quota(kind: EntryKind, command: WidenQuota, *, actor: Actor, now: datetime) -> str:
    """Move points from issuance to the unit's quota; for HR, heads of units and the system."""
    _require_authority(actor)
    quarter = _quarter_start(command.period)
    _require_points(command.points)
    with transaction() as work:
        ref = open_quota_account(work, command.unit_id, quota_period(quarter))
        uid = post_entry(
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
        record_event(
            f"quota:points:{'opened' if kind is EntryKind.QUOTA_OPENING else 'widened'}",
            subject_kind="unit",
            subject_id=command.unit_id,
            actor=actor,
            now=now,
            data={"uid": uid, "points": command.points, "period": quota_period(quarter)},
        )
    return uid


def _require_authority(actor: Actor) -> None:
    if not (actor.is_system or actor.is_leader or actor.has_role(Role.HR)):
        raise Forbidden(sentence("Kuota poin hanya diatur kepegawaian atau pimpinan unit kerja."))


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
