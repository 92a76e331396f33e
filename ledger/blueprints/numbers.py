"""The register of document numbers for HR: each register, each number, and the workbook of it."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from ledger.blueprints.documents import TONES
from ledger.blueprints.forms import asked_page, blank_form
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.workbooks import made_now, send_workbook
from ledger.domain.documents import DOCUMENT_LABELS, OF_A_CASE, STATE_LABELS
from ledger.domain.numbers import FAULT_SENTENCES
from ledger.domain.people import Role
from ledger.queries.numbers import (
    RegisterPlace,
    all_numbers,
    get_register,
    list_numbers,
    list_registers,
    list_years,
)
from ledger.spreadsheets.numbers import register_xlsx

blueprint = Blueprint("numbers", __name__)


@blueprint.get("/dokumen/register")
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    year = _chosen_year()
    return render_template(
        "numbers/list.html",
        registers=list_registers(actor.agency_id, year=year, reach=actor.units_reached(Role.HR)),
        year=year,
        years=[(str(one), str(one)) for one in list_years(actor.agency_id)],
        filters=blank_form(year=str(year or "")),
    )


@blueprint.get("/dokumen/register/<int:unit_id>/<class_code>/<int:year>")
@requires(Role.HR)
def show(unit_id: int, class_code: str, year: int) -> str:
    actor = current_actor()
    place = RegisterPlace(unit_id=unit_id, class_code=class_code, year=year)
    reach = actor.units_reached(Role.HR)
    register = get_register(place, agency_id=actor.agency_id, reach=reach)
    pages = asked_page(register.issued + register.waiting + register.cancelled)
    return render_template(
        "numbers/show.html",
        register=register,
        numbers=list_numbers(
            place, agency_id=actor.agency_id, offset=pages.offset, limit=pages.size
        ),
        pages=pages,
        kind_labels=DOCUMENT_LABELS,
        state_labels=STATE_LABELS,
        of_a_case=OF_A_CASE,
        tones=TONES,
        faults=FAULT_SENTENCES,
    )


@blueprint.get("/dokumen/register.xlsx")
@requires(Role.HR)
def download() -> Response:
    actor = current_actor()
    year = _chosen_year()
    lines = all_numbers(actor.agency_id, year=year, reach=actor.units_reached(Role.HR))
    name = f"register-nomor-{year}.xlsx" if year else "register-nomor.xlsx"
    return send_workbook(register_xlsx(lines, remarks=made_now()), name)


def _chosen_year() -> int | None:
    asked = request.args.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else None
