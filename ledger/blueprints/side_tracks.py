"""Performance and service sanctions: the register, one record, its decision and how it went."""

from collections.abc import Callable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires, signed_in
from ledger.blueprints.picker import Picked, pick_person
from ledger.domain.officials import RELATION_LABELS, Relation
from ledger.domain.people import Role
from ledger.domain.side_tracks import (
    SIDE_KINDS,
    SIDE_STATE_LABELS,
    TRACK_LABELS,
    RecordSideSanction,
    SideKind,
    Track,
    open_side_events,
)
from ledger.errors import InvalidInput, InvalidTransition, RuleRefused
from ledger.queries.side_tracks import SideLine, list_side_sanctions
from ledger.schemas.side_tracks import SideSanctionIn, SideStepIn, SideWithdrawalIn
from ledger.services.side_tracks import (
    follow_side_sanction,
    impose_side_sanction,
    open_side_sanction,
    record_side_sanction,
    withdraw_side_sanction,
)

blueprint = Blueprint("side_tracks", __name__)
_PATH = "/sanksi-lain/<int:side_id>"
#: The tracks as an address names them.
TRACKS = {"kinerja": Track.PERFORMANCE, "pelayanan": Track.SERVICE}
TONES = {
    "waiting": "waiting",
    "imposed": "returned",
    "refused": "draft",
    "obeyed": "approved",
    "not_obeyed": "rejected",
    "withdrawn": "draft",
}
_TYPED = ("kind", "obligation", "letter_number", "decided_on", "reason")


@blueprint.get("/sanksi-lain")
@signed_in
def index() -> str:
    return render_template(
        "side_tracks/list.html",
        lines=list_side_sanctions(current_actor()),
        tracks=TRACKS,
        track_labels=TRACK_LABELS,
        labels=SIDE_STATE_LABELS,
        tones=TONES,
        is_hr=current_actor().has_role(Role.HR),
    )


@blueprint.route("/sanksi-lain/<any(kinerja, pelayanan):track>/baru", methods=["GET", "POST"])
@requires(Role.HR)
def new(track: str) -> ResponseReturnValue:
    picked = Picked(blank_form())
    if request.method == "POST":
        actor = current_actor()
        picked = pick_person(
            load_form(SideSanctionIn(), request.form),
            "subject",
            agency_id=actor.agency_id,
            reach=actor.units_reached(Role.HR),
        )
        if picked.form.ok:
            command = RecordSideSanction(
                track=TRACKS[track],
                subject_id=picked.person_id or 0,
                **{name: picked.form.data[name] for name in _TYPED},
            )
            try:
                side_id = record_side_sanction(command, actor=actor, now=now())
            except (InvalidInput, RuleRefused) as refusal:
                picked = Picked(picked.form.refused(refusal), matches=picked.matches)
            else:
                told = gettext("Surat disiapkan dan menunggu pejabatnya.")
                return redirect_after_post("side_tracks.show", told, side_id=side_id)
    kinds = [one for one in SIDE_KINDS.values() if one.track is TRACKS[track]]
    return render_form(
        "side_tracks/new.html",
        picked.form,
        matches=picked.matches,
        track=track,
        title=TRACK_LABELS[TRACKS[track]],
        kinds=[(one.code, one.text.capitalize(), one.article) for one in kinds],
        obligations=[(line, line) for line in _obligations(kinds)],
    )


def _obligations(kinds: list[SideKind]) -> list[str]:
    return list(dict.fromkeys(line for one in kinds for line in one.obligations))


@blueprint.get(_PATH)
@signed_in
def show(side_id: int) -> ResponseReturnValue:
    return _page(side_id, blank_form())


@blueprint.post(f"{_PATH}/putusan")
@signed_in
def decide(side_id: int) -> ResponseReturnValue:
    def impose(form: FormResult) -> None:
        impose_side_sanction(
            side_id,
            imposes=form.data["answer"],
            note=form.data["note"],
            actor=current_actor(),
            now=now(),
        )

    return _taken(side_id, SideStepIn(), impose, gettext("Putusan Anda dicatat."))


@blueprint.post(f"{_PATH}/kelanjutan")
@signed_in
def follow(side_id: int) -> ResponseReturnValue:
    def note(form: FormResult) -> None:
        follow_side_sanction(
            side_id,
            is_obeyed=form.data["answer"],
            note=form.data["note"],
            actor=current_actor(),
            now=now(),
        )

    return _taken(side_id, SideStepIn(), note, gettext("Kelanjutannya dicatat."))


@blueprint.post(f"{_PATH}/tarik")
@signed_in
def withdraw(side_id: int) -> ResponseReturnValue:
    def take_back(form: FormResult) -> None:
        withdraw_side_sanction(side_id, form.data["withdrawal"], actor=current_actor(), now=now())

    return _taken(side_id, SideWithdrawalIn(), take_back, gettext("Sanksi ditarik kembali."))


def _taken(
    side_id: int, schema: Schema, act: Callable[[FormResult], None], told: str
) -> ResponseReturnValue:
    """One step of the page; what is refused comes back with everything that was typed."""
    form = load_form(schema, request.form)
    if form.ok:
        try:
            act(form)
        except (InvalidInput, InvalidTransition, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("side_tracks.show", told, side_id=side_id)
    return _page(side_id, form)


def _page(side_id: int, form: FormResult) -> ResponseReturnValue:
    line = open_side_sanction(side_id, actor=current_actor(), now=now())
    return render_form(
        "side_tracks/show.html",
        form,
        line=line,
        events={one.value for one in open_side_events(line.state)},
        track_labels=TRACK_LABELS,
        labels=SIDE_STATE_LABELS[line.track],
        tones=TONES,
        as_what=_as_what(line),
    )


def _as_what(line: SideLine) -> str:
    """As what the official decides; nothing where an old record does not say."""
    relation = line.official.get("relation", "")
    if line.track is Track.PERFORMANCE and relation == Relation.SUPERIOR:
        return str(gettext("sebagai atasan langsung, yang juga menilai kinerjanya"))
    return str(gettext(RELATION_LABELS[relation])) if relation else ""
