"""The root over all balances that an entry states each night, so that they are sealed as well.

Leaf: SHA-256(0x00 || JCS of {"account", "points", "version"}), the leaf hash of RFC 6962, one for
each account that was ever posted to, in the order of the account refs as ASCII bytes. ``version``
counts its postings. The root over these leaves is that of RFC 6962. It speaks of the balances
after the first ``tree_size`` entries of the agency's tree, which whoever holds them can replay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.domain.canonical import canonical_bytes
from ledger.domain.merkle import leaf_hash, root_of
from ledger.domain.postings import Balance, PostingLine


@dataclass(frozen=True)
class SealedBalances:
    """What the entry states, and its facts as they stand in the leaf; ``root`` is hex."""

    tree_size: int
    accounts: int
    root: str

    @property
    def facts(self) -> dict[str, str | int]:
        return {
            "tree_size": self.tree_size,
            "accounts": self.accounts,
            "balances_root": self.root,
        }


def stated_balances(facts: Mapping[str, Any]) -> SealedBalances | None:
    """What the facts of an entry state; None when they are not such facts."""
    size, accounts, root = (facts.get(n) for n in ("tree_size", "accounts", "balances_root"))
    if type(size) is int and type(accounts) is int and isinstance(root, str):
        return SealedBalances(size, accounts, root)
    return None


def balance_leaf(account: str, balance: Balance) -> bytes:
    stated = {"account": account, "points": balance.points, "version": balance.version}
    return leaf_hash(canonical_bytes(stated))


def seal_balances(tree_size: int, balances: Mapping[str, Balance]) -> SealedBalances:
    """``balances`` by account ref; those that were never posted to do not count."""
    touched = {ref: balance for ref, balance in balances.items() if balance.version}
    leaves = (balance_leaf(ref, touched[ref]) for ref in sorted(touched))
    return SealedBalances(tree_size, len(touched), root_of(leaves).hex())


@dataclass
class BalanceReplay:
    """Balances grown entry by entry; asked again, it hashes only what moved meanwhile."""

    tree_size: int = 0
    _balances: dict[str, Balance] = field(default_factory=dict)
    _leaves: dict[str, bytes] = field(default_factory=dict)
    _moved: set[str] = field(default_factory=set)

    def take(self, lines: Iterable[PostingLine]) -> None:
        """The postings of the entry at the next place of the tree."""
        self.tree_size += 1
        for line in lines:
            key = line.account_key
            self._balances[key] = self._balances.get(key, Balance()).after(line)
            self._moved.add(key)

    def seal(self) -> SealedBalances:
        for key in self._moved:
            self._leaves[key] = balance_leaf(key, self._balances[key])
        self._moved.clear()
        root = root_of(self._leaves[key] for key in sorted(self._leaves))
        return SealedBalances(self.tree_size, len(self._leaves), root.hex())
