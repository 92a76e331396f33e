"""The signed moment in a public form: tells machines that answer at once from people who read."""

import secrets
from dataclasses import replace
from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from ledger.blueprints.forms import WHOLE_FORM, FormResult, translated
from ledger.errors import sentence

SALT = "citizen-form"
SHORTEST_SECONDS = 3
LONGEST_SECONDS = 12 * 3600
NONCE_BYTES = 9

TOO_FAST = sentence("Belum terkirim. Baca sekali lagi isian Anda, lalu kirim.")
TOO_OLD = sentence("Halaman ini terbuka terlalu lama. Isian Anda masih ada, kirim sekali lagi.")
LIKE_A_MACHINE = sentence("Belum terkirim. Kirim sekali lagi tanpa pengisian otomatis.")


def make_token(counter_code: str, moment: datetime) -> str:
    """A token of one page for one counter, with the moment it was made."""
    made = [counter_code, int(moment.timestamp()), secrets.token_urlsafe(NONCE_BYTES)]
    return str(_signer().dumps(made))


def check_token(form: FormResult, counter_code: str, moment: datetime) -> tuple[FormResult, str]:
    """The form, refused when it came too fast, too late or filled the trap; and the token to use.

    A token that is still good stays, so that sending again soon is not too fast a second time.
    """
    token = str(form.value("token"))
    age = _age(token, counter_code, moment)
    values = {**form.values, "website": ""}
    form = replace(form, values=values)
    if age is None or age > LONGEST_SECONDS:
        return _refused(form, TOO_OLD), make_token(counter_code, moment)
    if form.data is not None and form.data["website"]:
        return _refused(form, LIKE_A_MACHINE), token
    if age < SHORTEST_SECONDS:
        return _refused(form, TOO_FAST), token
    return form, token


def age_seconds(token: str, counter_code: str, moment: datetime) -> int:
    """How long the page of this token has been open; 0 for a token that is not ours."""
    return _age(token, counter_code, moment) or 0


def _age(token: str, counter_code: str, moment: datetime) -> int | None:
    try:
        code, made_at, _nonce = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(moment.timestamp()) - int(made_at) if code == counter_code else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=SALT)


def _refused(form: FormResult, told: str) -> FormResult:
    return replace(form, errors={**form.errors, WHOLE_FORM: [translated(told)]})
