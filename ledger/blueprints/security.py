"""What every response says to the browser, and what no browser may send us."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request, session
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from ledger.blueprints.assets import is_current_version
from ledger.blueprints.guards import SAFE_METHODS, visitor
from ledger.config import Config

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = 31_536_000
MEGABYTE = 1_000_000


class CrossSite(BadRequest):
    """Another site made the browser send this."""


def flask_settings(config: Config) -> dict[str, Any]:
    """Flask's own settings as we want them: their defaults are for trying out."""
    secure = urlsplit(config.public_url).scheme == "https"
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.mode == "testing",
        "TRUSTED_HOSTS": [*config.trusted_hosts, urlsplit(config.public_url).hostname],
        "MAX_CONTENT_LENGTH": config.max_upload_mb * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 1000,
        # The prefix binds the cookie to this very host; browsers take it only over HTTPS.
        "SESSION_COOKIE_NAME": "__Host-neraca" if secure else "neraca",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": config.session_hours * 3600,
        "PREFERRED_URL_SCHEME": "https" if secure else "http",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": secure,
        "RATELIMIT_STORAGE_URI": config.limiter_url,
        "RATELIMIT_STRATEGY": "moving-window",
        "BABEL_DEFAULT_LOCALE": "id",
    }


def trust_proxies(app: Flask, config: Config) -> None:
    """Take the visitor's address from the proxies in front, only when there are any.

    Throttling counts by that address. Without this a whole agency behind its proxy would be one
    visitor; believing it without a proxy, anybody could be anybody.
    """
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies
        )


def protect(app: Flask) -> None:
    """Refuse what other sites make browsers send; put the headers on every response."""
    app.before_request(_refuse_cross_site)
    app.after_request(_add_headers)


def _refuse_cross_site() -> None:
    if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CrossSite


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if "Cache-Control" not in response.headers or request.endpoint == "static":
        response.headers["Cache-Control"] = _cache_control()
    return response


def _cache_control() -> str:
    if request.endpoint == "static":
        lasting = f"public, max-age={ONE_YEAR}, immutable"
        return lasting if is_current_version() else "no-cache"
    # A page with no-store also loses what was typed when the person goes back to it, so only
    # pages that belong to somebody carry it.
    personal = "_user_id" in session and visitor() is not None
    return "no-store" if personal else "private, no-cache"
