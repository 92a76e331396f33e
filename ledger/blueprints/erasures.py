"""Erasing personal data: requests with their letters for HR, decided by a second person."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

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
from ledger.blueprints.languages import zone
from ledger.blueprints.resources import resources
from ledger.domain.actors import Actor
from ledger.domain.entries import KIND_LABELS
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.domain.retention import (
    ERASURE_LABELS,
    GROUND_LABELS,
    RECORD_LABELS,
    ErasureState,
    RequestErasure,
)
from ledger.errors import Forbidden, InvalidInput
from ledger.queries.erasure_pages import (
    count_erasures,
    erasable_entries,
    get_erasure,
    list_erasures,
)
from ledger.queries.erasures import retention_lines
from ledger.queries.people import get_person_page
from ledger.schemas.answers import Answer, AnswerIn
from ledger.schemas.erasures import ErasureIn
from ledger.services.access import require_role
from ledger.services.erasures import decide_erasure, request_erasure

blueprint = Blueprint("erasures", __name__)

TONES = {
    ErasureState.PROPOSED: "waiting",
    ErasureState.APPROVED: "waiting",
    ErasureState.REJECTED: "rejected",
    ErasureState.DONE: "approved",
}


@blueprint.get("/penghapusan")
@requires(Role.HR)
def index() -> str:
    """The schedule of the agency and every erasure by it or on request."""
    agency_id = _officer().agency_id
    pages = asked_page(count_erasures(agency_id))
    return render_template(
        "erasures/list.html",
        erasures=list_erasures(agency_id, offset=pages.offset, limit=pages.size),
        pages=pages,
        schedule=retention_lines(agency_id, today=local_day(now(), zone())),
        record_labels=RECORD_LABELS,
        **_words(),
    )


@blueprint.route("/pegawai/<int:person_id>/penghapusan", methods=["GET", "POST"])
@requires(Role.HR)
def create(person_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        return _request_page(person_id, blank_form())
    form = load_form(ErasureIn(), request.form)
    if form.ok:
        given = {**form.data, "entry_uids": tuple(form.data["entry_uids"])}
        try:
            command = RequestErasure(person_id=person_id, **given)
            erasure_id = request_erasure(command, actor=current_actor(), now=now())
        except (InvalidInput, Forbidden) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Permintaan dicatat. Orang lain yang memutuskannya.")
            return redirect_after_post("erasures.show", told, erasure_id=erasure_id)
    return _request_page(person_id, form)


@blueprint.route("/penghapusan/<int:erasure_id>", methods=["GET", "POST"])
@requires(Role.HR)
def show(erasure_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        return _page(erasure_id, blank_form())
    form = load_form(AnswerIn(), request.form)
    if form.ok:
        try:
            decide_erasure(
                erasure_id,
                approves=form.data["verdict"] is Answer.APPROVE,
                reason=form.data["reason"],
                files=resources().files,
                actor=current_actor(),
                now=now(),
            )
        except (InvalidInput, Forbidden) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Keputusan dicatat.")
            return redirect_after_post("erasures.show", told, erasure_id=erasure_id)
    return _page(erasure_id, form)


def _request_page(person_id: int, form: FormResult) -> ResponseReturnValue:
    actor = _officer()
    person = get_person_page(person_id, agency_id=actor.agency_id)
    today = local_day(now(), zone())
    return render_form(
        "erasures/edit.html",
        form,
        page=person,
        entries=erasable_entries(person_id, agency_id=actor.agency_id, today=today),
        grounds=[(ground.value, gettext(text)) for ground, text in GROUND_LABELS.items()],
        **_words(),
    )


def _page(erasure_id: int, form: FormResult) -> ResponseReturnValue:
    actor = _officer()
    page = get_erasure(erasure_id, actor=actor, today=local_day(now(), zone()))
    is_open = page.line.state is ErasureState.PROPOSED
    return render_form(
        "erasures/show.html",
        form,
        page=page,
        may_decide=is_open and actor.person_id != page.proposer_id,
        ground=gettext(GROUND_LABELS[page.ground]) if page.ground else "",
        verdicts=[
            (Answer.APPROVE.value, gettext("Setujui dan hapus sekarang")),
            (Answer.REJECT.value, gettext("Tolak")),
        ],
        **_words(),
    )


def _officer() -> Actor:
    """HR over the whole agency; whoever serves one unit does not see others' requests."""
    actor = current_actor()
    require_role(actor, Role.HR, unit_id=None)
    return actor


def _words() -> dict[str, object]:
    return {"labels": ERASURE_LABELS, "kind_labels": KIND_LABELS, "tones": TONES}
