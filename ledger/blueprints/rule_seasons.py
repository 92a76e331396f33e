"""The seasons of a pack in the editor: days with a name, which never share one."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import FormResult, redirect_after_post, render_form
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.rule_forms import in_place, typed_day
from ledger.domain.people import Role
from ledger.domain.rules.season_forms import season_rows, season_values, seasons_in, seasons_of
from ledger.domain.rules.splicing import rules_of
from ledger.queries.nominations import get_draft
from ledger.services.rules.editing import EDIT_KIND, put_seasons

blueprint = Blueprint("rule_seasons", __name__)


@blueprint.route("/aturan/susun/<token>/musim", methods=["GET", "POST"])
@requires(Role.HR)
def edit(token: str) -> ResponseReturnValue:
    source = get_draft(token, kind=EDIT_KIND, actor=current_actor()).answers["source"]
    if request.method == "GET":
        return _page(token, FormResult(values=season_values(seasons_in(source))))
    values = {name: _typed(name, request.form[name]) for name in request.form}
    seasons, mistakes = seasons_of(values, rules_of(source))
    if mistakes:
        errors = {name: [in_place(one) for one in told] for name, told in mistakes.items()}
        return _page(token, FormResult(values=values, errors=errors))
    put_seasons(token, seasons, actor=current_actor(), now=now())
    told = gettext("Musim disimpan dalam salinan.")
    return redirect_after_post("rule_editing.pack", told, token=token)


def _typed(name: str, text: str) -> str:
    """Days as a pack writes them; what is no day stays as it was typed."""
    typed = text.strip()
    return typed_day(typed) if typed and name.endswith(("_from", "_until")) else typed


def _page(token: str, form: FormResult) -> ResponseReturnValue:
    return render_form("rules/edit_seasons.html", form, token=token, rows=season_rows(form.values))
