"""Checkpoints are C2SP notes, believed only when the log's own key signed them."""

from base64 import b64encode
from hashlib import sha256

import pytest

from ledger.domain.checkpoints import (
    BadCheckpoint,
    Checkpoint,
    SignerKey,
    checkpoint_hash,
    open_checkpoint,
    parse_checkpoint,
    parse_signer_key,
    parse_verifier_key,
    sign_checkpoint,
    strict_base64,
    strict_decimal,
)

ORIGIN = "neraca.example/contoh/log/1"
KEY = SignerKey(ORIGIN, bytes(range(32)))
OTHER = SignerKey(ORIGIN, bytes(32))
CHECKPOINT = Checkpoint(ORIGIN, 42, sha256(b"root").digest())
NOTE = sign_checkpoint(CHECKPOINT, KEY)
# A published key of the note format's first implementation.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_note_has_the_lines_of_the_format() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "42", b64encode(CHECKPOINT.root).decode(), ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]


def test_signed_checkpoint_opens_with_its_key() -> None:
    assert open_checkpoint(NOTE, KEY.verifier_key) == CHECKPOINT


def test_signing_twice_gives_the_same_bytes() -> None:
    assert sign_checkpoint(CHECKPOINT, KEY) == NOTE


def test_extension_lines_are_signed_and_read() -> None:
    extended = Checkpoint(ORIGIN, 42, CHECKPOINT.root, ("more",))
    note = sign_checkpoint(extended, KEY)
    assert open_checkpoint(note, KEY.verifier_key) == extended
    with pytest.raises(BadCheckpoint):
        open_checkpoint(note.replace("more", "less"), KEY.verifier_key)


def test_witness_signature_is_passed_over() -> None:
    witness = f"— saksi.example {b64encode(bytes(80)).decode()}\n"
    assert open_checkpoint(NOTE + witness, KEY.verifier_key) == CHECKPOINT
    assert len(parse_checkpoint(NOTE + witness).signatures) == 2


@pytest.mark.parametrize(
    ("old", "new"), [("\n42\n", "\n43\n"), (ORIGIN + "\n", "lain.example\n"), ("=\n\n", "=\nx\n\n")]
)
def test_altered_note_is_refused(old: str, new: str) -> None:
    altered = NOTE.replace(old, new, 1)
    assert altered != NOTE
    with pytest.raises(BadCheckpoint):
        open_checkpoint(altered, KEY.verifier_key)


def test_note_of_another_key_with_the_same_name_is_refused() -> None:
    with pytest.raises(BadCheckpoint):
        open_checkpoint(sign_checkpoint(CHECKPOINT, OTHER), KEY.verifier_key)


def test_wrong_signature_beside_a_right_one_refuses_the_note() -> None:
    key_id = KEY.verifier_key.key_id
    wrong = f"— {ORIGIN} {b64encode(key_id + bytes(64)).decode()}\n"
    with pytest.raises(BadCheckpoint):
        open_checkpoint(NOTE + wrong, KEY.verifier_key)


def test_key_signs_only_for_its_own_origin() -> None:
    with pytest.raises(BadCheckpoint):
        sign_checkpoint(Checkpoint("lain.example", 1, CHECKPOINT.root), KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        NOTE.replace("\n\n", "\n"),
        NOTE.removesuffix("\n"),
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("\n42\n", "\n042\n"),
        NOTE.replace("\n42\n", "\n-1\n"),
        NOTE.replace("\n42\n", "\n\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace(b64encode(CHECKPOINT.root).decode(), "AAAA"),
        NOTE + "x\n",
        NOTE + f"— a+b {b64encode(bytes(68)).decode()}\n",
        NOTE + "— a AAAA\n",
        NOTE + f"— a {b64encode(bytes(68)).decode()}\n" * 64,
    ],
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        parse_checkpoint(text)


def test_key_id_follows_the_note_format() -> None:
    key = KEY.verifier_key
    named = ORIGIN.encode() + b"\n\x01" + key.public_key
    assert key.key_id == sha256(named).digest()[:4]
    assert parse_verifier_key(PUBLISHED_KEY).text == PUBLISHED_KEY
    assert parse_verifier_key(PUBLISHED_KEY).name == "PeterNeumann"


def test_keys_read_back_from_their_text() -> None:
    assert parse_verifier_key(KEY.verifier_key.text) == KEY.verifier_key
    assert parse_signer_key(KEY.text) == KEY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("Peter", "Petra"),
        PUBLISHED_KEY.replace("+ARpc", "+AhpC"),
        PUBLISHED_KEY[:-4],
    ],
)
def test_key_that_does_not_agree_with_itself_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        parse_verifier_key(text)
    with pytest.raises(BadCheckpoint):
        parse_signer_key("PRIVATE+KEY+" + text)


def test_public_key_is_no_signer_key() -> None:
    with pytest.raises(BadCheckpoint):
        parse_signer_key(KEY.verifier_key.text)


def test_seed_is_not_in_the_repr() -> None:
    assert "seed" not in repr(KEY)


def test_checkpoint_hash_is_of_the_exact_bytes() -> None:
    assert checkpoint_hash(NOTE.encode()) == sha256(NOTE.encode()).digest()


def test_base64_and_numbers_have_one_spelling() -> None:
    assert strict_base64("AAE=") == b"\x00\x01"
    for text in ("AAF=", "AAE", "AAE=\n", "A-E=", "é"):
        with pytest.raises(BadCheckpoint):
            strict_base64(text)
    assert strict_decimal("0") == 0
    for text in ("00", "", "+1", "٣", "1\n", "9" * 20):
        with pytest.raises(BadCheckpoint):
            strict_decimal(text)


def test_extension_line_may_hold_several_words() -> None:
    extended = Checkpoint(ORIGIN, 42, CHECKPOINT.root, ("two words", "more"))
    assert open_checkpoint(sign_checkpoint(extended, KEY), KEY.verifier_key) == extended


def test_note_with_as_many_signatures_as_are_read_is_read() -> None:
    witness = f"— saksi.example {b64encode(bytes(80)).decode()}\n"
    assert len(parse_checkpoint(NOTE + witness * 63).signatures) == 64
