"""Absence of a whole agency for HR: the bands, the missing rosters, the salary stops."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

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
from ledger.domain.discipline.kinds import KINDS_PNS
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound
from ledger.schemas.conduct import SalaryLetterIn
from ledger.services.absence_bands import (
    NO_STOP,
    absence_overview,
    forward_salary_stop,
    roster_gaps,
    salary_stop_list,
)
from ledger.services.days import agency_today

blueprint = Blueprint("absence_bands", __name__)

_PATH = "/ketidakhadiran/rekap"
_TEXTS = {row.kind: row.text for row in KINDS_PNS}


@blueprint.get(_PATH)
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    today = agency_today(actor.agency_id, now=now())
    year = _asked_year(today)
    lines = absence_overview(year, actor=actor)
    pages = asked_page(len(lines))
    return render_template(
        "absences/bands.html",
        year=year,
        years=[today.year, today.year - 1],
        lines=lines[pages.offset : pages.offset + pages.size],
        pages=pages,
        waiting=sum(1 for line in lines if line.waits),
        gaps=roster_gaps(year, today=today, actor=actor),
        stops=salary_stop_list(actor=actor),
        months=[format_date(date(year, month, 1), "MMMM") for month in range(1, 13)],
        kind_texts=_TEXTS,
    )


@blueprint.route(f"{_PATH}/gaji/<int:stop_id>", methods=["GET", "POST"])
@requires(Role.HR)
def forward(stop_id: int) -> ResponseReturnValue:
    actor = current_actor()
    stops = {stop.id: stop for stop in salary_stop_list(actor=actor)}
    if stop_id not in stops:
        raise NotFound(NO_STOP)
    form = blank_form(forwarded_on=agency_today(actor.agency_id, now=now()))
    if request.method == "POST":
        form = load_form(SalaryLetterIn(), request.form)
        refused = _forward(stop_id, form) if form.ok else form
        if refused is None:
            told = gettext("Surat kepada bagian keuangan dicatat.")
            return redirect_after_post("absence_bands.index", told)
        form = refused
    return render_form("absences/salary.html", form, stop=stops[stop_id], stop_id=stop_id)


def _forward(stop_id: int, form: FormResult) -> FormResult | None:
    try:
        forward_salary_stop(stop_id, **form.data, actor=current_actor(), now=now())
    except InvalidInput as refusal:
        return form.refused(refusal)
    return None


def _asked_year(today: date) -> int:
    given = request.args.get("tahun", "")
    return int(given) if given.isdecimal() and len(given) == 4 else today.year
