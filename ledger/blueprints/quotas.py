"""Quotas of points: what each unit gave this quarter, what waits, and giving a unit more."""

from secrets import token_hex
from typing import Any

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
from ledger.blueprints.languages import zone
from ledger.domain.people import Role
from ledger.domain.periods import Period, PeriodKind, local_day, parse_period, period_of
from ledger.domain.posting_commands import WidenQuota
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.queries.quotas import (
    QuotaLine,
    quota_of_unit,
    quota_overview,
    units_to_widen,
    waiting_awards,
)
from ledger.schemas.quotas import WidenIn
from ledger.services.quotas import widen_quota

blueprint = Blueprint("quotas", __name__)

NO_QUARTER = sentence("Kuota poin berlaku per triwulan. Pilih salah satu triwulan.")
WIDENED = sentence("Kuota ditambah. %(count)s penghargaan yang menunggu sekarang berlaku.")
WIDENED_ONLY = sentence("Kuota ditambah.")
#: How many quarters before and after this one are offered.
_BEFORE, _AFTER = 4, 1


@blueprint.get("/kuota")
@requires(Role.HR, leader=True)
def index() -> str:
    actor = current_actor()
    quarter = _quarter(request.args.get("period", ""))
    reach = units_to_widen(actor)
    waiting = waiting_awards(actor.agency_id, reach)
    return render_template(
        "quotas/list.html",
        form=blank_form(period=quarter.code()),
        quarter=quarter,
        quarters=[(one.code(), one.label()) for one in _quarters()],
        lines=quota_overview(actor.agency_id, quarter.code(), reach),
        elsewhere=sorted({parse_period(one.period).label() for one in waiting} - {quarter.label()}),
    )


@blueprint.route("/kuota/<int:unit_id>/<period>", methods=["GET", "POST"])
@requires(Role.HR, leader=True)
def show(unit_id: int, period: str) -> ResponseReturnValue:
    quarter = _quarter(period, strict=True)
    line = _line(unit_id, quarter)
    if request.method == "GET":
        return _page(line, quarter, blank_form(key=token_hex(16), points=line.missing or ""))
    form = load_form(WidenIn(), request.form)
    if not form.ok:
        return _page(line, quarter, form)
    command = WidenQuota(unit_id=unit_id, period=quarter.code(), **form.data)
    try:
        widen_quota(command, actor=current_actor(), now=now())
    except (InvalidInput, RuleRefused) as refusal:
        return _page(line, quarter, form.refused(refusal))
    released = line.awards - _line(unit_id, quarter).awards
    told = gettext(WIDENED, count=released) if released else gettext(WIDENED_ONLY)
    return redirect_after_post("quotas.show", told, unit_id=unit_id, period=quarter.code())


def _page(line: QuotaLine, quarter: Period, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    reach = frozenset({line.unit_id})
    context: dict[str, Any] = {
        "line": line,
        "quarter": quarter,
        "waiting": waiting_awards(actor.agency_id, reach, period=quarter.code()),
    }
    return render_form("quotas/show.html", form, **context)


def _line(unit_id: int, quarter: Period) -> QuotaLine:
    actor = current_actor()
    return quota_of_unit(actor.agency_id, unit_id, quarter.code(), units_to_widen(actor))


def _quarters() -> list[Period]:
    """Those around today, the newest first."""
    here = period_of(local_day(now(), zone()), PeriodKind.QUARTER)
    found = [here.next()]
    while len(found) < _BEFORE + 1 + _AFTER:
        found.append(found[-1].previous())
    return found


def _quarter(text: str, *, strict: bool = False) -> Period:
    """The quarter of an address; without one, or an unknown one in a filter, the current one."""
    try:
        found = parse_period(text) if text else None
    except InvalidInput:
        found = None
    if found is not None and found.kind is PeriodKind.QUARTER:
        return found
    if strict:
        raise NotFound(NO_QUARTER)
    return period_of(local_day(now(), zone()), PeriodKind.QUARTER)
