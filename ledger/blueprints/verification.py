"""Anybody may ask whether a paper is genuine: by its QR, or by typing its code."""

from hashlib import sha256
from pathlib import Path

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.forms import FormResult, blank_form, render_form
from ledger.blueprints.guards import public
from ledger.blueprints.incoming import uploads
from ledger.blueprints.resources import resources
from ledger.domain.documents import (
    DOCUMENT_LABELS,
    OF_A_CASE,
    SHOWS_NAME,
    DocumentState,
    read_code,
    show_code,
)
from ledger.domain.paper_checks import ProofVerdict
from ledger.errors import sentence
from ledger.extensions import limiter
from ledger.gateways.pdf_signatures import read_trusted
from ledger.queries.verified_documents import VerifiedDocument, verify_document
from ledger.services.paper_checks import check_issued_paper

blueprint = Blueprint("verification", __name__)

NO_FILE = sentence("Pilih berkas PDF yang hendak diperiksa.")
VERDICTS = {
    ProofVerdict.ABSENT: sentence("Tidak ada"),
    ProofVerdict.UNCHECKED: sentence("Belum dapat diperiksa di sini"),
    ProofVerdict.HOLDS: sentence("Cocok"),
    ProofVerdict.FAILS: sentence("Tidak cocok"),
    ProofVerdict.OTHER_BYTES: sentence("Untuk berkas lain"),
}
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


@blueprint.post("/verifikasi/berkas")
@limiter.limit("20 per minute")
@public
def check() -> ResponseReturnValue:
    """Whether these very bytes were issued, and whether what they carry holds."""
    content = next((content for _, content in uploads("file")), b"")
    if not content:
        told = {"file": [gettext(NO_FILE)]}
        return render_form("verification/index.html", FormResult(errors=told))
    held = resources()
    trusted = held.config.signature_ca
    paper = check_issued_paper(
        content,
        keys=held.keys.verifiers(),
        roots=read_trusted(Path(trusted)) if trusted else [],
    )
    found = paper.issued if paper else None
    page = render_template(
        "verification/file.html",
        paper=paper,
        digest=sha256(content).hexdigest(),
        kind=_kind(found),
        code=show_code(found.code) if found else "",
        # Who signed is a name, too, and a paper about conduct shows none.
        is_hidden=found is not None and found.kind not in SHOWS_NAME,
        states=DocumentState,
        verdicts=VERDICTS,
    )
    return page, 200 if found else 404


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
        kind=_kind(found),
        states=DocumentState,
    )
    return page, 200 if found else 404


def _kind(found: VerifiedDocument | None) -> str:
    """Of a paper of a case not even the kind: whoever sees its code learns nothing of the case."""
    if found is None or found.kind in OF_A_CASE:
        return ""
    return str(gettext(DOCUMENT_LABELS[found.kind]))
