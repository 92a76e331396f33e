"""Commendations of citizens: the queue and the verdict, and what the inspectorate was given."""

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
from ledger.domain.commendations import COMMENDATION_STATE_LABELS, CommendationVerdict
from ledger.domain.intake_commands import VerifyCommendation
from ledger.domain.people import Role
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.queries.commendations import (
    count_commendations_to_check,
    count_suspected,
    get_commendation_page,
    list_commendations_to_check,
    list_suspected,
)
from ledger.queries.nominations import list_evidence
from ledger.schemas.commendations import CommendationVerdictIn
from ledger.services.commendations import verify_commendation

blueprint = Blueprint("commendations", __name__)

VERDICT_OPTIONS = (
    (
        CommendationVerdict.ACCEPTED,
        sentence("Teruskan sebagai apresiasi"),
        sentence("Ucapan ini tentang pelayanan dan layak dibaca petugas."),
    ),
    (
        CommendationVerdict.NOT_ABOUT_STAFF,
        sentence("Bukan tentang pegawai"),
        sentence("Misalnya tentang gedung atau antrean. Disimpan, tidak menjadi apresiasi."),
    ),
    (
        CommendationVerdict.ABUSIVE,
        sentence("Tidak pantas"),
        sentence("Menghina atau tidak bermakna. Tulis alasannya."),
    ),
    (
        CommendationVerdict.SUSPECTED_GRATUITY,
        sentence("Dugaan gratifikasi atau pungutan"),
        sentence("Diserahkan kepada Inspektorat. Tulis alasannya."),
    ),
)


@blueprint.get("/apresiasi/periksa")
@requires(Role.HR, Role.UNIT_ADMIN)
def queue() -> str:
    actor = current_actor()
    pages = asked_page(count_commendations_to_check(actor))
    rows = list_commendations_to_check(actor, offset=pages.offset, limit=pages.size)
    return render_template("commendations/list.html", rows=rows, pages=pages, suspected=False)


@blueprint.get("/apresiasi/dugaan")
@requires(Role.INSPECTORATE)
def suspected() -> str:
    actor = current_actor()
    pages = asked_page(count_suspected(actor))
    rows = list_suspected(actor, offset=pages.offset, limit=pages.size)
    return render_template("commendations/list.html", rows=rows, pages=pages, suspected=True)


@blueprint.route("/apresiasi/periksa/<int:commendation_id>", methods=["GET", "POST"])
@requires(Role.HR, Role.UNIT_ADMIN, Role.INSPECTORATE)
def show(commendation_id: int) -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "GET":
        page = get_commendation_page(commendation_id, actor)
        return _page(commendation_id, blank_form(officer=page.commendation.person_id))
    form = load_form(CommendationVerdictIn(), request.form)
    if form.ok:
        command = VerifyCommendation(
            commendation_id=commendation_id,
            verdict=form.data["verdict"],
            person_id=form.data["officer"],
            staff_name=form.data["staff_name"],
            refused_tip=form.data["refused_tip"],
            reason=form.data["reason"],
            reply=form.data["reply"],
        )
        try:
            verify_commendation(command, actor=actor, now=now())
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("commendations.queue", gettext("Apresiasi diperiksa."))
    return _page(commendation_id, form)


@blueprint.get("/apresiasi/periksa/<int:commendation_id>/foto")
@requires(Role.HR, Role.UNIT_ADMIN, Role.INSPECTORATE)
def photo(commendation_id: int) -> Response:
    get_commendation_page(commendation_id, current_actor())
    return send_photo("commendation", commendation_id)


def _page(commendation_id: int, form: FormResult) -> ResponseReturnValue:
    page = get_commendation_page(commendation_id, current_actor())
    return render_form(
        "commendations/show.html",
        form,
        page=page,
        one=page.commendation,
        has_photo=bool(list_evidence("commendation", commendation_id)),
        state_labels=COMMENDATION_STATE_LABELS,
        verdicts=[
            (verdict.value, gettext(label), gettext(hint))
            for verdict, label, hint in VERDICT_OPTIONS
        ],
    )
