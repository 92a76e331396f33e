"""Papan unit: units side by side per head, and who decides that anybody sees it."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.asked_days import asked_period
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires, signed_in
from ledger.blueprints.languages import zone
from ledger.domain.boards import BRACKETS_LABELS, VISIBILITY_LABELS, BoardVisibility
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.queries.boards import get_board, policy_history, policy_in_force
from ledger.queries.standing import period_choices
from ledger.schemas.boards import BoardPolicyIn
from ledger.services.boards import decide_board_policy

blueprint = Blueprint("boards", __name__)

#: The rows of a bracket that are written out; the own unit is always among them.
MOST_ROWS = 50
SWITCHED_OFF = sentence("Halaman ini tidak ada.")


@blueprint.get("/papan")
@signed_in
def show() -> str:
    """Switched off, it is not there; HR decides about it on a page of its own."""
    actor, today = current_actor(), _today()
    policy = policy_in_force(actor.agency_id)
    if policy.visibility is BoardVisibility.HIDDEN:
        raise NotFound(SWITCHED_OFF)
    period = asked_period(today)
    board = get_board(
        actor.agency_id,
        period,
        policy=policy,
        today=today,
        zone=zone(),
        own_unit_id=actor.unit_id,
    )
    return render_template(
        "boards/show.html",
        board=board,
        choices=period_choices(today),
        most=MOST_ROWS,
        is_own_only=policy.visibility is BoardVisibility.UNIT,
        decides=_decides(),
    )


@blueprint.route("/papan/kebijakan", methods=["GET", "POST"])
@requires(Role.HR)
def policy() -> ResponseReturnValue:
    held = policy_in_force(current_actor().agency_id)
    if request.method == "GET":
        return _policy_page(blank_form(visibility=held.visibility, brackets=held.brackets))
    form = load_form(BoardPolicyIn(), request.form)
    if not form.ok:
        return _policy_page(form)
    try:
        decide_board_policy(form.data, actor=current_actor(), now=now())
    except InvalidInput as refusal:
        return _policy_page(form.refused(refusal))
    return redirect_after_post("boards.policy", gettext("Keputusan tentang papan unit dicatat."))


def _policy_page(form: FormResult) -> ResponseReturnValue:
    return render_form(
        "boards/policy.html",
        form,
        history=policy_history(current_actor().agency_id),
        visibilities=VISIBILITY_LABELS,
        brackets=BRACKETS_LABELS,
        visibility_options=[(one.value, gettext(told)) for one, told in VISIBILITY_LABELS.items()],
        bracket_options=[(one.value, gettext(told)) for one, told in BRACKETS_LABELS.items()],
        decides=_decides(),
    )


def _decides() -> bool:
    """HR of the whole agency; HR of a unit reads what was decided."""
    return current_actor().units_reached(Role.HR) is None


def _today() -> date:
    return local_day(now(), zone())
