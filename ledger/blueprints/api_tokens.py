"""The keys of machines: HR makes them, reads each once, and revokes them."""

from secrets import token_hex

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
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.api_tokens import LIFE_DAYS, PREFIX, SCOPE_LABELS, ApiScope
from ledger.domain.people import Role
from ledger.errors import Conflict, InvalidInput, sentence
from ledger.queries.api_tokens import list_tokens
from ledger.schemas.api_tokens import TokenIn
from ledger.services.api_tokens import make_token, revoke_token

blueprint = Blueprint("api_tokens", __name__)

DAYS = sentence("%(days)s hari")
DEFAULT_DAYS = 180
HEADER = f"Authorization: Bearer {PREFIX}…"


@blueprint.get("/kunci-mesin")
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    return render_template("api_tokens/list.html", tokens=list_tokens(actor.agency_id, now=now()))


@blueprint.route("/kunci-mesin/baru", methods=["GET", "POST"])
@requires(Role.HR)
def create() -> ResponseReturnValue:
    if request.method == "GET":
        return _page(blank_form(form_key=token_hex(16), days=str(DEFAULT_DAYS)))
    form = load_form(TokenIn(), request.form)
    if form.ok:
        try:
            secret = make_token(form.data, actor=current_actor(), now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        except Conflict as refusal:
            return redirect_after_post("api_tokens.index", gettext(refusal.text))
        else:
            # Not behind a redirect: what is shown once is kept nowhere on the way.
            return render_template(
                "api_tokens/shown.html", secret=secret, name=form.data.name, header=HEADER
            )
    return _page(form)


@blueprint.post("/kunci-mesin/<int:token_id>/cabut")
@requires(Role.HR)
def revoke(token_id: int) -> ResponseReturnValue:
    revoke_token(token_id, actor=current_actor(), now=now())
    told = gettext("Kunci dicabut. Mesin yang memakainya tidak dapat mengirim lagi.")
    return redirect_after_post("api_tokens.index", told)


def _page(form: FormResult) -> ResponseReturnValue:
    return render_form(
        "api_tokens/edit.html",
        form,
        scopes=[(scope.value, gettext(SCOPE_LABELS[scope])) for scope in ApiScope],
        lives=[(str(days), gettext(DAYS, days=days)) for days in LIFE_DAYS],
    )
