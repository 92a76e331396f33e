"""Objections and appeals: what waits for an answer, the answer itself, and what came on paper."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.case_words import KIND_TEXTS
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.sessions import session_rules
from ledger.domain.discipline.dismissals import DismissalType
from ledger.domain.discipline.remedies import OUTCOME_LABELS, REPLACES, ROUTE_LABELS, RemedyRoute
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.queries.remedies import waiting_remedies
from ledger.schemas.remedies import PaperObjectionIn, RemedyAnswerIn, ReplyDayIn
from ledger.services.accounts import require_own_password
from ledger.services.cases import (
    NO_CASE,
    RemedyFile,
    answer_remedy,
    open_remedy_file,
    record_objection,
    record_reply_to_bpasn,
)

blueprint = Blueprint("remedies", __name__)

_PATH = "/kasus/<int:case_id>/upaya"
_REFUSED = (InvalidInput, RuleRefused, Forbidden, Conflict)


@blueprint.get("/upaya")
@signed_in
def index() -> str:
    return render_template(
        "remedies/list.html", remedies=waiting_remedies(current_actor()), routes=ROUTE_LABELS
    )


@blueprint.get(_PATH)
@signed_in
def show(case_id: int) -> ResponseReturnValue:
    return _page(_file(case_id), blank_form())


@blueprint.post(_PATH)
@signed_in
def answer(case_id: int) -> ResponseReturnValue:
    actor, moment, file = current_actor(), now(), _file(case_id)
    if not file.answers:
        raise NotFound(NO_CASE)
    form = load_form(RemedyAnswerIn(), request.form)
    if form.ok:
        try:
            require_own_password(
                request.form.get("password", ""),
                request.remote_addr or "",
                rules=session_rules(),
                actor=actor,
                now=moment,
            )
            answer_remedy(case_id, form.data, actor=actor, now=moment)
        except _REFUSED as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Putusan dicatat. Buku besar, dokumen, dan statusnya sudah mengikuti.")
            return redirect_after_post("remedies.show", told, case_id=case_id)
    return _page(file, form)


@blueprint.route(f"{_PATH}/surat", methods=["GET", "POST"])
@signed_in
def paper(case_id: int) -> ResponseReturnValue:
    """HR writes down an objection that came on paper."""
    file = _file(case_id)
    if not file.may_record:
        raise NotFound(NO_CASE)
    form = blank_form(filed_on=file.today)
    if request.method == "POST":
        form = load_form(PaperObjectionIn(), request.form)
        if form.ok:
            try:
                record_objection(case_id, form.data, actor=current_actor(), now=now())
            except _REFUSED as refusal:
                form = form.refused(refusal)
            else:
                return redirect_after_post(
                    "remedies.show", gettext("Keberatan dicatat."), case_id=case_id
                )
    return render_form("remedies/paper.html", form, **_words(file))


@blueprint.post(f"{_PATH}/tanggapan")
@signed_in
def reply(case_id: int) -> ResponseReturnValue:
    file = _file(case_id)
    if not file.may_reply:
        raise NotFound(NO_CASE)
    form = load_form(ReplyDayIn(), request.form)
    if form.ok:
        try:
            record_reply_to_bpasn(
                case_id, form.data["replied_on"], actor=current_actor(), now=now()
            )
        except _REFUSED as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "remedies.show", gettext("Tanggapan dicatat."), case_id=case_id
            )
    return _page(file, form)


def _file(case_id: int) -> RemedyFile:
    return open_remedy_file(case_id, actor=current_actor(), now=now())


def _page(file: RemedyFile, form: FormResult) -> ResponseReturnValue:
    kinds = _kinds(file)
    return render_form(
        "remedies/show.html",
        form,
        outcomes=[(one.value, gettext(OUTCOME_LABELS[one])) for one in file.outcomes],
        kinds=kinds,
        dismissals=_dismissals() if any(one == "B3" for one, _ in kinds) else [],
        from_outside=file.route is RemedyRoute.BPASN,
        **_words(file),
    )


def _kinds(file: RemedyFile) -> list[tuple[str, str]]:
    """The kinds that any of the outcomes may bring, each once."""
    offered = {kind for outcome in REPLACES for kind in file.kinds.get(outcome, ())}
    return [
        (kind.value, KIND_TEXTS[kind.value].capitalize())
        for kind in sorted(offered, key=lambda one: one.weight)
        if kind.value != file.sanction.kind
    ]


def _dismissals() -> list[tuple[str, str]]:
    return [
        (DismissalType.HONOURABLE.value, gettext("Dengan hormat")),
        (DismissalType.DISHONOURABLE.value, gettext("Tidak dengan hormat")),
    ]


def _words(file: RemedyFile) -> dict[str, Any]:
    return {
        "file": file,
        "case": file.case,
        "kind_texts": KIND_TEXTS,
        "routes": ROUTE_LABELS,
        "outcome_labels": OUTCOME_LABELS,
    }
