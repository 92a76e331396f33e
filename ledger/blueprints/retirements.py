"""Ending a version of a rule pack that no other follows: one asks, another decides."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.packs import PackState, RetirementState
from ledger.domain.people import Role
from ledger.errors import Conflict, InvalidInput, InvalidTransition, sentence
from ledger.queries.retirements import list_retirements
from ledger.queries.rules import get_pack
from ledger.schemas.answers import Answer, AnswerIn
from ledger.schemas.retirements import RetirementIn
from ledger.services.access import can_act
from ledger.services.rules import ask_retirement, decide_retirement, withdraw_retirement

blueprint = Blueprint("retirements", __name__)

_PATH = "/aturan/<int:pack_id>/akhiri"
STATE_LABELS = {
    RetirementState.ASKED: sentence("Menunggu keputusan"),
    RetirementState.WITHDRAWN: sentence("Ditarik"),
    RetirementState.REJECTED: sentence("Ditolak"),
    RetirementState.CONFIRMED: sentence("Disetujui"),
}


@blueprint.route(_PATH, methods=["GET", "POST"])
@requires(Role.HR)
def ask(pack_id: int) -> ResponseReturnValue:
    form = blank_form()
    if request.method == "POST":
        form = load_form(RetirementIn(), request.form)
        if form.ok:
            try:
                ask_retirement(pack_id, **form.data, actor=current_actor(), now=now())
            except (Conflict, InvalidInput, InvalidTransition) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Permintaan dicatat. Rekan kepegawaian lain yang memutuskannya.")
                return redirect_after_post("retirements.ask", told, pack_id=pack_id)
    return _page(pack_id, form)


@blueprint.post(f"{_PATH}/keputusan")
@requires(Role.HR)
def decide(pack_id: int) -> ResponseReturnValue:
    form = load_form(AnswerIn(), request.form)
    if form.ok:
        try:
            decide_retirement(
                pack_id,
                confirm=form.data["verdict"] is Answer.APPROVE,
                reason=form.data["reason"],
                actor=current_actor(),
                now=now(),
            )
        except (Conflict, InvalidInput, InvalidTransition) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Keputusan dicatat.")
            return redirect_after_post("rules.show", told, pack_id=pack_id)
    return _page(pack_id, form)


@blueprint.post(f"{_PATH}/tarik")
@requires(Role.HR)
def withdraw(pack_id: int) -> ResponseReturnValue:
    try:
        withdraw_retirement(pack_id, actor=current_actor(), now=now())
    except (Conflict, InvalidTransition) as refusal:
        return _page(pack_id, blank_form().refused(refusal))
    told = gettext("Permintaan ditarik. Versi ini tetap berlaku.")
    return redirect_after_post("retirements.ask", told, pack_id=pack_id)


def _page(pack_id: int, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    page = get_pack(actor.agency_id, pack_id)
    requests = list_retirements(pack_id)
    waiting = next((one for one in requests if one.is_open), None)
    may_act = can_act(actor, Role.HR, unit_id=None) and page.line.state is PackState.ACTIVE
    is_asker = waiting is not None and waiting.asked_by == actor.account_id
    return render_form(
        "rules/end.html",
        form,
        line=page.line,
        firings=sum(page.firing_counts.values()),
        requests=requests,
        labels=STATE_LABELS,
        waiting=waiting,
        may_ask=may_act and waiting is None,
        may_decide=may_act and waiting is not None and not is_asker,
        may_withdraw=may_act and is_asker,
        verdicts=[
            (Answer.APPROVE.value, gettext("Setujui, akhiri versi ini")),
            (Answer.REJECT.value, gettext("Tolak, versi ini tetap berlaku")),
        ],
    )
