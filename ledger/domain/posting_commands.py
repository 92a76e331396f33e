"""What may be asked of the ledger: one entry, an award to people, a wider quota."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ledger.domain.entries import EntryKind
from ledger.domain.periods import PeriodKind, period_of
from ledger.domain.postings import PostingLine


@dataclass(frozen=True, kw_only=True)
class PostEntry:
    """One entry.

    ``idempotency_key`` is natural and unique in the agency. ``unit_id`` is the unit it concerns,
    ``subjects`` are ``(person_id, points)``, the first of them ``person_id`` when that is not
    given. ``reason_code`` and the values of ``facts`` are public codes that stay in the leaf for
    ever. ``detail`` is for screens and holds no private text. ``subject_private`` and
    ``reason_private`` hold everything about a person and all free text.
    """

    kind: EntryKind
    idempotency_key: str
    happened_on: date
    decided_at: datetime
    effective_on: date | None = None
    unit_id: int | None = None
    person_id: int | None = None
    subjects: tuple[tuple[int, int], ...] = ()
    decided_by: int | None = None
    rule_version_id: int | None = None
    proposal_id: int | None = None
    reason_code: str | None = None
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    lines: tuple[PostingLine, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    subject_private: Mapping[str, Any] | None = None
    reason_private: Mapping[str, Any] | None = None
    doc_sha256: str | None = None
    reverses_uid: str | None = None

    @property
    def first_person_id(self) -> int | None:
        """Whose page the entry stands on."""
        if self.person_id is None and self.subjects:
            return self.subjects[0][0]
        return self.person_id

    @property
    def people(self) -> tuple[int, ...]:
        """The subjects, with the person even when no subject was listed."""
        listed = tuple(person_id for person_id, _ in self.subjects)
        if self.person_id is None or self.person_id in listed:
            return listed
        return (self.person_id, *listed)

    @property
    def named(self) -> frozenset[int]:
        """Everybody whose opaque account key the entry needs: subjects and who decided."""
        decider = () if self.decided_by is None else (self.decided_by,)
        return frozenset((*self.people, *decider))

    @property
    def points_by_person(self) -> dict[int, int]:
        return {**dict.fromkeys(self.people, 0), **dict(self.subjects)}


@dataclass(frozen=True, kw_only=True)
class AwardShare:
    """One person of an award; the shares of a team sum to 100 percent."""

    person_id: int
    share_percent: int = 100
    #: Name, NIP, rank, post and unit as they are now; sealed as a commitment only.
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PostAward:
    """Points of merit out of the quota of ``unit_id`` for the quarter of ``happened_on``.

    Every person gets an entry of their own, so that the proof somebody holds shows nobody else.
    Without ``shares`` the unit itself is thanked. Without points there is still an entry, for the
    badge or the document that ``detail`` names. ``key`` is natural, for example ``proposal:12``.
    """

    key: str
    unit_id: int
    points: int
    happened_on: date
    decided_at: datetime
    shares: tuple[AwardShare, ...] = ()
    effective_on: date | None = None
    decided_by: int | None = None
    rule_version_id: int | None = None
    proposal_id: int | None = None
    reason_code: str | None = None
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    reason_private: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class OpenQuota:
    """The points that a unit may give in a quarter, ``2026-T2``."""

    unit_id: int
    period: str
    points: int


@dataclass(frozen=True, kw_only=True)
class WidenQuota:
    """More points for a unit's quarter, on the record with its reason.

    ``key`` is made by whoever asks, so that asking twice widens once.
    """

    key: str
    unit_id: int
    period: str
    points: int
    reason: str


def quota_period(day: date) -> str:
    """The quarter whose quota pays for what happened on the day: ``2026-T2``."""
    return period_of(day, PeriodKind.QUARTER).code()
