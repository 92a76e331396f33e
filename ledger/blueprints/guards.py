"""Who may open a route: every view declares it, factory.py refuses to start without."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import redirect, request
from flask_babel import gettext
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Response

from ledger.domain.actors import Actor
from ledger.domain.people import ROLE_LABELS, Role
from ledger.errors import Forbidden, sentence

SIGN_IN_PATH = "/masuk"
SIGN_OUT_PATH = "/keluar"
API_PREFIX = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

P = ParamSpec("P")
R = TypeVar("R")


class SessionEnded(Exception):
    """Something was sent by nobody: the session ended while the person was writing."""


class TokenRefused(Exception):
    """A machine came without a key that is good now."""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What a view asks of its visitor; any one of roles, post and staff is enough."""

    kind: str
    roles: tuple[Role, ...] = ()
    leader: bool = False
    superior: bool = False

    def admits(self, actor: Actor) -> bool:
        if self.kind != "requires":
            return True
        return (
            any(actor.has_role(role) for role in self.roles)
            or (self.leader and actor.is_leader)
            or (self.superior and actor.is_superior)
        )


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: the key of one server-side session, and who acts in it."""

    def __init__(self, session_key: str, actor: Actor) -> None:
        self.session_key = session_key
        self.actor = actor

    def get_id(self) -> str:
        return self.session_key


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody, without an account."""
    view.guard = Guard(kind="public")  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Anybody with an account; the service decides what of whom they may see."""
    return _guarded(view, Guard(kind="signed_in"))


def requires(
    *roles: Role, leader: bool = False, superior: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """One of the roles (for whichever unit), or heading a unit, or having staff."""
    guard = Guard(kind="requires", roles=roles, leader=leader, superior=superior)

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        return _guarded(view, guard)

    return decorate


def visitor() -> Actor | None:
    """Who is signed in, or None."""
    return current_user.actor if current_user and current_user.is_authenticated else None


def current_actor() -> Actor:
    """Who is signed in; only for views that are not public."""
    actor = visitor()
    if actor is None:
        raise SessionEnded
    return actor


def safe_next(target: str | None, default: str = "/") -> str:
    """The path to go on to, when it is a path of ours and nothing a browser reads otherwise."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if "\\" in target or any(ord(letter) < 33 or ord(letter) == 127 for letter in target):
        return default
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else default


def guard_of(view: Callable[..., object]) -> Guard | None:
    """The declared guard of a view function; house tests list routes with it."""
    return getattr(view, "guard", None)


def _guarded(view: Callable[P, R], guard: Guard) -> Callable[P, R | Response]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        actor = visitor()
        if actor is None:
            return _ask_to_sign_in()
        if not guard.admits(actor):
            raise Forbidden(
                sentence("Halaman ini hanya untuk %(who)s. Anda masuk sebagai %(name)s."),
                who=_who_can(guard),
                name=actor.name,
            )
        return view(*args, **kwargs)

    guarded.guard = guard  # type: ignore[attr-defined]
    return guarded


def _ask_to_sign_in() -> Response:
    if request.method not in SAFE_METHODS or request.path.startswith(API_PREFIX):
        raise SessionEnded
    wanted = request.full_path.removesuffix("?")
    return redirect(f"{SIGN_IN_PATH}?{urlencode({'next': wanted})}")


def _who_can(guard: Guard) -> str:
    names = [gettext(ROLE_LABELS[role]) for role in guard.roles]
    if guard.leader:
        names.append(gettext("pimpinan unit kerja"))
    if guard.superior:
        names.append(gettext("atasan langsung"))
    if len(names) < 2:
        return "".join(names)
    return str(gettext("%(first)s atau %(last)s", first=", ".join(names[:-1]), last=names[-1]))
