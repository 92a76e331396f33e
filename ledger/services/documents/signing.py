"""Signing a paper on a screen: recorded before it is sent, kept after, never sent again alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import after_commit, transaction
from ledger.documents.signature_block import draw_block, find_place
from ledger.domain.actors import Actor
from ledger.domain.documents import STATE_LABELS, TRANSITIONS, DocumentEventKind, DocumentState
from ledger.domain.signatures import (
    SIGNATURE_LABELS,
    SIGNATURE_STEPS,
    WORDS,
    WORDS_KEY,
    OutcomeUnknown,
    PaperSigner,
    SignatureEventKind,
    SignatureLook,
    SignatureMethod,
    SignatureState,
    SignedPaper,
    SigningOrder,
    SigningSecret,
)
from ledger.domain.transitions import follow
from ledger.errors import Conflict, Forbidden, LedgerError, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.documents import Document, Signature
from ledger.queries.documents import NO_SUCH_DOCUMENT
from ledger.services.documents.issuing import issue_bytes
from ledger.services.documents.trail import tell
from ledger.services.settings import setting_value

#: Chooses who signs in a way; raises NotSigned where the way was not set up.
SignerOf = Callable[[SignatureMethod], PaperSigner]


class StorageFull(LedgerError):
    """The bytes could not be kept; a person may go on when there is room again."""

    code = "storage_full"


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """What was recorded as sent, and what signing it needs."""

    signature_id: int
    document_id: int
    method: SignatureMethod
    sha256: str
    nip: str
    position: int
    place: str
    url: str
    words: str


def sign_document(
    document_id: int,
    *,
    seen_sha256: str,
    secret: SigningSecret,
    signer_of: SignerOf,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> DocumentState:
    """Sign in the actor's turn; the last signature issues the paper.

    ``seen_sha256`` is what the actor was shown. Raises NotFound, Forbidden when the actor's
    letter has ended, Conflict, or what the signer says: a paper that was not signed waits again,
    one of which nobody knows stays so until a person says how it ended.
    """
    sent = _send(document_id, seen_sha256, actor, now)
    with _settled(sent, actor, now):
        content = files.get(sent.sha256)
        order = _order(sent, content)
        signed = signer_of(sent.method).sign(content, order, secret, now=now)
        kept = put_bytes(files, signed.content)
    return _keep(sent, signed, kept, files=files, actor=actor, now=now)


def next_signature(work: Session, document_id: int) -> Signature | None:
    """The first that is not made yet; signers sign one after another."""
    return work.scalar(
        select(Signature)
        .where(Signature.document_id == document_id, Signature.state != SignatureState.SIGNED)
        .order_by(Signature.position)
        .limit(1)
        .with_for_update()
    )


def own_paper(work: Session, document_id: int, actor: Actor) -> Document:
    """A paper of the actor's agency, locked; NotFound."""
    document = work.get(Document, document_id, with_for_update=True)
    if document is None or document.agency_id != actor.agency_id:
        raise NotFound(NO_SUCH_DOCUMENT)
    return document


def step(signature: Signature, event: SignatureEventKind) -> None:
    signature.state = follow(SIGNATURE_STEPS, SIGNATURE_LABELS, signature.state, event)


def close_round(
    work: Session, document: Document, kept: tuple[str, int], *, files: FileStore, now: datetime
) -> DocumentState:
    """After a signature: wait for the next signer, or issue what all have signed."""
    before, document.signing_sha256 = document.signing_sha256, kept[0]
    if before is not None and before != kept[0]:
        # Half-signed bytes are in nobody's hands, and would outlive an erasure.
        after_commit(lambda: files.remove(before))
    work.flush()
    if next_signature(work, document.id) is not None:
        return document.state
    document.state = follow(TRANSITIONS, STATE_LABELS, document.state, DocumentEventKind.SIGN)
    work.flush()
    return issue_bytes(work, document, *kept, now=now)


def _send(document_id: int, seen_sha256: str, actor: Actor, now: datetime) -> _Sent:
    with transaction() as work:
        document = own_paper(work, document_id, actor)
        signature = next_signature(work, document_id)
        if signature is None or signature.person_id != actor.person_id:
            raise NotFound(NO_SUCH_DOCUMENT)
        _require_same(document, seen_sha256)
        _require_post(signature, actor)
        step(signature, SignatureEventKind.SEND)
        signature.sent_at = now
        tell("sent", document, actor=actor, now=now, data={"method": signature.method.value})
        work.flush()
        return _sent(document, signature)


def _require_same(document: Document, seen_sha256: str) -> None:
    if document.state is not DocumentState.NUMBERED or document.signing_sha256 is None:
        raise Conflict(
            sentence("Dokumen ini tidak menunggu tanda tangan Anda. Muat ulang halaman ini.")
        )
    if document.signing_sha256 != seen_sha256:
        raise Conflict(
            sentence("Dokumen ini berubah sejak Anda membukanya. Baca lagi, lalu tanda tangani.")
        )


def _require_post(signature: Signature, actor: Actor) -> None:
    """Whoever signs as an official must be that official on the day of signing."""
    official = signature.official
    unit_id = official.get("post_unit_id")
    if unit_id is None:
        return
    post = actor.capacity_at(unit_id)
    if post is not None and post.capacity.value == official.get("capacity"):
        return
    raise Forbidden(
        sentence(
            "Anda tidak lagi menjabat sebagai %(post)s, jadi tidak dapat menandatangani dokumen"
            " ini; surat penugasan Plt. atau Plh. mungkin sudah berakhir. Dokumen tetap menunggu:"
            " minta bagian kepegawaian memperpanjang penugasan atau mengunggah tanda tangan basah."
        ),
        code="post_ended",
        post=f"{official.get('capacity_label', '')} {official.get('post', '')}".strip(),
    )


def _sent(document: Document, signature: Signature) -> _Sent:
    method = signature.method
    words = setting_value(
        document.agency_id,
        f"{WORDS_KEY}.{method.value}",
        on=document.dated_on,
        default=WORDS.get(method, ""),
    )
    name = str(signature.official.get("name", ""))
    return _Sent(
        signature_id=signature.id,
        document_id=document.id,
        method=method,
        sha256=document.signing_sha256 or "",
        nip=str(signature.official.get("nip") or ""),
        position=signature.position,
        place=str(document.context.get("place", "")),
        url=str(document.context.get("verification_url", "")),
        # Not str.format, which would open the attributes of its values to whoever writes words.
        words=words.replace("{nama}", name),
    )


def _order(sent: _Sent, content: bytes) -> SigningOrder:
    return SigningOrder(
        nip=sent.nip,
        position=sent.position,
        location=sent.place,
        look=_look(sent, content),
    )


def order_of(document: Document, signature: Signature, content: bytes) -> SigningOrder:
    """What a signer was or would be asked for these bytes."""
    return _order(_sent(document, signature), content)


def _look(sent: _Sent, content: bytes) -> SignatureLook | None:
    place = find_place(content, sent.position)
    if place is None or not sent.url:
        return None
    block = draw_block(url=sent.url, words=sent.words, height=place.height)
    return SignatureLook(
        content=block.content,
        width=block.width,
        height=block.height,
        page=place.page,
        left=place.left_of(block.width),
        bottom=place.bottom,
    )


def put_bytes(files: FileStore, content: bytes) -> tuple[str, int]:
    try:
        return files.put(content), len(content)
    except OSError as error:
        raise StorageFull(
            sentence(
                "Hasil tanda tangan tidak dapat disimpan (%(why)s). Dokumen tetap menunggu dengan"
                " nomor yang sama: minta operator memeriksa penyimpanan, lalu tanda tangani lagi."
            ),
            why=error.strerror or type(error).__name__,
        ) from error


@contextmanager
def _settled(sent: _Sent, actor: Actor, now: datetime) -> Iterator[None]:
    """Whatever goes wrong between sending and keeping leaves the signature where one can go on."""
    try:
        yield
    except OutcomeUnknown as unknown:
        _end_without(sent, SignatureEventKind.LOSE, unknown, actor, now)
        raise
    except Exception as failure:
        _end_without(sent, SignatureEventKind.TAKE_BACK, failure, actor, now)
        raise


def _end_without(
    sent: _Sent, event: SignatureEventKind, failure: Exception, actor: Actor, now: datetime
) -> None:
    with transaction() as work:
        signature = work.get_one(Signature, sent.signature_id, with_for_update=True)
        if signature.state is not SignatureState.SENT:
            return
        step(signature, event)
        signature.reference = getattr(failure, "reference", "")
        document = work.get_one(Document, sent.document_id)
        what = "lost" if event is SignatureEventKind.LOSE else "refused"
        why = failure.code if isinstance(failure, LedgerError) else type(failure).__name__
        tell(what, document, actor=actor, now=now, data={"why": why})


def _keep(
    sent: _Sent,
    signed: SignedPaper,
    kept: tuple[str, int],
    *,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> DocumentState:
    with transaction() as work:
        document = own_paper(work, sent.document_id, actor)
        signature = work.get_one(Signature, sent.signature_id, with_for_update=True)
        step(signature, SignatureEventKind.KEEP)
        signature.signed_at, signature.stamped_at = now, signed.stamped_at
        signature.certificate, signature.serial = signed.certificate, signed.serial
        signature.reference = signed.reference
        told = {"method": signature.method.value, "sha256": kept[0]}
        if signed.skew_seconds is not None:
            told["skew_seconds"] = str(signed.skew_seconds)
        tell("signed", document, actor=actor, now=now, data=told)
        return close_round(work, document, kept, files=files, now=now)
