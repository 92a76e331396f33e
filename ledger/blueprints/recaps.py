"""Recaps for HR: ask for one, watch it being made, stop it, fetch its PDF and XLSX."""

from datetime import date
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

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
from ledger.blueprints.languages import zone
from ledger.blueprints.resources import resources
from ledger.blueprints.workbooks import XLSX
from ledger.domain.documents import DocumentKind, file_name
from ledger.domain.jobs import JOB_LABELS, JobState
from ledger.domain.people import Role
from ledger.domain.periods import Period, PeriodKind, local_day, parse_period, period_of
from ledger.domain.recaps import SECTION_LABELS
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, sentence
from ledger.queries.recaps import RecapLine, count_recaps, get_recap, list_recaps, unit_choices
from ledger.schemas.recaps import RecapIn
from ledger.services.jobs import cancel_job, retry_job
from ledger.services.recaps import correct_recap, request_recap

blueprint = Blueprint("recaps", __name__)

NOT_READY = sentence("Rekap ini belum selesai dibuat.")
_PATH = "/rekap/<int:recap_id>"
_WORKING = (JobState.QUEUED, JobState.RUNNING)
#: How many periods of each kind are offered, the newest first.
_OFFERED = {
    PeriodKind.QUARTER: 6,
    PeriodKind.SEMESTER: 3,
    PeriodKind.YEAR: 2,
    PeriodKind.MONTH: 12,
}
TONES = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "waiting",
    JobState.DONE: "approved",
    JobState.FAILED: "rejected",
    JobState.CANCELLED: "draft",
}


@blueprint.get("/rekap")
@requires(Role.HR)
def index() -> ResponseReturnValue:
    last = period_of(_today(), PeriodKind.QUARTER).previous()
    form = blank_form(period=last.code(), sections=[part.value for part in SECTION_LABELS])
    return _page(form)


@blueprint.post("/rekap")
@requires(Role.HR)
def create() -> ResponseReturnValue:
    form = load_form(RecapIn(), request.form)
    if form.ok:
        try:
            recap_id = request_recap(form.data, actor=current_actor(), now=now())
        except (InvalidInput, Forbidden, NotFound) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("recaps.show", recap_id=recap_id)
    return _page(form)


@blueprint.get(_PATH)
@requires(Role.HR)
def show(recap_id: int) -> str:
    recap = get_recap(recap_id, actor=current_actor())
    return render_template(
        "recaps/show.html",
        recap=recap,
        period=parse_period(recap.period),
        is_working=recap.job_state in _WORKING,
        sections=[gettext(t) for part, t in SECTION_LABELS.items() if part in recap.sections],
        job_labels=JOB_LABELS,
        tones=TONES,
    )


@blueprint.post(f"{_PATH}/batalkan")
@requires(Role.HR)
def cancel(recap_id: int) -> Response:
    recap = _with_job(recap_id)
    cancel_job(recap.job_id or 0, actor=current_actor(), now=now())
    return redirect_after_post("recaps.show", gettext("Rekap dibatalkan."), recap_id=recap_id)


@blueprint.post(f"{_PATH}/ulangi")
@requires(Role.HR)
def retry(recap_id: int) -> Response:
    recap = _with_job(recap_id)
    retry_job(recap.job_id or 0, actor=current_actor(), now=now())
    return redirect_after_post("recaps.show", recap_id=recap_id)


@blueprint.post(f"{_PATH}/koreksi")
@requires(Role.HR)
def correct(recap_id: int) -> Response:
    """Have a corrigendum issued; the recap itself stays as it is."""
    get_recap(recap_id, actor=current_actor())
    correct_recap(recap_id, actor=current_actor(), now=now())
    told = gettext("Koreksi rekap diberi nomor dan sedang diterbitkan.")
    return redirect_after_post("recaps.show", told, recap_id=recap_id)


@blueprint.get(f"{_PATH}.pdf")
@requires(Role.HR)
def pdf(recap_id: int) -> Response:
    recap = get_recap(recap_id, actor=current_actor())
    return _file(recap.pdf_sha256 if recap.is_issued else None, recap, "application/pdf", "pdf")


@blueprint.get(f"{_PATH}.xlsx")
@requires(Role.HR)
def spreadsheet(recap_id: int) -> Response:
    recap = get_recap(recap_id, actor=current_actor())
    return _file(recap.spreadsheet_sha256, recap, XLSX, "xlsx")


def _page(form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    pages = asked_page(count_recaps(actor))
    return render_form(
        "recaps/list.html",
        form,
        recaps=list_recaps(actor, offset=pages.offset, limit=pages.size),
        pages=pages,
        units=[(unit.id, f"{unit.code} {unit.name}") for unit in unit_choices(actor)],
        periods=[(one.code(), one.label()) for one in _periods(_today())],
        sections=[(part.value, gettext(text)) for part, text in SECTION_LABELS.items()],
        whole_agency=actor.units_reached(Role.HR) is None,
        period_label=lambda code: parse_period(code).label(),
        job_labels=JOB_LABELS,
        tones=TONES,
    )


def _periods(today: date) -> list[Period]:
    offered = []
    for kind, count in _OFFERED.items():
        period = period_of(today, kind)
        for _ in range(count):
            offered.append(period)
            period = period.previous()
    return offered


def _today() -> date:
    return local_day(now(), zone())


def _with_job(recap_id: int) -> RecapLine:
    recap = get_recap(recap_id, actor=current_actor())
    if recap.job_id is None:
        raise NotFound(NOT_READY)
    return recap


def _file(sha256: str | None, recap: RecapLine, mimetype: str, ending: str) -> Response:
    if sha256 is None:
        raise Conflict(NOT_READY, code="not_ready")
    name = file_name(DocumentKind.RECAP, recap.number, recap.period).removesuffix(".pdf")
    answer = send_file(
        BytesIO(resources().files.get(sha256)),
        mimetype=mimetype,
        download_name=f"{name}.{ending}",
        as_attachment=True,
        max_age=0,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
