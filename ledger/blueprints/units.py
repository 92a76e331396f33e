"""The tree of units with who heads each."""

from flask import Blueprint, render_template

from ledger.blueprints.clock import now
from ledger.blueprints.guards import current_actor, signed_in
from ledger.domain.people import Role
from ledger.queries.units import list_unit_tree
from ledger.services.days import agency_today

blueprint = Blueprint("units", __name__)


@blueprint.get("/unit")
@signed_in
def index() -> str:
    actor = current_actor()
    today = agency_today(actor.agency_id, now=now())
    return render_template(
        "units/list.html",
        units=list_unit_tree(actor.agency_id, on=today),
        may_open_people=actor.has_role(Role.HR),
    )
