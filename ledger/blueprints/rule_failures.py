"""Where a rule stopped: HR sees the fact and the reason, and settles it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import redirect_after_post
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.people import Role
from ledger.queries.rule_failures import list_failures
from ledger.services.rules import may_settle_failures, settle_failure

blueprint = Blueprint("rule_failures", __name__)


@blueprint.get("/aturan/terhenti")
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    return render_template(
        "rules/failures.html",
        failures=list_failures(actor.agency_id),
        may_settle=may_settle_failures(actor),
    )


@blueprint.post("/aturan/terhenti/<int:failure_id>")
@requires(Role.HR)
def settle(failure_id: int) -> ResponseReturnValue:
    settle_failure(failure_id, actor=current_actor(), now=now())
    return redirect_after_post("rule_failures.index", gettext("Ditandai sudah ditangani."))
