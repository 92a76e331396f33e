"""The time limits of a case as dated data: plans are refused, recorded facts become defects."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from ledger.domain.formats import date_text
from ledger.domain.sources import SourceStatus
from ledger.errors import RuleRefused, sentence


class WorkingDays(Protocol):
    """What a clock asks of a calendar; every method raises YearNotLoaded past the loaded years."""

    def add_working_days(self, start: date, n: int, /) -> date: ...

    def working_days_between(self, a: date, b: date, /) -> int: ...


class ClockName(StrEnum):
    EXAM = "exam"
    SECOND_SUMMONS = "second_summons"
    REPLY = "reply"
    DELIVERY = "delivery"
    SENDING = "sending"
    EFFECT = "effect"
    OBJECTION = "objection"
    SUPERIOR_ANSWER = "superior_answer"
    PPK_ANSWER = "ppk_answer"
    PPK_REPLY = "ppk_reply"
    BPASN_ANSWER = "bpasn_answer"


@dataclass(frozen=True, slots=True)
class Clock:
    """A number of working days with its article, from the day the rule is in force."""

    name: ClockName
    days: int
    article: str
    status: SourceStatus
    valid_from: date


PP94_FROM = date(2021, 8, 31)
PP79_FROM = date(2021, 8, 10)

CLOCKS = (
    Clock(ClockName.EXAM, 7, "Pasal 26 ayat (2) PP 94/2021", SourceStatus.CONFIRMED, PP94_FROM),
    Clock(
        ClockName.SECOND_SUMMONS,
        7,
        "Pasal 26 ayat (3) PP 94/2021",
        SourceStatus.CONFIRMED,
        PP94_FROM,
    ),
    Clock(ClockName.REPLY, 5, "ketentuan instansi", SourceStatus.MEMORY, PP94_FROM),
    Clock(
        ClockName.DELIVERY, 14, "Pasal 37 ayat (3) PP 94/2021", SourceStatus.CONFIRMED, PP94_FROM
    ),
    Clock(
        ClockName.SENDING,
        3,
        "Pasal 49 ayat (8) Peraturan BKN 6/2022",
        SourceStatus.SECOND_HAND,
        PP94_FROM,
    ),
    Clock(ClockName.EFFECT, 15, "Pasal 38 PP 94/2021", SourceStatus.INFERRED, PP94_FROM),
    Clock(ClockName.OBJECTION, 14, "PP 79/2021", SourceStatus.SECOND_HAND, PP79_FROM),
    # No time of its own was found for the superior of an official, so that of the PPK stands in.
    Clock(ClockName.SUPERIOR_ANSWER, 21, "PP 79/2021", SourceStatus.MEMORY, PP79_FROM),
    Clock(ClockName.PPK_ANSWER, 21, "PP 79/2021", SourceStatus.SECOND_HAND, PP79_FROM),
    Clock(ClockName.PPK_REPLY, 21, "Pasal 13 PP 79/2021", SourceStatus.CONFIRMED, PP79_FROM),
    Clock(ClockName.BPASN_ANSWER, 65, "Pasal 16 PP 79/2021", SourceStatus.CONFIRMED, PP79_FROM),
)

#: The dated setting of an agency that counts the day of receipt as the first, and why it may.
EFFECT_READING_KEY = "discipline.receipt_day_counts"
EFFECT_READING_SOURCE = "Pasal 38 PP 94/2021, bacaan lain"

NO_CLOCK_YET = sentence(
    "Ketentuan waktu ini belum berlaku pada %(day)s. Catat kasus itu menurut aturan lamanya."
)
PLAN_TOO_EARLY = sentence("Tanggal ini tidak boleh sebelum %(first_day)s (%(article)s).")
PLAN_TOO_LATE = sentence(
    "Tanggal ini paling lambat %(last_day)s, yaitu %(days)s hari kerja (%(article)s)."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock put on a day: the first and the last allowed day, and whether ``day`` keeps it.

    ``ok`` counts working days only, so a day off right after ``last_day`` still keeps the limit.
    """

    name: ClockName
    first_day: date
    last_day: date
    day: date
    days: int
    article: str
    ok: bool


def clock_on(name: ClockName, day: date, *, clocks: tuple[Clock, ...] = CLOCKS) -> Clock:
    """Give the rule in force on ``day``, the newest when several are.

    An agency sets its own reply time by passing ``(*CLOCKS, Clock(...))``. Raises RuleRefused
    (``clock_in_force``) for a day before the first rule.
    """
    in_force = [clock for clock in clocks if clock.name == name and clock.valid_from <= day]
    if not in_force:
        raise RuleRefused(NO_CLOCK_YET, constraint="clock_in_force", day=date_text(day))
    return max(reversed(in_force), key=lambda clock: clock.valid_from)


def limit_of(
    name: ClockName,
    calendar: WorkingDays,
    start: date,
    day: date,
    *,
    clocks: tuple[Clock, ...] = CLOCKS,
) -> Limit:
    """Put clock ``name``, started on ``start`` (not counted), on ``day``."""
    clock = clock_on(name, start, clocks=clocks)
    last_day = calendar.add_working_days(start, clock.days)
    ok = start <= day and (
        day <= last_day or calendar.working_days_between(start, day) <= clock.days
    )
    return Limit(name, start, last_day, day, clock.days, clock.article, ok)


def exam_limit(calendar: WorkingDays, letter_on: date, exam_on: date) -> Limit:
    """At most 7 working days from the letter to the examination; the law has no least (I01)."""
    return limit_of(ClockName.EXAM, calendar, letter_on, exam_on)


def second_summons_limit(
    calendar: WorkingDays, first_exam_on: date, second_letter_on: date
) -> Limit:
    """At most 7 working days from the missed examination to the second letter (I02)."""
    return limit_of(ClockName.SECOND_SUMMONS, calendar, first_exam_on, second_letter_on)


def reply_limit(
    calendar: WorkingDays,
    examined_on: date,
    replied_on: date,
    *,
    clocks: tuple[Clock, ...] = CLOCKS,
) -> Limit:
    """The time of the right to reply after the examination, a setting of the agency."""
    return limit_of(ClockName.REPLY, calendar, examined_on, replied_on, clocks=clocks)


def delivery_limit(calendar: WorkingDays, decided_on: date, delivered_on: date) -> Limit:
    """At most 14 working days from the decision to its delivery (I16)."""
    return limit_of(ClockName.DELIVERY, calendar, decided_on, delivered_on)


def sending_limit(calendar: WorkingDays, delivery_planned_on: date, sent_on: date) -> Limit:
    """At most 3 working days from the missed delivery to the sending (I16)."""
    return limit_of(ClockName.SENDING, calendar, delivery_planned_on, sent_on)


def objection_limit(calendar: WorkingDays, received_on: date, filed_on: date) -> Limit:
    """At most 14 working days from the receipt to the objection (I18).

    A late objection is still received: an official declares it inadmissible.
    """
    return limit_of(ClockName.OBJECTION, calendar, received_on, filed_on)


def effective_on(
    calendar: WorkingDays, received_on: date, *, receipt_day_counts: bool = False
) -> date:
    """The 15th working day after the receipt, its own day not counted (I17).

    ``receipt_day_counts`` is the other reading of Pasal 38, one working day earlier.
    """
    clock = clock_on(ClockName.EFFECT, received_on)
    return calendar.add_working_days(received_on, clock.days - int(receipt_day_counts))


def require_plan(limit: Limit) -> None:
    """Refuse a planned day that breaks its limit; raises RuleRefused named ``plan_<clock>``."""
    if limit.ok:
        return
    constraint = f"plan_{limit.name.value}"
    if limit.day < limit.first_day:
        raise RuleRefused(
            PLAN_TOO_EARLY,
            constraint=constraint,
            first_day=date_text(limit.first_day),
            article=limit.article,
        )
    raise RuleRefused(
        PLAN_TOO_LATE,
        constraint=constraint,
        last_day=date_text(limit.last_day),
        days=limit.days,
        article=limit.article,
    )
