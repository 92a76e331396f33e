"""What the frame of every page shows: rooms by role, the acting capacity, the language switch."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale, gettext

from ledger.blueprints.guards import SAFE_METHODS, SIGN_IN_PATH, SIGN_OUT_PATH, guard_of, visitor
from ledger.blueprints.languages import LANGUAGES
from ledger.domain.actors import Actor
from ledger.domain.people import CAPACITY_LABELS, Capacity, Role
from ledger.errors import sentence
from ledger.queries.home import count_waiting

MOST_ITEMS = 6
VERSION = version("neraca")


@dataclass(frozen=True, kw_only=True)
class Room:
    """An item of the navigation: shown to whom it concerns, when its endpoint exists.

    ``roles`` empty, without ``leader`` and ``superior``, means everybody. The first six that
    concern the visitor are shown, so the order of ROOMS is their weight.
    """

    label: str
    endpoint: str
    roles: tuple[Role, ...] = ()
    leader: bool = False
    superior: bool = False
    #: Blueprints whose pages lie in this room too.
    also: tuple[str, ...] = ()

    def concerns(self, actor: Actor) -> bool:
        if not (self.roles or self.leader or self.superior):
            return True
        return (
            any(actor.has_role(role) for role in self.roles)
            or (self.leader and actor.is_leader)
            or (self.superior and actor.is_superior)
        )


ROOMS = (
    Room(label=sentence("Beranda"), endpoint="home.show"),
    Room(label=sentence("Keputusan"), endpoint="proposals.queue", leader=True, superior=True),
    Room(label=sentence("Usulan"), endpoint="nominations.index", leader=True, superior=True),
    Room(label=sentence("Pegawai"), endpoint="people.index", roles=(Role.HR,)),
    Room(label=sentence("Impor"), endpoint="imports.index", roles=(Role.HR,)),
    Room(
        label=sentence("Verifikasi"),
        endpoint="intake.index",
        roles=(Role.HR, Role.UNIT_ADMIN, Role.INSPECTORATE),
    ),
    Room(label=sentence("Rekap"), endpoint="recaps.index", roles=(Role.HR,)),
    Room(label=sentence("Capaian saya"), endpoint="standing.show"),
    Room(
        label=sentence("Pembinaan"),
        endpoint="violations.index",
        roles=(Role.INSPECTORATE,),
        leader=True,
        superior=True,
    ),
    Room(label=sentence("Aturan"), endpoint="rules.index", roles=(Role.HR, Role.AUDITOR)),
    Room(
        label=sentence("Kewajaran"),
        endpoint="fairness.index",
        roles=(Role.HR, Role.INSPECTORATE),
    ),
    Room(
        label=sentence("Buku besar"),
        endpoint="entries.index",
        roles=(Role.AUDITOR,),
        also=("checkpoints", "checks", "exports"),
    ),
)


def furnish(app: Flask) -> None:
    """Give every template the frame: rooms, capacities, languages, paths of the session."""
    app.context_processor(_frame)


def rooms_of(actor: Actor) -> list[Room]:
    """The rooms of one actor, at most six; a room that is not built in is absent."""
    open_rooms = (room for room in ROOMS if room.endpoint in current_app.view_functions)
    return [room for room in open_rooms if room.concerns(actor)][:MOST_ITEMS]


def waiting(actor: Actor) -> dict[str, int]:
    """How many wait in each queue; counted once a request, for the menu and for Beranda."""
    if "neraca.waiting" not in request.environ:
        request.environ["neraca.waiting"] = count_waiting(actor)
    known: dict[str, int] = request.environ["neraca.waiting"]
    return known


def _frame() -> dict[str, Any]:
    return {
        "visitor": visitor,
        "agency_name": _agency_name,
        "session_cookie": current_app.config["SESSION_COOKIE_NAME"],
        "version": VERSION,
        "rooms": _rooms,
        "capacities": _capacities,
        "languages": _languages,
        "language": str(get_locale() or "id"),
        "sign_in_path": SIGN_IN_PATH,
        "sign_out_path": SIGN_OUT_PATH,
    }


def _rooms() -> list[dict[str, Any]]:
    actor = visitor()
    if actor is None:
        return []
    here = request.blueprint
    return [
        {
            "label": gettext(room.label),
            "url": url_for(room.endpoint),
            "count": waiting(actor).get(room.endpoint, 0),
            "current": here in (room.endpoint.split(".")[0], *room.also),
        }
        for room in rooms_of(actor)
    ]


def _agency_name() -> str:
    actor = visitor()
    return actor.extra.get("agency_name", "") if actor else ""


def _capacities() -> list[str]:
    """The acting capacities of the visitor, as written before a name: Plt., Plh., Pj., Pjs."""
    actor = visitor()
    posts = actor.posts if actor else ()
    return sorted({CAPACITY_LABELS[p.capacity] for p in posts if p.capacity != Capacity.DEFINITIF})


def _languages() -> list[dict[str, str]]:
    """The other languages with the address that switches; none while an answer is on the page."""
    if request.method not in SAFE_METHODS or request.endpoint is None:
        return []
    if guard_of(current_app.view_functions[request.endpoint]) is None:
        return []
    current = str(get_locale() or "id")
    back = request.full_path.removesuffix("?")
    return [
        {"code": code, "name": name, "url": url_for("pages.speak", code=code, next=back)}
        for code, name in LANGUAGES.items()
        if code != current
    ]
