"""Absence days: the direct superior says of each whether it was without valid reason."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    asked_page,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.names import full_name
from ledger.domain.violations import (
    ABSENCE_REASON_LABELS,
    ABSENCE_STATE_LABELS,
    AbsenceReason,
    AbsenceState,
)
from ledger.errors import InvalidInput
from ledger.schemas.conduct import AbsenceIn
from ledger.services.absences import absences_to_confirm, confirm_absence, waiting_absences
from ledger.services.violations import open_at_once

blueprint = Blueprint("absences", __name__)

TONES = {
    AbsenceState.INDICATION: "waiting",
    AbsenceState.CONFIRMED_ABSENT: "rejected",
    AbsenceState.EXCUSED: "approved",
}


@blueprint.get("/ketidakhadiran")
@requires(leader=True, superior=True)
def index() -> str:
    waiting = waiting_absences(actor=current_actor(), now=now())
    pages = asked_page(len(waiting))
    return render_template(
        "absences/list.html",
        people=waiting[pages.offset : pages.offset + pages.size],
        pages=pages,
    )


@blueprint.get("/ketidakhadiran/<int:person_id>")
@requires(leader=True, superior=True)
def show(person_id: int) -> ResponseReturnValue:
    return _page(person_id, None)


@blueprint.post("/ketidakhadiran/<int:person_id>")
@requires(leader=True, superior=True)
def confirm(person_id: int) -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    form = load_form(AbsenceIn(), request.form)
    if not form.ok:
        return _page(person_id, form)
    try:
        proposals = confirm_absence(form.data, actor=actor, now=moment)
    except InvalidInput as refusal:
        return _page(person_id, form.refused(refusal))
    case_id = open_at_once(proposals, actor=actor, now=moment) if proposals else None
    if case_id is not None:
        told = gettext("Kasus dibuka karena jumlah hari tidak masuk. Buat surat panggilan.")
        return redirect_after_post("cases.summons", told, case_id=case_id)
    return redirect_after_post("absences.index", gettext("Keterangan hari itu dicatat."))


def _page(person_id: int, form: FormResult | None) -> ResponseReturnValue:
    person, days = absences_to_confirm(person_id, actor=current_actor(), now=now())
    waiting = [row for row in days if row.state is AbsenceState.INDICATION]
    form = form or blank_form(days=[row.id for row in waiting])
    return render_form(
        "absences/show.html",
        form,
        person=full_name(person.name, person.title_before, person.title_after),
        person_id=person_id,
        waiting=waiting,
        explained=[row for row in days if row.state is not AbsenceState.INDICATION],
        reasons=[(one.value, gettext(ABSENCE_REASON_LABELS[one])) for one in AbsenceReason],
        reason_labels={one.value: text for one, text in ABSENCE_REASON_LABELS.items()},
        state_labels=ABSENCE_STATE_LABELS,
        tones=TONES,
    )
