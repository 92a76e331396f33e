"""What a sanction is worth to the person it was imposed on, on a day."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.cases import CaseState
from ledger.errors import sentence


class Standing(StrEnum):
    """Spent is kept as history and has no effect any more."""

    WAITING = "waiting"
    LIVE = "live"
    SUSPENDED = "suspended"
    ANNULLED = "annulled"
    REPLACED = "replaced"
    SPENT = "spent"


STANDING_LABELS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.WAITING: sentence("Belum berlaku"),
        Standing.LIVE: sentence("Berlaku"),
        Standing.SUSPENDED: sentence("Ditangguhkan menunggu upaya administratif"),
        Standing.ANNULLED: sentence("Dibatalkan dan tidak berlaku"),
        Standing.REPLACED: sentence("Diganti keputusan atas keberatan"),
        Standing.SPENT: sentence("Selesai; disimpan sebagai riwayat tanpa akibat lagi"),
    }
)

_ENDED = MappingProxyType(
    {
        CaseState.SUSPENDED: Standing.SUSPENDED,
        CaseState.ANNULLED: Standing.ANNULLED,
        CaseState.DISCONTINUED: Standing.ANNULLED,
        CaseState.SPENT: Standing.SPENT,
        CaseState.CLOSED: Standing.SPENT,
    }
)


def standing_of(
    state: CaseState, effective_on: date | None, *, is_replaced: bool = False, on: date
) -> Standing:
    """Where the case stands says it; else the day of effect does (Pasal 38)."""
    if is_replaced:
        return Standing.REPLACED
    if state in _ENDED:
        return _ENDED[state]
    is_live = effective_on is not None and effective_on <= on
    return Standing.LIVE if is_live else Standing.WAITING
