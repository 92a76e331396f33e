"""Signing papers on a screen: those that wait for me, one or several at once, and how it ended."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    asked_page,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
    translated,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.incoming import takes_evidence, uploads
from ledger.blueprints.resources import resources
from ledger.domain.documents import DOCUMENT_LABELS, DocumentState
from ledger.domain.signatures import (
    METHOD_LABELS,
    SIGNATURE_LABELS,
    SIGNATURE_TONES,
    SignatureMethod,
    SignatureState,
)
from ledger.errors import InvalidInput, LedgerError, NotFound, sentence
from ledger.queries.documents import NO_SUCH_DOCUMENT, get_document
from ledger.queries.signing import (
    count_own_papers,
    count_papers_to_sign,
    get_paper_to_sign,
    list_own_papers,
    list_papers_to_sign,
    list_signatures,
)
from ledger.schemas.signing import ManyIn, OneIn
from ledger.services.documents import (
    SigningResult,
    fetch_signed_file,
    keep_signed_file,
    record_scan,
    sign_again,
    sign_document,
    sign_many,
)

blueprint = Blueprint("signing", __name__)

_PATH = "/dokumen/<int:document_id>"
SIGNED_AND_OUT = sentence("Dokumen ditandatangani dan terbit.")
SIGNED_ON_ITS_WAY = sentence("Dokumen ditandatangani; sekarang menunggu penanda tangan berikutnya.")
NO_FILE = sentence("Pilih berkas yang hendak diunggah.")


@blueprint.get("/tanda-tangan")
@signed_in
def index() -> ResponseReturnValue:
    return _list(blank_form())


@blueprint.post("/tanda-tangan")
@signed_in
def sign_chosen() -> ResponseReturnValue:
    """Several awards with one passphrase, each with its own result."""
    form = load_form(ManyIn(), request.form)
    if not form.ok:
        return _list(form)
    seen, secret = form.data
    actor, held = current_actor(), resources()
    papers = {one.id: one for one in list_papers_to_sign(actor, offset=0, limit=len(seen) + 100)}
    try:
        results = sign_many(
            seen,
            secret=secret,
            signer_of=held.paper_signer,
            files=held.files,
            actor=actor,
            now=now(),
        )
    except InvalidInput as refusal:
        return _list(form.refused(refusal))
    return render_template(
        "signing/results.html",
        results=[(one, papers.get(one.document_id), _told(one)) for one in results],
        done=sum(one.refusal is None for one in results),
        kind_labels=DOCUMENT_LABELS,
    )


@blueprint.get(f"{_PATH}/tanda-tangan")
@signed_in
def show(document_id: int) -> ResponseReturnValue:
    return _page(document_id, blank_form())


@blueprint.post(f"{_PATH}/tanda-tangan")
@signed_in
def sign(document_id: int) -> ResponseReturnValue:
    form = load_form(OneIn(), request.form)
    if not form.ok:
        return _page(document_id, form)
    seen, secret = form.data
    held = resources()
    try:
        state = sign_document(
            document_id,
            seen_sha256=seen,
            secret=secret,
            signer_of=held.paper_signer,
            files=held.files,
            actor=current_actor(),
            now=now(),
        )
    except NotFound:
        raise
    except LedgerError as refusal:
        return _page(document_id, form.refused(refusal))
    return redirect_after_post("documents.show", _done(state), document_id=document_id)


@blueprint.post(f"{_PATH}/tanda-tangan/ulang")
@signed_in
def again(document_id: int) -> Response:
    """The signer looked: the signature was not made."""
    sign_again(document_id, actor=current_actor(), now=now())
    told = gettext("Dokumen menunggu tanda tangan Anda lagi, dengan nomor yang sama.")
    return redirect_after_post("signing.show", told, document_id=document_id)


@blueprint.post(f"{_PATH}/tanda-tangan/tanya")
@signed_in
def ask(document_id: int) -> ResponseReturnValue:
    """The service is asked for the result that it named before its answer broke off."""
    held = resources()
    try:
        state = fetch_signed_file(
            document_id,
            signer_of=held.paper_signer,
            files=held.files,
            actor=current_actor(),
            now=now(),
        )
    except NotFound:
        raise
    except LedgerError as refusal:
        return _page(document_id, blank_form().refused(refusal))
    return redirect_after_post("documents.show", _done(state), document_id=document_id)


@takes_evidence
@blueprint.post(f"{_PATH}/tanda-tangan/hasil")
@signed_in
def result(document_id: int) -> ResponseReturnValue:
    """The signer brings what the service made."""
    held = resources()
    try:
        state = keep_signed_file(
            document_id,
            _content(),
            signer_of=held.paper_signer,
            files=held.files,
            actor=current_actor(),
            now=now(),
        )
    except InvalidInput as refusal:
        return _page(document_id, blank_form().refused(refusal))
    return redirect_after_post("documents.show", _done(state), document_id=document_id)


@blueprint.get(f"{_PATH}/pindaian")
@signed_in
def scan(document_id: int) -> ResponseReturnValue:
    return _scan_page(document_id, blank_form())


@takes_evidence
@blueprint.post(f"{_PATH}/pindaian")
@signed_in
def keep_scan(document_id: int) -> ResponseReturnValue:
    get_document(document_id, actor=current_actor())
    try:
        record_scan(
            document_id, _content(), files=resources().files, actor=current_actor(), now=now()
        )
    except InvalidInput as refusal:
        return _scan_page(document_id, blank_form().refused(refusal))
    told = gettext("Pindaian tanda tangan basah disimpan.")
    return redirect_after_post("documents.show", told, document_id=document_id)


@blueprint.get("/dokumen-saya")
@signed_in
def own() -> str:
    actor = current_actor()
    pages = asked_page(count_own_papers(actor))
    return render_template(
        "signing/own.html",
        papers=list_own_papers(actor, offset=pages.offset, limit=pages.size),
        pages=pages,
        kind_labels=DOCUMENT_LABELS,
        states=DocumentState,
    )


def _list(form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    pages = asked_page(count_papers_to_sign(actor))
    papers = list_papers_to_sign(actor, offset=pages.offset, limit=pages.size)
    return render_form(
        "signing/list.html",
        form,
        papers=papers,
        pages=pages,
        asks_identity=any(one.method is SignatureMethod.BSRE for one in papers),
        chosen=set(form.chosen("item")),
        **_words(),
    )


def _page(document_id: int, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    paper = get_paper_to_sign(document_id, actor=actor)
    page = get_document(document_id, actor=actor)
    return render_form(
        "signing/show.html",
        form,
        paper=paper,
        page=page,
        signatures=list_signatures(document_id),
        is_lost=paper.is_lost(now()),
        asks_identity=paper.method is SignatureMethod.BSRE,
        **_words(),
    )


def _scan_page(document_id: int, form: FormResult) -> ResponseReturnValue:
    page = get_document(document_id, actor=current_actor())
    signatures = list_signatures(document_id)
    if all(one.state is SignatureState.SIGNED for one in signatures):
        raise NotFound(NO_SUCH_DOCUMENT)
    return render_form("signing/scan.html", form, page=page, signatures=signatures, **_words())


def _content() -> bytes:
    content = next((content for _, content in uploads("file")), b"")
    if not content:
        raise InvalidInput(NO_FILE, fields={"file": [NO_FILE]})
    return content


def _done(state: DocumentState) -> str:
    if state is DocumentState.ISSUED:
        return translated(SIGNED_AND_OUT)
    return translated(SIGNED_ON_ITS_WAY)


def _told(result: SigningResult) -> str:
    if result.refusal is None:
        return ""
    return translated(result.refusal)


def _words() -> dict[str, object]:
    return {
        "kind_labels": DOCUMENT_LABELS,
        "method_labels": METHOD_LABELS,
        "signature_labels": SIGNATURE_LABELS,
        "signature_tones": SIGNATURE_TONES,
    }
