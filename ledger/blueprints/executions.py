"""Execution for HR: receipts, halts, what is given back, the payroll's list and SIASN's file."""

from datetime import date
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.case_words import KIND_TEXTS
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.workbooks import made_now, send_workbook
from ledger.domain.discipline.execution import GIVEN_BACK, MEASURE_LABELS
from ledger.domain.discipline.kinds import KINDS_PNS
from ledger.domain.people import Role
from ledger.errors import InvalidInput, RuleRefused
from ledger.queries.executions import get_measure, list_measures, list_uploads, payroll_cuts
from ledger.schemas.remedies import HaltIn, ReceiptIn, UploadIn
from ledger.services.cases import halt_measure, record_execution, record_return, resume_measure
from ledger.services.cases.uploading import note_export, record_upload
from ledger.services.days import agency_today
from ledger.spreadsheets.executions import cuts_csv, cuts_xlsx, siasn_csv

blueprint = Blueprint("executions", __name__)

_PATH = "/pelaksanaan/<int:measure_id>"
_REFUSED = (InvalidInput, RuleRefused)
CSV = "text/csv; charset=utf-8"


@blueprint.get("/pelaksanaan")
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    month = _month()
    return render_template(
        "executions/list.html",
        measures=list_measures(actor),
        cuts=payroll_cuts(actor, month=month),
        month=month,
        labels=MEASURE_LABELS,
    )


@blueprint.get("/pelaksanaan/potongan.<any(xlsx, csv):extension>")
@requires(Role.HR)
def cuts(extension: str) -> Response:
    month = _month()
    found = payroll_cuts(current_actor(), month=month)
    name = f"potongan-tunjangan-{month:%Y-%m}.{extension}"
    if extension == "xlsx":
        return send_workbook(cuts_xlsx(found, remarks=made_now()), name)
    return _csv(cuts_csv(found), name)


@blueprint.get("/pelaksanaan/siasn")
@requires(Role.HR)
def uploads() -> str:
    return _uploads_page(blank_form())[0]


@blueprint.post("/pelaksanaan/siasn/berkas")
@requires(Role.HR)
def siasn() -> Response:
    """The file of what is not uploaded yet; that it went out is written down."""
    actor = current_actor()
    waiting = [one for one in list_uploads(actor) if one.waits]
    note_export([one.id for one in waiting], actor=actor, now=now())
    ids = {row.kind.value: row.siasn_id for row in KINDS_PNS}
    return _csv(siasn_csv(waiting, siasn_ids=ids), "riwayat-hukdis.csv")


@blueprint.post("/pelaksanaan/siasn/<int:upload_id>")
@requires(Role.HR)
def uploaded(upload_id: int) -> ResponseReturnValue:
    form = load_form(UploadIn(), request.form)
    if form.ok:
        try:
            record_upload(upload_id, **form.data, actor=current_actor(), now=now())
        except _REFUSED as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("executions.uploads", gettext("Unggahan dicatat."))
    return _uploads_page(form)


@blueprint.get(_PATH)
@requires(Role.HR)
def show(measure_id: int) -> ResponseReturnValue:
    return _page(measure_id, blank_form(day=_today()))


@blueprint.post(_PATH)
@requires(Role.HR)
def execute(measure_id: int) -> ResponseReturnValue:
    """The receipt of the execution, or of what was given back once its time is over."""
    measure = get_measure(measure_id, actor=current_actor())
    form = load_form(ReceiptIn(), request.form)
    if form.ok:
        done = {"receipt": form.data["receipt"], "actor": current_actor(), "now": now()}
        try:
            if measure.executed_on is None:
                record_execution(measure_id, executed_on=form.data["day"], **done)
            else:
                record_return(measure_id, returned_on=form.data["day"], **done)
        except _REFUSED as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("executions.index", gettext("Bukti pelaksanaan dicatat."))
    return _page(measure_id, form)


@blueprint.post(f"{_PATH}/hentikan")
@requires(Role.HR)
def halt(measure_id: int) -> ResponseReturnValue:
    form = load_form(HaltIn(), request.form)
    if form.ok:
        try:
            halt_measure(measure_id, form.data["reason"], actor=current_actor(), now=now())
        except _REFUSED as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Tindakan dihentikan sementara.")
            return redirect_after_post("executions.show", told, measure_id=measure_id)
    return _page(measure_id, form)


@blueprint.post(f"{_PATH}/lanjutkan")
@requires(Role.HR)
def resume(measure_id: int) -> ResponseReturnValue:
    try:
        resume_measure(measure_id, actor=current_actor(), now=now())
    except _REFUSED as refusal:
        return _page(measure_id, blank_form().refused(refusal))
    told = gettext("Tindakan dilanjutkan. Hari yang belum dijalani ditambahkan di belakang.")
    return redirect_after_post("executions.show", told, measure_id=measure_id)


def _page(measure_id: int, form: FormResult) -> ResponseReturnValue:
    return render_form(
        "executions/show.html",
        form,
        measure=get_measure(measure_id, actor=current_actor()),
        labels=MEASURE_LABELS,
        given_back=GIVEN_BACK,
    )


def _uploads_page(form: FormResult) -> tuple[str, int]:
    return render_form(
        "executions/uploads.html",
        form,
        uploads=list_uploads(current_actor()),
        kind_texts=KIND_TEXTS,
    )


def _today() -> date:
    return agency_today(current_actor().agency_id, now=now())


def _month() -> date:
    """The first day of the month asked for, 2027-01, else of this month."""
    try:
        return date.fromisoformat(f"{request.args.get('bulan', '')}-01")
    except ValueError:
        return _today().replace(day=1)


def _csv(data: bytes, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=CSV, as_attachment=True, download_name=name)
