"""The person's own reply before guidance is decided: quiet pages that nobody else can open."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import blank_form, load_form, redirect_after_post, render_form
from ledger.blueprints.guards import current_actor, signed_in
from ledger.domain.approvals import ProposalState
from ledger.errors import InvalidInput, NotFound
from ledger.queries.proposal_access import NO_SUCH_PROPOSAL, access_to
from ledger.queries.proposal_files import proposal_file
from ledger.queries.proposals import list_replies
from ledger.schemas.proposals import ReplyIn
from ledger.services.proposals import record_reply

blueprint = Blueprint("replies", __name__)


@blueprint.get("/tanggapan")
@signed_in
def index() -> str:
    return render_template("proposals/replies.html", replies=list_replies(current_actor()))


@blueprint.route("/tanggapan/<int:proposal_id>", methods=["GET", "POST"])
@signed_in
def reply(proposal_id: int) -> ResponseReturnValue:
    actor = current_actor()
    file = proposal_file(proposal_id) if access_to(proposal_id, actor).is_subject else None
    if file is None or file.payload["reply"] is None:
        raise NotFound(NO_SUCH_PROPOSAL)
    form = load_form(ReplyIn(), request.form) if request.method == "POST" else blank_form()
    if request.method == "POST" and form.ok:
        try:
            record_reply(proposal_id, form.data["text"], actor=actor, now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "replies.reply", gettext("Tanggapan Anda tersimpan."), proposal_id=proposal_id
            )
    waits = file.state is ProposalState.AWAITING_REPLY
    return render_form("proposals/reply.html", form, file=file, waits=waits)
