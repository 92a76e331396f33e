"""The merit of one person line by line; every total is a sum of these very lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select

from ledger.database import session
from ledger.domain.approvals import Verdict
from ledger.domain.as_of import CountedDate, EntryDates, counts_by
from ledger.domain.commitments import PrivatePart
from ledger.domain.entries import EntryKind
from ledger.domain.people import CAPACITY_LABELS, Capacity
from ledger.domain.periods import Period
from ledger.domain.proposals import MeritAccountKind
from ledger.domain.rules.definitions import Tier
from ledger.models.entries import (
    Entry,
    EntrySubject,
    MeritAccount,
    Posting,
    PrivateBody,
    SealedLeaf,
)
from ledger.models.people import Person
from ledger.models.proposals import ApprovalStep
from ledger.models.rules import RuleVersion

MERIT_KINDS = frozenset(
    {
        EntryKind.OPENING,
        EntryKind.AWARD_POINTS,
        EntryKind.AWARD_BADGE,
        EntryKind.AWARD_DOCUMENT,
        EntryKind.POINTS_EXPIRED,
    }
)
TIERS: Sequence[str] = tuple(tier.value for tier in Tier)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as its person reads it; ``running`` is the sum of points up to and with it.

    ``title`` says what it was for and ``reason`` why: the sentence of the rule, or the words of
    the correction. ``decider`` is empty for what a rule gave by itself. A correction names the
    entry it takes back in ``reverses_uid``; that one names it in ``reversed_by``.
    """

    uid: str
    kind: EntryKind
    happened_on: date
    decided_at: datetime
    effective_on: date
    title: str
    reason: str
    rule: str
    rule_title: str
    decider: str
    capacity: str
    verdict_reason: str
    points: int
    badge: Mapping[str, str] | None
    reverses_uid: str | None
    reversed_by: str | None = None
    running: int = 0
    is_sealed: bool = True

    @property
    def dates(self) -> EntryDates:
        return EntryDates(self.happened_on, self.decided_at, self.effective_on)

    @property
    def is_correction(self) -> bool:
        return self.reverses_uid is not None


@dataclass(frozen=True, kw_only=True)
class BadgeHeld:
    """A badge with its highest tier and every deed that earned it, the newest first."""

    code: str
    name: str
    tier: str
    deeds: tuple[Line, ...]

    @property
    def times(self) -> int:
        return len(self.deeds)


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """The points of one period, as a chart wants them: ``mark`` and ``under`` beneath the line.

    A period that is ``running`` still grows: drawn like the others it would read as a fall.
    """

    label: str
    mark: str
    under: str
    value: int
    running: bool


def merit_lines(person_id: int) -> list[Line]:
    """Every line of merit of the person, in the order things happened, with the running sum."""
    rows = session().execute(_merit(person_id))
    return _summed(_line(row) for row in rows if _is_merit(row))


def lines_on_day(
    lines: Iterable[Line], day: date, *, counted: CountedDate, zone: str
) -> list[Line]:
    """Those that counted at the end of a past day, summed anew: a later correction is not there."""
    return _summed(
        replace(line, reversed_by=None)
        for line in lines
        if counts_by(line.dates, day, counted, zone)
    )


def _summed(lines: Iterable[Line]) -> list[Line]:
    found = {line.uid: line for line in lines}
    taken_back = {line.reverses_uid: line.uid for line in found.values() if line.is_correction}
    running, summed = 0, []
    for uid, line in found.items():
        running += line.points
        original = found.get(line.reverses_uid or "")
        title = line.title or (original.title if original else "")
        summed.append(replace(line, title=title, running=running, reversed_by=taken_back.get(uid)))
    return summed


def lines_of_period(lines: Iterable[Line], period: Period) -> tuple[Line, ...]:
    """The lines that happened in the period, the newest first."""
    return tuple(reversed([line for line in lines if period.contains(line.happened_on)]))


def badges_of(lines: Iterable[Line]) -> tuple[BadgeHeld, ...]:
    """The badges in force, by name."""
    deeds: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.badge and line.reversed_by is None and not line.is_correction:
            deeds[line.badge["code"]].append(line)
    held = [_badge(code, earned) for code, earned in deeds.items()]
    return tuple(sorted(held, key=lambda badge: badge.name))


def trend_of(lines: Iterable[Line], last: Period, *, length: int) -> tuple[TrendPoint, ...]:
    """The points of ``length`` periods of one kind, the oldest first, ``last`` still running."""
    periods = [last]
    while len(periods) < length:
        periods.append(periods[-1].previous())
    sums = dict.fromkeys(reversed(periods), 0)
    for line in lines:
        for period in sums:
            if period.contains(line.happened_on):
                sums[period] += line.points
    return tuple(
        TrendPoint(
            label=period.label(),
            mark=period.code()[5:],
            # A year is written once, where it begins.
            under=f"{period.start.year}" if place == 0 or period.number == 1 else "",
            value=value,
            running=period == last,
        )
        for place, (period, value) in enumerate(sums.items())
    )


def _merit(person_id: int) -> Select[Any]:
    account = (
        select(MeritAccount.id)
        .where(MeritAccount.kind == MeritAccountKind.PERSON, MeritAccount.person_id == person_id)
        .scalar_subquery()
    )
    return (
        select(
            Entry.uid,
            Entry.kind,
            Entry.happened_on,
            Entry.decided_at,
            Entry.effective_on,
            Entry.reverses_uid,
            Entry.detail,
            Posting.points_delta,
            RuleVersion.code.label("rule_code"),
            RuleVersion.version.label("rule_version"),
            RuleVersion.title.label("rule_title"),
            RuleVersion.sentence,
            Person.name.label("decider"),
            ApprovalStep.official,
            ApprovalStep.capacity,
            PrivateBody.content,
            SealedLeaf.position,
        )
        .select_from(EntrySubject)
        .join(Entry, Entry.id == EntrySubject.entry_id)
        .outerjoin(SealedLeaf, SealedLeaf.entry_id == Entry.id)
        .outerjoin(Posting, and_(Posting.entry_id == Entry.id, Posting.account_id == account))
        .outerjoin(RuleVersion, RuleVersion.id == Entry.rule_version_id)
        .outerjoin(Person, Person.id == Entry.decided_by)
        .outerjoin(
            ApprovalStep,
            and_(
                ApprovalStep.proposal_id == Entry.proposal_id,
                ApprovalStep.decided_by == Entry.decided_by,
                ApprovalStep.verdict == Verdict.APPROVE,
            ),
        )
        .outerjoin(
            PrivateBody,
            and_(PrivateBody.entry_id == Entry.id, PrivateBody.part == PrivatePart.REASON.value),
        )
        .where(
            EntrySubject.person_id == person_id,
            Entry.kind.in_((*MERIT_KINDS, EntryKind.REVERSAL)),
        )
        .order_by(Entry.happened_on, Entry.id)
    )


def _is_merit(row: Row[Any]) -> bool:
    """A correction of guidance stands with the guidance, never beside points."""
    if row.kind is not EntryKind.REVERSAL:
        return True
    return (row.detail or {}).get("reversed_kind") in MERIT_KINDS


def _line(row: Row[Any]) -> Line:
    detail, private = row.detail or {}, row.content or {}
    corrects = row.kind is EntryKind.REVERSAL
    return Line(
        uid=row.uid,
        kind=row.kind,
        happened_on=row.happened_on,
        decided_at=row.decided_at,
        effective_on=row.effective_on,
        title=detail.get("title") or row.rule_title or "",
        reason=private.get("reason", "")
        if corrects
        else detail.get("sentence") or row.sentence or "",
        rule=f"{row.rule_code}@{row.rule_version}" if row.rule_code else "",
        rule_title=row.rule_title or "",
        decider=decider_name(row.official, row.decider),
        capacity=capacity_text(row.official, row.capacity),
        verdict_reason=private.get("verdict_reason", ""),
        points=row.points_delta or 0,
        badge=badge_data(detail),
        reverses_uid=row.reverses_uid,
        is_sealed=row.position is not None,
    )


def decider_name(official: Mapping[str, Any] | None, name: str | None) -> str:
    """The name as it was at the decision, else as it is now."""
    then = official or {}
    return str(then.get("full_name") or then.get("name") or name or "")


def capacity_text(official: Mapping[str, Any] | None, capacity: Capacity | None) -> str:
    """The post at the decision: "Plt. Kepala Bidang Pelayanan"."""
    then = official or {}
    acting = capacity is not None and capacity is not Capacity.DEFINITIF
    label = CAPACITY_LABELS[capacity] if acting and capacity else ""
    post = then.get("post") if acting else then.get("position")
    return f"{label} {post or then.get('position') or ''}".strip()


def badge_data(detail: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The badge of an entry with code, tier and name."""
    badge = detail.get("badge")
    if not badge:
        return None
    if isinstance(badge, str):
        return {"code": badge, "tier": "", "name": badge}
    return {name: str(badge.get(name, "")) for name in ("code", "tier", "name")}


def _badge(code: str, earned: Sequence[Line]) -> BadgeHeld:
    tiers = [line.badge["tier"] for line in earned if line.badge]
    best = max(tiers, key=lambda tier: TIERS.index(tier) if tier in TIERS else -1)
    newest = tuple(reversed(earned))
    return BadgeHeld(
        code=code,
        name=newest[0].badge["name"] if newest[0].badge else code,
        tier=best,
        deeds=newest,
    )
