"""Development plans and trainings: the person reads, the mentor, superior or HR confirms."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import FormResult, blank_form, redirect_after_post, render_form
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.languages import zone
from ledger.domain.periods import local_day
from ledger.errors import Conflict, Forbidden
from ledger.queries.development import (
    get_plan,
    get_training,
    list_others_plans,
    list_others_trainings,
    list_own_plans,
    list_own_trainings,
)
from ledger.services.trainings import confirm_applied, confirm_plan

blueprint = Blueprint("development", __name__)


@blueprint.get("/pengembangan")
@signed_in
def index() -> str:
    actor = current_actor()
    return render_template(
        "development/list.html",
        own_plans=list_own_plans(actor),
        others_plans=list_others_plans(actor),
        own_trainings=list_own_trainings(actor),
        others_trainings=list_others_trainings(actor),
        today=local_day(now(), zone()),
    )


@blueprint.get("/pengembangan/rencana/<int:plan_id>")
@signed_in
def plan(plan_id: int) -> ResponseReturnValue:
    return _plan_page(plan_id, blank_form())


@blueprint.post("/pengembangan/rencana/<int:plan_id>/tuntas")
@signed_in
def verify(plan_id: int) -> ResponseReturnValue:
    """State that the plan was carried out; the rules hear of it at once."""
    get_plan(plan_id, actor=current_actor())
    try:
        confirm_plan(plan_id, actor=current_actor(), now=now())
    except (Conflict, Forbidden) as refusal:
        return _plan_page(plan_id, blank_form().refused(refusal))
    # The same words whatever follows: a silence of the rules may have reasons nobody else learns.
    told = gettext("Rencana dinyatakan tuntas. Aturan menilainya sekarang.")
    return redirect_after_post("development.plan", told, plan_id=plan_id)


@blueprint.get("/pengembangan/pelatihan/<int:training_id>")
@signed_in
def training(training_id: int) -> ResponseReturnValue:
    return _training_page(training_id, blank_form())


@blueprint.post("/pengembangan/pelatihan/<int:training_id>/diterapkan")
@signed_in
def apply(training_id: int) -> ResponseReturnValue:
    """State that what was learned is applied; the rules hear of it at once."""
    get_training(training_id, actor=current_actor())
    try:
        confirm_applied(training_id, actor=current_actor(), now=now())
    except (Conflict, Forbidden) as refusal:
        return _training_page(training_id, blank_form().refused(refusal))
    told = gettext("Penerapan pelatihan dinyatakan. Aturan menilainya sekarang.")
    return redirect_after_post("development.training", told, training_id=training_id)


def _plan_page(plan_id: int, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    found = get_plan(plan_id, actor=actor)
    return render_form(
        "development/plan.html",
        form,
        plan=found,
        is_own=found.person_id == actor.person_id,
        today=local_day(now(), zone()),
    )


def _training_page(training_id: int, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    found = get_training(training_id, actor=actor)
    return render_form(
        "development/training.html", form, training=found, is_own=found.person_id == actor.person_id
    )
