"""All seals ever kept, each as a file, and the proof that one only appends to another."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from ledger.blueprints.forms import FormResult, asked_page, blank_form, load_form, render_form
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.keys import verifier_keys
from ledger.domain.people import Role
from ledger.domain.witnesses import format_growth
from ledger.errors import InvalidInput, NotFound
from ledger.queries.checkpoints import GrowthCheck, check_growth, count_seals, get_seal, list_seals
from ledger.queries.seals import growth_proof
from ledger.schemas.checkpoints import GrowthIn

blueprint = Blueprint("checkpoints", __name__)


@blueprint.get("/buku-besar/segel")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def index() -> ResponseReturnValue:
    agency_id = current_actor().agency_id
    form, growth = _asked_growth()
    pages = asked_page(count_seals(agency_id))
    return render_form(
        "checkpoints/list.html",
        form,
        seals=list_seals(agency_id, offset=pages.offset, limit=pages.size),
        pages=pages,
        growth=growth,
    )


@blueprint.get("/buku-besar/segel/<int:size>.txt")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def note(size: int) -> Response:
    """The signed note as it was published, byte for byte."""
    seal = get_seal(current_actor().agency_id, size)
    return _file(seal.note, f"segel-{size}.txt")


@blueprint.get("/buku-besar/segel/<int:old_size>/<int:new_size>")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def proof(old_size: int, new_size: int) -> Response:
    """The consistency proof with the newer seal, as a witness reads it."""
    agency_id = current_actor().agency_id
    get_seal(agency_id, old_size)
    found = growth_proof(agency_id, old_size=old_size, new_size=new_size)
    return _file(format_growth(found), f"lanjutan-{old_size}-{new_size}.txt")


def _asked_growth() -> tuple[FormResult, GrowthCheck | None]:
    """The two seals of the address, compared; nothing while none was asked for."""
    if not request.args.keys() & {"lama", "baru"}:
        return blank_form(), None
    form, keys = load_form(GrowthIn(), request.args), verifier_keys()
    if not form.ok or not keys:
        return form, None
    sizes = {"old_size": form.data["lama"], "new_size": form.data["baru"]}
    try:
        return form, check_growth(current_actor().agency_id, **sizes, keys=keys)
    except (InvalidInput, NotFound) as refusal:
        return form.refused(refusal), None


def _file(text: str, name: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="text/plain", headers=named)
