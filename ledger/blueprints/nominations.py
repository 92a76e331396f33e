"""Nominations after they were sent: one's own by status, one page each, and HR's queue."""

from typing import Any

from flask import Blueprint, Response, render_template, request
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
from ledger.blueprints.guards import current_actor, requires, signed_in
from ledger.blueprints.nomination_answers import answers_of
from ledger.blueprints.resources import resources
from ledger.domain.actors import Actor
from ledger.domain.nominations import (
    CATEGORY_LABELS,
    NOMINATION_STATE_LABELS,
    STAGE_LABELS,
    NominationEvent,
    NominationState,
    next_state,
    open_events,
)
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.queries.nominations import (
    NO_NOMINATION,
    Group,
    count_own,
    count_to_check,
    get_file,
    get_nomination_page,
    list_drafts,
    list_own,
    list_to_check,
)
from ledger.schemas.nominations import VerdictIn
from ledger.services.drafts import save_draft
from ledger.services.nominations import (
    DRAFT_KIND,
    accept_nomination,
    reject_nomination,
    return_nomination,
    withdraw_nomination,
)

blueprint = Blueprint("nominations", __name__)

DRAFTS = "draf"
GROUPS = {
    "menunggu": Group.WAITING,
    "dikembalikan": Group.RETURNED,
    "selesai": Group.DONE,
}
GROUP_LABELS = {
    DRAFTS: sentence("Draf"),
    "menunggu": sentence("Menunggu"),
    "dikembalikan": sentence("Dikembalikan"),
    "selesai": sentence("Selesai"),
}
TONES = {
    NominationState.DRAFT: "draft",
    NominationState.SUBMITTED: "waiting",
    NominationState.RETURNED: "returned",
    NominationState.ACCEPTED: "approved",
    NominationState.REJECTED: "rejected",
    NominationState.WITHDRAWN: "draft",
}
EVENT_TITLES = {
    "nomination:sending:submitted": sentence("Usulan dikirim"),
    "nomination:sending:resubmitted": sentence("Usulan dikirim kembali"),
    "nomination:sending:withdrawn": sentence("Usulan ditarik"),
    "nomination:verdict:accepted": sentence("Diterima kepegawaian"),
    "nomination:verdict:returned": sentence("Dikembalikan untuk diperbaiki"),
    "nomination:verdict:rejected": sentence("Ditolak"),
    "evidence:file:kept": sentence("Bukti ditambahkan"),
}


@blueprint.get("/usulan")
@signed_in
def index() -> str:
    actor = current_actor()
    drafts = list_drafts(DRAFT_KIND, actor)
    by_group = count_own(actor)
    counts = {DRAFTS: len(drafts), **{name: by_group[one] for name, one in GROUPS.items()}}
    status = request.args.get("status", "")
    status = status if status in counts else _first_filled(counts)
    pages = asked_page(counts[status])
    rows = (
        drafts
        if status == DRAFTS
        else list_own(actor, GROUPS[status], offset=pages.offset, limit=pages.size)
    )
    return render_template(
        "nominations/list.html",
        rows=rows,
        counts=counts,
        status=status,
        labels=GROUP_LABELS,
        pages=pages,
        tones=TONES,
        state_labels=NOMINATION_STATE_LABELS,
    )


@blueprint.get("/usulan/periksa")
@requires(Role.HR)
def queue() -> str:
    actor = current_actor()
    pages = asked_page(count_to_check(actor))
    rows = list_to_check(actor, offset=pages.offset, limit=pages.size)
    return render_template("nominations/queue.html", rows=rows, pages=pages)


@blueprint.get("/usulan/<int:nomination_id>")
@signed_in
def show(nomination_id: int) -> ResponseReturnValue:
    return _page(nomination_id, blank_form())


@blueprint.post("/usulan/<int:nomination_id>/periksa")
@requires(Role.HR)
def judge(nomination_id: int) -> ResponseReturnValue:
    actor = current_actor()
    form = load_form(VerdictIn(), request.form)
    if form.ok:
        try:
            told = _judge(nomination_id, form.data, actor)
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("nominations.queue", told)
    return _page(nomination_id, form)


@blueprint.post("/usulan/<int:nomination_id>/tarik")
@signed_in
def withdraw(nomination_id: int) -> ResponseReturnValue:
    withdraw_nomination(nomination_id, actor=current_actor(), now=now())
    told = gettext("Usulan ditarik.")
    return redirect_after_post("nominations.show", told, nomination_id=nomination_id)


@blueprint.post("/usulan/<int:nomination_id>/perbaiki")
@signed_in
def mend(nomination_id: int) -> ResponseReturnValue:
    actor = current_actor()
    page = get_nomination_page(nomination_id, actor)
    if not page.is_own:
        raise NotFound(NO_NOMINATION)
    next_state(page.nomination.state, NominationEvent.SUBMIT)
    token = save_draft(DRAFT_KIND, answers_of(page), actor=actor, now=now())
    return redirect_after_post("nominating.subject", token=token)


@blueprint.get("/usulan/bukti/<int:evidence_id>")
@signed_in
def evidence(evidence_id: int) -> Response:
    file = get_file(evidence_id, current_actor())
    answer = Response(resources().files.get(file.sha256 or ""), mimetype=file.media_type)
    # Never shown inside a page of ours: whatever it holds, it runs nothing here.
    answer.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _first_filled(counts: dict[str, int]) -> str:
    order = ("dikembalikan", DRAFTS, "menunggu", "selesai")
    return next((name for name in order if counts[name]), "menunggu")


def _judge(nomination_id: int, verdict: dict[str, Any], actor: Actor) -> str:
    reason: str = verdict["reason"]
    if verdict["verdict"] == "return":
        return_nomination(nomination_id, reason=reason, actor=actor, now=now())
        return str(gettext("Usulan dikembalikan kepada pengusulnya."))
    if verdict["verdict"] == "reject":
        reject_nomination(nomination_id, reason=reason, actor=actor, now=now())
        return str(gettext("Usulan ditolak. Pengusul menerima alasannya."))
    made = accept_nomination(nomination_id, actor=actor, now=now())
    if made:
        return str(gettext("Usulan diterima dan menunggu keputusan pimpinan."))
    return str(gettext("Usulan diterima. Belum ada aturan yang memberi penghargaan untuknya."))


def _page(nomination_id: int, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    page = get_nomination_page(nomination_id, actor)
    events = open_events(page.nomination.state)
    timeline = [
        {"title": gettext(EVENT_TITLES[one.tag]), "when": one.at, "by": one.actor_name}
        for one in page.events
        if one.tag in EVENT_TITLES
    ]
    return render_form(
        "nominations/show.html",
        form,
        page=page,
        one=page.nomination,
        timeline_events=timeline,
        can_withdraw=page.is_own and NominationEvent.WITHDRAW in events,
        can_mend=page.is_own and page.nomination.state is NominationState.RETURNED,
        tone=TONES[page.nomination.state],
        state_labels=NOMINATION_STATE_LABELS,
        category_labels=CATEGORY_LABELS,
        stage_labels=STAGE_LABELS,
    )
