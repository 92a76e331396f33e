"""A witness cosigns only what appends to what it saw; every other story is refused."""

import random
from dataclasses import replace

import pytest

from ledger.domain.checkpoints import (
    BadCheckpoint,
    Checkpoint,
    SignerKey,
    open_checkpoint,
    sign_checkpoint,
)
from ledger.domain.merkle import append_leaves, consistency_proof, leaf_hash
from ledger.domain.witnesses import (
    BadGrowth,
    Fork,
    GrowthProof,
    Rollback,
    Seen,
    cosign,
    cosigned_at,
    format_growth,
    parse_growth,
    parse_witness_key,
    witness_growth,
    witness_key_of,
)

LOG = SignerKey("contoh.go.id/log/1", bytes(range(32)))
WITNESS = SignerKey("inspektorat.go.id/saksi", bytes(range(1, 33)))
MOMENT = 1_795_834_800


class History:
    """A log of so many entries; another seed is another story."""

    def __init__(self, seed: int = 0, length: int = 40) -> None:
        chance = random.Random(seed)
        self._leaves = [leaf_hash(chance.randbytes(20)) for _ in range(length)]
        grown = append_leaves(0, (), self._leaves)
        self._nodes = {(node.level, node.position): node.hash for node in grown.nodes}

    def root(self, size: int) -> bytes:
        return append_leaves(0, (), self._leaves[:size]).root

    def note(self, size: int, signer: SignerKey = LOG) -> str:
        return sign_checkpoint(Checkpoint(signer.name, size, self.root(size)), signer)

    def growth(self, old: int, new: int) -> GrowthProof:
        path = consistency_proof(old, new, self._nodes.__getitem__)
        return GrowthProof(old, tuple(path), self.note(new))

    def seen(self, size: int) -> Seen:
        return Seen(size, self.root(size))


HISTORY = History()


@pytest.mark.parametrize(
    ("old", "new"), [(0, 1), (0, 40), (1, 2), (7, 8), (8, 40), (21, 33), (5, 5)]
)
def test_growth_is_witnessed(old, new):
    proof = parse_growth(format_growth(HISTORY.growth(old, new)))
    assert witness_growth(HISTORY.seen(old), proof, LOG.verifier_key) == HISTORY.seen(new)


def test_rollback_is_refused():
    with pytest.raises(Rollback, match="atas 9 entri, padahal saksi sudah melihat 20"):
        witness_growth(HISTORY.seen(20), HISTORY.growth(0, 9), LOG.verifier_key)


def test_every_fork_is_refused():
    other = History(seed=1)
    for old in range(1, 40):
        for new in range(old, 41):
            with pytest.raises(Fork):
                witness_growth(HISTORY.seen(old), other.growth(old, new), LOG.verifier_key)


def test_proof_that_begins_elsewhere_is_refused():
    with pytest.raises(BadGrowth, match="mulai dari 20 entri"):
        witness_growth(HISTORY.seen(20), HISTORY.growth(10, 30), LOG.verifier_key)


def test_checkpoint_of_another_key_or_log_is_refused():
    proof = HISTORY.growth(3, 9)
    for signer in (SignerKey(LOG.name, bytes(32)), SignerKey("lain.go.id/log/1", LOG.seed)):
        other = replace(proof, checkpoint=HISTORY.note(9, signer))
        with pytest.raises(BadCheckpoint):
            witness_growth(HISTORY.seen(3), other, LOG.verifier_key)


@pytest.mark.parametrize(
    "text", ["", "old 3\n\n", "new 3\n\nx\n", "old x\n\n", "old 3\nAAAA\n\n" + HISTORY.note(9)]
)
def test_text_that_is_no_growth_is_refused(text):
    with pytest.raises(BadGrowth):
        parse_growth(text)


def test_cosignature_stands_beside_the_logs_own_and_tells_its_moment():
    note = HISTORY.note(9)
    both = note + cosign(note, WITNESS, moment=MOMENT)
    key = witness_key_of(WITNESS)
    assert cosigned_at(both, key) == MOMENT
    assert open_checkpoint(both, LOG.verifier_key).size == 9
    assert parse_witness_key(key.text) == key


def test_cosignature_of_another_checkpoint_or_witness_is_refused():
    line = cosign(HISTORY.note(9), WITNESS, moment=MOMENT)
    with pytest.raises(BadCheckpoint):
        cosigned_at(HISTORY.note(10) + line, witness_key_of(WITNESS))
    with pytest.raises(BadCheckpoint):
        cosigned_at(HISTORY.note(9) + line, witness_key_of(SignerKey("lain", bytes(32))))
    with pytest.raises(BadCheckpoint):
        parse_witness_key(WITNESS.verifier_key.text)


def test_growth_of_the_deepest_tree_is_read():
    deepest = replace(HISTORY.growth(3, 9), path=(bytes(32),) * 63)
    assert parse_growth(format_growth(deepest)) == deepest
