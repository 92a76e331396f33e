"""The page that ends a case without a sanction: death, retirement, the wrong person."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.cases.frame import PATH, blueprint, case_file, words
from ledger.blueprints.clock import now
from ledger.blueprints.forms import blank_form, load_form, redirect_after_post, render_form
from ledger.blueprints.guards import current_actor, signed_in
from ledger.domain.discipline.endings import ENDING_LABELS
from ledger.errors import InvalidInput, NotFound, RuleRefused
from ledger.schemas.cases import DiscontinueIn
from ledger.services.cases import NO_CASE, discontinue_case


@blueprint.route(f"{PATH}/hentikan", methods=["GET", "POST"])
@signed_in
def discontinuation(case_id: int) -> ResponseReturnValue:
    file, form = case_file(case_id), blank_form()
    if not file.may_discontinue:
        raise NotFound(NO_CASE)
    if request.method == "POST":
        form = load_form(DiscontinueIn(), request.form)
        if form.ok:
            try:
                discontinue_case(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Kasus dihentikan tanpa hukuman.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    grounds = [(ground.value, gettext(label)) for ground, label in ENDING_LABELS.items()]
    return render_form("cases/discontinuation.html", form, grounds=grounds, **words(file))
