"""The ledger itself for the auditor and the inspectorate: its seal, its entries, and no names."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.asked_days import asked_day, counted_words
from ledger.blueprints.clock import now
from ledger.blueprints.forms import FormResult, asked_page, blank_form, render_form
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.keys import newest_key
from ledger.domain.checks import field_name, words_of
from ledger.domain.entries import KIND_LABELS
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.queries.as_of import NO_ACCOUNT, balance_of_account
from ledger.queries.checkpoints import SealState, get_seal_state, list_outside_views
from ledger.queries.checks import last_whole_check
from ledger.queries.entry_lists import (
    count_account_postings,
    count_entries,
    find_account_id,
    find_entry_uid,
    list_account_postings,
    list_entries,
)
from ledger.queries.entry_pages import get_entry_page
from ledger.queries.seals import entry_proof

blueprint = Blueprint("entries", __name__)

#: Whoever waits longer for a seal waits for somebody who is not there.
LONGEST_WAIT = timedelta(minutes=1)
NOT_FOUND = sentence(
    "Tidak ada entri dengan nomor, indeks, atau nomor dokumen ini. Periksa lagi ejaannya."
)


@blueprint.get("/buku-besar")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def index() -> str:
    """What state the seal is in now, and what the last check of everything found."""
    agency_id = current_actor().agency_id
    state = get_seal_state(agency_id)
    return render_template(
        "entries/index.html",
        total=count_entries(agency_id),
        state=state,
        is_stalled=_is_stalled(state, now()),
        key=newest_key(),
        check=last_whole_check(agency_id),
        outside=list_outside_views(agency_id),
    )


@blueprint.get("/buku-besar/entri")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def listed() -> ResponseReturnValue:
    """All entries, the newest first; what is typed into the search leads to its entry."""
    agency_id = current_actor().agency_id
    form, typed = blank_form(), request.args.get("cari", "").strip()
    if typed:
        uid = find_entry_uid(typed, agency_id=agency_id)
        if uid is not None:
            return redirect(url_for("entries.show", uid=uid))
        form = FormResult(values={"cari": typed}, errors={"cari": [gettext(NOT_FOUND)]})
    pages = asked_page(count_entries(agency_id))
    return render_form(
        "entries/list.html",
        form,
        lines=list_entries(agency_id, offset=pages.offset, limit=pages.size),
        pages=pages,
        labels=KIND_LABELS,
    )


@blueprint.get("/buku-besar/<uid>")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def show(uid: str) -> str:
    page = get_entry_page(uid, agency_id=current_actor().agency_id, key=newest_key())
    return render_template(
        "entries/show.html", page=page, labels=KIND_LABELS, words_of=words_of, field_name=field_name
    )


@blueprint.get("/buku-besar/<uid>/bukti")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def proof(uid: str) -> ResponseReturnValue:
    """The tlog-proof as a file, without anything private."""
    text = entry_proof(uid, agency_id=current_actor().agency_id, with_private=False)
    named = {"Content-Disposition": f'attachment; filename="{uid}.tlog-proof"'}
    return Response(text, mimetype="text/plain", headers=named)


@blueprint.get("/buku-besar/akun/<path:ref>")
@requires(Role.AUDITOR, Role.INSPECTORATE)
def account(ref: str) -> ResponseReturnValue:
    """The points of one account at the end of a day, and every change of it, without a name."""
    agency_id = current_actor().agency_id
    account_id = find_account_id(ref, agency_id=agency_id)
    if account_id is None:
        raise NotFound(NO_ACCOUNT)
    form, day, counted = asked_day()
    pages = asked_page(count_account_postings(account_id))
    return render_form(
        "entries/account.html",
        form,
        ref=ref,
        balance=balance_of_account(account_id, agency_id=agency_id, day=day, counted=counted)
        if form.ok
        else None,
        postings=list_account_postings(account_id, offset=pages.offset, limit=pages.size),
        pages=pages,
        labels=KIND_LABELS,
        **counted_words(),
    )


def _is_stalled(state: SealState, moment: datetime) -> bool:
    return state.waits_since is not None and moment - state.waits_since > LONGEST_WAIT
