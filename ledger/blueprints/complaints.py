"""Complaints: what waits for a verdict or an answer, one page each."""

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
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.photos import send_photo
from ledger.domain.commendations import (
    CAUSE_LABELS,
    COMPLAINT_STATE_LABELS,
    ComplaintCause,
    ComplaintEvent,
    ComplaintState,
    open_complaint_events,
    suggest_cause,
    suggest_violation,
)
from ledger.domain.intake_commands import VerifyComplaint
from ledger.domain.people import Role
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.queries.complaints import (
    count_open_complaints,
    get_complaint_page,
    list_open_complaints,
)
from ledger.queries.nominations import list_evidence
from ledger.schemas.complaints import AnswerIn, ComplaintVerdictIn
from ledger.services.complaints import answer_complaint, verify_complaint
from ledger.services.days import agency_today

blueprint = Blueprint("complaints", __name__)

EVENT_OPTIONS = {
    ComplaintEvent.SUBSTANTIATE: (
        sentence("Terbukti"),
        sentence("Yang diadukan memang terjadi. Pilih penyebabnya."),
    ),
    ComplaintEvent.FIND_UNSUBSTANTIATED: (
        sentence("Tidak terbukti"),
        sentence("Sudah ditelusuri dan tidak terjadi."),
    ),
    ComplaintEvent.SET_ASIDE: (
        sentence("Bukan pengaduan"),
        sentence("Misalnya permintaan informasi atau usulan."),
    ),
    ComplaintEvent.FORWARD: (
        sentence("Teruskan ke SP4N-LAPOR"),
        sentence("Tulis nomor pelacakannya, supaya warga dapat mengikutinya."),
    ),
}
CAUSE_HINTS = {
    ComplaintCause.PEOPLE: sentence("Perbuatan petugas. Atasan langsungnya menelaah."),
    ComplaintCause.PROCEDURE: sentence("Aturan atau alur. Ditindaklanjuti unit."),
    ComplaintCause.FACILITY: sentence("Gedung, alat, jaringan, atau aplikasi."),
    ComplaintCause.WORKLOAD: sentence("Warga terlalu banyak untuk petugas yang ada."),
}
TONES = {
    ComplaintState.RECEIVED: "waiting",
    ComplaintState.FORWARDED: "waiting",
    ComplaintState.SUBSTANTIATED: "returned",
    ComplaintState.UNSUBSTANTIATED: "returned",
    ComplaintState.NOT_A_COMPLAINT: "returned",
    ComplaintState.ANSWERED: "approved",
}


@blueprint.get("/pengaduan/periksa")
@requires(Role.HR, Role.UNIT_ADMIN)
def queue() -> str:
    actor = current_actor()
    pages = asked_page(count_open_complaints(actor))
    return render_template(
        "complaints/list.html",
        rows=list_open_complaints(actor, offset=pages.offset, limit=pages.size),
        pages=pages,
        state_labels=COMPLAINT_STATE_LABELS,
        tones=TONES,
        today=agency_today(actor.agency_id, now=now()),
    )


@blueprint.route("/pengaduan/periksa/<int:complaint_id>", methods=["GET", "POST"])
@requires(Role.HR, Role.UNIT_ADMIN)
def show(complaint_id: int) -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "GET":
        one = get_complaint_page(complaint_id, actor).complaint
        # The cause is only hinted at: whoever checks it decides, and nobody is chosen beforehand.
        known = blank_form(officer=one.person_id, lapor_id=one.lapor_id)
        return _page(complaint_id, known)
    form = load_form(ComplaintVerdictIn(), request.form)
    if form.ok:
        command = VerifyComplaint(
            complaint_id=complaint_id,
            event=form.data["event"],
            cause=form.data["cause"],
            person_id=form.data["officer"],
            reason=form.data["reason"],
            lapor_id=form.data["lapor_id"],
        )
        try:
            verify_complaint(command, actor=actor, now=now())
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Hasil pemeriksaan disimpan. Jawab warga jika sudah ada hasilnya.")
            return redirect_after_post("complaints.show", told, complaint_id=complaint_id)
    return _page(complaint_id, form)


@blueprint.post("/pengaduan/periksa/<int:complaint_id>/jawab")
@requires(Role.HR, Role.UNIT_ADMIN)
def answer(complaint_id: int) -> ResponseReturnValue:
    form = load_form(AnswerIn(), request.form)
    if form.ok:
        try:
            answer_complaint(
                complaint_id, text=form.data["answer"], actor=current_actor(), now=now()
            )
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Jawaban dikirim. Warga membacanya dengan kodenya.")
            return redirect_after_post("complaints.queue", told)
    return _page(complaint_id, form)


@blueprint.get("/pengaduan/periksa/<int:complaint_id>/foto")
@requires(Role.HR, Role.UNIT_ADMIN)
def photo(complaint_id: int) -> Response:
    get_complaint_page(complaint_id, current_actor())
    return send_photo("complaint", complaint_id)


def _page(complaint_id: int, form: FormResult) -> ResponseReturnValue:
    page = get_complaint_page(complaint_id, current_actor())
    one = page.complaint
    steps = open_complaint_events(one.state)
    suggested = suggest_cause(one.category)
    return render_form(
        "complaints/show.html",
        form,
        page=page,
        one=one,
        has_photo=bool(list_evidence("complaint", complaint_id)),
        state_labels=COMPLAINT_STATE_LABELS,
        cause_labels=CAUSE_LABELS,
        tone=TONES[one.state],
        events=[
            (event.value, gettext(label), gettext(hint))
            for event, (label, hint) in EVENT_OPTIONS.items()
            if event in steps
        ],
        causes=[
            (cause.value, gettext(CAUSE_LABELS[cause]), gettext(CAUSE_HINTS[cause]))
            for cause in ComplaintCause
        ],
        can_answer=ComplaintEvent.ANSWER in steps,
        suggested=gettext(CAUSE_LABELS[suggested]) if suggested else "",
        looks_like_levy=suggest_violation(one.category) is not None,
    )
