"""Acting heads by letter (Plt., Plh., Pj., Pjs.): who, where, from when to when."""

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
from ledger.blueprints.incoming import row_number
from ledger.blueprints.picker import pick_person
from ledger.domain.people import CAPACITY_LABELS, Capacity, Role
from ledger.domain.roles import ACTING_CAPACITIES, AppointActing, last_day
from ledger.errors import Forbidden, InvalidInput, RuleRefused, sentence
from ledger.queries.roles import list_acting_appointments
from ledger.queries.units import list_unit_choices
from ledger.schemas.roles import ActingIn
from ledger.services.days import agency_today
from ledger.services.roles import appoint_acting, end_acting

blueprint = Blueprint("appointments", __name__)

CAPACITY_HINTS = {
    Capacity.PLT: sentence("Pelaksana tugas: jabatan kosong."),
    Capacity.PLH: sentence("Pelaksana harian: pejabatnya berhalangan sementara."),
    Capacity.PJ: sentence("Penjabat: memimpin sampai ada pejabat definitif."),
    Capacity.PJS: sentence("Penjabat sementara: pejabatnya cuti di luar tanggungan negara."),
}


@blueprint.get("/penugasan")
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    return render_template(
        "appointments/list.html",
        appointments=list_acting_appointments(actor.agency_id, reach=actor.units_reached(Role.HR)),
        capacity_labels=CAPACITY_LABELS,
        last_day=last_day,
        today=agency_today(actor.agency_id, now=now()),
    )


@blueprint.route("/penugasan/baru", methods=["GET", "POST"])
@requires(Role.HR)
def create() -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "GET":
        return _page(_known(), ())
    form = load_form(ActingIn(), request.form)
    picked = pick_person(form, "person", agency_id=actor.agency_id)
    form = picked.form
    if form.ok and picked.person_id is not None:
        command = AppointActing(person_id=picked.person_id, **form.data)
        try:
            appoint_acting(command, actor=actor, now=now())
        except (InvalidInput, RuleRefused, Forbidden) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("appointments.index", gettext("Penugasan dicatat."))
    return _page(form, picked.matches)


@blueprint.post("/penugasan/<int:appointment_id>/akhiri")
@requires(Role.HR)
def end(appointment_id: int) -> ResponseReturnValue:
    end_acting(appointment_id, actor=current_actor(), now=now())
    return redirect_after_post("appointments.index", gettext("Penugasan diakhiri."))


def _known() -> FormResult:
    """What the page one comes from knows already: the person, the unit, the first day, the kind."""
    asked = request.args
    return blank_form(
        person=asked.get("nip", ""),
        unit_id=asked.get("unit", type=row_number),
        valid_from=asked.get("mulai", ""),
        last_day=asked.get("sampai", ""),
        capacity=asked.get("kapasitas", ""),
    )


def _page(form: FormResult, matches: tuple[tuple[str, str, str], ...]) -> ResponseReturnValue:
    return render_form(
        "appointments/edit.html",
        form,
        matches=matches,
        capacities_offered=[
            (one.value, CAPACITY_LABELS[one], gettext(CAPACITY_HINTS[one]))
            for one in ACTING_CAPACITIES
        ],
        units=list_unit_choices(current_actor().agency_id),
    )
