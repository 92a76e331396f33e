"""What a proof says about the paper that carries it, or about its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.checkpoints import VerifierKey
from ledger.domain.entries import EntryKind
from ledger.domain.proofs import BadProof, HeldEntry, check_holder_proof

_ISSUES = frozenset({EntryKind.DOCUMENT_ISSUED.value, EntryKind.RECAP_ISSUED.value})


class ProofVerdict(StrEnum):
    """``absent``: there is none; ``unchecked``: no public key to check it with."""

    ABSENT = "absent"
    UNCHECKED = "unchecked"
    HOLDS = "holds"
    FAILS = "fails"
    #: The proof of an issue holds, and is that of other bytes.
    OTHER_BYTES = "other_bytes"


@dataclass(frozen=True)
class ProofCheck:
    """A verdict with the entry it is about, when the proof holds."""

    verdict: ProofVerdict
    entry: HeldEntry | None = None


def check_decision(proofs: Iterable[str], keys: Iterable[VerifierKey]) -> ProofCheck:
    """Whether the entry of the decision, whose proof a paper carries, stands in the ledger."""
    texts, known = list(proofs), list(keys)
    if not texts:
        return ProofCheck(ProofVerdict.ABSENT)
    if not known:
        return ProofCheck(ProofVerdict.UNCHECKED)
    found = [_held(text, known) for text in texts]
    if None in found:
        return ProofCheck(ProofVerdict.FAILS)
    return ProofCheck(ProofVerdict.HOLDS, found[0])


def check_issue(proof: str | None, keys: Iterable[VerifierKey], *, sha256_hex: str) -> ProofCheck:
    """Whether the ledger holds that exactly these bytes were issued."""
    known = list(keys)
    if proof is None:
        return ProofCheck(ProofVerdict.ABSENT)
    if not known:
        return ProofCheck(ProofVerdict.UNCHECKED)
    held = _held(proof, known)
    if held is None or held.body.get("kind") not in _ISSUES:
        return ProofCheck(ProofVerdict.FAILS)
    is_same = held.body.get("doc_sha256") == sha256_hex
    return ProofCheck(ProofVerdict.HOLDS if is_same else ProofVerdict.OTHER_BYTES, held)


def _held(text: str, keys: list[VerifierKey]) -> HeldEntry | None:
    for key in keys:
        try:
            return check_holder_proof(text, key)
        except BadProof:
            continue
    return None
