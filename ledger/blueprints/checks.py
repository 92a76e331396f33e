"""Checks of the ledger: ask for one, watch it, and read what it found in plain words."""

from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.keys import newest_key
from ledger.domain.checks import CheckReport, words_of
from ledger.domain.jobs import JOB_LABELS
from ledger.domain.people import Role
from ledger.domain.verification import Finding
from ledger.queries.checks import get_check, last_sound_check, list_checks
from ledger.schemas.checks import WHOLE, CheckIn
from ledger.services.checks import request_check

blueprint = Blueprint("checks", __name__)

SHOWN = 20
_NODE = "tree_node:"


@blueprint.get("/buku-besar/periksa")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def index() -> ResponseReturnValue:
    return _page(blank_form(scope=WHOLE))


@blueprint.post("/buku-besar/periksa")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def create() -> ResponseReturnValue:
    form = load_form(CheckIn(), request.form)
    if not form.ok:
        return _page(form)
    check_id = request_check(form.data, actor=current_actor(), now=now())
    return redirect_after_post("checks.show", check_id=check_id)


@blueprint.get("/buku-besar/periksa/<int:check_id>")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def show(check_id: int) -> str:
    agency_id = current_actor().agency_id
    check = get_check(check_id, agency_id=agency_id)
    is_broken = check.report is not None and not check.report.is_ok
    return render_template(
        "checks/show.html",
        check=check,
        groups=_by_entry(check.report),
        nodes=_nodes(check.report),
        words_of=words_of,
        sound=last_sound_check(agency_id) if is_broken else None,
    )


def _page(form: FormResult) -> ResponseReturnValue:
    return render_form(
        "checks/list.html",
        form,
        checks=list_checks(current_actor().agency_id, limit=SHOWN),
        can_check=newest_key() is not None,
        job_labels=JOB_LABELS,
    )


def _by_entry(report: CheckReport | None) -> list[tuple[str | None, list[Finding]]]:
    """What was found, entry by entry in the order of the ledger, the rest at the end."""
    nodes = _nodes(report)
    findings = [one for one in report.findings if one not in nodes] if report else []
    ordered = sorted(findings, key=lambda one: (one.entry_uid is None, one.entry_uid or ""))
    return [(uid, list(found)) for uid, found in groupby(ordered, key=lambda one: one.entry_uid)]


def _nodes(report: CheckReport | None) -> list[Finding]:
    """The nodes above what was changed, which cannot but be others too."""
    findings = report.findings if report else ()
    return [one for one in findings if one.entry_uid is None and one.what.startswith(_NODE)]
