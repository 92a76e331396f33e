"""The one place where a refusal becomes a response: a plain page, or problem+json under /api."""

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
    SecurityError,
)
from werkzeug.wrappers import Response

from ledger.blueprints.forms import NEVER_KEPT, translated
from ledger.blueprints.guards import (
    API_PREFIX,
    SAFE_METHODS,
    SessionEnded,
    TokenRefused,
    guard_of,
    visitor,
)
from ledger.blueprints.security import MEGABYTE, CrossSite
from ledger.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    LedgerError,
    NotFound,
    RuleRefused,
    sentence,
)

log = logging.getLogger(__name__)

#: The first family that fits decides, so the narrower stand first.
STATUS_OF = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (RuleRefused, 409),
    (InvalidInput, 422),
    (LedgerError, 400),
)
TITLES = {
    400: sentence("Permintaan ini tidak dapat dibaca"),
    401: sentence("Anda perlu masuk"),
    403: sentence("Anda belum berwenang"),
    404: sentence("Halaman tidak ditemukan"),
    405: sentence("Halaman ini tidak dapat dibuka dengan cara itu"),
    409: sentence("Belum dapat dilakukan"),
    413: sentence("Kiriman terlalu besar"),
    422: sentence("Ada yang perlu diperbaiki"),
    429: sentence("Terlalu banyak percobaan"),
    500: sentence("Layanan sedang bermasalah"),
}
DETAILS = {
    400: sentence("Kembali ke halaman sebelumnya, muat ulang, lalu coba lagi."),
    401: sentence("Masuk dengan akun Anda, lalu buka kembali halaman ini."),
    403: sentence("Halaman ini bukan untuk akun Anda."),
    404: sentence(
        "Alamatnya mungkin salah ketik, atau datanya bukan untuk akun Anda. "
        "Periksa alamatnya, atau mulai dari beranda."
    ),
    405: sentence("Kembali ke beranda dan buka dari menu."),
    429: sentence("Tunggu sebentar, lalu coba lagi."),
}


_NAMES = {status.value: status.name.lower() for status in HTTPStatus}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A refusal as RFC 9457 tells it: what the page and the JSON both say."""

    status: int
    title: str
    detail: str
    code: str
    fields: dict[str, list[str]] | None = None


def map_errors(app: Flask) -> None:
    """Teach the app every refusal it may meet."""
    app.register_error_handler(LedgerError, _answer_ledger_error)
    app.register_error_handler(CSRFError, _answer_form_expired)
    app.register_error_handler(SessionEnded, _answer_session_ended)
    app.register_error_handler(TokenRefused, _answer_token_refused)
    app.register_error_handler(SecurityError, _answer_foreign_host)
    app.register_error_handler(CrossSite, _answer_cross_site)
    app.register_error_handler(RequestEntityTooLarge, _answer_too_large)
    app.register_error_handler(InternalServerError, _answer_crash)
    app.register_error_handler(HTTPException, _answer_http)


def _answer_ledger_error(error: LedgerError) -> Response:
    status = next(status for family, status in STATUS_OF if isinstance(error, family))
    fields = error.fields if isinstance(error, InvalidInput) else {}
    told = {name: [translated(text) for text in texts] for name, texts in fields.items()}
    return _answer(
        Problem(
            status=status,
            title=gettext(TITLES[status]),
            detail=translated(error),
            code=error.code,
            fields=told or None,
        )
    )


def _answer_form_expired(_error: CSRFError) -> Response:
    if visitor() is None and _needs_a_visitor():
        # Whoever is no longer signed in would meet this page again and again.
        return _answer_session_ended(SessionEnded())
    return _answer_kept(
        Problem(
            status=400,
            title=gettext("Formulir ini sudah kedaluwarsa"),
            detail=gettext("Belum ada yang terkirim, karena halaman ini terbuka terlalu lama."),
            code="form_expired",
        )
    )


def _needs_a_visitor() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    guard = guard_of(view) if view else None
    return guard is not None and guard.kind != "public"


def _answer_session_ended(_error: SessionEnded) -> Response:
    return _answer_kept(
        Problem(
            status=401,
            title=gettext("Sesi Anda sudah berakhir"),
            detail=gettext("Belum ada yang terkirim. Masuk lagi, lalu kirim ulang isian Anda."),
            code="session_ended",
        )
    )


def _answer_token_refused(_error: TokenRefused) -> Response:
    answer = _answer(
        Problem(
            status=401,
            title=gettext("Kunci mesin tidak diterima"),
            detail=gettext(
                "Sertakan header Authorization: Bearer dengan kunci yang masih berlaku. "
                "Kunci dibuat dan dicabut oleh kepegawaian."
            ),
            code="token_refused",
        )
    )
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _answer_cross_site(_error: CrossSite) -> Response:
    return _answer(
        Problem(
            status=403,
            title=gettext("Kiriman ini datang dari situs lain"),
            detail=gettext("Demi keamanan, tidak ada yang disimpan. Mulai dari beranda Neraca."),
            code="cross_site",
        )
    )


def _answer_foreign_host(_error: SecurityError) -> Response:
    # No address can be built for a host that is not ours, so this is no page with links.
    told = gettext("Alamat ini bukan milik layanan ini. Periksa alamat yang Anda tulis.")
    return Response(told, 400, mimetype="text/plain")


def _answer_too_large(_error: RequestEntityTooLarge) -> Response:
    limit = (request.max_content_length or current_app.config["MAX_CONTENT_LENGTH"]) // MEGABYTE
    return _answer(
        Problem(
            status=413,
            title=gettext(TITLES[413]),
            detail=gettext(
                "Seluruh kiriman harus lebih kecil dari %(limit)s MB. "
                "Kembali ke halaman sebelumnya, perkecil berkasnya, lalu kirim lagi.",
                limit=limit,
            ),
            code="too_large",
        )
    )


def _answer_crash(error: InternalServerError) -> Response:
    help_code = secrets.token_hex(3).upper()
    log.error(
        "request to %s failed, help code %s",
        request.endpoint,
        help_code,
        exc_info=error.original_exception or error,
    )
    problem = Problem(
        status=500,
        title=gettext(TITLES[500]),
        detail=gettext("Coba lagi nanti. Kode bantuan: %(code)s.", code=help_code),
        code="crashed",
    )
    if _wants_json():
        return _as_json(problem)
    return _page("errors/crash.html", problem)


def _answer_http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        answer = error.get_response()
        return Response(answer.response, answer.status, answer.headers)
    status = error.code or 500
    family = status if status in TITLES else 400
    answer = _answer(
        Problem(
            status=status,
            title=gettext(TITLES[family]),
            detail=gettext(DETAILS.get(family, DETAILS[400])),
            code=_NAMES.get(status, "error"),
        )
    )
    for header, value in error.get_headers():
        if header not in ("Content-Type", "Content-Length"):
            answer.headers[header] = value
    return answer


def _answer(problem: Problem) -> Response:
    return _as_json(problem) if _wants_json() else _page("errors/problem.html", problem)


def _answer_kept(problem: Problem) -> Response:
    """Offer to send what was typed once more, but only what surely came from a page of ours."""
    if _wants_json():
        return _as_json(problem)
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    typed = ours and request.method not in SAFE_METHODS
    answers = [
        (name, text)
        for name, text in request.form.items(multi=True)
        if typed and name not in NEVER_KEPT
    ]
    return _page("errors/expired.html", problem, answers=answers, had_files=bool(request.files))


def _wants_json() -> bool:
    return request.path.startswith(API_PREFIX)


def _as_json(problem: Problem) -> Response:
    answer = jsonify(
        type="about:blank",
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
        instance=request.path,
        **({"errors": problem.fields} if problem.fields else {}),
    )
    answer.status_code = problem.status
    answer.mimetype = "application/problem+json"
    return answer


def _page(template: str, problem: Problem, **context: Any) -> Response:
    public = problem.status == 500 or visitor() is None
    layout = "layouts/public.html" if public else "layouts/base.html"
    html = render_template(template, problem=problem, layout=layout, **context)
    return Response(html, problem.status, mimetype="text/html")
