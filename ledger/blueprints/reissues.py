"""Replacing a certificate whose words were wrong: one asks, another decides."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.documents import DocumentKind
from ledger.domain.people import Role
from ledger.domain.reissues import ProposeReissue
from ledger.errors import Forbidden, InvalidInput, NotFound
from ledger.queries.documents import NO_SUCH_DOCUMENT, DocumentPage, get_document
from ledger.queries.reissues import find_waiting_reissue
from ledger.schemas.answers import Answer, AnswerIn
from ledger.schemas.reissues import ReissueIn
from ledger.services.reissues import decide_reissue, propose_reissue

blueprint = Blueprint("reissues", __name__)

_PATH = "/dokumen/<int:document_id>/ganti"


@blueprint.route(_PATH, methods=["GET", "POST"])
@requires(Role.HR)
def create(document_id: int) -> ResponseReturnValue:
    page = _certificate(document_id)
    if request.method == "GET":
        return _page(page, blank_form(words=page.context.get("reason", "")))
    form = load_form(ReissueIn(), request.form)
    if form.ok:
        try:
            command = ProposeReissue(document_id=document_id, **form.data)
            propose_reissue(command, actor=current_actor(), now=now())
        except (InvalidInput, Forbidden) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Penggantian diajukan. Orang lain yang memutuskannya.")
            return redirect_after_post("documents.show", told, document_id=document_id)
    return _page(page, form)


@blueprint.post(f"{_PATH}/keputusan")
@requires(Role.HR)
def decide(document_id: int) -> ResponseReturnValue:
    page = _certificate(document_id)
    form = load_form(AnswerIn(), request.form)
    if form.ok:
        approves = form.data["verdict"] is Answer.APPROVE
        try:
            decide_reissue(
                document_id,
                approves=approves,
                reason=form.data["reason"],
                actor=current_actor(),
                now=now(),
            )
        except (InvalidInput, Forbidden) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Keputusan dicatat.")
            return redirect_after_post("documents.show", told, document_id=document_id)
    return _page(page, form)


def _certificate(document_id: int) -> DocumentPage:
    page = get_document(document_id, actor=current_actor())
    if page.kind is not DocumentKind.CERTIFICATE or not page.oversees:
        raise NotFound(NO_SUCH_DOCUMENT)
    return page


def _page(page: DocumentPage, form: FormResult) -> ResponseReturnValue:
    waiting = find_waiting_reissue(page.id)
    return render_form(
        "papers/reissue.html",
        form,
        page=page,
        waiting=waiting,
        may_decide=waiting is not None and waiting.proposer_id != current_actor().person_id,
        verdicts=[
            (Answer.APPROVE.value, gettext("Setujui dan terbitkan penggantinya")),
            (Answer.REJECT.value, gettext("Tolak")),
        ],
    )
