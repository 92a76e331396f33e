"""The counters of one's units: their public address, and the poster that hangs there."""

from io import BytesIO

from flask import Blueprint, abort, render_template, request, send_file
from werkzeug.wrappers import Response

from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.resources import resources
from ledger.documents.poster import PosterSize
from ledger.domain.people import Role
from ledger.queries.counters import list_counters
from ledger.services.posters import counter_address, make_poster

blueprint = Blueprint("counters", __name__)

KEEPERS = (Role.HR, Role.UNIT_ADMIN)


@blueprint.get("/loket")
@requires(*KEEPERS)
def index() -> str:
    actor = current_actor()
    counters = list_counters(actor.agency_id, reach=actor.units_reached(*KEEPERS))
    addresses = {one.code: counter_address(one, resources().config.public_url) for one in counters}
    return render_template("counters/list.html", counters=counters, addresses=addresses)


@blueprint.get("/loket/<code>/poster.pdf")
@requires(*KEEPERS)
def download(code: str) -> Response:
    actor = current_actor()
    size = _asked_size()
    paper = make_poster(
        code,
        size,
        public_url=resources().config.public_url,
        agency_id=actor.agency_id,
        reach=actor.units_reached(*KEEPERS),
    )
    name = f"poster-{code}-{size}.pdf"
    return send_file(
        BytesIO(paper), mimetype="application/pdf", as_attachment=True, download_name=name
    )


def _asked_size() -> PosterSize:
    try:
        return PosterSize(request.args.get("ukuran", PosterSize.A4))
    except ValueError:
        abort(404)
