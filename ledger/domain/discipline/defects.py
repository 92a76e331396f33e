"""What really happened too late: stored as it was and marked, with the remedy that is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ledger.domain.discipline.clocks import (
    ClockName,
    Limit,
    WorkingDays,
    delivery_limit,
    exam_limit,
    second_summons_limit,
    sending_limit,
)
from ledger.domain.formats import date_text
from ledger.errors import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDates:
    """The days of a case as they were recorded; None where nothing happened (yet).

    ``exam_on`` and ``second_exam_on`` are the days the two summons named.
    """

    letter_on: date | None = None
    exam_on: date | None = None
    second_letter_on: date | None = None
    second_exam_on: date | None = None
    decided_on: date | None = None
    delivery_planned_on: date | None = None
    delivered_on: date | None = None
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """One "cacat prosedur": the broken limit, what happened and what can still be done."""

    limit: Limit
    text: str
    params: dict[str, str]
    remedy: str

    @property
    def message(self) -> str:
        return self.text % self.params


DEFECT_LABEL = sentence("Cacat prosedur")

DEFECT_TEXTS = MappingProxyType(
    {
        ClockName.EXAM: sentence(
            "Pemeriksaan dijadwalkan pada %(day)s, sedangkan batasnya %(last_day)s (%(article)s)."
        ),
        ClockName.SECOND_SUMMONS: sentence(
            "Panggilan kedua dibuat pada %(day)s, sedangkan batasnya %(last_day)s (%(article)s)."
        ),
        ClockName.DELIVERY: sentence(
            "Keputusan disampaikan pada %(day)s, sedangkan batasnya %(last_day)s (%(article)s)."
        ),
        ClockName.SENDING: sentence(
            "Keputusan dikirim pada %(day)s, sedangkan batasnya %(last_day)s (%(article)s)."
        ),
    }
)
DEFECT_TOO_EARLY = sentence(
    "Tanggal %(day)s mendahului %(first_day)s, hari mulainya tenggat (%(article)s)."
)

REMEDY_RESUMMON = sentence(
    "Buat surat panggilan baru dalam batas waktu sebelum keputusan ditetapkan."
)
REMEDY_OBJECTION = sentence(
    "Catat sebab keterlambatan. Pegawai dapat menyebutkannya dalam keberatan."
)
REMEDY_EXPLAIN_DELIVERY = sentence(
    "Catat sebab keterlambatan. Hari berlaku tetap dihitung dari hari keputusan diterima."
)


def defects_of(calendar: WorkingDays, dates: RecordedDates) -> tuple[Defect, ...]:
    """Name every broken limit among the recorded days, in the order of the case."""
    decided = dates.decided_on is not None
    return tuple(
        Defect(limit, _text(limit), _params(limit), _remedy(limit, decided=decided))
        for limit in _limits_of(calendar, dates)
        if not limit.ok
    )


def _limits_of(calendar: WorkingDays, dates: RecordedDates) -> Iterator[Limit]:
    spans = (
        (exam_limit, dates.letter_on, dates.exam_on),
        (second_summons_limit, dates.exam_on, dates.second_letter_on),
        (exam_limit, dates.second_letter_on, dates.second_exam_on),
        (delivery_limit, dates.decided_on, dates.delivered_on),
        (sending_limit, dates.delivery_planned_on, dates.sent_on),
    )
    for limit, start, day in spans:
        if start is not None and day is not None:
            yield limit(calendar, start, day)


def _text(limit: Limit) -> str:
    return DEFECT_TOO_EARLY if limit.day < limit.first_day else DEFECT_TEXTS[limit.name]


def _params(limit: Limit) -> dict[str, str]:
    return {
        "day": date_text(limit.day),
        "first_day": date_text(limit.first_day),
        "last_day": date_text(limit.last_day),
        "article": limit.article,
    }


def _remedy(limit: Limit, *, decided: bool) -> str:
    if limit.name in (ClockName.DELIVERY, ClockName.SENDING):
        return REMEDY_EXPLAIN_DELIVERY
    return REMEDY_OBJECTION if decided else REMEDY_RESUMMON
