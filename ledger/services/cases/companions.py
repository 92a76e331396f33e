"""Whether the person may bring somebody to the examination: each agency says so, or does not."""

from datetime import date

from ledger.services.settings import setting_value

#: Who may come along, in words that follow "didampingi"; empty where the agency allows nobody.
COMPANION_KEY = "case.companion"
ACCOMPANIED = "Saudara boleh didampingi {who}."


def companion(agency_id: int, *, on: date) -> str:
    """Who may accompany the person, as the agency's own setting says; empty without one."""
    return str(setting_value(agency_id, COMPANION_KEY, on=on, default="")).strip(" .")


def companion_text(agency_id: int, *, on: date) -> str:
    """The sentence of the summons about it, always Indonesian."""
    who = companion(agency_id, on=on)
    return ACCOMPANIED.format(who=who) if who else ""
