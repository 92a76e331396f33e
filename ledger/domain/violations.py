"""Reports of violations and absence days, and what the direct superior says of them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.calendars import WorkingCalendar
from ledger.domain.discipline.catalogue import (
    ABSENCE_CODE,
    Impact,
    find_violation,
    level_for,
    must_open_case,
)
from ledger.domain.transitions import events_from, follow
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX, length_sentences, require_reason
from ledger.errors import InvalidInput, LedgerError, RuleRefused, sentence


class ReportState(StrEnum):
    REPORTED = "reported"
    ASSESSED_NO_SUSPICION = "assessed_no_suspicion"
    ASSESSED_SUSPECTED = "assessed_suspected"
    DISMISSED = "dismissed"


class Assessment(StrEnum):
    """The word of the direct superior: it did not happen, it did, or it did and is suspected."""

    DISMISS = "dismiss"
    NO_SUSPICION = "no_suspicion"
    SUSPECTED = "suspected"


class AbsenceState(StrEnum):
    INDICATION = "indication"
    CONFIRMED_ABSENT = "confirmed_absent"
    EXCUSED = "excused"

    @property
    def counts(self) -> bool:
        """Whether the day counts towards a kind of punishment."""
        return self is AbsenceState.CONFIRMED_ABSENT


class AbsenceEvent(StrEnum):
    CONFIRM = "confirm"
    EXCUSE = "excuse"


class AbsenceReason(StrEnum):
    """Why a day without presence is no absence; the first of them is the only one that is."""

    WITHOUT_REASON = "without_reason"
    LEAVE = "leave"
    OFFICIAL_TRAVEL = "official_travel"
    FLEXIBLE_WORK = "flexible_work"
    ILLNESS = "illness"
    DAY_OFF = "day_off"
    RECORDING_FAULT = "recording_fault"
    OTHER = "other"

    @property
    def event(self) -> AbsenceEvent:
        if self is AbsenceReason.WITHOUT_REASON:
            return AbsenceEvent.CONFIRM
        return AbsenceEvent.EXCUSE


REPORT_STATE_LABELS: Mapping[ReportState, str] = MappingProxyType(
    {
        ReportState.REPORTED: sentence("Menunggu telaah atasan"),
        ReportState.ASSESSED_NO_SUSPICION: sentence("Tidak ada dugaan pelanggaran disiplin"),
        ReportState.ASSESSED_SUSPECTED: sentence("Ada dugaan pelanggaran disiplin"),
        ReportState.DISMISSED: sentence("Tidak terbukti"),
    }
)

ABSENCE_STATE_LABELS: Mapping[AbsenceState, str] = MappingProxyType(
    {
        AbsenceState.INDICATION: sentence("Indikasi"),
        AbsenceState.CONFIRMED_ABSENT: sentence("Tidak masuk tanpa alasan yang sah"),
        AbsenceState.EXCUSED: sentence("Ada alasan yang sah"),
    }
)

ABSENCE_REASON_LABELS: Mapping[AbsenceReason, str] = MappingProxyType(
    {
        AbsenceReason.WITHOUT_REASON: sentence("Tanpa alasan yang sah"),
        AbsenceReason.LEAVE: sentence("Cuti"),
        AbsenceReason.OFFICIAL_TRAVEL: sentence("Dinas luar"),
        AbsenceReason.FLEXIBLE_WORK: sentence("Bekerja dari tempat lain"),
        AbsenceReason.ILLNESS: sentence("Sakit"),
        AbsenceReason.DAY_OFF: sentence("Hari libur atau lepas dinas"),
        AbsenceReason.RECORDING_FAULT: sentence("Kesalahan pencatatan"),
        AbsenceReason.OTHER: sentence("Alasan sah lainnya"),
    }
)

REPORT_STEPS: Mapping[tuple[ReportState, Assessment], ReportState] = MappingProxyType(
    {
        (ReportState.REPORTED, Assessment.DISMISS): ReportState.DISMISSED,
        (ReportState.REPORTED, Assessment.NO_SUSPICION): ReportState.ASSESSED_NO_SUSPICION,
        (ReportState.REPORTED, Assessment.SUSPECTED): ReportState.ASSESSED_SUSPECTED,
    }
)

#: A letter of leave that turns up late still excuses a confirmed day; never the other way round.
ABSENCE_STEPS: Mapping[tuple[AbsenceState, AbsenceEvent], AbsenceState] = MappingProxyType(
    {
        (AbsenceState.INDICATION, AbsenceEvent.CONFIRM): AbsenceState.CONFIRMED_ABSENT,
        (AbsenceState.INDICATION, AbsenceEvent.EXCUSE): AbsenceState.EXCUSED,
        (AbsenceState.CONFIRMED_ABSENT, AbsenceEvent.EXCUSE): AbsenceState.EXCUSED,
    }
)

_HOUR = r"([01]?\d|2[0-3])[.:]([0-5]\d)"
_HOURS = re.compile(rf"{_HOUR}(?:\s*(?:-|\u2013|sampai)\s*{_HOUR})?", re.ASCII)
NARRATIVE_EMPTY = sentence("Tulis apa yang terjadi")
HAPPENED_IN_FUTURE = sentence("Tanggal kejadian tidak boleh setelah hari ini")
KNOWN_IN_FUTURE = sentence("Tanggal diketahui tidak boleh setelah hari ini")
KNOWN_BEFORE_HAPPENED = sentence("Tanggal diketahui tidak boleh sebelum tanggal kejadian")
REPORTER_IS_SUBJECT = sentence("Pelapor dan terlapor tidak boleh orang yang sama")
ABSENCE_NOT_REPORTED = sentence(
    "Hari tidak masuk kerja dicatat lewat data kehadiran, bukan lewat laporan ini"
)
HOUR_WRONG = sentence("Tulis jam seperti 09.30, atau 09.30-11.00")
HOURS_TURNED = sentence("Jam selesai harus sesudah jam mulai")
REPORT_INCOMPLETE = sentence("Laporan belum lengkap. Perbaiki isian yang ditandai.")
MUST_OPEN_CASE = sentence(
    "Pungutan, hadiah, dan kerugian negara selalu diperiksa sebagai kasus dan dikoordinasikan"
    " dengan APIP (%(article)s). Pilih: ada dugaan pelanggaran disiplin."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportViolation:
    """A violation as the form or a row of a file reports it; an audit has no reporter."""

    subject_id: int
    unit_id: int
    code: str
    impact: Impact
    narrative: str
    happened_on: date
    known_on: date
    reporter_id: int | None = None
    loss_to_state: bool = False
    evidence: tuple[str, ...] = ()
    happened_at: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess:
    """The word of the superior with its reason.

    ``code`` and ``impact`` are the violation as the superior sees it; left out, those of the
    report hold. A complaint has none of its own, so a suspicion must name them. ``happened_at``
    and ``place`` likewise, but an empty text says that they are not known.
    """

    assessment: Assessment
    reason: str
    code: str = ""
    impact: Impact | None = None
    loss_to_state: bool = False
    happened_at: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAbsence:
    """One day without presence; ``source`` is "bulanan", "matriks" or "mesin"."""

    person_id: int
    day: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAbsence:
    """What the superior says of some days; ``note`` explains another valid reason."""

    day_ids: tuple[int, ...]
    reason: AbsenceReason
    note: str = ""


def hours_told(text: str) -> str:
    """An hour or a span of one day in our writing: ``09.30``, ``09.30-11.00``; empty stays empty.

    Raises InvalidInput on ``happened_at`` for anything else.
    """
    if not text.strip():
        return ""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(HOUR_WRONG, fields={"happened_at": [HOUR_WRONG]})
    hour, minute, last_hour, last_minute = found.groups()
    first = f"{hour:0>2}.{minute}"
    if last_hour is None:
        return first
    last = f"{last_hour:0>2}.{last_minute}"
    if last <= first:
        raise InvalidInput(HOURS_TURNED, fields={"happened_at": [HOURS_TURNED]})
    return f"{first}-{last}"


def longest_run(days: Collection[date], calendar: WorkingCalendar) -> int:
    """Count the longest run of working days on end; days off in between do not break it (I10)."""
    found, longest = set(days), 0
    for day in found:
        if not _follows(day, found, calendar):
            longest = max(longest, _run_from(day, found, calendar))
    return longest


def _follows(day: date, found: Collection[date], calendar: WorkingCalendar) -> bool:
    """Whether the working day before ``day`` is one of them too."""
    earlier = [other for other in found if other < day]
    return bool(earlier) and _next_working_day(max(earlier), calendar) == day


def _run_from(day: date, found: Collection[date], calendar: WorkingCalendar) -> int:
    length, here = 0, day
    while here in found:
        length += 1
        following = _next_working_day(here, calendar)
        if following is None:
            break
        here = following
    return length


def _next_working_day(day: date, calendar: WorkingCalendar) -> date | None:
    """The next day of duty; None where the roster or the calendar says no more."""
    try:
        return calendar.add_working_days(day, 1)
    except LedgerError:
        return None


def next_report_state(state: ReportState, assessment: Assessment) -> ReportState:
    """Give the state after the assessment; raises InvalidTransition when there was one before."""
    return follow(REPORT_STEPS, REPORT_STATE_LABELS, state, assessment)


def next_absence_state(state: AbsenceState, event: AbsenceEvent) -> AbsenceState:
    """Give the state after ``event``; raises InvalidTransition outside the table."""
    return follow(ABSENCE_STEPS, ABSENCE_STATE_LABELS, state, event)


def open_absence_events(state: AbsenceState) -> tuple[AbsenceEvent, ...]:
    return events_from(ABSENCE_STEPS, state)


def require_assessment(
    assessment: Assessment, reason: str, *, code: str, loss_to_state: bool = False
) -> None:
    """Refuse an assessment that its reasons or the violation do not allow.

    Raises InvalidInput for less than 20 characters of reason, and RuleRefused
    (``always_case``) when a levy, a gift or a loss to the state would end without a case (I33).
    """
    require_reason(reason)
    if assessment is not Assessment.SUSPECTED and must_open_case(code, loss_to_state=loss_to_state):
        raise RuleRefused(
            MUST_OPEN_CASE, constraint="always_case", article=find_violation(code).citation
        )


def check_report(command: ReportViolation, *, today: date) -> dict[str, list[str]]:
    """Name what is wrong, by field; empty when nothing is."""
    problems: dict[str, list[str]] = {}
    for field, text in _problems(command, today):
        problems.setdefault(field, []).append(text)
    return problems


def require_report(command: ReportViolation, *, today: date) -> None:
    """Refuse an incomplete report; raises InvalidInput with its fields."""
    problems = check_report(command, today=today)
    if problems:
        raise InvalidInput(REPORT_INCOMPLETE, fields=problems)


def _problems(command: ReportViolation, today: date) -> Iterator[tuple[str, str]]:
    if command.reporter_id == command.subject_id:
        yield "subject_id", REPORTER_IS_SUBJECT
    yield from _code_problems(command)
    if not command.narrative.strip():
        yield "narrative", NARRATIVE_EMPTY
    for text in length_sentences(
        sentence("Uraian"), command.narrative, characters_max=NARRATIVE_CHARACTERS_MAX
    ):
        yield "narrative", text
    yield from _date_problems(command, today)
    try:
        hours_told(command.happened_at)
    except InvalidInput as refusal:
        yield "happened_at", refusal.message


def _code_problems(command: ReportViolation) -> Iterator[tuple[str, str]]:
    if command.code == ABSENCE_CODE:
        yield "code", ABSENCE_NOT_REPORTED
        return
    try:
        if any(find_violation(command.code).levels):
            level_for(command.code, command.impact)
    except InvalidInput as refusal:
        yield "code", refusal.message
    except LedgerError as refusal:
        yield "impact", refusal.message


def _date_problems(command: ReportViolation, today: date) -> Iterator[tuple[str, str]]:
    if command.happened_on > today:
        yield "happened_on", HAPPENED_IN_FUTURE
    if command.known_on > today:
        yield "known_on", KNOWN_IN_FUTURE
    if command.known_on < command.happened_on:
        yield "known_on", KNOWN_BEFORE_HAPPENED
