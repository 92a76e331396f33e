"""What an outsider takes home: an export, the verifier, the public key, and how to use them."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from ledger.blueprints.clock import now
from ledger.blueprints.forms import redirect_after_post
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.keys import newest_key
from ledger.blueprints.resources import resources
from ledger.domain.jobs import JOB_LABELS
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.gateways.verifier import FILE_NAME, verifier_file
from ledger.queries.checkpoints import get_seal_state
from ledger.queries.export_files import list_exports
from ledger.services.exports import open_export, request_export

blueprint = Blueprint("exports", __name__)

NO_KEY = sentence("Kunci publik belum ada, karena belum ada yang disegel.")


@blueprint.get("/buku-besar/ekspor")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def index() -> str:
    agency_id = current_actor().agency_id
    exports = list_exports(agency_id)
    return render_template(
        "exports/list.html",
        exports=exports,
        is_working=any(one.is_working for one in exports),
        newest=next((one for one in exports if one.sha256), None),
        key=newest_key(),
        verifier=verifier_file(),
        seal=get_seal_state(agency_id).newest,
        job_labels=JOB_LABELS,
    )


@blueprint.post("/buku-besar/ekspor")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def create() -> ResponseReturnValue:
    request_export(actor=current_actor(), now=now())
    return redirect_after_post("exports.index")


@blueprint.get("/buku-besar/ekspor/<int:export_id>.jsonl")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def download(export_id: int) -> Response:
    """Sent piece by piece, so that its size does not matter; who fetched it is on record."""
    pieces, size = open_export(
        export_id, store=resources().exports, actor=current_actor(), now=now()
    )
    answer = Response(pieces, mimetype="application/x-ndjson")
    answer.content_length = size
    return _attached(answer, f"ekspor-{export_id}.jsonl")


@blueprint.get(f"/buku-besar/{FILE_NAME}")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def verifier() -> Response:
    return _attached(Response(verifier_file().content, mimetype="text/x-python"), FILE_NAME)


@blueprint.get("/buku-besar/kunci.pub")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def key() -> Response:
    newest = newest_key()
    if newest is None:
        raise NotFound(NO_KEY)
    return _attached(Response(f"{newest.text}\n", mimetype="text/plain"), "kunci.pub")


def _attached(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
