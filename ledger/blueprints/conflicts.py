"""Conflicts of interest: everybody declares their own, HR those of others."""

from flask import Blueprint, render_template, request
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
from ledger.blueprints.guards import current_actor, requires, signed_in
from ledger.blueprints.picker import Picked, pick_person
from ledger.domain.people import Role
from ledger.domain.roles import CONFLICT_LABELS, DeclareConflict
from ledger.errors import Conflict, Forbidden, InvalidInput
from ledger.queries.roles import list_conflicts
from ledger.schemas.roles import ConflictIn
from ledger.services.roles import declare_conflict, withdraw_conflict

blueprint = Blueprint("conflicts", __name__)


@blueprint.get("/konflik")
@signed_in
def index() -> str:
    actor = current_actor()
    is_hr = actor.has_role(Role.HR)
    return render_template(
        "conflicts/list.html",
        conflicts=list_conflicts(actor.agency_id, person_id=None if is_hr else actor.person_id),
        conflict_labels=CONFLICT_LABELS,
        actor=actor,
        is_hr=is_hr,
    )


@blueprint.route("/konflik/baru", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    if request.method == "GET":
        return _page(blank_form(), Picked(blank_form()), Picked(blank_form()))
    form = load_form(ConflictIn(), request.form)
    other = pick_person(form, "other", agency_id=current_actor().agency_id)
    declarant = _declarant(other.form)
    form = declarant.form
    if form.ok and declarant.person_id is not None and other.person_id is not None:
        command = DeclareConflict(
            person_id=declarant.person_id, other_person_id=other.person_id, **form.data
        )
        try:
            declare_conflict(command, actor=current_actor(), now=now())
        except (InvalidInput, Conflict, Forbidden) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("conflicts.index", gettext("Konflik kepentingan dicatat."))
    return _page(form, declarant, other)


@blueprint.post("/konflik/<int:declaration_id>/tarik")
@requires(Role.HR)
def withdraw(declaration_id: int) -> ResponseReturnValue:
    withdraw_conflict(declaration_id, actor=current_actor(), now=now())
    return redirect_after_post("conflicts.index", gettext("Pernyataan konflik ditarik."))


def _declarant(form: FormResult) -> Picked:
    """HR may name somebody; everybody else, and HR without a name, declares for themselves."""
    actor = current_actor()
    if actor.has_role(Role.HR) and (form.value("person") or form.value("person_id")):
        return pick_person(form, "person", agency_id=actor.agency_id)
    return Picked(form, actor.person_id)


def _page(form: FormResult, declarant: Picked, other: Picked) -> ResponseReturnValue:
    return render_form(
        "conflicts/edit.html",
        form,
        matches=declarant.matches,
        other_matches=other.matches,
        kinds=[(kind.value, gettext(label)) for kind, label in CONFLICT_LABELS.items()],
        is_hr=current_actor().has_role(Role.HR),
    )
