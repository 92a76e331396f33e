"""The day or the period of which a page is asked, and which date counts."""

from datetime import date

from flask import request
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import FormResult, blank_form, load_form
from ledger.blueprints.languages import zone
from ledger.domain.as_of import COUNTED_LABELS, CountedDate
from ledger.domain.periods import Period, PeriodKind, local_day, parse_period, period_of
from ledger.errors import InvalidInput
from ledger.schemas.balances import BalanceIn


def asked_day() -> tuple[FormResult, date, CountedDate]:
    """The day of the address with the date that counts; today, when nothing was asked."""
    today = local_day(now(), zone())
    if not request.args.keys() & {"at", "counted"}:
        return blank_form(at=today, counted=CountedDate.DECIDED.value), today, CountedDate.DECIDED
    form = load_form(BalanceIn(), request.args)
    if not form.ok:
        return form, today, CountedDate.DECIDED
    return form, form.data["at"], CountedDate(form.data["counted"])


def counted_words() -> dict[str, object]:
    """The choices of the date that counts."""
    choices = [(one.value, gettext(text)) for one, text in COUNTED_LABELS.items()]
    return {"counted_choices": choices, "counted_labels": COUNTED_LABELS}


def asked_period(today: date) -> Period:
    """The period of the address; anything unreadable is this quarter."""
    try:
        return parse_period(request.args.get("periode", ""))
    except InvalidInput:
        return period_of(today, PeriodKind.QUARTER)
