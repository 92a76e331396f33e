"""What the ledger refuses says in its own words which part is wrong, so that somebody can look."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from ledger.domain import canonical, checkpoints, documents, entries, postings, proofs, witnesses
from ledger.domain.canonical import INTEGER_LIMIT
from ledger.domain.checkpoints import Checkpoint, SignerKey, sign_checkpoint
from ledger.domain.commitments import commit
from ledger.domain.entries import EntryDraft, EntryKind
from ledger.domain.merkle import append_leaves, consistency_proof, inclusion_proof
from ledger.domain.postings import PostingLine
from ledger.domain.proofs import LogProof, format_proof
from ledger.domain.uids import new_ref, new_uid
from ledger.domain.witnesses import GrowthProof, Seen, format_growth
from ledger.errors import LedgerError, RuleRefused

ORIGIN = "contoh.go.id/log/1"
SIGNER = SignerKey(ORIGIN, bytes(range(32)))
OTHER = SignerKey(ORIGIN, bytes(32))
KEY = SIGNER.verifier_key
ROOT = sha256(b"root").digest()
ROOT_LINE = b64encode(ROOT).decode()
SIZE = 7
NOTE = sign_checkpoint(Checkpoint(ORIGIN, SIZE, ROOT), SIGNER)
HEAD, _, SIGNATURE = NOTE.rpartition("\n\n")
PROOF = format_proof(LogProof(0, (), NOTE))
LEAF = sha256(b"leaf").digest()
DRAFT = EntryDraft(ORIGIN, "0" * 26, EntryKind.GUIDANCE, datetime(2026, 4, 2, tzinfo=UTC))
WITNESS = SignerKey("saksi.example", bytes(range(1, 33)))

Refused = Callable[[], object]


def b64(blob: bytes) -> str:
    return b64encode(blob).decode()


def key_text(blob: bytes, name: str = ORIGIN) -> str:
    return f"{name}+{KEY.key_id.hex()}+{b64(blob)}"


CHECKPOINTS: list[tuple[str, Refused]] = [
    ("key", lambda: checkpoints.parse_verifier_key(f"{ORIGIN}+00000000+{b64(b'x' * 33)}")),
    ("key", lambda: checkpoints.parse_verifier_key(KEY.text.replace(KEY.key_id.hex(), "00000000"))),
    ("key", lambda: checkpoints.parse_verifier_key(key_text(b"\x02" + bytes(32)))),
    ("key", lambda: checkpoints.parse_verifier_key(key_text(b"\x01" + bytes(31)))),
    ("key", lambda: checkpoints.parse_verifier_key(key_text(b"\x01" + bytes(33)))),
    ("key", lambda: checkpoints.parse_verifier_key("nama")),
    ("base64", lambda: checkpoints.parse_verifier_key(f"{ORIGIN}+00000000+*")),
    ("name", lambda: checkpoints.parse_verifier_key(key_text(b"\x01" + bytes(32), "a b"))),
    ("name", lambda: checkpoints.parse_verifier_key(key_text(b"\x01" + bytes(32), ""))),
    ("key", lambda: checkpoints.parse_signer_key(KEY.text)),
    ("key", lambda: checkpoints.parse_signer_key(SIGNER.text.replace(KEY.key_id.hex(), "0" * 8))),
    ("origin", lambda: sign_checkpoint(Checkpoint("lain.go.id/log/1", 1, ROOT), SIGNER)),
    ("origin", lambda: sign_checkpoint(Checkpoint(ORIGIN, 1, ROOT[:-1]), SIGNER)),
    ("name", lambda: sign_checkpoint(Checkpoint("a\x01b", 1, ROOT), SIGNER)),
    ("name", lambda: sign_checkpoint(Checkpoint("a\u00a0b", 1, ROOT), SIGNER)),
    ("note", lambda: checkpoints.parse_checkpoint("")),
    ("note", lambda: checkpoints.parse_checkpoint(NOTE.removesuffix("\n"))),
    ("note", lambda: checkpoints.parse_checkpoint(NOTE.replace("\n7\n", "\n7\r\n"))),
    ("signatures", lambda: checkpoints.parse_checkpoint(NOTE + SIGNATURE * 64)),
    ("body", lambda: checkpoints.parse_checkpoint(f"{ORIGIN}\n7\n\n{SIGNATURE}")),
    ("body", lambda: checkpoints.parse_checkpoint(f"{ORIGIN}\n\n{ROOT_LINE}\n\n{SIGNATURE}")),
    ("root", lambda: checkpoints.parse_checkpoint(f"{ORIGIN}\n7\nAAAA\n\n{SIGNATURE}")),
    ("number", lambda: checkpoints.parse_checkpoint(NOTE.replace("\n7\n", "\n07\n"))),
    ("signature", lambda: checkpoints.parse_checkpoint(NOTE + "x\n")),
    ("body", lambda: checkpoints.parse_checkpoint(f"{NOTE}\n{SIGNATURE}")),
    ("base64", lambda: checkpoints.parse_checkpoint(f"{NOTE}— a b {b64(bytes(68))}\n")),
    # An id of four bytes and no signature behind it.
    ("signature", lambda: checkpoints.parse_checkpoint(f"{NOTE}— a {b64(bytes(4))}\n")),
    ("signature", lambda: checkpoints.open_checkpoint(NOTE, OTHER.verifier_key)),
    ("signature", lambda: checkpoints.open_checkpoint(NOTE.replace("\n7\n", "\n8\n"), KEY)),
    ("base64", lambda: checkpoints.strict_base64("AAF=")),
    ("base64", lambda: checkpoints.strict_base64("A")),
    ("number", lambda: checkpoints.strict_decimal("x")),
]
CANONICAL: list[tuple[str, Refused]] = [
    ("text", lambda: canonical.canonical_bytes({"a": "\ud800"})),
    ("body", lambda: canonical.read_canonical(b"{")),
    ("body", lambda: canonical.read_canonical(b'{"a": 1}')),
    ("body", lambda: canonical.read_canonical(b"[]")),
    ("1.5", lambda: canonical.read_canonical(b'{"a":1.5}')),
    ("NaN", lambda: canonical.read_canonical(b'{"a":NaN}')),
    ("datetime", lambda: canonical.utc_text(datetime(2026, 4, 2))),  # noqa: DTZ001 - that is wrong
    ("float", lambda: canonical.canonical_bytes([1.5])),
    ("NoneType", lambda: canonical.canonical_bytes(None)),
    ("integer", lambda: canonical.canonical_bytes({"a": INTEGER_LIMIT + 1})),
    ("integer", lambda: canonical.canonical_bytes(-INTEGER_LIMIT - 1)),
    ("key", lambda: canonical.canonical_bytes({"é": 1})),
    ("key", lambda: canonical.canonical_bytes({1: 1})),
]
PROOFS: list[tuple[str, Refused]] = [
    ("header", lambda: proofs.parse_proof(PROOF.replace("@v1", "@v2"))),
    ("header", lambda: proofs.parse_proof(f"c2sp.org/tlog-proof@v1\n\n{NOTE}")),
    ("format", lambda: proofs.parse_proof(PROOF.replace("index 0", "index 00"))),
    ("index", lambda: proofs.parse_proof(PROOF.replace("index 0", "number 0"))),
    ("index", lambda: proofs.parse_proof(PROOF.replace("index 0", "extra eA=="))),
    ("path", lambda: proofs.parse_proof(format_proof(LogProof(0, (ROOT,) * 64, NOTE)))),
    ("path", lambda: proofs.parse_proof(format_proof(LogProof(0, (ROOT, b"short"), NOTE)))),
    ("checkpoint", lambda: proofs.check_proof(PROOF, LEAF, OTHER.verifier_key)),
    ("inclusion", lambda: proofs.check_proof(PROOF, LEAF, KEY)),
    ("extra", lambda: proofs.check_holder_proof(PROOF, KEY)),
]
GROWTHS: list[tuple[str, Refused]] = [
    ("old", lambda: witnesses.parse_growth("new 3\n\n" + NOTE)),
    ("old", lambda: witnesses.parse_growth("old 3")),
    ("old", lambda: witnesses.parse_growth(format_growth(GrowthProof(3, (ROOT,) * 64, NOTE)))),
    ("format", lambda: witnesses.parse_growth("old x\n\n" + NOTE)),
    ("format", lambda: witnesses.parse_growth("old 3\n\nx\n")),
    ("path", lambda: witnesses.parse_growth(format_growth(GrowthProof(3, (b"short",), NOTE)))),
]
SENTENCES = {
    "Segel ini tidak sah atau tidak dapat dibaca (%s).": CHECKPOINTS,
    "Isian ini tidak dapat dicatat dalam buku besar (%s).": CANONICAL,
    "Bukti ini tidak sah atau tidak dapat dibaca (%s).": PROOFS,
    "Bukti lanjutan ini tidak sah atau tidak dapat dibaca (%s).": GROWTHS,
}
RULES: list[tuple[str, str, Refused]] = [
    (
        "ck_entry_uid_ulid",
        "Nomor entri tidak berbentuk ULID.",
        lambda: entries.check_draft(replace(DRAFT, uid="x")),
    ),
    (
        "ck_entry_doc_sha256_hex",
        "Sidik dokumen bukan SHA-256 heksadesimal.",
        lambda: entries.check_draft(replace(DRAFT, doc_sha256="AB" * 32)),
    ),
    (
        "ck_entry_public_codes",
        "Bagian terbuka sebuah entri hanya memuat kode, tanpa data pribadi.",
        lambda: entries.check_draft(replace(DRAFT, reason="Sari Dewi")),
    ),
    (
        "ck_entry_reverses_only_reversal",
        "Hanya koreksi yang menunjuk entri yang dikoreksi, dan ia harus menunjuknya.",
        lambda: entries.check_draft(replace(DRAFT, reverses="0" * 26)),
    ),
    (
        "ck_entry_postings_fit_kind",
        "Poin hanya berubah oleh entri penghargaan, kuota, dan kedaluwarsa.",
        lambda: entries.check_draft(replace(DRAFT, kind=EntryKind.AWARD_POINTS)),
    ),
    (
        "ck_posting_points_not_zero",
        "Perubahan poin tidak boleh nol.",
        lambda: postings.check_balanced([PostingLine("a", 0)]),
    ),
    (
        "uq_posting_entry_account",
        "Satu akun poin hanya boleh muncul satu kali dalam satu entri.",
        lambda: postings.check_balanced([PostingLine("a", 1), PostingLine("a", -1)]),
    ),
    (
        "ck_entry_postings_balanced",
        "Perubahan poin dalam satu entri harus berjumlah nol, bukan 3.",
        lambda: postings.check_balanced([PostingLine("a", 5), PostingLine("b", -2)]),
    ),
    (
        "ck_award_points_positive",
        "Poin yang diberikan harus lebih dari nol.",
        lambda: postings.award_lines("quota", {"a": 0}),
    ),
]
#: Slips of our own code, which nobody outside can cause.
SLIPS: list[tuple[str, Refused]] = [
    ("a salt has 32 bytes", lambda: commit(b"", {})),
    (
        "a salt is never used twice",
        lambda: entries.seal_body(DRAFT, subject_salt=bytes(32), reason_salt=bytes(32)),
    ),
    ("a ULID takes 10 random bytes", lambda: new_uid(DRAFT.at, bytes(11))),
    ("a reference takes 16 random bytes", lambda: new_ref(bytes(17))),
    ("the frontier does not belong to a tree of this size", lambda: append_leaves(1, (), ())),
    ("a leaf hash has 32 bytes", lambda: append_leaves(0, (), [b"x"])),
    (
        "the leaf does not stand in a tree of this size",
        lambda: inclusion_proof(3, 3, dict[object, bytes]().__getitem__),
    ),
    ("a tree only grows", lambda: consistency_proof(4, 3, dict[object, bytes]().__getitem__)),
]


@pytest.mark.parametrize(
    ("sentence", "part", "ask"),
    [(sentence, part, ask) for sentence, asked in SENTENCES.items() for part, ask in asked],
)
def test_text_that_cannot_be_read_is_refused_by_its_part(
    sentence: str, part: str, ask: Refused
) -> None:
    with pytest.raises(LedgerError) as refusal:
        ask()
    assert refusal.value.message == sentence % part


@pytest.mark.parametrize(("constraint", "sentence", "ask"), RULES)
def test_rule_of_the_ledger_is_named_and_said(constraint: str, sentence: str, ask: Refused) -> None:
    with pytest.raises(RuleRefused) as refusal:
        ask()
    assert (refusal.value.constraint, refusal.value.message) == (constraint, sentence)


@pytest.mark.parametrize(("words", "ask"), SLIPS)
def test_slip_of_our_own_is_told_in_plain_words(words: str, ask: Refused) -> None:
    with pytest.raises(ValueError, match=f"^{words}$"):
        ask()


def test_malformed_posting_is_told_in_plain_words() -> None:
    with pytest.raises(TypeError) as slip:
        entries.lines_of({"postings": [{"account": "a", "points": "1"}]})
    assert str(slip.value) == "a posting names an account and whole points"


def test_witness_tells_the_sizes_that_do_not_fit() -> None:
    seen = Seen(SIZE - 2, bytes(32))
    proof = GrowthProof(seen.size, (ROOT,), NOTE)
    with pytest.raises(witnesses.Fork) as refusal:
        witnesses.witness_growth(seen, proof, KEY)
    assert refusal.value.message == (
        "Ditolak: segel atas 7 entri bukan lanjutan dari 5 entri yang sudah dilihat saksi."
        " Ada dua sejarah; simpan berkas ini dan laporkan."
    )
    with pytest.raises(witnesses.Rollback) as rollback:
        witnesses.witness_growth(Seen(9, ROOT), proof, KEY)
    assert rollback.value.message == (
        "Ditolak: segel ini atas 7 entri, padahal saksi sudah melihat 9 entri."
    )
    with pytest.raises(witnesses.BadGrowth) as elsewhere:
        witnesses.witness_growth(Seen(6, ROOT), proof, KEY)
    assert elsewhere.value.message == (
        "Bukti harus mulai dari 6 entri, yang terakhir dilihat saksi."
    )


def test_witness_key_and_missing_cosignature_are_told() -> None:
    key = witnesses.witness_key_of(WITNESS)
    wrong_id = key.text.replace(key.key_id.hex(), "00000000")
    for text in (wrong_id, WITNESS.verifier_key.text):
        with pytest.raises(checkpoints.BadCheckpoint) as refusal:
            witnesses.parse_witness_key(text)
        assert refusal.value.message == "Kunci saksi ini tidak dapat dibaca."
    forged = witnesses.cosign(NOTE.replace("\n7\n", "\n8\n"), WITNESS, moment=1)
    for note in (NOTE, NOTE + forged):
        with pytest.raises(checkpoints.BadCheckpoint) as unsigned:
            witnesses.cosigned_at(note, key)
        assert unsigned.value.message == "Saksi saksi.example tidak menandatangani segel ini."


def test_pattern_of_a_number_is_told_with_its_places() -> None:
    with pytest.raises(LedgerError) as refusal:
        documents.format_number("x", class_code="a", sequence=1, unit="u", year=2026)
    assert refusal.value.message == (
        "Pola nomor dokumen harus memuat {urut} dan {tahun}. Perbaiki pengaturannya."
    )


def test_moment_of_any_zone_is_written_as_utc() -> None:
    local = datetime.fromisoformat("2026-04-02T07:00:00+07:00")
    assert canonical.utc_text(local) == "2026-04-02T00:00:00.000000Z"
    assert canonical.utc_text(local + timedelta(microseconds=4)).endswith("00.000004Z")
