"""The room where HR and unit admins find everything that waits to be verified."""

from flask import Blueprint, render_template

from ledger.blueprints.guards import current_actor, requires
from ledger.domain.people import Role
from ledger.queries.commendations import count_suspected
from ledger.queries.intake import count_intake

blueprint = Blueprint("intake", __name__)


@blueprint.get("/periksa")
@requires(Role.HR, Role.UNIT_ADMIN, Role.INSPECTORATE)
def index() -> str:
    actor = current_actor()
    return render_template(
        "intake/list.html",
        counts=count_intake(actor),
        is_hr=actor.has_role(Role.HR),
        checks=actor.has_role(Role.HR) or actor.has_role(Role.UNIT_ADMIN),
        suspected=count_suspected(actor) if actor.has_role(Role.INSPECTORATE) else None,
    )
