"""Rule packs for HR: read them, load a new version, activate what a colleague loaded."""

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
from ledger.queries.rules import get_pack, list_packs
from ledger.schemas.rules import ActivationIn, PackIn
from ledger.services.rules import activate_pack, load_pack

blueprint = Blueprint("rules", __name__)

LARGEST_PACK_BYTES = 200_000
TOO_LARGE = sentence("Paket aturan paling besar 200 KB. Bagi menjadi beberapa paket.")
NOT_TEXT = sentence("Berkas paket aturan harus teks YAML (UTF-8).")


@blueprint.get("/aturan")
@requires(Role.HR, Role.AUDITOR)
def index() -> str:
    return render_template("rules/list.html", packs=list_packs(current_actor().agency_id))


@blueprint.route("/aturan/muat", methods=["GET", "POST"])
@requires(Role.HR)
def load() -> ResponseReturnValue:
    form = blank_form()
    if request.method == "POST":
        form, pack_id = _load()
        if pack_id is not None:
            told = gettext("Paket aturan dimuat. Minta rekan Anda memeriksa lalu mengaktifkannya.")
            return redirect_after_post("rules.show", told, pack_id=pack_id)
    return render_form("rules/load.html", form)


@blueprint.get("/aturan/<int:pack_id>")
@requires(Role.HR, Role.AUDITOR)
def show(pack_id: int) -> ResponseReturnValue:
    return _page(pack_id, blank_form(valid_from=""))


@blueprint.post("/aturan/<int:pack_id>/aktifkan")
@requires(Role.HR)
def activate(pack_id: int) -> ResponseReturnValue:
    form = load_form(ActivationIn(), request.form)
    if form.ok:
        try:
            activate_pack(
                pack_id, valid_from=form.data["valid_from"], actor=current_actor(), now=now()
            )
        except (InvalidInput, Conflict) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "rules.show", gettext("Paket aturan diaktifkan."), pack_id=pack_id
            )
    return _page(pack_id, form)


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


def _page(pack_id: int, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    page = get_pack(actor.agency_id, pack_id)
    may_activate = actor.has_role(Role.HR) and page.line.author_id != actor.account_id
    return render_form(
        "rules/show.html",
        form,
        page=page,
        may_activate=may_activate,
        step_labels=STEP_CAPACITY_LABELS,
    )
