"""The ledger itself for the auditor and the inspectorate: entries, seals, proofs, no names."""

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from ledger.blueprints.forms import asked_page
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.checkpoints import VerifierKey
from ledger.domain.entries import KIND_LABELS
from ledger.domain.people import Role
from ledger.errors import NotFound
from ledger.gateways.resources import EXTENSION, Resources
from ledger.queries.entry_lists import count_entries, get_entry_page, list_entries
from ledger.queries.origins import earlier_origins
from ledger.queries.seals import count_pending, entry_proof, list_checkpoints, origin_of
from ledger.queries.verification import VerifyReport, verify_ledger

blueprint = Blueprint("entries", __name__)

SHOWN_CHECKPOINTS = 5
# Beyond this a page would make its reader wait too long; the command has no limit.
MOST_AT_ONCE = 20_000


@blueprint.get("/buku-besar")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def index() -> str:
    return _index(None)


@blueprint.post("/buku-besar/periksa")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def verify() -> str:
    """Recompute everything now and show what came of it."""
    key = _verifier_key()
    if key is None or count_entries(current_actor().agency_id) > MOST_AT_ONCE:
        return _index(None)
    return _index(
        verify_ledger(current_actor().agency_id, verifier_key=key, earlier_keys=_earlier_keys())
    )


@blueprint.get("/buku-besar/<uid>")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def show(uid: str) -> str:
    page = get_entry_page(uid, agency_id=current_actor().agency_id)
    return render_template("entries/show.html", page=page, labels=KIND_LABELS)


@blueprint.get("/buku-besar/<uid>/bukti")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def proof(uid: str) -> ResponseReturnValue:
    """The tlog-proof as a file, without anything private."""
    text = entry_proof(uid, agency_id=current_actor().agency_id, with_private=False)
    named = {"Content-Disposition": f'attachment; filename="{uid}.tlog-proof"'}
    return Response(text, mimetype="text/plain", headers=named)


def _index(report: VerifyReport | None) -> str:
    agency_id = current_actor().agency_id
    pages = asked_page(count_entries(agency_id))
    return render_template(
        "entries/list.html",
        lines=list_entries(agency_id, offset=pages.offset, limit=pages.size),
        pages=pages,
        labels=KIND_LABELS,
        checkpoints=list_checkpoints(agency_id, limit=SHOWN_CHECKPOINTS),
        pending=count_pending(agency_id),
        key=_verifier_key(),
        report=report,
        is_verifiable=pages.total <= MOST_AT_ONCE,
    )


def _verifier_key() -> VerifierKey | None:
    """The public line of the agency's key; none before anything was ever sealed."""
    resources: Resources = current_app.extensions[EXTENSION]
    try:
        return resources.keys.verifier_of(origin_of(current_actor().agency_id))
    except NotFound:
        return None


def _earlier_keys() -> list[VerifierKey]:
    """Those of the origins before a restore."""
    resources: Resources = current_app.extensions[EXTENSION]
    return resources.keys.verifiers_of(earlier_origins(current_actor().agency_id))
