"""Who holds which role over which units; given and taken by HR and operators."""

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
from ledger.blueprints.picker import pick_person
from ledger.domain.people import ROLE_LABELS, Role
from ledger.domain.roles import GrantRole, last_day
from ledger.errors import Conflict, Forbidden, InvalidInput, sentence
from ledger.queries.roles import list_grants
from ledger.queries.units import list_unit_choices
from ledger.schemas.roles import GrantIn
from ledger.services.days import agency_today
from ledger.services.roles import grant_role, revoke_role

blueprint = Blueprint("roles", __name__)

ROLE_HINTS = {
    Role.HR: sentence("Mengelola pegawai, memeriksa masukan, memuat aturan, membuat rekap."),
    Role.UNIT_ADMIN: sentence("Memeriksa apresiasi dan pengaduan di unitnya."),
    Role.INSPECTORATE: sentence("Ikut memeriksa dan membuka kasus dari hasil pengawasan."),
    Role.AUDITOR: sentence("Memeriksa buku besar dan jejaknya, tanpa mengubah apa pun."),
    Role.OPERATOR: sentence("Menjaga sistem dan akun, tanpa membaca berkas disiplin."),
}


@blueprint.get("/peran")
@requires(Role.HR, Role.OPERATOR)
def index() -> str:
    actor = current_actor()
    today = agency_today(actor.agency_id, now=now())
    grants = list_grants(actor.agency_id, on=today)
    return render_template(
        "roles/list.html", grants=grants, role_labels=ROLE_LABELS, last_day=last_day, today=today
    )


@blueprint.route("/peran/baru", methods=["GET", "POST"])
@requires(Role.HR, Role.OPERATOR)
def create() -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "GET":
        today = agency_today(actor.agency_id, now=now())
        return _page(blank_form(person=request.args.get("nip", ""), valid_from=today), ())
    form = load_form(GrantIn(), request.form)
    picked = pick_person(form, "person", agency_id=actor.agency_id)
    form = picked.form
    if form.ok and picked.person_id is not None:
        command = GrantRole(person_id=picked.person_id, **form.data)
        try:
            grant_role(command, actor=actor, now=now())
        except (InvalidInput, Conflict, Forbidden) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("roles.index", gettext("Peran diberikan."))
    return _page(form, picked.matches)


@blueprint.post("/peran/<int:grant_id>/cabut")
@requires(Role.HR, Role.OPERATOR)
def revoke(grant_id: int) -> ResponseReturnValue:
    revoke_role(grant_id, actor=current_actor(), now=now())
    return redirect_after_post("roles.index", gettext("Peran dicabut mulai hari ini."))


def _page(form: FormResult, matches: tuple[tuple[str, str, str], ...]) -> ResponseReturnValue:
    return render_form(
        "roles/edit.html",
        form,
        matches=matches,
        roles=[
            (role.value, gettext(ROLE_LABELS[role]), gettext(ROLE_HINTS[role])) for role in Role
        ],
        units=list_unit_choices(current_actor().agency_id),
    )
