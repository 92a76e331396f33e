"""What of discipline stands in the way of what, from when to when, as a table with sources.

Each row is a dated setting of the agency; the defaults hold until HR records another value. The
nominator and the official who decides never learn of it: for them HR is verifying.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ledger.domain.discipline.execution import months_later
from ledger.domain.sources import SourceStatus
from ledger.errors import InvalidInput, sentence


class Purpose(StrEnum):
    AWARD = "award"
    SATYALANCANA = "satyalancana"
    PROMOTION = "promotion"
    INCREMENT = "increment"
    SELECTION = "selection"


class Cause(StrEnum):
    """An open case, or a sanction by its level."""

    OPEN_CASE = "open_case"
    LIGHT = "ringan"
    MEDIUM = "sedang"
    HEAVY = "berat"


class Effect(StrEnum):
    NONE = "none"
    SUSPENDS = "suspends"
    BLOCKS = "blocks"


CAUSE_LABELS: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.OPEN_CASE: sentence("Kasus disiplin belum diputus"),
        Cause.LIGHT: sentence("Hukuman disiplin ringan"),
        Cause.MEDIUM: sentence("Hukuman disiplin sedang"),
        Cause.HEAVY: sentence("Hukuman disiplin berat"),
    }
)
INTERLOCK_WRONG = sentence(
    "Tulis salah satu: tidak menghalangi, menunda, menunda 6 bulan, menghalangi,"
    " menghalangi 24 bulan, atau menghalangi selamanya"
)
_FREE, _SUSPENDS, _BLOCKS, _EVER = "tidak menghalangi", "menunda", "menghalangi", "selamanya"
_MOST_MONTHS = 120
_WITH_MONTHS = re.compile(r"(menunda|menghalangi)(?: ([0-9]{1,3}) bulan)?")


@dataclass(frozen=True, slots=True)
class Interlock:
    """The value of a row.

    What suspends ends with its cause, and at the latest after ``months`` from its first day. What
    blocks lasts as long as its cause and at least ``months``, or for ever.
    """

    effect: Effect
    months: int | None = None
    is_for_ever: bool = False

    @property
    def text(self) -> str:
        """The phrase it is typed as; ``interlock_from_text`` reads it back."""
        if self.effect is Effect.NONE:
            return _FREE
        if self.is_for_ever:
            return f"{_BLOCKS} {_EVER}"
        verb = _SUSPENDS if self.effect is Effect.SUSPENDS else _BLOCKS
        return f"{verb} {self.months} bulan" if self.months else verb


@dataclass(frozen=True, slots=True)
class InterlockRow:
    purpose: Purpose
    cause: Cause
    default: Interlock
    title: str
    article: str
    status: SourceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One case or sanction of a person; a sanction that was served is no longer live."""

    person_id: int
    cause: Cause
    since: date
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What holds somebody on a day: ``until`` is the first free day, None when nobody can say."""

    person_id: int
    cause: Cause
    effect: Effect
    since: date
    until: date | None
    is_for_ever: bool = False


_NONE = Interlock(Effect.NONE)
_HALF_YEAR = Interlock(Effect.SUSPENDS, 6)
_TO_THE_END = Interlock(Effect.SUSPENDS)
_SERVED = Interlock(Effect.BLOCKS)
_FOR_EVER = Interlock(Effect.BLOCKS, is_for_ever=True)
_OWN = "ketentuan instansi"
_BKN = "Pasal 55 ayat (1) Peraturan BKN 6/2022"
_SLKS = "Pasal 22 PP 35/2010"
_M, _C2, _C = SourceStatus.MEMORY, SourceStatus.SECOND_HAND, SourceStatus.CONFIRMED
_P, _K = Purpose, Cause

INTERLOCKS = (
    InterlockRow(
        _P.AWARD, _K.OPEN_CASE, _HALF_YEAR, sentence("Penghargaan saat kasus terbuka"), _OWN, _M
    ),
    InterlockRow(_P.AWARD, _K.LIGHT, _NONE, sentence("Penghargaan dan hukuman ringan"), _OWN, _M),
    InterlockRow(
        _P.AWARD, _K.MEDIUM, _SERVED, sentence("Penghargaan dan hukuman sedang"), _OWN, _M
    ),
    InterlockRow(_P.AWARD, _K.HEAVY, _SERVED, sentence("Penghargaan dan hukuman berat"), _OWN, _M),
    InterlockRow(
        *(_P.SATYALANCANA, _K.OPEN_CASE, _TO_THE_END),
        *(sentence("Satyalancana saat kasus terbuka"), _OWN, _M),
    ),
    InterlockRow(
        *(_P.SATYALANCANA, _K.LIGHT, _NONE),
        *(sentence("Satyalancana dan hukuman ringan"), _SLKS, _C),
    ),
    InterlockRow(
        *(_P.SATYALANCANA, _K.MEDIUM, _FOR_EVER),
        *(sentence("Satyalancana dan hukuman sedang"), _SLKS, _C),
    ),
    InterlockRow(
        *(_P.SATYALANCANA, _K.HEAVY, _FOR_EVER),
        *(sentence("Satyalancana dan hukuman berat"), _SLKS, _C),
    ),
    InterlockRow(
        *(_P.PROMOTION, _K.OPEN_CASE, _TO_THE_END),
        *(sentence("Kenaikan pangkat saat kasus terbuka"), _OWN, _M),
    ),
    InterlockRow(
        _P.PROMOTION, _K.LIGHT, _NONE, sentence("Kenaikan pangkat dan hukuman ringan"), _OWN, _M
    ),
    InterlockRow(
        _P.PROMOTION, _K.MEDIUM, _SERVED, sentence("Kenaikan pangkat dan hukuman sedang"), _BKN, _C2
    ),
    InterlockRow(
        _P.PROMOTION, _K.HEAVY, _SERVED, sentence("Kenaikan pangkat dan hukuman berat"), _BKN, _C2
    ),
    InterlockRow(
        _P.INCREMENT, _K.OPEN_CASE, _NONE, sentence("Gaji berkala saat kasus terbuka"), _OWN, _M
    ),
    InterlockRow(
        _P.INCREMENT, _K.LIGHT, _NONE, sentence("Gaji berkala dan hukuman ringan"), _OWN, _M
    ),
    InterlockRow(
        _P.INCREMENT, _K.MEDIUM, _SERVED, sentence("Gaji berkala dan hukuman sedang"), _BKN, _C2
    ),
    InterlockRow(
        _P.INCREMENT, _K.HEAVY, _SERVED, sentence("Gaji berkala dan hukuman berat"), _BKN, _C2
    ),
    InterlockRow(
        *(_P.SELECTION, _K.OPEN_CASE, _TO_THE_END),
        *(sentence("Seleksi terbuka saat kasus terbuka"), _OWN, _M),
    ),
    InterlockRow(
        _P.SELECTION, _K.LIGHT, _NONE, sentence("Seleksi terbuka dan hukuman ringan"), _OWN, _M
    ),
    InterlockRow(
        _P.SELECTION, _K.MEDIUM, _SERVED, sentence("Seleksi terbuka dan hukuman sedang"), _OWN, _M
    ),
    InterlockRow(
        _P.SELECTION, _K.HEAVY, _SERVED, sentence("Seleksi terbuka dan hukuman berat"), _OWN, _M
    ),
)


def interlock_key(purpose: Purpose, cause: Cause) -> str:
    return f"interlock.{purpose}.{cause}"


def purpose_of(outcome: Mapping[str, Any]) -> Purpose:
    """A badge whose code begins with "satyalancana" is the State's own; all else is an award."""
    code = str((outcome.get("badge") or {}).get("code", ""))
    return Purpose.SATYALANCANA if code.startswith("satyalancana") else Purpose.AWARD


def interlock_from_text(text: str) -> Interlock:
    """Read the phrase of a row; raises InvalidInput for field ``text``."""
    bare = " ".join(text.casefold().split())
    if bare == _FREE:
        return _NONE
    if bare == f"{_BLOCKS} {_EVER}":
        return _FOR_EVER
    found = _WITH_MONTHS.fullmatch(bare)
    months = int(found[2]) if found and found[2] else None
    if found is None or (months is not None and not 1 <= months <= _MOST_MONTHS):
        raise InvalidInput(INTERLOCK_WRONG, fields={"text": [INTERLOCK_WRONG]})
    return Interlock(Effect.SUSPENDS if found[1] == _SUSPENDS else Effect.BLOCKS, months)


def hindrances(
    standings: Sequence[Standing], table: Mapping[Cause, Interlock], *, on: date
) -> tuple[Held, ...]:
    """What holds these people on the day, by the rows of one purpose; nothing when all are free."""
    found = (_held(one, table[one.cause], on) for one in standings)
    return tuple(one for one in found if one is not None)


def _held(one: Standing, row: Interlock, on: date) -> Held | None:
    last = months_later(one.since, row.months) if row.months else None
    if row.effect is Effect.NONE:
        return None
    if row.effect is Effect.SUSPENDS:
        holds, until = one.is_live and (last is None or on < last), last
    else:
        in_term = last is not None and on < last
        holds, until = row.is_for_ever or one.is_live or in_term, last if in_term else None
    if not holds:
        return None
    return Held(
        person_id=one.person_id,
        cause=one.cause,
        effect=row.effect,
        since=one.since,
        until=until,
        is_for_ever=row.is_for_ever,
    )
