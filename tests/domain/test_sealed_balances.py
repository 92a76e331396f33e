"""The root over balances: the same by replay and by sum, and moved by every change."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.postings import Balance, PostingLine, recompute_balances
from ledger.domain.sealed_balances import (
    BalanceReplay,
    SealedBalances,
    balance_leaf,
    seal_balances,
    stated_balances,
)

LINES = st.lists(
    st.lists(
        st.builds(
            PostingLine,
            st.sampled_from(["issuance", "person:A", "unit:U1"]),
            st.integers(-999, 999),
        ),
        max_size=3,
    ),
    max_size=20,
)


def test_leaf_is_the_hash_of_its_canonical_words():
    words = b'\x00{"account":"person:A","points":-3,"version":2}'
    assert balance_leaf("person:A", Balance(-3, 2)) == sha256(words).digest()


def test_root_of_two_accounts_stands_in_the_order_of_their_refs():
    pair = {"unit:B": Balance(1, 1), "unit:A": Balance(2, 1)}
    left, right = balance_leaf("unit:A", pair["unit:A"]), balance_leaf("unit:B", pair["unit:B"])
    expected = sha256(b"\x01" + left + right).hexdigest()
    assert seal_balances(7, pair) == SealedBalances(7, 2, expected)


def test_account_without_a_posting_does_not_count():
    assert seal_balances(1, {"unit:A": Balance(0, 0)}) == seal_balances(1, {})


@given(LINES)
def test_replay_seals_what_the_sums_seal_at_every_step(entries):
    replay = BalanceReplay()
    for size, lines in enumerate(entries, start=1):
        replay.take(lines)
        assert replay.seal() == seal_balances(size, recompute_balances(entries[:size]))


def test_facts_are_read_back_and_others_are_not():
    sealed = seal_balances(3, {"unit:A": Balance(1, 1)})
    assert stated_balances(sealed.facts) == sealed
    assert stated_balances({"tree_size": 3, "accounts": True, "balances_root": "x"}) is None
