"""Statements about discipline: asked for by the person, verified by HR, signed by the head."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.sessions import session_rules
from ledger.domain.discipline.statements import PURPOSES, STATEMENT_LABELS
from ledger.errors import InvalidInput, InvalidTransition, RuleRefused
from ledger.queries.statements import get_statement, list_statements
from ledger.schemas.remedies import StatementIn
from ledger.services.accounts import require_own_password
from ledger.services.statements import request_statement, sign_statement, verify_statement

blueprint = Blueprint("statements", __name__)

_PATH = "/surat-keterangan/<int:statement_id>"
_REFUSED = (InvalidInput, InvalidTransition, RuleRefused)


@blueprint.get("/surat-keterangan")
@signed_in
def index() -> ResponseReturnValue:
    return _list_page(blank_form())


@blueprint.post("/surat-keterangan")
@signed_in
def ask() -> ResponseReturnValue:
    form = load_form(StatementIn(), request.form)
    if form.ok:
        try:
            statement_id = request_statement(form.data["purpose"], actor=current_actor(), now=now())
        except _REFUSED as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post("statements.show", statement_id=statement_id)
    return _list_page(form)


@blueprint.get(_PATH)
@signed_in
def show(statement_id: int) -> ResponseReturnValue:
    return _page(statement_id, blank_form())


@blueprint.post(f"{_PATH}/periksa")
@signed_in
def verify(statement_id: int) -> ResponseReturnValue:
    try:
        verify_statement(statement_id, actor=current_actor(), now=now())
    except _REFUSED as refusal:
        return _page(statement_id, blank_form().refused(refusal))
    return redirect_after_post("statements.show", statement_id=statement_id)


@blueprint.post(f"{_PATH}/tanda-tangan")
@signed_in
def sign(statement_id: int) -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    get_statement(statement_id, actor=actor)
    try:
        require_own_password(
            request.form.get("password", ""),
            request.remote_addr or "",
            rules=session_rules(),
            actor=actor,
            now=moment,
        )
        sign_statement(statement_id, actor=actor, now=moment)
    except _REFUSED as refusal:
        return _page(statement_id, blank_form().refused(refusal))
    told = gettext("Surat keterangan ditandatangani dan diberi nomor.")
    return redirect_after_post("statements.show", told, statement_id=statement_id)


def _list_page(form: FormResult) -> ResponseReturnValue:
    return render_form(
        "statements/list.html",
        form,
        statements=list_statements(current_actor()),
        choices=[(purpose.value, gettext(row.label)) for purpose, row in PURPOSES.items()],
        purposes=PURPOSES,
        labels=STATEMENT_LABELS,
    )


def _page(statement_id: int, form: FormResult) -> tuple[str, int]:
    statement = get_statement(statement_id, actor=current_actor())
    return (
        render_template(
            "statements/show.html",
            form=form,
            statement=statement,
            purpose=PURPOSES[statement.purpose].label,
            label=STATEMENT_LABELS[statement.state],
        ),
        200 if form.ok else 422,
    )
