"""Checking a paper that somebody holds: its signatures, its proofs, and whether it was issued."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.documents.attached import read_proofs
from ledger.domain.checkpoints import VerifierKey
from ledger.domain.paper_checks import ProofCheck, check_decision, check_issue
from ledger.errors import Conflict, NotFound
from ledger.gateways.pdf_signatures import FoundSignature, read_signatures
from ledger.queries.seals import entry_proof
from ledger.queries.verified_documents import (
    IssueOfFile,
    VerifiedDocument,
    find_issue_of_file,
)


@dataclass(frozen=True, kw_only=True)
class CheckedPaper:
    """What was found; ``issued`` is what the agency knows of these very bytes, None when nothing.

    ``decision`` is the proof inside the paper, ``issue`` the one that these bytes were issued.
    """

    sha256: str
    signatures: tuple[FoundSignature, ...]
    decision: ProofCheck
    issue: ProofCheck
    issued: VerifiedDocument | None = None

    @property
    def are_signatures_broken(self) -> bool:
        return not all(one.holds for one in self.signatures)


def check_paper_alone(
    content: bytes,
    *,
    keys: Sequence[VerifierKey],
    roots: Sequence[bytes],
    issue_proof: str | None = None,
) -> CheckedPaper:
    """With nothing but the file, public keys and what was handed over; raises UnreadablePdf."""
    digest = sha256(content).hexdigest()
    return CheckedPaper(
        sha256=digest,
        signatures=tuple(read_signatures(content, roots=roots)),
        decision=check_decision(read_proofs(content), keys),
        issue=check_issue(issue_proof, keys, sha256_hex=digest),
    )


def check_issued_paper(
    content: bytes, *, keys: Iterable[VerifierKey], roots: Sequence[bytes]
) -> CheckedPaper | None:
    """The same for bytes that were issued here, with what is known of them.

    None for any other bytes: those of a stranger are hashed and never opened.
    """
    found = find_issue_of_file(sha256(content).hexdigest())
    if found is None:
        return None
    checked = check_paper_alone(
        content, keys=list(keys), roots=roots, issue_proof=_issue_proof(found)
    )
    return CheckedPaper(
        sha256=checked.sha256,
        signatures=checked.signatures,
        decision=checked.decision,
        issue=checked.issue,
        issued=found.document,
    )


def _issue_proof(found: IssueOfFile) -> str | None:
    """None while the entry waits for its seal, which usually takes a second."""
    if found.entry_uid is None:
        return None
    try:
        return entry_proof(found.entry_uid, agency_id=found.agency_id, with_private=False)
    except (Conflict, NotFound):
        return None
