"""The draft of a Keputusan for whoever is about to decide: never stored, never in an address."""

from io import BytesIO

from flask import Blueprint, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import load_form
from ledger.blueprints.guards import current_actor, signed_in
from ledger.errors import InvalidInput, sentence
from ledger.schemas.cases import DecideIn
from ledger.services.cases import draft_decision

NOT_COMPLETE = sentence("Lengkapi dulu jenis hukuman dan pertimbangannya, lalu lihat konsepnya.")

blueprint = Blueprint("case_drafts", __name__)


@blueprint.post("/kasus/<int:case_id>/keputusan/konsep")
@signed_in
def decision(case_id: int) -> Response:
    form = load_form(DecideIn(), request.form)
    if not form.ok:
        raise InvalidInput(NOT_COMPLETE)
    content = draft_decision(case_id, form.data, actor=current_actor(), now=now())
    answer = send_file(
        BytesIO(content),
        mimetype="application/pdf",
        download_name=f"{gettext('konsep-keputusan')}.pdf",
        max_age=0,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
