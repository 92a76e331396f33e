"""Importing files for HR: upload, see what would happen, import, and find it again."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from flask import Blueprint, render_template, request
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
    translated,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.resources import resources
from ledger.blueprints.workbooks import made_now, send_workbook
from ledger.domain.imports import DateOrder, ImportFile, ImportKind, Proceed, RowProblem, RowWarning
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.queries.imports import RunPage, count_runs, get_run, list_runs
from ledger.schemas.imports import ChoicesIn, UploadIn
from ledger.services.imports import LABELS, ORDER, commit_preview, keep_preview, try_again
from ledger.spreadsheets.formats import expected_headers
from ledger.spreadsheets.reading import read_table
from ledger.spreadsheets.writing import failed_rows_xlsx, template_xlsx

blueprint = Blueprint("imports", __name__)

#: More than this nobody mends on a screen; the XLSX holds them all.
SHOWN_ROWS = 100
_PATH = "/impor/<int:run_id>"

NO_FILE = sentence("Pilih berkas yang akan diimpor")
NO_TEMPLATE = sentence("Berkas contoh ini tidak ada.")


@blueprint.get("/impor")
@requires(Role.HR)
def index() -> ResponseReturnValue:
    return _upload_page(blank_form())


@blueprint.post("/impor")
@requires(Role.HR)
def upload() -> ResponseReturnValue:
    form = load_form(UploadIn(), request.form)
    given = request.files.get("file")
    if given is None or not given.filename:
        form = form.refused(InvalidInput(NO_FILE, fields={"file": [NO_FILE]}))
    if not form.ok or given is None:
        return _upload_page(form)
    command = ImportFile(file_name=_base_name(given.filename), data=given.read(), **form.data)
    try:
        report = keep_preview(command, files=resources().files, actor=current_actor(), now=now())
    except InvalidInput as refusal:
        return _upload_page(form.refused(_at_file(refusal)))
    return redirect_after_post("imports.show", run_id=report.run_id)


@blueprint.get(_PATH)
@requires(Role.HR)
def show(run_id: int) -> ResponseReturnValue:
    page = _page(run_id)
    return _run_page(page, blank_form(kind=page.kind.value, proceed=page.proceed.value))


@blueprint.post(f"{_PATH}/periksa")
@requires(Role.HR)
def check(run_id: int) -> ResponseReturnValue:
    form = load_form(ChoicesIn(), request.form)
    if not form.ok:
        return _run_page(_page(run_id), form)
    try_again(run_id, form.data, files=resources().files, actor=current_actor(), now=now())
    return redirect_after_post("imports.show", run_id=run_id)


@blueprint.post(f"{_PATH}/impor")
@requires(Role.HR)
def commit(run_id: int) -> ResponseReturnValue:
    form = load_form(ChoicesIn(), request.form)
    if not form.ok:
        return _run_page(_page(run_id), form)
    try:
        commit_preview(run_id, form.data, files=resources().files, actor=current_actor(), now=now())
    except InvalidInput as refusal:
        return _run_page(_page(run_id), form.refused(refusal))
    return redirect_after_post("imports.show", run_id=run_id)


@blueprint.get(f"{_PATH}/gagal.xlsx")
@requires(Role.HR)
def failed(run_id: int) -> Response:
    page = _page(run_id)
    table = read_table(resources().files.get(page.sha256), file_name=page.file_name)
    data = failed_rows_xlsx(table, page.problems, remarks=made_now())
    return send_workbook(data, f"gagal-{PurePosixPath(page.file_name).stem}.xlsx")


@blueprint.get("/impor/contoh")
@requires(Role.HR)
def templates() -> str:
    kinds = [(kind, LABELS[kind], ", ".join(expected_headers(kind))) for kind in ORDER]
    return render_template("imports/templates.html", kinds=kinds)


@blueprint.get("/impor/contoh/<kind>.xlsx")
@requires(Role.HR)
def template(kind: str) -> Response:
    try:
        wanted = ImportKind(kind)
    except ValueError:
        raise NotFound(NO_TEMPLATE) from None
    title = gettext(LABELS[wanted])
    data = template_xlsx(title, expected_headers(wanted), remarks=made_now())
    return send_workbook(data, f"contoh-{wanted.value}.xlsx")


def _page(run_id: int) -> RunPage:
    return get_run(run_id, agency_id=current_actor().agency_id)


def _upload_page(form: FormResult) -> ResponseReturnValue:
    agency_id = current_actor().agency_id
    pages = asked_page(count_runs(agency_id))
    return render_form(
        "imports/list.html",
        form,
        runs=list_runs(agency_id, offset=pages.offset, limit=pages.size),
        pages=pages,
        kinds=[(kind.value, gettext(LABELS[kind])) for kind in ORDER],
        labels=LABELS,
    )


def _run_page(page: RunPage, form: FormResult) -> ResponseReturnValue:
    return render_form(
        "imports/show.html",
        form,
        run=page,
        label=gettext(LABELS[page.kind]),
        problems=_told(page.problems),
        warnings=_told(page.warnings),
        notes=[translated(note) for note in page.notes],
        shown=SHOWN_ROWS,
        kinds=[(kind.value, gettext(LABELS[kind])) for kind in ORDER],
        orders=[
            (DateOrder.DMY.value, gettext("Hari lalu bulan: 03/04/2026 berarti 3 April 2026")),
            (DateOrder.MDY.value, gettext("Bulan lalu hari: 03/04/2026 berarti 4 Maret 2026")),
        ],
        choices=[
            (Proceed.GOOD_ROWS.value, gettext("Impor baris yang baik, tinggalkan yang gagal")),
            (Proceed.ALL_OR_NOTHING.value, gettext("Jangan impor sebelum semua baris benar")),
        ],
    )


def _told(rows: Sequence[RowProblem | RowWarning]) -> list[dict[str, object]]:
    return [
        {
            "row": one.row,
            "column": one.column,
            "value": one.value,
            "reason": translated(one.reason),
            "remedy": translated(one.remedy) if isinstance(one, RowProblem) else "",
        }
        for one in rows[:SHOWN_ROWS]
    ]


def _at_file(refusal: InvalidInput) -> InvalidInput:
    """What is wrong with the file is told at the file, unless it names another field."""
    fields = refusal.fields or {"file": [refusal.message]}
    return InvalidInput(refusal.text, fields=fields, **refusal.params)


def _base_name(name: str | None) -> str:
    """The last part of what the browser calls the file, in printable letters."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-120:]
