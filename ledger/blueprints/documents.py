"""Official papers: the list of HR, one paper with its history, and its PDF."""

from enum import StrEnum
from io import BytesIO
from typing import TypeVar

from flask import Blueprint, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import asked_page, blank_form, redirect_after_post
from ledger.blueprints.guards import current_actor, requires, signed_in
from ledger.blueprints.resources import resources
from ledger.domain.documents import (
    DOCUMENT_LABELS,
    MOMENT_LABELS,
    OF_A_CASE,
    STATE_LABELS,
    DocumentKind,
    DocumentState,
    file_name,
    show_code,
)
from ledger.domain.jobs import JobState
from ledger.domain.people import Role
from ledger.domain.signatures import METHOD_LABELS, SIGNATURE_LABELS, SIGNATURE_TONES
from ledger.errors import NotFound
from ledger.queries.documents import (
    NO_SUCH_DOCUMENT,
    DocumentFilter,
    DocumentPage,
    count_documents,
    get_document,
    list_documents,
    list_moments,
)
from ledger.queries.jobs import JobView, find_job
from ledger.queries.reissues import find_waiting_reissue
from ledger.queries.signing import is_to_sign, list_signatures
from ledger.services.documents import open_document
from ledger.services.jobs import retry_job

Choice = TypeVar("Choice", bound=StrEnum)

blueprint = Blueprint("documents", __name__)

#: The tone of a state in the tags of the screens.
TONES = {
    DocumentState.DRAFT: "draft",
    DocumentState.APPROVED: "draft",
    DocumentState.NUMBERED: "waiting",
    DocumentState.SIGNED: "waiting",
    DocumentState.ISSUED: "approved",
    DocumentState.REVOKED: "rejected",
    DocumentState.SUPERSEDED: "returned",
}
_PATH = "/dokumen/<int:document_id>"


@blueprint.get("/dokumen")
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    wanted = DocumentFilter(
        agency_id=actor.agency_id,
        reach=actor.units_reached(Role.HR),
        kind=_chosen(DocumentKind, "kind"),
        state=_chosen(DocumentState, "state"),
        text=request.args.get("q", "").strip(),
    )
    pages = asked_page(count_documents(wanted))
    return render_template(
        "papers/list.html",
        documents=list_documents(wanted, offset=pages.offset, limit=pages.size),
        pages=pages,
        filters=blank_form(q=wanted.text, kind=wanted.kind, state=wanted.state),
        is_filtered=any((wanted.text, wanted.kind, wanted.state)),
        kinds=[(k.value, gettext(t)) for k, t in DOCUMENT_LABELS.items() if k not in OF_A_CASE],
        states=[(state.value, gettext(text)) for state, text in STATE_LABELS.items()],
        **_words(),
    )


@blueprint.get(_PATH)
@signed_in
def show(document_id: int) -> str:
    page = get_document(document_id, actor=current_actor())
    signatures = list_signatures(page.id)
    return render_template(
        "papers/show.html",
        page=page,
        moments=list_moments(page.id) if page.oversees else [],
        moment_labels=MOMENT_LABELS,
        job=_stuck_job(page),
        code=show_code(page.verification_code),
        successor=_successor(page),
        signatures=signatures,
        waits_for_signature=any(one.is_asked_for for one in signatures)
        and page.state is DocumentState.NUMBERED,
        may_add_scan=any(one.may_be_scanned for one in signatures)
        and page.state in (DocumentState.NUMBERED, DocumentState.ISSUED)
        and not (page.is_subject or page.is_erased),
        is_my_turn=is_to_sign(page.id, actor=current_actor()),
        method_labels=METHOD_LABELS,
        signature_labels=SIGNATURE_LABELS,
        signature_tones=SIGNATURE_TONES,
        may_replace=page.kind is DocumentKind.CERTIFICATE
        and page.oversees
        and page.state is DocumentState.ISSUED
        and not (page.is_subject or page.is_erased),
        replacing=find_waiting_reissue(page.id) if page.oversees else None,
        **_words(),
    )


@blueprint.get(f"{_PATH}.pdf")
@signed_in
def download(document_id: int) -> Response:
    """The issued bytes as they are, or the draft across which KONSEP stands."""
    opened = open_document(document_id, files=resources().files, actor=current_actor(), now=now())
    page = opened.page
    name = file_name(page.kind, page.number or "", page.person or "")
    answer = send_file(
        BytesIO(opened.content), mimetype="application/pdf", download_name=name, max_age=0
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post(f"{_PATH}/terbitkan")
@requires(Role.HR)
def reissue(document_id: int) -> Response:
    """Have a paper issued whose rendering was given up."""
    page = get_document(document_id, actor=current_actor())
    job = _stuck_job(page)
    if job is None:
        raise NotFound(NO_SUCH_DOCUMENT)
    retry_job(job.id, actor=current_actor(), now=now())
    told = gettext("Dokumen disiapkan lagi. Muat ulang halaman ini sebentar lagi.")
    return redirect_after_post("documents.show", told, document_id=document_id)


def _stuck_job(page: DocumentPage) -> JobView | None:
    """The job that gave up on the paper, for HR to try again."""
    if not page.oversees or page.state is not DocumentState.NUMBERED:
        return None
    job = find_job(current_actor().agency_id, "documents.issue", f"document:{page.id}")
    return job if job is not None and job.state is JobState.FAILED else None


def _successor(page: DocumentPage) -> str:
    if page.successor_id is None:
        return ""
    return url_for("documents.show", document_id=page.successor_id)


def _chosen(kind: type[Choice], name: str) -> Choice | None:
    asked = request.args.get(name, "")
    return kind(asked) if asked in {one.value for one in kind} else None


def _words() -> dict[str, object]:
    return {"kind_labels": DOCUMENT_LABELS, "state_labels": STATE_LABELS, "tones": TONES}
