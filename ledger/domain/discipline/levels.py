"""The level of one alleged violation, by whichever rule sets it: impact, post, act or days."""

from ledger.domain.discipline.catalogue import (
    ABSENCE_CODE,
    OATH_CODES,
    Impact,
    Level,
    level_for,
    level_without_valid_reason,
)
from ledger.domain.discipline.kinds import Kind
from ledger.domain.positions import PositionLevel

ASSETS_CODE = "K4e"
_HIGH_LEADERS = frozenset(
    {PositionLevel.JPT_UTAMA, PositionLevel.JPT_MADYA, PositionLevel.JPT_PRATAMA}
)


def level_of(
    code: str,
    impact: Impact,
    *,
    position_level: PositionLevel | None = None,
    absence_kind: Kind | None = None,
) -> Level | None:
    """Give the level; None for absence days that lead to no sanction yet.

    Raises InvalidInput for an unknown code and RuleRefused for an impact that sets no level.
    """
    if code == ABSENCE_CODE:
        return absence_kind.level if absence_kind else None
    if code in OATH_CODES:
        return level_without_valid_reason(code)
    if code == ASSETS_CODE:
        return Level.BERAT if position_level in _HIGH_LEADERS else Level.SEDANG
    return level_for(code, impact)
