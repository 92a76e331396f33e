"""The register of the code of ethics: one page for each case, apart from discipline."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.picker import Picked, pick_person
from ledger.domain.discipline.ethics import (
    ETHICS_STATE_LABELS,
    MORAL_LABELS,
    SEAT_LABELS,
    OpenEthics,
    PanelSeat,
    open_ethics_events,
)
from ledger.errors import InvalidInput, RuleRefused
from ledger.schemas.ethics import (
    DecideEthicsIn,
    HearingIn,
    OpenEthicsIn,
    PanelIn,
    SummonEthicsIn,
)
from ledger.services.ethics import (
    decide_ethics,
    ethics_cases,
    hear_ethics,
    open_ethics,
    open_ethics_case,
    people_by_nip,
    record_ethics_absence,
    seat_panel,
    summon_ethics,
)

blueprint = Blueprint("ethics", __name__)
_PATH = "/kode-etik/<int:case_id>"


@blueprint.get("/kode-etik")
@signed_in
def index() -> str:
    return render_template(
        "ethics/list.html", cases=ethics_cases(actor=current_actor()), labels=ETHICS_STATE_LABELS
    )


@blueprint.route("/kode-etik/baru", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    picked = Picked(blank_form())
    if request.method == "POST":
        form = load_form(OpenEthicsIn(), request.form)
        picked = pick_person(form, "subject", agency_id=current_actor().agency_id)
        if picked.form.ok:
            command = OpenEthics(
                subject_id=picked.person_id or 0,
                **{name: picked.form.data[name] for name in _TOLD},
            )
            try:
                case_id = open_ethics(command, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                picked = Picked(picked.form.refused(refusal), matches=picked.matches)
            else:
                return redirect_after_post("ethics.show", case_id=case_id)
    return render_form("ethics/new.html", picked.form, matches=picked.matches)


_TOLD = ("provision", "narrative", "happened_on", "place")


@blueprint.get(_PATH)
@signed_in
def show(case_id: int) -> ResponseReturnValue:
    return _page(case_id, blank_form(hearing_time="09.00", came="1"))


@blueprint.post(f"{_PATH}/majelis")
@signed_in
def panel(case_id: int) -> ResponseReturnValue:
    def seat(form: FormResult) -> None:
        people = people_by_nip(form.data["members"].splitlines(), actor=current_actor())
        seats = dict(zip(people, _SEATS + [PanelSeat.MEMBER] * len(people), strict=False))
        letter = form.data["letter_number"]
        seat_panel(case_id, letter, seats, actor=current_actor(), now=now())

    return _taken(case_id, PanelIn(), seat, gettext("Majelis dicatat."))


_SEATS = [PanelSeat.CHAIR, PanelSeat.SECRETARY]


@blueprint.post(f"{_PATH}/panggilan")
@signed_in
def summons(case_id: int) -> ResponseReturnValue:
    def call(form: FormResult) -> None:
        summon_ethics(case_id, form.data, actor=current_actor(), now=now())

    return _taken(case_id, SummonEthicsIn(), call, gettext("Panggilan Majelis dicatat."))


@blueprint.post(f"{_PATH}/sidang")
@signed_in
def hearing(case_id: int) -> ResponseReturnValue:
    def hear(form: FormResult) -> None:
        if form.data["came"]:
            hear_ethics(case_id, form.data["hearing"], actor=current_actor(), now=now())
        else:
            record_ethics_absence(case_id, actor=current_actor(), now=now())

    return _taken(case_id, HearingIn(), hear, gettext("Sidang dicatat."))


@blueprint.post(f"{_PATH}/putusan")
@signed_in
def outcome(case_id: int) -> ResponseReturnValue:
    def decide(form: FormResult) -> None:
        decide_ethics(case_id, form.data, actor=current_actor(), now=now())

    return _taken(case_id, DecideEthicsIn(), decide, gettext("Putusan Majelis dicatat."))


def _taken(
    case_id: int, schema: Schema, act: Callable[[FormResult], None], told: str
) -> ResponseReturnValue:
    """One step of the page; what is refused comes back with everything that was typed."""
    form = load_form(schema, request.form)
    if form.ok:
        try:
            act(form)
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("ethics.show", told, case_id=case_id)
    return _page(case_id, form)


def _page(case_id: int, form: FormResult) -> ResponseReturnValue:
    case = open_ethics_case(case_id, actor=current_actor(), now=now())
    return render_form("ethics/show.html", form, case=case, **_words(case))


def _words(case: Any) -> dict[str, Any]:
    return {
        "events": {one.value for one in open_ethics_events(case.state)},
        "labels": ETHICS_STATE_LABELS,
        "seat_labels": SEAT_LABELS,
        "moral_labels": MORAL_LABELS,
        "morals": [(one.value, gettext(label)) for one, label in MORAL_LABELS.items()],
    }
