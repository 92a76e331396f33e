"""Anybody may ask whether a paper is genuine: by its QR, or by typing its code."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.forms import FormResult, blank_form, render_form
from ledger.blueprints.guards import public
from ledger.domain.documents import DOCUMENT_LABELS, DocumentState, read_code, show_code
from ledger.errors import sentence
from ledger.extensions import limiter
from ledger.queries.documents import verify_document

blueprint = Blueprint("verification", __name__)

NOT_A_CODE = sentence("Kode terdiri dari 20 huruf dan angka, seperti tertulis di dekat kode QR.")


@blueprint.get("/verifikasi")
@limiter.limit("60 per minute")
@public
def index() -> ResponseReturnValue:
    """The form; a code that can be one is looked up at an address of its own."""
    typed = request.args.get("kode")
    if typed is None:
        return render_form("verification/index.html", blank_form())
    if not (code := read_code(typed)):
        told = {"kode": [gettext(NOT_A_CODE)]}
        return render_form("verification/index.html", FormResult({"kode": typed}, told))
    return redirect(url_for("verification.show", code=show_code(code)))


@blueprint.get("/verifikasi/<code>")
@limiter.limit("60 per minute")
@public
def show(code: str) -> ResponseReturnValue:
    """Valid, revoked, replaced, or unknown; the unknown all look and take the same."""
    known = read_code(code)
    found = verify_document(known)
    page = render_template(
        "verification/show.html",
        found=found,
        code=show_code(known) if found else "",
        kind=gettext(DOCUMENT_LABELS[found.kind]) if found else "",
        states=DocumentState,
    )
    return page, 200 if found else 404
