"""Pages after the decision: handing it over, closing the case."""

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
from ledger.errors import InvalidInput, RuleRefused
from ledger.schemas.cases import (
    DeliveryIn,
)
from ledger.services.cases import (
    close_case,
    record_delivery,
)


@blueprint.route(f"{PATH}/penyampaian", methods=["GET", "POST"])
@signed_in
def delivery(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    if file.tasks["delivery"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = blank_form(received="1", received_on=file.today)
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
    return render_form("cases/delivery.html", form, **words(file))


@blueprint.post(f"{PATH}/tutup")
@signed_in
def close(case_id: int) -> ResponseReturnValue:
    close_case(case_id, actor=current_actor(), now=now())
    return redirect_after_post("cases.show", gettext("Kasus ditutup."), case_id=case_id)
