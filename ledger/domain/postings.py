"""Double-entry arithmetic of merit points: lines that sum to zero over accounts with names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.errors import RuleRefused, sentence

#: The account all points come from and go back to; the only one that runs below zero.
ISSUANCE_KEY = "issuance"


@dataclass(frozen=True, order=True)
class PostingLine:
    """A change of points on the account that ``account_key`` names in every database alike."""

    account_key: str
    points_delta: int


@dataclass(frozen=True)
class Balance:
    """Points on an account after ``version`` postings."""

    points: int = 0
    version: int = 0

    def after(self, line: PostingLine) -> "Balance":
        return Balance(self.points + line.points_delta, self.version + 1)


def quota_key(unit_code: str, period: str) -> str:
    return f"quota:{unit_code}:{period}"


def unit_key(unit_code: str) -> str:
    return f"unit:{unit_code}"


def person_key(ref: str) -> str:
    """``ref`` is random and opaque (uids.new_ref): no personal data enters a leaf."""
    return f"person:{ref}"


def check_balanced(lines: Sequence[PostingLine]) -> None:
    """Raise RuleRefused unless lines sum to zero, none is zero, and no account comes twice."""
    if any(line.points_delta == 0 for line in lines):
        raise RuleRefused(
            sentence("Perubahan poin tidak boleh nol."), constraint="ck_posting_points_not_zero"
        )
    if len({line.account_key for line in lines}) != len(lines):
        raise RuleRefused(
            sentence("Satu akun poin hanya boleh muncul satu kali dalam satu entri."),
            constraint="uq_posting_entry_account",
        )
    total = sum(line.points_delta for line in lines)
    if total != 0:
        raise RuleRefused(
            sentence("Perubahan poin dalam satu entri harus berjumlah nol, bukan %(total)s."),
            constraint="ck_entry_postings_balanced",
            total=total,
        )


def award_lines(source_key: str, points: Mapping[str, int]) -> tuple[PostingLine, ...]:
    """Move points from one account, usually a quota, to others; each share is positive."""
    if not points or any(share <= 0 for share in points.values()):
        raise RuleRefused(
            sentence("Poin yang diberikan harus lebih dari nol."),
            constraint="ck_award_points_positive",
        )
    lines = [PostingLine(key, share) for key, share in points.items()]
    lines.append(PostingLine(source_key, -sum(points.values())))
    check_balanced(lines)
    return tuple(sorted(lines))


def quota_lines(key: str, points: int) -> tuple[PostingLine, ...]:
    """Open or widen a quota: points come out of issuance."""
    return award_lines(ISSUANCE_KEY, {key: points})


def expiry_lines(key: str, points: int) -> tuple[PostingLine, ...]:
    """Expired points go back to issuance, not to the quota that paid them."""
    return award_lines(key, {ISSUANCE_KEY: points})


def reversal_of(lines: Iterable[PostingLine]) -> tuple[PostingLine, ...]:
    return tuple(sorted(PostingLine(line.account_key, -line.points_delta) for line in lines))


def recompute_balances(entries: Iterable[Iterable[PostingLine]]) -> dict[str, Balance]:
    """Replay every entry's lines from nothing."""
    balances: dict[str, Balance] = {}
    for lines in entries:
        for line in lines:
            key = line.account_key
            balances[key] = balances.get(key, Balance()).after(line)
    return balances
