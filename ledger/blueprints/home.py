"""The first page: what waits for the visitor, where to go, and what is new."""

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import redirect_after_post, translated
from ledger.blueprints.guards import SIGN_IN_PATH, current_actor, public, signed_in, visitor
from ledger.blueprints.navigation import ROOMS, Room, counts
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import sentence
from ledger.queries.home import WAITING, list_news
from ledger.services.notifications import read_notifications
from ledger.services.violations import duties_of

blueprint = Blueprint("home", __name__)

#: Places that have no room in the menu; shown like ROOMS to whom they concern.
SHORTCUTS = (
    Room(label=sentence("Buat usulan"), endpoint="nominating.start"),
    Room(label=sentence("Laporkan pelanggaran"), endpoint="violations.create"),
    Room(
        label=sentence("Kasus disiplin"),
        endpoint="cases.index",
        roles=(Role.HR, Role.INSPECTORATE),
        leader=True,
        superior=True,
    ),
    Room(label=sentence("Kuota poin"), endpoint="quotas.index", roles=(Role.HR,), leader=True),
    Room(label=sentence("Unit kerja"), endpoint="units.index"),
    Room(label=sentence("Peran"), endpoint="roles.index", roles=(Role.HR, Role.OPERATOR)),
    Room(
        label=sentence("Penugasan Plt. dan Plh."), endpoint="appointments.index", roles=(Role.HR,)
    ),
    Room(label=sentence("Konflik kepentingan"), endpoint="conflicts.index"),
    Room(label=sentence("Akun saya"), endpoint="accounts.show"),
)

#: What falls to whoever is the superior today, so it is asked for with the moment.
TO_ASSESS = sentence("%(count)d laporan menunggu telaah Anda")
TO_EXPLAIN = sentence("%(count)d pegawai menunggu keterangan ketidakhadiran dari Anda")

# The number beside a room and the line on this page come from one function, so they agree.
counts.update({one.endpoint: one.count for one in WAITING if one.is_room})


@dataclass(frozen=True, kw_only=True)
class Task:
    text: str
    url: str


@blueprint.get("/")
@public
def show() -> ResponseReturnValue:
    actor = visitor()
    if actor is None:
        return redirect(SIGN_IN_PATH)
    news = [(one, gettext(one.text) % one.params) for one in list_news(actor.person_id or 0)]
    return render_template(
        "home/show.html",
        actor=actor,
        tasks=_tasks(actor),
        places=_places(actor),
        news=news,
        has_unread=any(one.read_at is None for one, _text in news),
    )


@blueprint.post("/kabar/baca")
@signed_in
def read() -> ResponseReturnValue:
    read_notifications(actor=current_actor(), now=now())
    return redirect_after_post("home.show")


def _tasks(actor: Actor) -> list[Task]:
    """One line for each queue in which something waits."""
    known = {one.endpoint for one in WAITING}
    lines = [(one.endpoint, translated(one.text), one.count) for one in WAITING]
    labels = {room.endpoint: gettext(room.label) for room in ROOMS}
    for endpoint, count in counts.items():
        if endpoint not in known:
            told = gettext("%(room)s: %%(count)d menunggu", room=labels.get(endpoint, endpoint))
            lines.append((endpoint, told, count))
    found = [
        (endpoint, text, count(actor)) for endpoint, text, count in lines if _is_open(endpoint)
    ]
    duties = duties_of(actor=actor, now=now(), with_overdue=False)
    found += [
        ("violations.index", translated(TO_ASSESS), len(duties.concerns)),
        ("absences.index", translated(TO_EXPLAIN), len(duties.absences)),
    ]
    return [
        Task(text=text % {"count": number}, url=url_for(endpoint))
        for endpoint, text, number in found
        if number
    ]


def _places(actor: Actor) -> list[Task]:
    return [
        Task(text=gettext(room.label), url=url_for(room.endpoint))
        for room in (*ROOMS, *SHORTCUTS)
        if room.endpoint != "home.show" and _is_open(room.endpoint) and room.concerns(actor)
    ]


def _is_open(endpoint: str) -> bool:
    return endpoint in current_app.view_functions
