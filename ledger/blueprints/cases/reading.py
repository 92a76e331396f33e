"""The list of cases and the file of one, for those who act in them."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

from ledger.blueprints.case_words import (
    EVENT_LABELS,
    KIND_TEXTS,
    STATE_TONES,
    TASK_LABELS,
    TASK_URLS,
)
from ledger.blueprints.cases.frame import (
    PATH,
    blueprint,
    case_file,
    may_replace_member,
    words,
)
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    asked_page,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.domain.discipline.cases import CASE_STATE_LABELS, CaseEvent, CaseState, open_events
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.endings import ENDING_LABELS
from ledger.domain.discipline.gates import missing_for
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.teams import ELEMENT_LABELS
from ledger.domain.formats import date_text
from ledger.domain.people import Capacity, Role
from ledger.queries.cases import count_cases, list_cases
from ledger.queries.roles import list_acting_appointments
from ledger.services.cases import (
    CaseFile,
    letter_under_way,
    readable_cases,
)


@blueprint.get("/kasus")
@signed_in
def index() -> str:
    wanted = readable_cases(actor=current_actor(), now=now())
    pages = asked_page(count_cases(wanted))
    return render_template(
        "cases/list.html",
        cases=list_cases(wanted, offset=pages.offset, limit=pages.size),
        pages=pages,
        labels=CASE_STATE_LABELS,
        tones=STATE_TONES,
    )


@blueprint.get(PATH)
@signed_in
def show(case_id: int) -> str:
    file = case_file(case_id)
    return render_template(
        "cases/show.html",
        tasks=[_row(file, name) for name in TASK_LABELS],
        events=[_event(*step) for step in file.steps],
        may_clear=(file.acts or file.decides) and CaseEvent.CLEAR in open_events(file.case.state),
        may_discontinue=file.may_discontinue
        and CaseEvent.DISCONTINUE in open_events(file.case.state),
        ending_labels=ENDING_LABELS,
        may_form_team=file.forms_team and _may(file, CaseEvent.FORM_TEAM),
        may_replace_member=may_replace_member(file),
        may_replace=file.acts and _may(file, CaseEvent.REPLACE_SUMMONS),
        may_record_receipt=file.acts and letter_under_way(file.case) is not None,
        may_release=file.is_superior and file.has_begun and _may(file, CaseEvent.RELEASE),
        may_sign=current_actor().person_id in file.unsigned,
        element_labels=ELEMENT_LABELS,
        may_close=(file.acts or file.decides) and _is_served(file),
        kind_texts=KIND_TEXTS,
        substitute_url=_substitute_url(file),
        **words(file),
    )


def _may(file: CaseFile, event: CaseEvent) -> bool:
    """Whether the table and the gate let the step be taken now."""
    return event in open_events(file.case.state) and not missing_for(event, file.facts)


def _substitute_url(file: CaseFile) -> str:
    """Where HR puts a Plh. on the post left empty by a release, as far as nobody holds it."""
    release, subject, actor = file.case.release, file.case.subject, current_actor()
    if release is None or release.ended_on is not None or not subject.is_unit_head:
        return ""
    if not actor.has_role(Role.HR, subject.unit_id):
        return ""
    held = list_acting_appointments(actor.agency_id, reach=[subject.unit_id])
    if any(one.valid_until is None or one.valid_until > file.today for one in held):
        return ""
    return url_for(
        "appointments.create",
        unit=subject.unit_id,
        kapasitas=Capacity.PLH.value,
        mulai=release.from_on.isoformat(),
    )


def _row(file: CaseFile, name: str) -> tuple[str, str, str, str, str]:
    """One line of the task list: label, address, state, hint, tone."""
    task = file.tasks[name]
    acts = file.acts or (name == "delivery" and file.decides)
    acts = file.decides if name == "decision" else acts
    url = ""
    if task.state == "open" and acts and name in TASK_URLS:
        url = url_for(TASK_URLS[name], case_id=file.case.id)
    hints = [f"{gettext(one.reason)} ({one.article})" for one in task.reasons]
    if task.last_day is not None and task.state != "done":
        day = date_text(task.last_day)
        article = f" ({task.article})" if task.article else ""
        hints.append(str(gettext("Paling lambat %(day)s%(article)s", day=day, article=article)))
    states = {
        "done": (gettext("Selesai"), "done"),
        "open": (gettext("Dapat dilakukan"), "waiting"),
        "waiting": (gettext("Belum dapat"), "draft"),
    }
    label, tone = states[task.state]
    return str(gettext(TASK_LABELS[name])), url, str(label), " ".join(hints), tone


def _event(step: Any, name: str) -> dict[str, Any]:
    defects = [
        f"{gettext('Cacat prosedur')}: {gettext(one['text']) % one['params']} "
        f"{gettext(one['remedy'])}"
        for one in step.defects
    ]
    return {
        "title": gettext(EVENT_LABELS.get(step.event, step.event)),
        "when": step.at,
        "by": name,
        "text": " ".join(defects),
    }


def _is_served(file: CaseFile) -> bool:
    """Served, or in force with nothing to carry out, as light kinds are."""
    sanction = file.case.sanction
    if sanction is None or sanction.effective_on is None or file.today < sanction.effective_on:
        return False
    if file.case.state is CaseState.SPENT:
        return True
    is_light = Kind(sanction.kind).level is Level.RINGAN
    return is_light and file.case.state in (CaseState.DELIVERED, CaseState.EFFECTIVE)
