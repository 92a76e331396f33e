"""The pages that belong to nobody: help, privacy, the language switch."""

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from ledger.blueprints.guards import public, safe_next
from ledger.blueprints.languages import COOKIE, LANGUAGES

ONE_YEAR = 31_536_000

blueprint = Blueprint("pages", __name__)


@blueprint.get("/bantuan")
@public
def help_page() -> str:
    return render_template("pages/help.html")


@blueprint.get("/privasi")
@public
def privacy() -> str:
    return render_template("pages/privacy.html")


@blueprint.get("/bahasa/<code>")
@public
def speak(code: str) -> Response:
    """Remember the language on this device and go back to where the visitor was."""
    if code not in LANGUAGES:
        abort(404)
    answer = redirect(safe_next(request.args.get("next")))
    answer.set_cookie(COOKIE, code, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure)
    return answer
