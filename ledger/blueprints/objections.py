"""Objecting to a reward or to guidance, and the official who hears it."""

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
from ledger.blueprints.guards import current_actor, signed_in
from ledger.domain.objections import (
    GROUND_LABELS,
    OBJECTION_LABELS,
    DecideObjection,
    FileObjection,
    ObjectionGround,
    ObjectionState,
)
from ledger.errors import Conflict, InvalidInput, NotFound, RuleRefused
from ledger.queries.objections import (
    NO_OBJECTION,
    ObjectionPage,
    get_objection,
    list_objections,
    objections_of_entry,
    open_grounds,
)
from ledger.queries.standing import get_entry_story
from ledger.schemas.answers import Answer
from ledger.schemas.objections import EntryObjectionIn, NotAwardedIn, ObjectionDecisionIn
from ledger.services.objections import decide_objection, file_objection, withdraw_objection

blueprint = Blueprint("objections", __name__)

_LABELS: dict[str, Any] = {"states": OBJECTION_LABELS, "grounds": GROUND_LABELS}


@blueprint.get("/keberatan")
@signed_in
def index() -> str:
    lines = list_objections(current_actor())
    return render_template(
        "objections/list.html",
        own=[line for line in lines if line.is_own],
        to_hear=[line for line in lines if not line.is_own],
        **_LABELS,
    )


@blueprint.route("/capaian/entri/<uid>/keberatan", methods=["GET", "POST"])
@signed_in
def create(uid: str) -> ResponseReturnValue:
    """Against an own entry; one that can no longer be objected to says so."""
    if request.method == "GET":
        return _entry_form(uid, blank_form())
    form = load_form(EntryObjectionIn(), request.form)
    if not form.ok:
        return _entry_form(uid, form)
    return _file(form, lambda refused: _entry_form(uid, refused), entry_uid=uid)


@blueprint.route("/keberatan/baru", methods=["GET", "POST"])
@signed_in
def create_unrewarded() -> ResponseReturnValue:
    """Something that should have been rewarded and was not."""
    if request.method == "GET":
        return _unrewarded_form(blank_form())
    form = load_form(NotAwardedIn(), request.form)
    if not form.ok:
        return _unrewarded_form(form)
    return _file(form, _unrewarded_form, ground=ObjectionGround.NOT_AWARDED)


@blueprint.get("/keberatan/<int:objection_id>")
@signed_in
def show(objection_id: int) -> ResponseReturnValue:
    return _page(objection_id, blank_form())


@blueprint.post("/keberatan/<int:objection_id>/putusan")
@signed_in
def decide(objection_id: int) -> ResponseReturnValue:
    form = load_form(ObjectionDecisionIn(), request.form)
    if not form.ok:
        return _page(objection_id, form)
    try:
        command = DecideObjection(
            objection_id=objection_id,
            grants=form.data["verdict"] is Answer.APPROVE,
            reason=form.data["reason"],
            points=form.data["points"],
        )
        decide_objection(command, actor=current_actor(), now=now())
    except (InvalidInput, RuleRefused) as refusal:
        return _page(objection_id, form.refused(refusal))
    told = gettext("Putusan dicatat dan diberitahukan kepada pegawai.")
    return redirect_after_post("objections.show", told, objection_id=objection_id)


@blueprint.post("/keberatan/<int:objection_id>/tarik")
@signed_in
def withdraw(objection_id: int) -> ResponseReturnValue:
    withdraw_objection(objection_id, actor=current_actor(), now=now())
    told = gettext("Keberatan ditarik.")
    return redirect_after_post("objections.show", told, objection_id=objection_id)


def _file(form: FormResult, page: Any, **more: Any) -> ResponseReturnValue:
    try:
        command = FileObjection(**{**more, **form.data})
        objection_id = file_objection(command, actor=current_actor(), now=now())
    except (InvalidInput, RuleRefused, Conflict) as refusal:
        answer: ResponseReturnValue = page(form.refused(refusal))
        return answer
    told = gettext("Keberatan diajukan.")
    return redirect_after_post("objections.show", told, objection_id=objection_id)


def _entry_form(uid: str, form: FormResult) -> ResponseReturnValue:
    actor = current_actor()
    if actor.person_id is None:
        raise NotFound(NO_OBJECTION)
    story = get_entry_story(uid, person_id=actor.person_id, agency_id=actor.agency_id)
    offered = open_grounds(uid, objections_of_entry(uid, actor=actor), actor=actor)
    return render_form(
        "objections/entry.html",
        form,
        story=story,
        choices=[(one.value, gettext(GROUND_LABELS[one])) for one in offered],
    )


def _unrewarded_form(form: FormResult) -> ResponseReturnValue:
    return render_form("objections/unrewarded.html", form)


def _page(objection_id: int, form: FormResult) -> ResponseReturnValue:
    page = get_objection(objection_id, actor=current_actor())
    is_open = page.line.state is ObjectionState.FILED
    return render_form(
        "objections/show.html",
        form,
        page=page,
        may_decide=is_open and not page.line.is_own,
        may_withdraw=is_open and page.line.is_own,
        needs_points=_needs_points(page),
        verdicts=[
            (Answer.APPROVE.value, gettext("Kabulkan")),
            (Answer.REJECT.value, gettext("Tolak")),
        ],
        **_LABELS,
    )


def _needs_points(page: ObjectionPage) -> bool:
    return page.line.ground is not ObjectionGround.GUIDANCE
