"""Which language and zone a page speaks, and how it writes dates, numbers and NIPs."""

from datetime import date, datetime
from decimal import Decimal

from babel.numbers import format_percent
from flask import Flask, request
from flask_babel import get_locale

from ledger.blueprints.guards import visitor
from ledger.domain.formats import date_text, datetime_text, number_text
from ledger.domain.nip import format_nip
from ledger.domain.zones import zone_info
from ledger.errors import InvalidInput
from ledger.extensions import babel

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT_LANGUAGE = "id"
COOKIE = "bahasa"
DEFAULT_ZONE = "WIB"


def speak(app: Flask) -> None:
    """Give the app its language, and the templates the filters date, moment, number, share, nip."""
    babel.init_app(app, locale_selector=language)
    app.jinja_env.filters.update(
        date=show_date, moment=show_moment, number=show_number, share=show_share, nip=show_nip
    )


def language() -> str:
    """What was chosen on this device, else by the account, else what the browser asks for."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    actor = visitor()
    if actor is not None and actor.language in LANGUAGES:
        return actor.language
    asked: str | None = request.accept_languages.best_match(list(LANGUAGES))
    return asked or DEFAULT_LANGUAGE


def zone() -> str:
    """The zone of the visitor's agency, for showing times."""
    actor = visitor()
    return (actor.extra.get("zone") if actor else None) or DEFAULT_ZONE


def show_date(value: date | datetime | None) -> str:
    """``6 Agustus 2026``; a moment is first moved into the visitor's zone."""
    if value is None:
        return ""
    day = value.astimezone(zone_info(zone())).date() if isinstance(value, datetime) else value
    return date_text(day, locale=_locale())


def show_moment(value: datetime | None) -> str:
    """``6 Agustus 2026 pukul 14.05 WIB``."""
    return "" if value is None else datetime_text(value, zone(), locale=_locale())


def show_number(value: Decimal | float | None, decimals: int | None = None) -> str:
    """``1.250,5``; with ``decimals`` exactly so many."""
    return "" if value is None else number_text(value, decimals=decimals, locale=_locale())


def show_share(value: Decimal | float | None) -> str:
    """A fraction as ``35,5%``."""
    return "" if value is None else format_percent(value, "#,##0.#%", locale=_locale())


def show_nip(value: str | None) -> str:
    """``19850314 201001 2 003``; what is no NIP stays as it is."""
    try:
        return format_nip(value or "")
    except InvalidInput:
        return value or ""


def _locale() -> str:
    return str(get_locale() or DEFAULT_LANGUAGE)
