"""Pages after the decision: calling the person to receive it, handing it over, closing."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.cases.frame import PATH, acting_file, blueprint, words
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.domain.discipline.cases import CaseState
from ledger.errors import InvalidInput, RuleRefused
from ledger.schemas.cases import DeliveryIn
from ledger.schemas.remedies import PlanDeliveryIn
from ledger.services.cases import CaseFile, close_case, plan_delivery, record_delivery


@blueprint.route(f"{PATH}/penyampaian", methods=["GET", "POST"])
@signed_in
def delivery(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    if file.tasks["delivery"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = blank_form(
        received="1", received_on=file.today, planned_on=_sanction(file).delivery_planned_on
    )
    if request.method == "POST":
        form = load_form(DeliveryIn(), request.form)
        if form.ok:
            try:
                record_delivery(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Penyampaian keputusan dicatat.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/delivery.html", form, may_plan=_may_plan(file), **words(file))


@blueprint.route(f"{PATH}/penyampaian/rencana", methods=["GET", "POST"])
@signed_in
def delivery_plan(case_id: int) -> ResponseReturnValue:
    """The call to come for the Keputusan (F17); once more moves the day."""
    file = acting_file(case_id)
    if not _may_plan(file):
        return redirect_after_post("cases.show", case_id=case_id)
    planned = _sanction(file)
    form = blank_form(
        planned_on=planned.delivery_planned_on,
        time=planned.delivery_time or "09.00",
        place=planned.delivery_place,
    )
    if request.method == "POST":
        form = load_form(PlanDeliveryIn(), request.form)
        if form.ok:
            try:
                plan_delivery(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Pegawai dipanggil untuk menerima keputusan.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form(
        "cases/delivery_plan.html", form, last_day=file.tasks["delivery"].last_day, **words(file)
    )


@blueprint.post(f"{PATH}/tutup")
@signed_in
def close(case_id: int) -> ResponseReturnValue:
    close_case(case_id, actor=current_actor(), now=now())
    return redirect_after_post("cases.show", gettext("Kasus ditutup."), case_id=case_id)


def _may_plan(file: CaseFile) -> bool:
    """Until the Keputusan was sent or received."""
    return file.case.state is CaseState.DECIDED and file.tasks["delivery"].state == "open"


def _sanction(file: CaseFile) -> Any:
    return file.case.sanction
