"""Whoever calls without a browser: a machine with a key in its header, for what it may send."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeVar

from flask import g, request
from flask_limiter.util import get_remote_address

from ledger.blueprints.clock import now
from ledger.blueprints.guards import Guard, TokenRefused
from ledger.domain.api_tokens import ApiScope, Bearer
from ledger.errors import Forbidden, sentence
from ledger.services.api_tokens import find_bearer

P = ParamSpec("P")
R = TypeVar("R")

SCHEME = "bearer"
NOT_THIS = sentence("Kunci ini tidak boleh dipakai untuk kiriman ini. Minta kunci lain.")


def bears_token(scope: ApiScope) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A view for machines that hold a key for ``scope``."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            bearer = find_bearer(_secret(), now=now())
            if bearer is None:
                raise TokenRefused
            if scope not in bearer.scopes:
                raise Forbidden(NOT_THIS)
            g.bearer = bearer
            return view(*args, **kwargs)

        guarded.guard = Guard(kind="token")  # type: ignore[attr-defined]
        return guarded

    return decorate


def current_bearer() -> Bearer:
    """The machine that calls; only within a view that ``bears_token`` guards."""
    bearer: Bearer = g.bearer
    return bearer


def by_token() -> str:
    """Whom the limit of requests counts: the key, or the address where there is none."""
    secret = _secret()
    return sha256(secret.encode()).hexdigest() if secret else get_remote_address()


def _secret() -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.casefold() == SCHEME else ""
