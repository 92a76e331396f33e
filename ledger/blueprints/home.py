"""The first page: what waits for the visitor, where to go, and what is new."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import redirect_after_post, translated
from ledger.blueprints.guards import SIGN_IN_PATH, current_actor, public, signed_in, visitor
from ledger.blueprints.navigation import ROOMS, Room, waiting
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.errors import sentence
from ledger.queries.home import WAITING, list_news
from ledger.queries.standing import find_glance
from ledger.services.notifications import read_notifications
from ledger.services.violations import duties_of

blueprint = Blueprint("home", __name__)

DEFAULT_ZONE = "WIB"

#: What people come here to do, the most telling first; a page shows the first of them that concern
#: its visitor as buttons.
ACTIONS = (
    Room(label=sentence("Impor berkas"), endpoint="imports.index", roles=(Role.HR,)),
    Room(label=sentence("Buat rekap"), endpoint="recaps.index", roles=(Role.HR,)),
    Room(label=sentence("Periksa masukan"), endpoint="intake.index", roles=(Role.UNIT_ADMIN,)),
    Room(label=sentence("Periksa buku besar"), endpoint="entries.index", roles=(Role.AUDITOR,)),
    Room(label=sentence("Atur peran"), endpoint="roles.index", roles=(Role.OPERATOR,)),
    Room(
        label=sentence("Lihat kasus disiplin"), endpoint="cases.index", roles=(Role.INSPECTORATE,)
    ),
    Room(label=sentence("Buat usulan"), endpoint="nominating.start"),
    Room(
        label=sentence("Laporkan pelanggaran"),
        endpoint="violations.create",
        roles=(Role.INSPECTORATE,),
        leader=True,
        superior=True,
    ),
)
MOST_ACTIONS = 3

#: Places that have no room in the menu; shown like ROOMS to whom they concern.
SHORTCUTS = (
    Room(label=sentence("Usulan saya"), endpoint="nominations.index"),
    Room(label=sentence("Laporan dan pembinaan"), endpoint="violations.index"),
    Room(
        label=sentence("Kasus disiplin"),
        endpoint="cases.index",
        roles=(Role.HR, Role.INSPECTORATE),
        leader=True,
        superior=True,
    ),
    Room(
        label=sentence("Tenggat kasus"),
        endpoint="cases.deadlines",
        roles=(Role.HR, Role.INSPECTORATE),
        leader=True,
        superior=True,
    ),
    Room(
        label=sentence("Kode etik"),
        endpoint="ethics.index",
        roles=(Role.HR, Role.INSPECTORATE),
        leader=True,
        superior=True,
    ),
    Room(
        label=sentence("Sanksi di luar disiplin"),
        endpoint="side_tracks.index",
        roles=(Role.HR, Role.INSPECTORATE),
        leader=True,
        superior=True,
    ),
    Room(label=sentence("Pelaksanaan hukuman"), endpoint="executions.index", roles=(Role.HR,)),
    Room(label=sentence("Pengembangan"), endpoint="development.index"),
    Room(label=sentence("Dokumen saya"), endpoint="signing.own"),
    Room(label=sentence("Surat keterangan"), endpoint="statements.index"),
    Room(label=sentence("Kuota poin"), endpoint="quotas.index", roles=(Role.HR,), leader=True),
    Room(
        label=sentence("Siapa yang melihat papan unit"), endpoint="boards.policy", roles=(Role.HR,)
    ),
    Room(label=sentence("Dokumen"), endpoint="documents.index", roles=(Role.HR,)),
    Room(
        label=sentence("Buku besar"),
        endpoint="entries.index",
        roles=(Role.AUDITOR, Role.INSPECTORATE),
    ),
    Room(label=sentence("Kunci mesin"), endpoint="api_tokens.index", roles=(Role.HR,)),
    Room(label=sentence("Keberatan atas penghargaan"), endpoint="objections.index"),
    Room(label=sentence("Laporan kekeliruan"), endpoint="mistakes.index", roles=(Role.HR,)),
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
    today = local_day(now(), actor.extra.get("zone") or DEFAULT_ZONE)
    return render_template(
        "home/show.html",
        actor=actor,
        tasks=_tasks(actor),
        actions=_ways(actor, ACTIONS)[:MOST_ACTIONS],
        places=_ways(actor, (*ROOMS, *SHORTCUTS)),
        glance=find_glance(actor.person_id, today=today),
        has_decided=actor.is_leader or actor.is_superior,
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
    numbers = waiting(actor)
    queues = [
        (one.endpoint, translated(one.text), numbers.get(one.endpoint, 0))
        for one in WAITING
        if _is_open(one.endpoint)
    ]
    return [
        Task(text=text % {"count": number}, url=url_for(endpoint))
        for endpoint, text, number in (*queues, *_duties(actor))
        if number
    ]


def _duties(actor: Actor) -> list[tuple[str, str, int]]:
    """What falls to somebody because others stand below them; nobody else need be asked."""
    if not (actor.is_superior or actor.is_leader):
        return []
    duties = duties_of(actor=actor, now=now(), with_overdue=False)
    return [
        ("violations.index", translated(TO_ASSESS), len(duties.concerns)),
        ("absences.index", translated(TO_EXPLAIN), len(duties.absences)),
    ]


def _ways(actor: Actor, rooms: Iterable[Room]) -> list[Task]:
    """The rooms that concern the actor; a place with two names is shown by its first."""
    found = {
        room.endpoint: Task(text=gettext(room.label), url=url_for(room.endpoint))
        for room in reversed(list(rooms))
        if room.endpoint != "home.show" and _is_open(room.endpoint) and room.concerns(actor)
    }
    return list(reversed(found.values()))


def _is_open(endpoint: str) -> bool:
    return endpoint in current_app.view_functions
