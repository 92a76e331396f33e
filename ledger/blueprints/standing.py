"""What a person reads about themselves: Capaian saya, each line's story, and the quiet page."""

from datetime import date, timedelta

from flask import Blueprint, Response, current_app, render_template, request
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
from ledger.blueprints.guards import current_actor, requires, signed_in
from ledger.domain.actors import Actor
from ledger.domain.boards import BoardVisibility
from ledger.domain.people import Role
from ledger.domain.periods import PeriodKind, local_day, period_of
from ledger.errors import InvalidInput, NotFound
from ledger.queries.boards import policy_in_force
from ledger.queries.mistakes import mistakes_of_entry
from ledger.queries.objections import objections_of_entry, open_grounds
from ledger.queries.seals import entry_proof
from ledger.queries.standing import (
    EntryStory,
    distances,
    get_conduct,
    get_entry_story,
    get_head,
    get_standing,
    is_never_subject,
    require_merit_reader,
    require_own_entry,
)
from ledger.queries.standing.people import NO_STANDING
from ledger.schemas.standing import MistakeIn
from ledger.services.mistakes import report_mistake

blueprint = Blueprint("standing", __name__)

DEFAULT_ZONE = "WIB"


@blueprint.get("/capaian")
@signed_in
def show() -> str:
    return _standing_page("standing/show.html", _own_id())


@blueprint.get("/capaian/lencana")
@signed_in
def badges() -> str:
    return _standing_page("standing/badges.html", _own_id())


@blueprint.get("/capaian/belum")
@signed_in
def not_yet() -> str:
    """Why a badge has not come yet; about oneself alone, whoever's superior one is."""
    actor = current_actor()
    today = _today(actor)
    head = get_head(_own_id(), agency_id=actor.agency_id, today=today)
    told = (
        ()
        if is_never_subject(head)
        else distances(head.agency_id, head.id, head.facts, today=today)
    )
    return render_template("standing/not_yet.html", distances=told)


@blueprint.get("/pegawai/<int:person_id>/capaian")
@requires(Role.HR, superior=True)
def staff(person_id: int) -> str:
    """The merit of one's staff; their guidance is never here."""
    return _standing_page("standing/show.html", person_id)


@blueprint.get("/capaian/entri/<uid>")
@signed_in
def entry(uid: str) -> ResponseReturnValue:
    return _entry_page(uid, blank_form())


@blueprint.post("/capaian/entri/<uid>/kekeliruan")
@signed_in
def report(uid: str) -> ResponseReturnValue:
    form = load_form(MistakeIn(), request.form)
    if form.ok:
        try:
            report_mistake(uid, note=form.data["note"], actor=current_actor(), now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Laporan kekeliruan terkirim ke kepegawaian. Jawabannya ada di sini.")
            return redirect_after_post("standing.entry", told, uid=uid)
    return _entry_page(uid, form)


@blueprint.get("/capaian/entri/<uid>/bukti")
@signed_in
def proof(uid: str) -> Response:
    """The proof the person keeps; with it nobody can say later that the entry never was."""
    actor = current_actor()
    require_own_entry(uid, person_id=_own_id(), agency_id=actor.agency_id)
    text = entry_proof(uid, agency_id=actor.agency_id, with_private=True)
    name = f"{uid}.tlog-proof"
    return Response(
        text,
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/pembinaan-saya")
@signed_in
def conduct() -> str:
    return render_template(
        "standing/conduct.html", conduct=get_conduct(_own_id()), today=_today(current_actor())
    )


def _standing_page(template: str, person_id: int) -> str:
    actor = current_actor()
    today = _today(actor)
    head = get_head(person_id, agency_id=actor.agency_id, today=today)
    require_merit_reader(head, actor)
    standing = get_standing(head, period=asked_period(today), today=today)
    return render_template(
        template,
        standing=standing,
        is_own=head.id == actor.person_id,
        is_official=is_never_subject(head),
        period_ends=standing.period.end - timedelta(days=1),
        has_download="documents.download" in current_app.view_functions,
        has_board=policy_in_force(actor.agency_id).visibility is not BoardVisibility.HIDDEN,
    )


def _entry_page(uid: str, form: FormResult) -> ResponseReturnValue:
    person_id = _own_id()
    story = get_entry_story(uid, person_id=person_id, agency_id=current_actor().agency_id)
    filed = objections_of_entry(uid, actor=current_actor())
    return render_form(
        "standing/entry.html",
        form,
        story=story,
        mistakes=mistakes_of_entry(uid, person_id=person_id),
        objections=filed,
        may_object=bool(open_grounds(uid, filed, actor=current_actor())),
        back=_back(story),
        period_code=lambda day: period_of(day, PeriodKind.QUARTER).code(),
        has_download="documents.download" in current_app.view_functions,
    )


def _back(story: EntryStory) -> str:
    return "standing.conduct" if story.is_conduct else "standing.show"


def _own_id() -> int:
    """An account without a person has no standing."""
    person_id = current_actor().person_id
    if person_id is None:
        raise NotFound(NO_STANDING)
    return person_id


def _today(actor: Actor) -> date:
    return local_day(now(), actor.extra.get("zone") or DEFAULT_ZONE)
