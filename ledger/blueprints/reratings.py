"""Re-ratings of the past: asked for from a simulation, seen line by line, decided by another."""

from flask import Blueprint, request
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
from ledger.domain.people import Role
from ledger.domain.reratings import RERATING_LABELS, UNTOUCHED_LABELS, ReratingState
from ledger.errors import (
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RuleRefused,
)
from ledger.queries.reratings import (
    NO_RERATING,
    ReratingView,
    get_rerating,
    list_rerating_lines,
    list_reratings,
    quota_effects,
)
from ledger.queries.rules import get_pack
from ledger.queries.simulations import get_simulation
from ledger.schemas.answers import Answer
from ledger.schemas.reratings import RatingAgainIn, RatingVerdictIn
from ledger.services.access import can_act
from ledger.services.rules.rerating import (
    ask_rerating,
    decide_rerating,
    may_decide,
    withdraw_rerating,
)

blueprint = Blueprint("reratings", __name__)

_PATH = "/aturan/penilaian-ulang/<int:rerating_id>"


@blueprint.get("/aturan/<int:pack_id>/penilaian-ulang")
@requires(Role.HR)
def index(pack_id: int) -> ResponseReturnValue:
    _require_whole_agency()
    actor = current_actor()
    page = get_pack(actor.agency_id, pack_id)
    return render_form(
        "reratings/list.html",
        blank_form(),
        line=page.line,
        reratings=list_reratings(actor.agency_id, page.line.code),
        labels=RERATING_LABELS,
    )


@blueprint.route("/aturan/simulasi/<int:simulation_id>/penilaian-ulang", methods=["GET", "POST"])
@requires(Role.HR)
def create(simulation_id: int) -> ResponseReturnValue:
    _require_whole_agency()
    actor = current_actor()
    form = blank_form()
    if request.method == "POST":
        form = load_form(RatingAgainIn(), request.form)
        if form.ok:
            try:
                number = ask_rerating(
                    simulation_id, reason=form.data["why"], actor=actor, now=now()
                )
            except InvalidInput as refusal:
                form = _at_field(form.refused(refusal))
            except Conflict as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Penilaian ulang diminta. Rinciannya sedang disusun.")
                return redirect_after_post("reratings.show", told, rerating_id=number)
    simulation = get_simulation(simulation_id, agency_id=actor.agency_id)
    return render_form("reratings/ask.html", form, simulation=simulation)


@blueprint.get(_PATH)
@signed_in
def show(rerating_id: int) -> ResponseReturnValue:
    return _page(_seen(rerating_id), blank_form())


@blueprint.post(f"{_PATH}/keputusan")
@signed_in
def decide(rerating_id: int) -> ResponseReturnValue:
    rerating = _seen(rerating_id)
    form = load_form(RatingVerdictIn(), request.form)
    if form.ok:
        try:
            decide_rerating(
                rerating_id,
                approve=form.data["verdict"] is Answer.APPROVE,
                reason=form.data["reason"],
                seen_sha256=form.data["seen_sha256"],
                actor=current_actor(),
                now=now(),
            )
        except (InvalidInput, Conflict, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Keputusan dicatat.")
            return redirect_after_post("reratings.show", told, rerating_id=rerating_id)
    return _page(rerating, form)


@blueprint.post(f"{_PATH}/tarik")
@requires(Role.HR)
def withdraw(rerating_id: int) -> ResponseReturnValue:
    rerating = _seen(rerating_id)
    try:
        withdraw_rerating(rerating_id, actor=current_actor(), now=now())
    except InvalidTransition as refusal:
        return _page(rerating, blank_form().refused(refusal))
    told = gettext("Penilaian ulang ditarik.")
    return redirect_after_post("reratings.show", told, rerating_id=rerating_id)


def _seen(rerating_id: int) -> ReratingView:
    """For HR of the whole agency and for whoever decides; for others it is not there."""
    actor = current_actor()
    is_decider = may_decide(rerating_id, actor=actor, now=now())
    if not (is_decider or can_act(actor, Role.HR, unit_id=None)):
        raise NotFound(NO_RERATING)
    return get_rerating(rerating_id, agency_id=actor.agency_id)


def _page(rerating: ReratingView, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    is_hr = can_act(actor, Role.HR, unit_id=None)
    waits = rerating.state is ReratingState.WAITING
    pages = asked_page(rerating.planned + rerating.untouched)
    return render_form(
        "reratings/show.html",
        form,
        rerating=rerating,
        lines=list_rerating_lines(rerating.id, offset=pages.offset, limit=pages.size),
        pages=pages,
        quotas=quota_effects(rerating.id, agency_id=actor.agency_id),
        labels=RERATING_LABELS,
        notes=UNTOUCHED_LABELS,
        is_hr=is_hr,
        may_withdraw=is_hr and waits,
        may_decide=waits and may_decide(rerating.id, actor=actor, now=now()),
        verdicts=[
            (Answer.APPROVE.value, gettext("Setujui dan laksanakan")),
            (Answer.REJECT.value, gettext("Tolak")),
        ],
    )


def _require_whole_agency() -> None:
    if not can_act(current_actor(), Role.HR, unit_id=None):
        raise NotFound(NO_RERATING)


def _at_field(form: FormResult) -> FormResult:
    """The service speaks of its reason, the page of its own field."""
    errors = {("why" if name == "reason" else name): texts for name, texts in form.errors.items()}
    return FormResult(values=form.values, errors=errors, data=form.data)
