"""The page of leaders and the inspectorate: cases by step and lateness, and who does not act."""

from flask import render_template

from ledger.blueprints.cases.frame import blueprint
from ledger.blueprints.clock import now
from ledger.blueprints.forms import asked_page
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.discipline.cases import CASE_STATE_LABELS
from ledger.domain.people import Role
from ledger.services.cases.overseeing import overseen

MOST_OFFICIALS = 20
MOST_DUTIES = 10


@blueprint.get("/kasus/tenggat")
@requires(Role.INSPECTORATE, Role.HR, leader=True, superior=True)
def deadlines() -> str:
    found = overseen(actor=current_actor(), now=now())
    pages = asked_page(len(found.lines))
    return render_template(
        "cases/deadlines.html",
        found=found,
        lines=found.lines[pages.offset : pages.offset + pages.size],
        late=sum(one.is_late for one in found.lines),
        pages=pages,
        labels=CASE_STATE_LABELS,
        most_officials=MOST_OFFICIALS,
        most_duties=MOST_DUTIES,
    )
