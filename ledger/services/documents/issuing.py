"""Rendering outside any transaction, then issuing: bytes, hash and the entry in one of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.documents.press import Order, press
from ledger.documents.rendering import get_kind
from ledger.documents.typesetting import Attachment
from ledger.domain.actors import Actor, system_actor
from ledger.domain.documents import (
    CARRIES_PROOF,
    OF_A_CASE,
    STATE_LABELS,
    TRANSITIONS,
    DocumentEventKind,
    DocumentKind,
    DocumentState,
    document_facts,
    show_code,
)
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import PostEntry
from ledger.domain.signatures import SignatureMethod
from ledger.domain.transitions import follow
from ledger.errors import Conflict, LedgerError, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.documents import Document
from ledger.queries.documents import NO_SUCH_DOCUMENT
from ledger.queries.seals import entry_proof
from ledger.services.documents.asking import ask_for_signatures, signature_method
from ledger.services.documents.trail import tell
from ledger.services.entries import post_entry
from ledger.services.events import notify

NEW_PAPER = sentence("Ada dokumen baru untuk Anda.")
#: Papers are Indonesian always.
PROOF_TITLE = "Bukti entri keputusan; periksa dengan verify_ledger.py --proof"


@dataclass(frozen=True)
class _Paper:
    """What rendering needs, read before it begins."""

    id: int
    kind: DocumentKind
    context: Mapping[str, Any]
    #: The proof of its decision, with what opens it, for whoever holds the paper.
    attachments: tuple[Attachment, ...] = ()

    @property
    def order(self) -> Order:
        return Order(kind=self.kind, context=self.context, attachments=self.attachments)


@dataclass
class Batch:
    """What came of many papers: how many were issued, and why the others wait, by their id."""

    issued: int = 0
    refusals: dict[int, LedgerError] = field(default_factory=dict)


def issue_document(
    document_id: int,
    *,
    files: FileStore,
    public_url: str,
    now: datetime,
    render: Callable[[str, Mapping[str, Any]], bytes] | None = None,
) -> DocumentState:
    """Render a numbered paper, keep its bytes and issue it; an issued one stays as it is.

    A rendering that fails changes nothing, so that the next try has the same number. ``render``
    takes the place of the usual one where somebody wants to hear how far it is.
    Raises NotFound, or InvalidInput and RuleRefused when the paper cannot be rendered.
    """
    papers = _papers_of([document_id], public_url)
    if not papers:
        return _state_of(document_id)
    (paper,) = papers
    if render is None:
        content = press().print_one(paper.order)
    else:
        content = render(paper.kind, paper.context)
    return _issue(paper, content, files=files, now=now)


def issue_documents(
    document_ids: Sequence[int],
    *,
    files: FileStore,
    public_url: str,
    now: datetime,
    report: Callable[[int, int], object] = lambda done, total: None,
) -> Batch:
    """Issue many papers, rendered by several processes; ``report`` hears how many were tried.

    One that cannot be rendered or kept never stops the rest: it stays numbered, and a later try
    has the same number. What only met a busy or broken moment is tried once more at the end.
    """
    papers = {paper.id: paper for paper in _papers_of(document_ids, public_url)}
    batch = Batch()

    def attempt(some: Sequence[_Paper]) -> None:
        printed = press().print_many(paper.order for paper in some)
        for paper, content in zip(some, printed, strict=True):
            _settle(batch, paper, content, files=files, now=now)
            report(batch.issued + len(batch.refusals), len(papers))

    attempt(list(papers.values()))
    attempt([papers[id_] for id_, why in batch.refusals.items() if isinstance(why, Conflict)])
    return batch


def _settle(
    batch: Batch, paper: _Paper, content: bytes | LedgerError, *, files: FileStore, now: datetime
) -> None:
    try:
        if isinstance(content, LedgerError):
            raise content
        _issue(paper, content, files=files, now=now)
    except LedgerError as refusal:
        batch.refusals[paper.id] = refusal
    else:
        batch.refusals.pop(paper.id, None)
        batch.issued += 1


def render_preview(kind: DocumentKind, context: Mapping[str, Any]) -> bytes:
    """The paper as it would be, without a number and with KONSEP across it."""
    bare = {"number": "", "verification_url": "", "is_draft": True}
    draft = get_kind(kind).context.from_mapping({**context, **bare})
    return press().print_one(Order(kind=kind, context=draft))


def _papers_of(document_ids: Sequence[int], public_url: str) -> list[_Paper]:
    rows = session().execute(
        select(
            Document.id,
            Document.kind,
            Document.context,
            Document.verification_code,
            Document.agency_id,
            Document.entry_uid,
        )
        .where(
            Document.id.in_(document_ids),
            Document.state == DocumentState.NUMBERED,
            # What waits for a signature was rendered, and must stay what the signer read.
            Document.signing_sha256.is_(None),
        )
        .order_by(Document.id)
    )
    papers = [
        _Paper(
            id_,
            kind,
            {**context, "verification_url": _address(public_url, code)},
            _proof_of(kind, uid, agency_id),
        )
        for id_, kind, context, code, agency_id, uid in rows.all()
    ]
    # Rendering takes long and needs no database, so nobody shall wait for what was only read.
    session().rollback()
    return papers


def _proof_of(kind: DocumentKind, uid: str | None, agency_id: int) -> tuple[Attachment, ...]:
    """What proves the decision to whoever holds the paper, even after ours was erased.

    Only on papers for the one person the entry is about; one that was not sealed yet has no proof.
    """
    if kind not in CARRIES_PROOF or uid is None:
        return ()
    try:
        text = entry_proof(uid, agency_id=agency_id, with_private=True)
    except (Conflict, NotFound):
        return ()
    return (Attachment(name=f"{uid}.tlog-proof", content=text.encode(), description=PROOF_TITLE),)


def _address(public_url: str, code: str) -> str:
    return f"{public_url.rstrip('/')}/verifikasi/{show_code(code)}"


def _state_of(document_id: int) -> DocumentState:
    state = session().scalar(select(Document.state).where(Document.id == document_id))
    if state is None:
        raise NotFound(NO_SUCH_DOCUMENT)
    return state


def _issue(paper: _Paper, content: bytes, *, files: FileStore, now: datetime) -> DocumentState:
    """Issue the paper, or let it wait for whoever signs it on a screen."""
    sha256 = files.put(content)
    with transaction() as work:
        document = work.get_one(Document, paper.id, with_for_update=True)
        may_issue = (document.state, DocumentEventKind.ISSUE) in TRANSITIONS
        if not may_issue or document.signing_sha256 is not None:
            return document.state
        document.context = dict(paper.context)
        method = signature_method(document)
        if method is not SignatureMethod.WET and ask_for_signatures(
            work, document, method, sha256, now=now
        ):
            return document.state
        return issue_bytes(work, document, sha256, len(content), now=now)


def issue_bytes(
    work: Session, document: Document, sha256: str, file_bytes: int, *, now: datetime
) -> DocumentState:
    """Issue a locked paper as these bytes, in the caller's transaction."""
    actor = system_actor(document.agency_id)
    document.sha256, document.file_bytes = sha256, file_bytes
    document.state = follow(TRANSITIONS, STATE_LABELS, document.state, DocumentEventKind.ISSUE)
    document.issued_at = now
    work.flush()
    _post(document, actor, now)
    tell("issued", document, actor=actor, now=now, data={"sha256": sha256})
    _notify_person(document, now)
    return document.state


def _post(document: Document, actor: Actor, now: datetime) -> None:
    is_recap = document.kind is DocumentKind.RECAP
    command = PostEntry(
        kind=EntryKind.RECAP_ISSUED if is_recap else EntryKind.DOCUMENT_ISSUED,
        idempotency_key=f"document:{document.id}:issued",
        happened_on=document.dated_on,
        decided_at=now,
        unit_id=document.unit_id,
        person_id=document.person_id,
        facts=entry_facts(document),
        detail=entry_detail(document),
        doc_sha256=document.sha256,
    )
    post_entry(command, actor=actor, now=now)


def entry_detail(document: Document) -> dict[str, Any]:
    """What a screen shows of a paper beside its entry."""
    return {
        "document_id": document.id,
        "document_kind": document.kind.value,
        "number": document.number,
    }


def entry_facts(document: Document) -> dict[str, str | int | bool]:
    """What is sealed of a paper: its place in the register, its number, the entry it came from."""
    return document_facts(
        document.kind,
        class_code=document.class_code,
        year=document.year,
        sequence=document.sequence,
        number=document.number,
        entry_uid=document.entry_uid,
    )


def _notify_person(document: Document, now: datetime) -> None:
    """Papers of a case are handed over by their official, never announced by us."""
    if document.person_id is None or document.kind in OF_A_CASE:
        return
    notify(
        agency_id=document.agency_id,
        person_id=document.person_id,
        key=f"document:{document.id}",
        text=NEW_PAPER,
        path=f"/dokumen/{document.id}",
        now=now,
    )
