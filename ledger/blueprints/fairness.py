"""Fairness for HR and the inspectorate: flags with their reasons and answers, and coverage."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.asked_days import asked_period
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.actors import Actor
from ledger.domain.fairness.flags import (
    FLAG_INNOCENT,
    FLAG_REASONS,
    FLAG_TITLES,
    GONE_REASONS,
)
from ledger.domain.people import Role
from ledger.domain.periods import Period, PeriodKind, local_day, period_of
from ledger.errors import InvalidInput
from ledger.queries.fairness import (
    GoneFlag,
    ReadableFlag,
    get_board,
    get_coverage,
    get_flag,
    require_fairness_reader,
)
from ledger.queries.fairness.coverage import DIMENSION_TITLES
from ledger.schemas.fairness import FlagAnswerIn
from ledger.services.fairness import answer_flag

blueprint = Blueprint("fairness", __name__)

DEFAULT_ZONE = "WIB"


@blueprint.get("/kewajaran")
@requires(Role.HR, Role.INSPECTORATE)
def index() -> str:
    actor = current_actor()
    period = asked_period(_today(actor))
    return render_template(
        "fairness/list.html",
        board=get_board(actor, period),
        period=period,
        choices=_choices(actor),
        **_words(),
    )


@blueprint.get("/kewajaran/cakupan")
@requires(Role.HR, Role.INSPECTORATE)
def coverage() -> str:
    actor = current_actor()
    require_fairness_reader(actor)
    period = asked_period(_today(actor))
    return render_template(
        "fairness/coverage.html",
        coverage=get_coverage(actor.agency_id, period),
        period=period,
        choices=_choices(actor),
        titles=DIMENSION_TITLES,
    )


@blueprint.get("/kewajaran/tanda/<key>")
@requires(Role.HR, Role.INSPECTORATE)
def show(key: str) -> ResponseReturnValue:
    return _page(key, blank_form())


@blueprint.post("/kewajaran/tanda/<key>")
@requires(Role.HR, Role.INSPECTORATE)
def answer(key: str) -> ResponseReturnValue:
    form = load_form(FlagAnswerIn(), request.form)
    if form.ok:
        try:
            answer_flag(key, reason=form.data["reason"], actor=current_actor(), now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Jawaban tersimpan. Tanda ini tidak mengubah penilaian siapa pun.")
            return redirect_after_post("fairness.show", told, key=key)
    return _page(key, form)


def _page(key: str, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    page = get_flag(actor, key)
    opens = actor.has_role(Role.HR)
    return render_form("fairness/show.html", form, page=page, opens=opens, **_words())


def _words() -> dict[str, Any]:
    return {"titles": FLAG_TITLES, "innocent": FLAG_INNOCENT, "why": _why, "gone": _why_gone}


def _why(one: ReadableFlag | GoneFlag) -> str:
    """The sentence of a flag in the page's language; values that are sentences are told in it."""
    kind = one.kind if isinstance(one, GoneFlag) else one.flag.kind
    return str(gettext(FLAG_REASONS[kind])) % _told(one.params)


def _why_gone(one: GoneFlag) -> str:
    return str(gettext(GONE_REASONS[one.why])) % _told(one.params)


def _told(params: Mapping[str, Any]) -> dict[str, Any]:
    said = ("meaning", "group", "rule")
    return {
        name: gettext(value) if name in said and value else value for name, value in params.items()
    }


def _choices(actor: Actor) -> list[Period]:
    """The four latest quarters, this year and the last."""
    today = _today(actor)
    year = period_of(today, PeriodKind.YEAR)
    quarters = [period_of(today, PeriodKind.QUARTER)]
    while len(quarters) < 4:
        quarters.append(quarters[-1].previous())
    return [*quarters, year, year.previous()]


def _today(actor: Actor) -> date:
    return local_day(now(), actor.extra.get("zone") or DEFAULT_ZONE)
