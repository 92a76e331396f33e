"""What the separate signer signs next, and every other story that it refuses."""

import pytest

from ledger.domain.checkpoints import Checkpoint
from ledger.domain.signing import (
    OtherSize,
    SigningRequest,
    format_request,
    parse_request,
    require_next,
)
from ledger.domain.witnesses import BadGrowth, Fork, Rollback, Seen
from tests.domain.test_witnesses import HISTORY, LOG, History


def request(old: int, new: int, history: History = HISTORY) -> SigningRequest:
    checkpoint = Checkpoint(LOG.name, new, history.root(new))
    return SigningRequest(old, history.growth(old, new).path, checkpoint)


@pytest.mark.parametrize(("old", "new"), [(0, 1), (0, 40), (1, 2), (7, 8), (8, 40), (21, 33)])
def test_growth_is_signed(old, new):
    asked = parse_request(format_request(request(old, new)))
    assert asked == request(old, new)
    assert require_next(HISTORY.seen(old), asked) == HISTORY.seen(new)


@pytest.mark.parametrize("old", [0, 5, 12])
def test_same_tree_is_signed_again_wherever_its_proof_begins(old):
    assert require_next(HISTORY.seen(12), request(old, 12)) == HISTORY.seen(12)


def test_rollback_is_refused():
    for old, new in ((0, 9), (9, 9), (0, 1)):
        with pytest.raises(Rollback, match="padahal 20 entri sudah"):
            require_next(HISTORY.seen(20), request(old, new))


def test_every_fork_is_refused():
    other = History(seed=1)
    for old in range(1, 40):
        for new in range(old, 41):
            with pytest.raises(Fork, match="dua sejarah"):
                require_next(HISTORY.seen(old), request(old, new, other))


def test_growth_from_elsewhere_is_told_where_to_begin():
    with pytest.raises(OtherSize) as refusal:
        require_next(HISTORY.seen(20), request(10, 30))
    assert (refusal.value.size, refusal.value.code) == (20, "other_size")


def test_first_tree_cannot_claim_a_past():
    with pytest.raises(OtherSize) as refusal:
        require_next(Seen(), request(10, 30))
    assert refusal.value.size == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "old 3\n\n",
        "old x\n\nx\n1\nAAAA\n",
        format_request(request(3, 9)).removesuffix("\n"),
        format_request(request(3, 9)) + "lagi\n",
        format_request(request(3, 9)).replace("old 3", "old 03"),
        "old 0\n\n" + HISTORY.note(9),
    ],
)
def test_text_that_is_no_request_is_refused(text):
    with pytest.raises(BadGrowth):
        parse_request(text)
