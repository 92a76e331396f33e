"""The side of the person a case is about: its papers, the reply, the objection, who has looked."""

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
from ledger.domain.discipline.cases import CASE_STATE_LABELS, CaseState
from ledger.domain.discipline.catalogue import find_violation
from ledger.errors import InvalidInput
from ledger.queries.cases import own_cases
from ledger.schemas.cases import OwnWordsIn
from ledger.services.cases import file_objection, open_own_file, record_reply

blueprint = Blueprint("own_cases", __name__)

_PATH = "/kasus-saya/<int:case_id>"


@blueprint.get("/kasus-saya")
@signed_in
def index() -> str:
    cases = own_cases(current_actor().person_id or 0)
    return render_template("cases/own_list.html", cases=cases, told=_told)


@blueprint.get(_PATH)
@signed_in
def show(case_id: int) -> ResponseReturnValue:
    return _page(case_id, blank_form())


@blueprint.post(f"{_PATH}/tanggapan")
@signed_in
def reply(case_id: int) -> ResponseReturnValue:
    form = load_form(OwnWordsIn(), request.form)
    if form.ok:
        try:
            record_reply(case_id, form.data["text"], actor=current_actor(), now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "own_cases.show", gettext("Tanggapan Anda terkirim."), case_id=case_id
            )
    return _page(case_id, form)


@blueprint.post(f"{_PATH}/keberatan")
@signed_in
def objection(case_id: int) -> ResponseReturnValue:
    form = load_form(OwnWordsIn(), request.form)
    if form.ok:
        try:
            file_objection(case_id, form.data["text"], actor=current_actor(), now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "own_cases.show", gettext("Keberatan Anda diterima."), case_id=case_id
            )
    return _page(case_id, form)


def _page(case_id: int, form: FormResult) -> ResponseReturnValue:
    own = open_own_file(case_id, actor=current_actor(), now=now())
    return render_form(
        "cases/own.html",
        form,
        own=own,
        case=own.case,
        told=_told(own.case),
        find_violation=find_violation,
        kind_texts=KIND_TEXTS,
    )


def _told(case: Any) -> str:
    """The state as the person may know it: a decision is theirs to know from its delivery on."""
    if case.state in (CaseState.DECIDED, CaseState.SENT, CaseState.REFERRED):
        return str(gettext("Menunggu keputusan"))
    return str(gettext(CASE_STATE_LABELS[case.state]))
