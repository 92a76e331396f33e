"""Rule packs for HR: read them and load a new version."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
    translated,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.approvals import STEP_CAPACITY_LABELS
from ledger.domain.people import Role
from ledger.domain.rules.refusals import PackError
from ledger.errors import Conflict, InvalidInput, sentence
from ledger.queries.retirements import list_retirements, packs_asked_to_end
from ledger.queries.rules import get_pack, list_packs
from ledger.queries.simulations import list_simulations
from ledger.schemas.rules import PackIn
from ledger.services.access import can_act
from ledger.services.rules import load_pack

blueprint = Blueprint("rules", __name__)

LARGEST_PACK_BYTES = 200_000
TOO_LARGE = sentence("Paket aturan paling besar 200 KB. Bagi menjadi beberapa paket.")
NOT_TEXT = sentence("Berkas paket aturan harus teks YAML (UTF-8).")


@blueprint.get("/aturan")
@requires(Role.HR, Role.AUDITOR)
def index() -> str:
    agency_id = current_actor().agency_id
    return render_template(
        "rules/list.html", packs=list_packs(agency_id), asked=packs_asked_to_end(agency_id)
    )


@blueprint.route("/aturan/muat", methods=["GET", "POST"])
@requires(Role.HR)
def load() -> ResponseReturnValue:
    form = blank_form()
    if request.method == "POST":
        form, pack_id = _load()
        if pack_id is not None:
            told = gettext(
                "Paket aturan dimuat. Simulasikan, lalu minta rekan Anda membaca hasilnya dan"
                " mengaktifkannya."
            )
            return redirect_after_post("rules.show", told, pack_id=pack_id)
    return render_form("rules/load.html", form)


@blueprint.get("/aturan/<int:pack_id>")
@requires(Role.HR, Role.AUDITOR)
def show(pack_id: int) -> str:
    agency_id = current_actor().agency_id
    page, endings = get_pack(agency_id, pack_id), list_retirements(pack_id)
    return render_template(
        "rules/show.html",
        page=page,
        simulations=list_simulations(agency_id, pack_id),
        asked_to_end=any(one.is_open for one in endings),
        ended=next((one for one in endings if one.is_confirmed), None),
        may_edit=current_actor().has_role(Role.HR),
        may_rate_again=can_act(current_actor(), Role.HR, unit_id=None),
        step_labels=STEP_CAPACITY_LABELS,
    )


def _load() -> tuple[FormResult, int | None]:
    """The form as sent, and the id of the pack when it could be loaded."""
    form = load_form(PackIn(), _with_file(request.form))
    if not form.ok:
        return form, None
    try:
        return form, load_pack(form.data["source"], actor=current_actor(), now=now())
    except PackError as refusal:
        told = [translated(one) for one in refusal.all]
        return replace(form, errors={"source": told}), None
    except (InvalidInput, Conflict) as refusal:
        return form.refused(refusal), None


def _with_file(form: "MultiDict[str, str]") -> "MultiDict[str, str]":
    """An uploaded file counts as typed, so that it can be mended on the page."""
    upload = request.files.get("file")
    data = upload.read(LARGEST_PACK_BYTES + 1) if upload else b""
    if not data:
        return form
    if len(data) > LARGEST_PACK_BYTES:
        raise InvalidInput(TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(NOT_TEXT) from error
    return MultiDict({**form.to_dict(), "source": text})
