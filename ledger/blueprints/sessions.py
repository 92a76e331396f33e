"""Signing in and out, and a first or new password with a code."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from flask import Blueprint, current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import (
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    SignedIn,
    public,
    safe_next,
    visitor,
)
from ledger.config import Config
from ledger.domain.accounts import ActivateAccount, ChangePassword, LogIn, TooManyAttempts
from ledger.errors import InvalidInput
from ledger.extensions import login_manager
from ledger.schemas.accounts import ActivationIn, LogInIn
from ledger.services.accounts import activate_account
from ledger.services.sessions import SessionRules, load_actor, log_in, log_out

FromBrowser = TypeVar("FromBrowser", LogIn, ActivateAccount, ChangePassword)

blueprint = Blueprint("sessions", __name__)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(key: str) -> SignedIn | None:
    """Whoever the key's session belongs to, while it is open."""
    moment = now()
    actor = load_actor(key, idle=session_rules().idle, now=moment)
    return SignedIn(key, actor) if actor else None


@blueprint.route(SIGN_IN_PATH, methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    onward = safe_next(request.values.get("next"))
    if request.method == "GET":
        return redirect(onward) if visitor() else _sign_in_page(blank_form(), onward)
    form = load_form(LogInIn(), request.form)
    if form.ok:
        try:
            key = log_in(from_here(form.data), rules=session_rules(), now=now())
        except (InvalidInput, TooManyAttempts) as refusal:
            form = form.refused(refusal)
        else:
            begin_session(key)
            return redirect(onward, code=303)
    return _sign_in_page(form, onward)


@blueprint.post(SIGN_OUT_PATH)
@public
def sign_out() -> Response:
    """End the session; whoever has none any more is simply signed out."""
    actor = visitor()
    if actor is not None:
        log_out(actor=actor, now=now())
    logout_user()
    session.clear()
    return redirect_after_post("sessions.sign_in", gettext("Anda sudah keluar."))


@blueprint.route("/aktivasi", methods=["GET", "POST"])
@blueprint.route("/aktivasi/<code>", methods=["GET"])
@public
def activate(code: str = "") -> ResponseReturnValue:
    return _new_password("sessions/activate.html", code)


@blueprint.route("/sandi/baru", methods=["GET", "POST"])
@blueprint.route("/sandi/baru/<code>", methods=["GET"])
@public
def reset(code: str = "") -> ResponseReturnValue:
    return _new_password("sessions/reset.html", code)


def session_rules() -> SessionRules:
    """How long sessions of this installation live, by its configuration."""
    config: Config = current_app.config["NERACA"]
    return SessionRules(
        secret=config.secret_key,
        idle=timedelta(minutes=config.session_idle_minutes),
        life=timedelta(hours=config.session_hours),
    )


def from_here(command: FromBrowser) -> FromBrowser:
    """The command with the address and browser it came from."""
    return replace(command, address=request.remote_addr or "", device=request.user_agent.string)


def begin_session(key: str) -> None:
    """Let this browser act in the session of the key, with nothing left of who was here before."""
    session.clear()
    signed_in = load_visitor(key)
    if signed_in is not None:
        login_user(signed_in)


def _sign_in_page(form: FormResult, onward: str) -> ResponseReturnValue:
    return render_form("sessions/sign_in.html", form, onward=onward)


def _new_password(template: str, code: str) -> ResponseReturnValue:
    if request.method == "GET":
        return render_form(template, blank_form(code=code))
    form = load_form(ActivationIn(), request.form)
    if form.ok:
        try:
            key = activate_account(from_here(form.data), rules=session_rules(), now=now())
        except (InvalidInput, TooManyAttempts) as refusal:
            form = form.refused(refusal)
        else:
            begin_session(key)
            return redirect_after_post(
                "home.show", gettext("Kata sandi disimpan. Anda sudah masuk.")
            )
    return render_form(template, form)
