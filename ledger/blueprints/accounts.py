"""The own account: password, e-mail, language, and the devices signed in."""

from dataclasses import replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.devices import device_name
from ledger.blueprints.forms import (
    WHOLE_FORM,
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.languages import COOKIE, LANGUAGES
from ledger.blueprints.pages import ONE_YEAR
from ledger.blueprints.sessions import begin_session, from_here, session_rules
from ledger.domain.accounts import TooManyAttempts
from ledger.domain.people import ROLE_LABELS
from ledger.domain.roles import last_day
from ledger.errors import InvalidInput, RuleRefused
from ledger.queries.accounts import get_own_account
from ledger.schemas.accounts import EmailIn, LanguageIn, PasswordIn
from ledger.services.accounts import change_email, change_language, change_password
from ledger.services.days import agency_today
from ledger.services.sessions import end_session, list_own_sessions

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/akun")
@signed_in
def show() -> ResponseReturnValue:
    return _account_page(blank_form())


@blueprint.route("/akun/sandi", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    form = load_form(PasswordIn(), request.form) if request.method == "POST" else blank_form()
    if request.method == "POST" and form.ok:
        try:
            key = change_password(
                from_here(form.data), rules=session_rules(), actor=current_actor(), now=now()
            )
        except (InvalidInput, TooManyAttempts) as refusal:
            form = form.refused(refusal)
        else:
            begin_session(key)
            told = gettext("Kata sandi diganti. Perangkat lain sudah dikeluarkan.")
            return redirect_after_post("accounts.show", told)
    return render_form("accounts/password.html", form)


@blueprint.post("/akun/surel")
@signed_in
def email() -> ResponseReturnValue:
    form = load_form(EmailIn(), request.form)
    if form.ok:
        try:
            change_email(form.data["email"], actor=current_actor(), now=now())
        except (InvalidInput, RuleRefused) as refusal:
            form = _at_field(form.refused(refusal), "email")
        else:
            return redirect_after_post("accounts.show", gettext("Surel disimpan."))
    return _account_page(form)


@blueprint.post("/akun/bahasa")
@signed_in
def language() -> ResponseReturnValue:
    form = load_form(LanguageIn(), request.form)
    if not form.ok:
        return _account_page(form)
    change_language(form.data["language"], actor=current_actor(), now=now())
    answer = redirect_after_post("accounts.show", gettext("Bahasa disimpan."))
    answer.set_cookie(
        COOKIE,
        form.data["language"],
        max_age=ONE_YEAR,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@blueprint.post("/akun/sesi/<int:session_id>/akhiri")
@signed_in
def end(session_id: int) -> ResponseReturnValue:
    end_session(session_id, actor=current_actor(), now=now())
    return redirect_after_post("accounts.show", gettext("Perangkat itu sudah dikeluarkan."))


def _account_page(form: FormResult) -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    today = agency_today(actor.agency_id, now=moment)
    own = get_own_account(actor.account_id or 0, on=today)
    shown = {"email": own.email, "language": actor.language, **form.values}
    return render_form(
        "accounts/show.html",
        replace(form, values=shown),
        own=own,
        role_labels=ROLE_LABELS,
        last_day=last_day,
        languages_offered=list(LANGUAGES.items()),
        devices=[
            (one, device_name(one.device), one.id == actor.session_id)
            for one in list_own_sessions(idle=session_rules().idle, actor=actor, now=moment)
        ],
    )


def _at_field(form: FormResult, name: str) -> FormResult:
    """A refusal of the database about the one field of a form belongs to that field."""
    errors = {name if key == WHOLE_FORM else key: told for key, told in form.errors.items()}
    return replace(form, errors=errors)
