"""The side of the person a case is about: its papers, the reply, the objection, who has looked."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.case_words import (
    KIND_TEXTS,
    NEXT_FOR_SUBJECT,
)
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.incoming import row_number, takes_evidence, uploads
from ledger.blueprints.languages import zone
from ledger.blueprints.resources import resources
from ledger.domain.discipline.cases import CASE_STATE_LABELS, CaseState
from ledger.domain.discipline.own_words import OwnWords
from ledger.domain.discipline.standings import STANDING_LABELS, Standing, standing_of
from ledger.domain.documents import DOCUMENT_LABELS
from ledger.domain.formats import time_text
from ledger.errors import InvalidInput
from ledger.queries.cases import own_cases
from ledger.schemas.cases import OwnWordsIn
from ledger.services.cases import OwnFile, open_own_file
from ledger.services.cases.own_words import (
    attachments_of,
    is_open,
    keep_attachment,
    keep_words,
    let_go_attachments,
    open_attachment,
    send_words,
    typed_words,
)

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
    return _page(_own(case_id), {})


@blueprint.post(f"{_PATH}/tanggapan")
@takes_evidence
@signed_in
def reply(case_id: int) -> ResponseReturnValue:
    return _write(case_id, OwnWords.REPLY, gettext("Tanggapan Anda terkirim."))


@blueprint.post(f"{_PATH}/keberatan")
@takes_evidence
@signed_in
def objection(case_id: int) -> ResponseReturnValue:
    return _write(case_id, OwnWords.OBJECTION, gettext("Keberatan Anda diterima."))


@blueprint.get(f"{_PATH}/lampiran/<int:evidence_id>")
@signed_in
def attachment(case_id: int, evidence_id: int) -> Response:
    return send_attachment(case_id, evidence_id, is_own=True)


@blueprint.get("/kasus/<int:case_id>/lampiran/<int:evidence_id>")
@signed_in
def attachment_for_reader(case_id: int, evidence_id: int) -> Response:
    return send_attachment(case_id, evidence_id, is_own=False)


def send_attachment(case_id: int, evidence_id: int, *, is_own: bool) -> Response:
    file = open_attachment(case_id, evidence_id, is_own=is_own, actor=current_actor(), now=now())
    answer = Response(resources().files.get(file.sha256 or ""), mimetype=file.media_type)
    # Never shown inside a page of ours: whatever it holds, it runs nothing here.
    answer.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _write(case_id: int, what: OwnWords, sent: str) -> ResponseReturnValue:
    """What was typed and uploaded is kept first: a refused file or a lost line costs nothing."""
    own, actor = _own(case_id), current_actor()
    form = load_form(OwnWordsIn(), request.form)
    action = request.form.get("action")
    text = str(form.value("text"))
    if is_open(own, what):
        keep_words(own, what, text, actor=actor, now=now())
        if action == "autosave":
            return Response(_saved(), mimetype="text/plain")
        form = _with_files(own, what, form)
        if action == "save" and form.errors.keys() <= {"text"}:
            return redirect_after_post("own_cases.show", _saved(), case_id=case_id)
    if form.ok:
        try:
            send_words(own, what, form.data["text"], actor=actor, now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("own_cases.show", sent, case_id=case_id)
    return _page(own, {what: form})


def _with_files(own: OwnFile, what: OwnWords, form: FormResult) -> FormResult:
    actor = current_actor()
    kept = request.form.getlist("kept", type=row_number)
    let_go_attachments(own, what, kept, actor=actor)
    for file_name, content in uploads("evidence"):
        try:
            keep_attachment(
                own, what, content, file_name, files=resources().files, actor=actor, now=now()
            )
        except InvalidInput as refusal:
            form = replace(form, errors={**form.errors, **form.refused(refusal).errors})
    return form


def _saved() -> str:
    return str(gettext("Tersimpan %(time)s. Belum dikirim.", time=time_text(now(), zone())))


def _own(case_id: int) -> OwnFile:
    return open_own_file(case_id, actor=current_actor(), now=now())


def _page(own: OwnFile, typed: dict[OwnWords, FormResult]) -> ResponseReturnValue:
    forms, files = {}, {}
    for what in OwnWords:
        files[what.value] = attachments_of(own.case.id, what)
        forms[what.value] = _form(own, what, typed.get(what), [one.id for one in files[what.value]])
    shown, standing = next(iter(typed.values()), blank_form()), _standing(own)
    return render_form(
        "cases/own.html",
        shown,
        own=own,
        case=own.case,
        forms=forms,
        files=files,
        told=_told(own.case),
        next_step=NEXT_FOR_SUBJECT.get(own.case.state, ""),
        kind_texts=KIND_TEXTS,
        standing=STANDING_LABELS[standing] if standing else "",
        is_in_force=standing in (Standing.LIVE, Standing.SPENT),
        paper_labels=DOCUMENT_LABELS,
    )


def _form(own: OwnFile, what: OwnWords, typed: FormResult | None, kept: list[int]) -> FormResult:
    form = typed or blank_form(text=typed_words(own, what, actor=current_actor()))
    return replace(form, values={**form.values, "kept": kept})


def _standing(own: OwnFile) -> Standing | None:
    """What the sanction is worth to them today; nothing before it was handed over."""
    sanction = own.case.sanction
    if not own.is_handed_over or sanction is None:
        return None
    return standing_of(own.case.state, sanction.effective_on, on=own.today)


def _told(case: Any) -> str:
    """The state as the person may know it: a decision is theirs to know from its delivery on."""
    if case.state in (CaseState.DECIDED, CaseState.SENT, CaseState.REFERRED):
        return str(gettext("Menunggu keputusan"))
    return str(gettext(CASE_STATE_LABELS[case.state]))
