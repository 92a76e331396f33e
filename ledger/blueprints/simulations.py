"""Simulations of rule packs: asked for, watched, read, taken home, and confirmed to activate."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.languages import zone
from ledger.blueprints.workbooks import made_now, send_workbook
from ledger.domain.jobs import JOB_LABELS, JobState
from ledger.domain.packs import FRESH_DAYS, PackState
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.domain.simulations.reports import is_unchanged
from ledger.domain.simulations.showing import shown_report, what_differs
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.queries.people import find_person_id
from ledger.queries.rules import get_pack
from ledger.queries.simulations import (
    SimulationView,
    get_simulation,
    list_simulations,
    names_of,
    quotas_given,
)
from ledger.schemas.simulations import ActivationIn, PersonIn, SimulationIn
from ledger.services.access import can_act
from ledger.services.rules import Span, activate_pack, request_simulation
from ledger.services.rules.simulation import (
    about,
    cancel_simulation,
    simulate_person,
    simulation_xlsx,
)

blueprint = Blueprint("simulations", __name__)

NO_SUCH_PERSON = sentence("Tidak ada pegawai dengan NIP ini di instansi Anda.")


@blueprint.get("/aturan/<int:pack_id>/simulasi")
@requires(Role.HR, Role.AUDITOR)
def index(pack_id: int) -> ResponseReturnValue:
    today = local_day(now(), zone())
    first_day = today.replace(month=1, day=1)
    return _list(pack_id, blank_form(first_day=first_day, last_day=today))


@blueprint.post("/aturan/<int:pack_id>/simulasi")
@requires(Role.HR)
def create(pack_id: int) -> ResponseReturnValue:
    form = load_form(SimulationIn(), request.form)
    if not form.ok:
        return _list(pack_id, form)
    span = Span(form.data["first_day"], form.data["last_day"])
    simulation_id = request_simulation(pack_id, span, actor=current_actor(), now=now())
    return redirect_after_post("simulations.show", simulation_id=simulation_id)


@blueprint.get("/aturan/simulasi/<int:simulation_id>")
@requires(Role.HR, Role.AUDITOR)
def show(simulation_id: int) -> ResponseReturnValue:
    return _page(_simulation(simulation_id), blank_form())


@blueprint.post("/aturan/simulasi/<int:simulation_id>/aktifkan")
@requires(Role.HR)
def activate(simulation_id: int) -> ResponseReturnValue:
    simulation = _simulation(simulation_id)
    form = load_form(ActivationIn(), request.form)
    if form.ok:
        try:
            activate_pack(
                simulation.pack_id,
                valid_from=form.data["valid_from"],
                seen_sha256=form.data["seen_sha256"],
                actor=current_actor(),
                now=now(),
            )
        except (InvalidInput, Conflict) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Paket aturan diaktifkan.")
            return redirect_after_post("rules.show", told, pack_id=simulation.pack_id)
    return _page(simulation, form)


@blueprint.post("/aturan/simulasi/<int:simulation_id>/batalkan")
@requires(Role.HR)
def cancel(simulation_id: int) -> ResponseReturnValue:
    simulation = _simulation(simulation_id)
    try:
        cancel_simulation(simulation_id, actor=current_actor(), now=now())
    except Conflict as refusal:
        return _page(simulation, blank_form().refused(refusal))
    told = gettext("Simulasi dibatalkan.")
    return redirect_after_post("simulations.index", told, pack_id=simulation.pack_id)


@blueprint.post("/aturan/simulasi/<int:simulation_id>/pegawai")
@requires(Role.HR)
def person(simulation_id: int) -> ResponseReturnValue:
    """What would be otherwise for one person; the NIP never stands in an address."""
    simulation = _simulation(simulation_id)
    form = load_form(PersonIn(), request.form)
    lines: list[dict[str, Any]] | None = None
    if form.ok:
        actor = current_actor()
        person_id = find_person_id(form.data["nip"], agency_id=actor.agency_id)
        if person_id is None:
            form = form.refused(InvalidInput(NO_SUCH_PERSON, fields={"nip": [NO_SUCH_PERSON]}))
        else:
            lines = simulate_person(simulation.id, person_id, actor=actor)
    return _page(simulation, form, lines=lines)


@blueprint.get("/aturan/simulasi/<int:simulation_id>.xlsx")
@requires(Role.HR)
def spreadsheet(simulation_id: int) -> Response:
    simulation = _simulation(simulation_id)
    if simulation.finished_at is None:
        raise NotFound(sentence("Simulasi ini belum selesai."))
    report, named = _shown(simulation)
    data = simulation_xlsx(about(simulation), report, named, remarks=made_now())
    name = f"simulasi-{simulation.pack_code}-v{simulation.version}-{simulation.id}.xlsx"
    return send_workbook(data, name)


def _simulation(simulation_id: int) -> SimulationView:
    return get_simulation(simulation_id, agency_id=current_actor().agency_id)


def _shown(simulation: SimulationView) -> tuple[Mapping[str, Any], Any]:
    report = shown_report(simulation.report, is_entitled=_is_entitled())
    return report, names_of(report, with_people=_is_entitled())


def _is_entitled() -> bool:
    """Whoever looks after the staff of the whole agency may know whom a version concerns."""
    return can_act(current_actor(), Role.HR, unit_id=None)


def _list(pack_id: int, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    page = get_pack(actor.agency_id, pack_id)
    return render_form(
        "simulations/list.html",
        form,
        line=page.line,
        simulations=list_simulations(actor.agency_id, pack_id),
        may_simulate=_is_entitled() and page.line.state in (PackState.DRAFT, PackState.SIMULATED),
        fresh_days=FRESH_DAYS,
        now=now(),
        job_labels=JOB_LABELS,
    )


def _page(
    simulation: SimulationView,
    form: FormResult,
    *,
    lines: list[dict[str, Any]] | None = None,
) -> ResponseReturnValue:
    actor = current_actor()
    if simulation.finished_at is None:
        return render_form(
            "simulations/wait.html",
            form,
            simulation=simulation,
            is_cancelled=simulation.state is JobState.CANCELLED,
            may_cancel=_is_entitled() and simulation.is_working,
        )
    report, named = _shown(simulation)
    is_fresh = simulation.is_fresh(now())
    return render_form(
        "simulations/show.html",
        form,
        simulation=simulation,
        report=report,
        named=named,
        different=what_differs(report),
        quotas=quotas_given(actor.agency_id, report),
        unchanged=is_unchanged(simulation.report),
        is_entitled=_is_entitled(),
        is_fresh=is_fresh,
        fresh_days=FRESH_DAYS,
        may_activate=(
            _is_entitled()
            and is_fresh
            and simulation.pack_state is PackState.SIMULATED
            and simulation.author_id != actor.account_id
        ),
        may_rate_again=_is_entitled() and simulation.pack_state is PackState.ACTIVE,
        is_author=simulation.author_id == actor.account_id,
        today=local_day(now(), zone()),
        lines=None if lines is None else _with_days(lines),
        explained=[_with_days(one["lines"]) for one in report.get("explained", ())],
    )


def _with_days(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The kept lines with their days as days, so that the page writes them in its language."""
    return [{**line, "day": date.fromisoformat(line["day"])} for line in lines]
