"""Carrying a sanction out: what is cut, held, lowered and given back, from which day to which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.kinds import Kind
from ledger.domain.sources import SourceStatus
from ledger.errors import sentence


class MeasureKind(StrEnum):
    """One thing to be carried out, each by a desk of its own with a receipt of its own."""

    ALLOWANCE_CUT = "allowance_cut"
    INCREMENT_HOLD = "increment_hold"
    PROMOTION_HOLD = "promotion_hold"
    RANK_LOWERED = "rank_lowered"
    POST_LOWERED = "post_lowered"
    POST_RELEASED = "post_released"
    DISMISSAL = "dismissal"


MEASURE_LABELS: Mapping[MeasureKind, str] = MappingProxyType(
    {
        MeasureKind.ALLOWANCE_CUT: sentence("Pemotongan tunjangan kinerja"),
        MeasureKind.INCREMENT_HOLD: sentence("Penundaan kenaikan gaji berkala"),
        MeasureKind.PROMOTION_HOLD: sentence("Penundaan kenaikan pangkat"),
        MeasureKind.RANK_LOWERED: sentence("Penurunan pangkat setingkat lebih rendah"),
        MeasureKind.POST_LOWERED: sentence("Penurunan jabatan setingkat lebih rendah"),
        MeasureKind.POST_RELEASED: sentence("Pembebasan dari jabatan menjadi pelaksana"),
        MeasureKind.DISMISSAL: sentence("Pemberhentian"),
    }
)
#: What ends by itself on a day and must then be given back by somebody.
GIVEN_BACK = frozenset(
    {MeasureKind.POST_LOWERED, MeasureKind.POST_RELEASED, MeasureKind.RANK_LOWERED}
)
CUT_PERCENT = 25
#: Until the regulation on salary and allowances is in force another measure takes their place.
SUBSTITUTION_KEY = "discipline.medium_substituted"
SUBSTITUTION_SOURCE = "Pasal 42 PP 94/2021 dan Pasal 62 Peraturan BKN 6/2022"
HOLDS_SOURCE = "Pasal 55 ayat (1) Peraturan BKN 6/2022"
HOLDS_STATUS = SourceStatus.SECOND_HAND
_CUT_MONTHS = MappingProxyType({Kind.S1: 6, Kind.S2: 9, Kind.S3: 12})
_POST_MONTHS = 12
_SUBSTITUTES = MappingProxyType(
    {
        Kind.S1: MeasureKind.INCREMENT_HOLD,
        Kind.S2: MeasureKind.PROMOTION_HOLD,
        Kind.S3: MeasureKind.RANK_LOWERED,
    }
)
_POSTS = MappingProxyType({Kind.B1: MeasureKind.POST_LOWERED, Kind.B2: MeasureKind.POST_RELEASED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """``ends_on`` is the first day after it, None when it does not end; ``percent`` of a cut."""

    kind: MeasureKind
    starts_on: date
    ends_on: date | None = None
    percent: int | None = None


def measures_of(
    kind: Kind, effective_on: date, *, substituted: bool = False
) -> tuple[Measure, ...]:
    """Everything that a kind asks for once it is in force; nothing for the light ones.

    A cut begins with the pay of the next month, because this month's is already worked out. While
    a sedang or berat sanction is served, increments and promotions are held.
    """
    if kind in _CUT_MONTHS:
        return _medium(kind, effective_on, substituted=substituted)
    if kind in _POSTS:
        end = months_later(effective_on, _POST_MONTHS)
        first = Measure(kind=_POSTS[kind], starts_on=effective_on, ends_on=end)
        return (first, *_holds(effective_on, end))
    if kind is Kind.B3:
        return (Measure(kind=MeasureKind.DISMISSAL, starts_on=effective_on),)
    return ()


def months_later(day: date, months: int) -> date:
    """The same day that many months later, or the last day of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError("no month is shorter than 28 days")


def first_of_next_month(day: date) -> date:
    return months_later(day.replace(day=1), 1)


def prolonged(measure: Measure, *, halted_on: date, resumed_on: date) -> Measure:
    """The same measure after a halt: what was not served is served afterwards."""
    if measure.ends_on is None:
        return measure
    return replace(measure, ends_on=measure.ends_on + (resumed_on - halted_on))


def _medium(kind: Kind, effective_on: date, *, substituted: bool) -> tuple[Measure, ...]:
    if substituted:
        end = months_later(effective_on, 12)
        return (Measure(kind=_SUBSTITUTES[kind], starts_on=effective_on, ends_on=end),)
    start = first_of_next_month(effective_on)
    end = months_later(start, _CUT_MONTHS[kind])
    cut = Measure(kind=MeasureKind.ALLOWANCE_CUT, starts_on=start, ends_on=end, percent=CUT_PERCENT)
    return (cut, *_holds(effective_on, end))


def _holds(start: date, end: date) -> tuple[Measure, ...]:
    return tuple(
        Measure(kind=kind, starts_on=start, ends_on=end)
        for kind in (MeasureKind.INCREMENT_HOLD, MeasureKind.PROMOTION_HOLD)
    )
