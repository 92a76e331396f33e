"""The page of the witnesses of a case, and of the steps that left their first official."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.cases.frame import PATH, blueprint, words
from ledger.blueprints.clock import now
from ledger.blueprints.forms import blank_form, load_form, redirect_after_post, render_form
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.picker import pick_person
from ledger.domain.discipline.parties import MOVED_STEP_LABELS
from ledger.errors import InvalidInput, RuleRefused
from ledger.schemas.cases import WitnessIn
from ledger.services.cases import open_file
from ledger.services.cases.witnesses import moves_of, record_witness, witnesses_of


@blueprint.route(f"{PATH}/saksi", methods=["GET", "POST"])
@signed_in
def witnesses(case_id: int) -> ResponseReturnValue:
    actor = current_actor()
    file = open_file(case_id, actor=actor, now=now())
    form = blank_form()
    matches: tuple[tuple[str, str, str], ...] = ()
    if request.method == "POST":
        picked = pick_person(
            load_form(WitnessIn(), request.form), "person", agency_id=actor.agency_id
        )
        form, matches = picked.form, picked.matches
        if form.ok and picked.person_id is not None:
            try:
                record_witness(case_id, picked.person_id, actor=actor, now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Saksi dicatat. Ia tidak lagi bertindak dalam kasus ini.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form(
        "cases/witnesses.html",
        form,
        matches=matches,
        named=witnesses_of(file.case),
        moves=moves_of(file.case),
        step_labels=MOVED_STEP_LABELS,
        **words(file),
    )
