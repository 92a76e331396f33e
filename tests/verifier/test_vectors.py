"""The verifier's own arithmetic against published vectors and an independent library."""

import importlib.util
import random
from base64 import b64encode

import pymerkle
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify_ledger
from ledger.domain.merkle import append_leaves, inclusion_proof, leaf_hash
from tests.domain.test_merkle import KNOWN_INPUTS, KNOWN_ROOTS
from tests.outsiders import VERIFIER
from verify_ledger import Key, Note, Tree, climbed

#: RFC 8032, section 7.1: public key, message, signature.
RFC_8032 = {
    "TEST 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "TEST 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "TEST 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
}


def without_library():
    """The verifier's signature check as it is where only Python is installed."""
    spec = importlib.util.spec_from_file_location("verifier_without_library", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.Ed25519PublicKey = None
    return module.is_signed


@pytest.fixture(params=["library", "python alone"])
def is_signed(request):
    """Signatures checked by the library, and by the verifier's own integers."""
    return without_library() if request.param == "python alone" else verify_ledger.is_signed


@pytest.mark.parametrize("name", ["TEST 1", "TEST 2", "TEST 3"])
def test_signature_of_rfc_8032_holds_and_another_does_not(is_signed, name):
    public, message, signature = map(bytes.fromhex, RFC_8032[name])
    assert is_signed(public, message, signature)
    assert not is_signed(public, message + b"x", signature)
    assert not is_signed(public, message, signature[:-1])
    assert not is_signed(public, message, b"")
    for place in (0, 31, 32, 63):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not is_signed(public, message, bytes(changed))


def test_signature_with_a_second_spelling_is_refused(is_signed):
    """S + L is the same scalar; RFC 8032 admits only the smaller one."""
    public, message, signature = map(bytes.fromhex, RFC_8032["TEST 3"])
    number = int.from_bytes(signature[32:], "little") + verify_ledger.ORDER
    assert not is_signed(public, message, signature[:32] + number.to_bytes(32, "little"))


def test_key_that_is_no_point_signs_nothing(is_signed):
    _, message, signature = map(bytes.fromhex, RFC_8032["TEST 1"])
    for public in (b"\xff" * 32, (2).to_bytes(32, "little"), bytes(31)):
        assert not is_signed(public, message, signature)


def test_both_ways_agree_on_chance_signatures(is_signed):
    chance = random.Random(8032)
    for _ in range(10):
        secret = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.randrange(200))
        public = secret.public_key().public_bytes_raw()
        assert is_signed(public, message, secret.sign(message))
        assert not is_signed(public, message, chance.randbytes(64))


def test_tree_of_rfc_6962_has_its_roots():
    tree = Tree()
    assert tree.root().hex() == KNOWN_ROOTS[0]
    for leaf, root in zip(KNOWN_INPUTS, KNOWN_ROOTS[1:], strict=True):
        size, _ = tree.size, tree.add(leaf_hash(leaf), kept_above(tree.size))
        assert (tree.size, tree.root().hex()) == (size + 1, root)


def test_tree_agrees_with_an_independent_library():
    other, tree, leaves = pymerkle.InmemoryTree(algorithm="sha256"), Tree(), []
    for number in range(200):
        leaves.append(b"entri %d" % number)
        other.append_entry(leaves[-1])
        nodes = append_leaves(0, (), map(leaf_hash, leaves)).nodes[-64:]
        above = [node.hash for node in nodes if node.level and completes(node, number)]
        assert tree.add(leaf_hash(leaves[-1]), above) == 0
        assert tree.root() == other.get_root()


def test_path_leads_to_the_root_only_from_its_own_place():
    leaves = [leaf_hash(b"%d" % number) for number in range(23)]
    grown = append_leaves(0, (), leaves)
    nodes = {(node.level, node.position): node.hash for node in grown.nodes}
    for index, leaf in enumerate(leaves):
        path = inclusion_proof(index, 23, nodes.__getitem__)
        assert climbed(leaf, index, 23, path) == grown.root
        assert climbed(leaf, index ^ 1, 23, path) != grown.root
        assert climbed(leaf, index, 8, path) != grown.root
        assert climbed(leaf, index, 23, path[1:]) != grown.root
        assert climbed(leaf, index, 23, [*path, path[0]]) != grown.root


@pytest.mark.parametrize("text", ["", "nama", "a+b+c", "nama+00000000+AQ==", "a+" + "0" * 8 + "+!"])
def test_key_whose_parts_disagree_is_refused(text):
    with pytest.raises(verify_ledger.BROKEN):
        Key(text)


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\nx\n\n\n", f"a\n1\n{b64encode(bytes(32)).decode()}\n"]
)
def test_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(verify_ledger.BROKEN):
        Note(text)


def kept_above(index: int) -> list[bytes]:
    nodes = append_leaves(0, (), map(leaf_hash, KNOWN_INPUTS[: index + 1])).nodes
    return [node.hash for node in nodes if node.level and completes(node, index)]


def completes(node, index: int) -> bool:
    return (node.position + 1) << node.level == index + 1
