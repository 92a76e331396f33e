"""What the law leaves open: one page of all of it, recorded by one person, confirmed by another."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import blank_form, load_form, redirect_after_post, render_form
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.open_law import STATUS_LABELS, Shape
from ledger.domain.people import Role
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.schemas.open_law import OpenLawIn
from ledger.services.days import agency_today
from ledger.services.open_law import (
    confirm_open_law,
    may_record_law,
    open_law,
    open_law_row,
    record_open_law,
)

blueprint = Blueprint("open_law", __name__)

#: The parts of the page; without a shape stands all that has no part of its own.
GROUPS = (
    (sentence("Nilai yang dapat diatur"), None),
    (sentence("Apa yang menunda atau menghalangi penghargaan dan kenaikan"), Shape.INTERLOCK),
    (sentence("Bacaan yang tertulis dalam program"), Shape.READING),
)


@blueprint.get("/ketentuan")
@requires(Role.HR, Role.AUDITOR)
def index() -> str:
    actor = current_actor()
    lines = open_law(actor=actor, now=now())
    return render_template(
        "open_law/list.html",
        groups=[
            (title, [line for line in lines if _is_of(line.row.shape, shape)])
            for title, shape in GROUPS
        ],
        unconfirmed=sum(1 for line in lines if not line.is_confirmed),
        status_labels=STATUS_LABELS,
        shapes=Shape,
    )


@blueprint.route("/ketentuan/<key>", methods=["GET", "POST"])
@requires(Role.HR, Role.AUDITOR)
def edit(key: str) -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    line = open_law_row(key, actor=actor, now=moment)
    form = blank_form(text=line.value_text, valid_from=agency_today(actor.agency_id, now=moment))
    if request.method == "POST":
        form = load_form(OpenLawIn(), request.form)
        if form.ok:
            try:
                record_open_law(key, **form.data, actor=actor, now=moment)
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Ketentuan dicatat. Minta orang lain memastikannya.")
                return redirect_after_post("open_law.edit", told, key=key)
    return render_form(
        "open_law/edit.html",
        form,
        line=line,
        shapes=Shape,
        status_labels=STATUS_LABELS,
        may_record=may_record_law(actor),
        own_id=actor.person_id,
    )


@blueprint.post("/ketentuan/<key>/pastikan/<int:setting_id>")
@requires(Role.HR)
def confirm(key: str, setting_id: int) -> ResponseReturnValue:
    confirm_open_law(setting_id, actor=current_actor(), now=now())
    return redirect_after_post("open_law.edit", gettext("Ketentuan dipastikan."), key=key)


def _is_of(shape: Shape, asked: Shape | None) -> bool:
    return shape is asked if asked else shape not in {one for _, one in GROUPS}
