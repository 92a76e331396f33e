"""What a gate looks at, and what it answers: reasons to wait, each with its article."""

from dataclasses import dataclass, field
from datetime import date

from ledger.domain.authority import Verdict
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.kinds import Kind


@dataclass(frozen=True, slots=True)
class Missing:
    """One reason why a step waits, and the rule that asks for it."""

    reason: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationRecord:
    """The signatures under a berita acara pemeriksaan (BAP)."""

    examined_on: date
    examiners_signed: bool
    examinee_signed: bool
    refusal_noted: bool = False

    @property
    def is_complete(self) -> bool:
        """Signed by all examiners, and by the examinee or with a note of refusal (I05)."""
        return self.examiners_signed and (self.examinee_signed or self.refusal_noted)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What a gate looks at; the days are those of the agency's zone.

    ``exam_planned_on`` is the day the last summons names. ``decided_elsewhere`` are the codes of
    this case that a decision already punished. ``decided_on`` is the day the official set the
    Keputusan, None while it is a draft. ``authority`` is the verdict on the deciding official.
    """

    today: date
    suspected_level: Level
    violation_codes: tuple[str, ...]
    team_formed: bool = False
    exam_planned_on: date | None = None
    absences_recorded: int = 0
    record: ExaminationRecord | None = None
    reply_given: bool = False
    reply_unused: bool = False
    reply_last_day: date | None = None
    report_written: bool = False
    exhibits_unread: int = 0
    released: bool = False
    letter_came_too_late: bool = False
    kind: Kind | None = None
    last_kind: Kind | None = None
    reasons: str = ""
    decided_elsewhere: frozenset[str] = field(default_factory=frozenset)
    by_absence_days: bool = False
    authority: Verdict | None = None
    decided_on: date | None = None
    missed_delivery_on: date | None = None
    received_on: date | None = None
    effective_on: date | None = None
    objection_pending: bool = False
    measures_open: bool = False
    measures_running: bool = False
