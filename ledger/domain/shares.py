"""Shares of a team, in whole hundredths, and the points they bring each member."""

from collections.abc import Sequence

from ledger.errors import InvalidInput, sentence

WHOLE = 100


def equal_shares(count: int) -> tuple[int, ...]:
    """Return ``count`` shares that sum to 100; the first members take what does not divide.

    Raises InvalidInput for a team of none or of more than a hundred.
    """
    if not 1 <= count <= WHOLE:
        raise InvalidInput(
            sentence("Tim harus berisi 1 sampai 100 pegawai. Tim ini berisi %(count)d."),
            code="shares_count",
            count=count,
        )
    share, rest = divmod(WHOLE, count)
    return tuple(share + (position < rest) for position in range(count))


def check_shares(shares: Sequence[int]) -> tuple[int, ...]:
    """Return the shares when each is at least 1 and all sum to 100, else raise InvalidInput."""
    if any(share < 1 for share in shares):
        raise InvalidInput(
            sentence("Porsi setiap anggota tim paling sedikit 1. Perbaiki porsi yang kosong."),
            code="shares_small",
        )
    total = sum(shares)
    if total != WHOLE:
        raise InvalidInput(
            sentence("Jumlah porsi tim harus 100. Sekarang jumlahnya %(total)d."),
            code="shares_total",
            total=total,
        )
    return tuple(shares)


def split_points(points: int, shares: Sequence[int]) -> tuple[int, ...]:
    """Split whole points by shares with the largest remainder; the parts sum to ``points``.

    Of equal remainders the earlier member takes the point. Points below zero (a reversal) split
    as the mirror of the same points above zero. Raises InvalidInput when the shares are wrong.
    """
    checked = check_shares(shares)
    if points < 0:
        return tuple(-part for part in split_points(-points, checked))
    parts = [points * share // WHOLE for share in checked]
    by_remainder = sorted(
        range(len(checked)), key=lambda position: -(points * checked[position] % WHOLE)
    )
    for position in by_remainder[: points - sum(parts)]:
        parts[position] += 1
    return tuple(parts)
