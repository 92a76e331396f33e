"""Discipline cases for those who act in them: the list, the file, and one page for each step."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.case_words import (
    EVENT_LABELS,
    KIND_TEXTS,
    STATE_TONES,
    TASK_LABELS,
    TASK_URLS,
)
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    asked_page,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.sessions import session_rules
from ledger.domain.discipline.cases import CASE_STATE_LABELS, CaseEvent, CaseState, open_events
from ledger.domain.discipline.catalogue import LEVEL_LABELS, find_violation
from ledger.domain.discipline.clocks import ClockName, clock_on, effective_on
from ledger.domain.discipline.kinds import Kind
from ledger.domain.formats import date_text
from ledger.errors import Forbidden, InvalidInput, LedgerError, NotFound, RuleRefused
from ledger.queries.cases import count_cases, list_cases
from ledger.schemas.cases import (
    ClearIn,
    DecideIn,
    DeliveryIn,
    ExaminationIn,
    SummonIn,
)
from ledger.services.accounts import require_own_password
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases import (
    NO_CASE,
    CaseFile,
    clear_case,
    close_case,
    decide_case,
    open_file,
    readable_cases,
    record_attendance,
    record_delivery,
    record_examination,
    record_unused_reply,
    refer_case,
    summon,
)

blueprint = Blueprint("cases", __name__)

_PATH = "/kasus/<int:case_id>"
#: Days ahead that the summons proposes, within the term of 7 working days.
DAYS_AHEAD = 3
SPARE_QUESTIONS = 2


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


@blueprint.get(_PATH)
@signed_in
def show(case_id: int) -> str:
    file = _file(case_id)
    return render_template(
        "cases/show.html",
        tasks=[_row(file, name) for name in TASK_LABELS],
        events=[_event(*step) for step in file.steps],
        may_clear=(file.acts or file.decides) and CaseEvent.CLEAR in open_events(file.case.state),
        may_close=(file.acts or file.decides) and _is_in_force(file),
        kind_texts=KIND_TEXTS,
        **_words(file),
    )


@blueprint.route(f"{_PATH}/panggilan", methods=["GET", "POST"])
@signed_in
def summons(case_id: int) -> ResponseReturnValue:
    file = _step(case_id)
    if file.tasks["summons"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = _blank_summons(file)
    if request.method == "POST":
        form = load_form(SummonIn(), request.form)
        if form.ok:
            try:
                summon(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Surat panggilan dibuat dan diberi nomor.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    clock = clock_on(ClockName.EXAM, file.today)
    last_day = _working_day(file, clock.days)
    return render_form(
        "cases/summons.html", form, last_day=last_day, article=clock.article, **_words(file)
    )


@blueprint.route(f"{_PATH}/pemeriksaan", methods=["GET", "POST"])
@signed_in
def examination(case_id: int) -> ResponseReturnValue:
    file = _step(case_id)
    if file.tasks["examination"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = blank_form(came="1", signed="1", copy_given="1")
    if request.method == "POST":
        form = load_form(ExaminationIn(), request.form)
        if form.ok:
            try:
                told = _examine(case_id, form)
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form(
        "cases/examination.html", form, questions=_questions(file, form), **_words(file)
    )


@blueprint.post(f"{_PATH}/tanggapan")
@signed_in
def unused_reply(case_id: int) -> ResponseReturnValue:
    record_unused_reply(case_id, actor=current_actor(), now=now())
    told = gettext("Dicatat: pegawai tidak menggunakan hak jawab.")
    return redirect_after_post("cases.show", told, case_id=case_id)


@blueprint.get(f"{_PATH}/keputusan")
@signed_in
def decision(case_id: int) -> ResponseReturnValue:
    file = _step(case_id)
    if file.tasks["decision"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    return _decision_page(file, blank_form())


@blueprint.post(f"{_PATH}/keputusan")
@signed_in
def check_decision(case_id: int) -> ResponseReturnValue:
    """Nothing happens yet: the page states again what is about to be decided, and about whom."""
    file = _step(case_id)
    form = load_form(DecideIn(), request.form)
    if not form.ok or request.form.get("mend"):
        return _decision_page(file, form)
    return _confirm_page(file, form)


@blueprint.post(f"{_PATH}/keputusan/tetapkan")
@signed_in
def decide(case_id: int) -> ResponseReturnValue:
    actor, moment, file = current_actor(), now(), _step(case_id)
    form = load_form(DecideIn(), request.form)
    if not form.ok:
        return _decision_page(file, form)
    try:
        require_own_password(
            request.form.get("password", ""),
            request.remote_addr or "",
            rules=session_rules(),
            actor=actor,
            now=moment,
        )
    except InvalidInput as refusal:
        return _confirm_page(file, form.refused(refusal))
    try:
        decide_case(case_id, form.data, actor=actor, now=moment)
    except (InvalidInput, RuleRefused) as refusal:
        return _decision_page(file, form.refused(refusal))
    told = gettext("Keputusan ditetapkan dan diberi nomor. Sampaikan kepada pegawai.")
    return redirect_after_post("cases.show", told, case_id=case_id)


@blueprint.post(f"{_PATH}/laporkan")
@signed_in
def refer(case_id: int) -> ResponseReturnValue:
    refer_case(case_id, actor=current_actor(), now=now())
    told = gettext("Kasus dilaporkan kepada pejabat yang lebih tinggi.")
    return redirect_after_post("cases.show", told, case_id=case_id)


@blueprint.route(f"{_PATH}/tidak-terbukti", methods=["GET", "POST"])
@signed_in
def clear(case_id: int) -> ResponseReturnValue:
    file, form = _step(case_id), blank_form()
    if request.method == "POST":
        form = load_form(ClearIn(), request.form)
        if form.ok:
            try:
                clear_case(case_id, form.data["reason"], actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Kasus diakhiri: tidak terbukti.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/clear.html", form, **_words(file))


@blueprint.route(f"{_PATH}/penyampaian", methods=["GET", "POST"])
@signed_in
def delivery(case_id: int) -> ResponseReturnValue:
    file = _step(case_id)
    if file.tasks["delivery"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = blank_form(received="1", received_on=file.today)
    if request.method == "POST":
        form = load_form(DeliveryIn(), request.form)
        if form.ok:
            try:
                record_delivery(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Penyampaian keputusan dicatat.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/delivery.html", form, **_words(file))


@blueprint.post(f"{_PATH}/tutup")
@signed_in
def close(case_id: int) -> ResponseReturnValue:
    close_case(case_id, actor=current_actor(), now=now())
    return redirect_after_post("cases.show", gettext("Kasus ditutup."), case_id=case_id)


def _file(case_id: int) -> CaseFile:
    return open_file(case_id, actor=current_actor(), now=now())


def _step(case_id: int) -> CaseFile:
    """The file for whoever acts in it; a reader who only looks on finds no step to take."""
    file = _file(case_id)
    if not (file.acts or file.decides):
        raise NotFound(NO_CASE)
    return file


def _examine(case_id: int, form: FormResult) -> str:
    actor, moment = current_actor(), now()
    if form.data is None:
        record_attendance(case_id, attended=False, actor=actor, now=moment)
        return str(gettext("Dicatat: pegawai tidak hadir."))
    record_examination(case_id, form.data, actor=actor, now=moment)
    return str(gettext("Berita acara dibuat. Pegawai dapat memberi tanggapan."))


def _blank_summons(file: CaseFile) -> FormResult:
    """The place of the last summons, or the unit: what is known is not typed again."""
    known = file.case.summonses[-1].place if file.case.summonses else file.subject[2]
    day = _working_day(file, DAYS_AHEAD)
    return blank_form(exam_on=day or "", exam_time="09.00", place=known)


def _working_day(file: CaseFile, ahead: int) -> Any:
    try:
        return calendar_of_unit(file.case.unit_id).add_working_days(file.today, ahead)
    except LedgerError:
        return None


def _questions(file: CaseFile, form: FormResult) -> list[tuple[str, str]]:
    """What was typed, else the questions that the allegations themselves ask."""
    asked, said = form.values.get("question") or [], form.values.get("answer") or []
    if asked:
        return [(one, said[place] if place < len(said) else "") for place, one in enumerate(asked)]
    questions = [gettext("Apakah Saudara sehat dan bersedia diperiksa?")]
    for one in file.case.allegations:
        questions.append(
            gettext(
                "Saudara diduga pada %(day)s: %(act)s. Apa yang sebenarnya terjadi?",
                day=date_text(one.happened_on),
                act=one.narrative.rstrip("."),
            )
        )
    questions += [
        gettext("Apa sebabnya, dan adakah hal yang meringankan?"),
        gettext("Adakah yang ingin Saudara tambahkan atau betulkan?"),
    ]
    return [(str(one), "") for one in questions] + [("", "")] * SPARE_QUESTIONS


def _decision_page(file: CaseFile, form: FormResult) -> ResponseReturnValue:
    return render_form(
        "cases/decision.html",
        form,
        kinds=[(row.kind.value, row.text.capitalize()) for row in file.kinds],
        absent_twice=file.case.state is CaseState.ABSENT_TWICE,
        task=file.tasks["decision"],
        **_words(file),
    )


def _confirm_page(file: CaseFile, form: FormResult) -> ResponseReturnValue:
    kind: Kind = form.data.kind
    row = next((one for one in file.kinds if one.kind is kind), None)
    if row is None or not file.decides:
        raise Forbidden(gettext("Jenis hukuman ini bukan wewenang Anda (Pasal 16 PP 94/2021)."))
    return render_form(
        "cases/confirm.html",
        form,
        kind=row,
        examples=_if_received_today(file),
        **_words(file),
    )


def _if_received_today(file: CaseFile) -> tuple[Any, Any]:
    """Effect and last day to object, were it handed over today; empty without the calendar."""
    calendar = calendar_of_unit(file.case.unit_id)
    days = clock_on(ClockName.OBJECTION, file.today).days
    try:
        return effective_on(calendar, file.today), calendar.add_working_days(file.today, days)
    except LedgerError:
        return None, None


def _row(file: CaseFile, name: str) -> tuple[str, str, str, str, str]:
    """One line of the task list: label, address, state, hint, tone."""
    task = file.tasks[name]
    acts = file.decides if name == "decision" else file.acts or file.decides
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


def _is_in_force(file: CaseFile) -> bool:
    sanction = file.case.sanction
    if sanction is None or sanction.effective_on is None:
        return False
    states = (CaseState.DELIVERED, CaseState.EFFECTIVE)
    return file.case.state in states and sanction.effective_on <= file.today


def _words(file: CaseFile) -> dict[str, Any]:
    return {
        "file": file,
        "case": file.case,
        "state_labels": CASE_STATE_LABELS,
        "tones": STATE_TONES,
        "level_labels": LEVEL_LABELS,
        "find_violation": find_violation,
    }
