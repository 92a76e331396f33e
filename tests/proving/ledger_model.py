"""What the ledger should be, kept in memory in the simplest way there is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pymerkle import InmemoryTree

#: ("quota", unit id), ("unit", unit id), ("person", person id) or ("issuance", 0).
Account = tuple[str, int]
Moves = dict[Account, int]
ISSUANCE: Account = ("issuance", 0)


@dataclass
class Standing:
    """An entry that somebody was told about: how it moved points, and what took it back."""

    uid: str
    moved: Moves
    is_reversal: bool = False
    reversed_by: str = ""


@dataclass
class LedgerModel:
    """Points by account, entries in the order they were posted, how many of them are sealed."""

    points: Counter[Account] = field(default_factory=Counter)
    entries: list[Standing] = field(default_factory=list)
    sealed: int = 0

    def suffices_for(self, moved: Moves) -> bool:
        """Whether no account but issuance would fall below zero."""
        return all(
            self.points[account] + change >= 0
            for account, change in moved.items()
            if account != ISSUANCE
        )

    def post(self, uid: str, moved: Moves, *, is_reversal: bool = False) -> None:
        for account, change in moved.items():
            self.points[account] += change
        self.entries.append(Standing(uid, moved, is_reversal))

    def seal(self, limit: int) -> int:
        """How large the tree is then."""
        self.sealed = min(self.sealed + limit, len(self.entries))
        return self.sealed


def mirrored(moved: Moves) -> Moves:
    return {account: -change for account, change in moved.items()}


def split_in_two(points: int, percent: int) -> tuple[int, int]:
    """By largest remainder; where both remainders are the same the first one gets the point."""
    first, rest = divmod(points * percent, 100)
    return (first + 1, points - first - 1) if rest >= 50 else (first, points - first)


def root_by_pymerkle(bodies: Sequence[bytes]) -> bytes:
    """The root of RFC 6962 as a library computes it that shares nothing with ours."""
    tree = InmemoryTree(algorithm="sha256")
    for body in bodies:
        tree.append_entry(body)
    return tree.get_root() if bodies else sha256().digest()
