"""What a person decides about a signature: many at once, one that got lost, one made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.documents import SIGNED_TOGETHER, DocumentState
from ledger.domain.evidence import require_evidence
from ledger.domain.people import Role
from ledger.domain.signatures import (
    LOST_AFTER,
    SecretRefused,
    SignatureEventKind,
    SignatureMethod,
    SignatureState,
    SigningSecret,
)
from ledger.errors import Conflict, Forbidden, InvalidInput, LedgerError, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.gateways.pdf_signatures import read_signatures
from ledger.models.documents import Document, Signature
from ledger.queries.documents import NO_SUCH_DOCUMENT
from ledger.services.documents.signing import (
    SignerOf,
    close_round,
    next_signature,
    order_of,
    own_paper,
    put_bytes,
    sign_document,
    step,
)
from ledger.services.documents.trail import tell

ALONE = sentence("Dokumen ini dibaca dan ditandatangani satu per satu.")
NOT_LOST = sentence("Hasil tanda tangan dokumen ini tidak hilang. Muat ulang halaman ini.")
NO_SIGNATURE_IN_IT = sentence(
    "Berkas ini bukan hasil tanda tangan dokumen yang dikirim, atau tanda tangannya rusak."
)


@dataclass(frozen=True, kw_only=True)
class SigningResult:
    """How one of many ended; ``refusal`` is None when it was signed."""

    document_id: int
    refusal: LedgerError | None = None


def sign_many(
    seen: Mapping[int, str],
    *,
    secret: SigningSecret,
    signer_of: SignerOf,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> list[SigningResult]:
    """Sign awards one after another, each with its own result; ``seen`` maps an id to its hash.

    A refused passphrase ends the round, for a service locks the account after a few of them.
    """
    results = list[SigningResult]()
    for document_id, sha256 in seen.items():
        try:
            _require_together(document_id)
            sign_document(
                document_id,
                seen_sha256=sha256,
                secret=secret,
                signer_of=signer_of,
                files=files,
                actor=actor,
                now=now,
            )
            results.append(SigningResult(document_id=document_id))
        except SecretRefused:
            raise
        except LedgerError as refusal:
            results.append(SigningResult(document_id=document_id, refusal=refusal))
    return results


def sign_again(document_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that a lost signature was not made, so that it may be asked for again.

    Whoever signs decides it; raises NotFound, or Conflict while an answer may still come.
    """
    with transaction() as work:
        document, signature = _lost(document_id, actor, now)
        if signature.state is SignatureState.SENT:
            step(signature, SignatureEventKind.LOSE)
            work.flush()
        step(signature, SignatureEventKind.TAKE_BACK)
        tell("refused", document, actor=actor, now=now, data={"why": "decided_by_person"})


def keep_signed_file(
    document_id: int,
    content: bytes,
    *,
    signer_of: SignerOf,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> DocumentState:
    """Take the result of a lost signature from the service's own records, brought by its signer.

    Raises InvalidInput unless it is the paper that was sent, with one more signature that holds.
    """
    document, signature = _lost(document_id, actor, now)
    original = files.get(document.signing_sha256 or "")
    order = order_of(document, signature, original)
    sent = signer_of(signature.method).prepare(original, order)
    session().rollback()
    found = read_signatures(content)
    is_more = len(found) == len(read_signatures(sent)) + 1
    if not (content.startswith(sent) and is_more and all(one.holds for one in found)):
        raise InvalidInput(NO_SIGNATURE_IN_IT, fields={"file": [NO_SIGNATURE_IN_IT]})
    kept = put_bytes(files, content)
    with transaction() as work:
        document, signature = _lost(document_id, actor, now)
        step(signature, SignatureEventKind.KEEP)
        signature.signed_at, signature.certificate = now, found[-1].signer
        signature.stamped_at = found[-1].stamped_at
        tell("signed", document, actor=actor, now=now, data={"sha256": kept[0]})
        return close_round(work, document, kept, files=files, now=now)


def fetch_signed_file(
    document_id: int, *, signer_of: SignerOf, files: FileStore, actor: Actor, now: datetime
) -> DocumentState:
    """Ask the service for the result of a lost signature; it signs nothing, so asking is safe.

    Raises what ``keep_signed_file`` raises, and NotSigned when the service has no such result.
    """
    _document, signature = _lost(document_id, actor, now)
    method, reference = signature.method, signature.reference
    session().rollback()
    content = signer_of(method).fetch(reference)
    return keep_signed_file(
        document_id, content, signer_of=signer_of, files=files, actor=actor, now=now
    )


def record_scan(
    document_id: int, content: bytes, *, files: FileStore, actor: Actor, now: datetime
) -> DocumentState:
    """Keep the scan of what was signed by hand; a paper that waited for it is issued by that.

    HR or the signer records it. Raises NotFound, Forbidden, Conflict, or InvalidInput for a file
    that is neither PDF nor picture.
    """
    require_evidence(content, field="file")
    scan, _size = put_bytes(files, content)
    with transaction() as work:
        document = own_paper(work, document_id, actor)
        signature = next_signature(work, document_id)
        if signature is None:
            raise Conflict(sentence("Semua tanda tangan dokumen ini sudah tercatat."))
        is_signer = signature.person_id == actor.person_id
        oversees = actor.has_role(Role.HR, document.unit_id)
        if document.person_id == actor.person_id or not (is_signer or oversees):
            raise Forbidden(NO_SUCH_DOCUMENT)
        if signature.state is not SignatureState.WAITING:
            raise Conflict(NOT_LOST if signature.state is SignatureState.SIGNED else _UNDECIDED)
        signature.method = SignatureMethod.WET
        signature.scan_sha256, signature.signed_at = scan, now
        step(signature, SignatureEventKind.KEEP)
        tell("scanned", document, actor=actor, now=now, data={"sha256": scan})
        if document.state is not DocumentState.NUMBERED or document.signing_sha256 is None:
            return document.state
        unsigned = document.signing_sha256
        kept = (unsigned, len(files.get(unsigned)))
        return close_round(work, document, kept, files=files, now=now)


_UNDECIDED = sentence(
    "Hasil tanda tangan elektronik dokumen ini belum diketahui. Putuskan dahulu bagaimana akhirnya."
)


def _require_together(document_id: int) -> None:
    kind = session().get_one(Document, document_id).kind
    session().rollback()
    if kind not in SIGNED_TOGETHER:
        raise Forbidden(ALONE, code="signed_alone")


def _lost(document_id: int, actor: Actor, now: datetime) -> tuple[Document, Signature]:
    work = session()
    document = own_paper(work, document_id, actor)
    signature = next_signature(work, document_id)
    if signature is None or signature.person_id != actor.person_id:
        raise NotFound(NO_SUCH_DOCUMENT)
    is_late = signature.sent_at is not None and now - signature.sent_at >= LOST_AFTER
    is_silent = signature.state is SignatureState.SENT and is_late
    if signature.state is not SignatureState.UNKNOWN and not is_silent:
        raise Conflict(NOT_LOST)
    return document, signature
