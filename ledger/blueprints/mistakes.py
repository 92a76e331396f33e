"""What people say is wrong in the ledger: HR reads it and answers."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    asked_page,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.incoming import row_number
from ledger.domain.people import Role
from ledger.errors import Conflict, InvalidInput
from ledger.queries.mistakes import count_mistakes, list_mistakes
from ledger.schemas.standing import AnswerIn
from ledger.services.mistakes import answer_mistake

blueprint = Blueprint("mistakes", __name__)


@blueprint.get("/kekeliruan")
@requires(Role.HR)
def index() -> ResponseReturnValue:
    return _page(blank_form(), asked_id=request.args.get("jawab", type=row_number))


@blueprint.post("/kekeliruan/<int:report_id>")
@requires(Role.HR)
def answer(report_id: int) -> ResponseReturnValue:
    form = load_form(AnswerIn(), request.form)
    if form.ok:
        try:
            answer_mistake(report_id, answer=form.data["answer"], actor=current_actor(), now=now())
        except (InvalidInput, Conflict) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("mistakes.index", gettext("Jawaban terkirim."))
    return _page(form, asked_id=report_id)


def _page(form: FormResult, asked_id: int | None) -> ResponseReturnValue:
    actor = current_actor()
    pages = asked_page(count_mistakes(actor))
    reports = list_mistakes(actor, offset=pages.offset, limit=pages.size)
    return render_form(
        "standing/mistakes.html", form, reports=reports, pages=pages, asked_id=asked_id
    )
