"""How often and how much: the once-key, caps, requirements and the rest after a firing."""

from typing import Any

from ledger.domain.periods import PeriodKind
from ledger.domain.rules.definitions import (
    CAP_SCOPES,
    SUBJECT_SCOPES,
    Cap,
    OncePer,
    Requirement,
    Rule,
    Season,
    Tier,
    Window,
    WindowKind,
)
from ledger.domain.rules.measure_sections import NO_SEASONS, read_window
from ledger.domain.rules.refusals import PackError, choice_params
from ledger.domain.rules.sections import Section
from ledger.domain.rules.windows import is_rolling
from ledger.errors import sentence

MAX_CAP_POINTS = 100_000
MAX_CAP_AWARDS = 10_000

_ONCE_PER = {
    "fact": OncePer(),
    **{
        f"{scope}+{period}": OncePer(scope, period)
        for scope in SUBJECT_SCOPES
        for period in PeriodKind
    },
}


#: Once in a season of the pack; which those are stands there, not here.
_ONCE_PER_SEASON = {f"{scope}+{WindowKind.SEASON}": scope for scope in SUBJECT_SCOPES}
#: Every way to say how often, as a pack writes it.
ONCE_PER_TEXTS = (*_ONCE_PER, *_ONCE_PER_SEASON)


def read_once_per(section: Section, seasons: tuple[Season, ...]) -> OncePer:
    text = section.text("once_per", limit=40)
    if text not in ONCE_PER_TEXTS:
        raise PackError(
            sentence("%(place)s: %(found)s bukan pilihan di sini.%(hint)s Pilihannya: %(known)s."),
            place=section.place("once_per"),
            **choice_params(text, ONCE_PER_TEXTS),
        )
    if text in _ONCE_PER:
        return _ONCE_PER[text]
    if not seasons:
        raise PackError(NO_SEASONS, place=section.place("once_per"))
    return OncePer(_ONCE_PER_SEASON[text], None, seasons)


def read_caps(section: Section) -> tuple[Cap, ...]:
    if not section.has("caps"):
        return ()
    return tuple(_cap(cap) for cap in section.sections("caps"))


def read_requirements(section: Section) -> tuple[Requirement, ...]:
    if not section.has("requires"):
        return ()
    return tuple(_requirement(one) for one in section.sections("requires"))


def read_cooling_off(section: Section) -> Window | None:
    if not section.has("cooling_off"):
        return None
    window = read_window(section, "cooling_off")
    if not is_rolling(window):
        raise PackError(
            sentence("%(place)s: masa jeda ditulis sebagai last_days:N atau last_months:N."),
            place=section.place("cooling_off"),
        )
    return window


def limits_data(rule: Rule) -> dict[str, Any]:
    """Caps, requirements and rest of a rule as plain data."""
    return {
        "caps": [_cap_data(cap) for cap in rule.caps],
        "requires": [_requirement_data(one) for one in rule.requires],
        "cooling_off": str(rule.cooling_off) if rule.cooling_off else None,
    }


def _cap(section: Section) -> Cap:
    section.require_known("points", "awards", "per", "period")
    if section.has("points") == section.has("awards"):
        raise PackError(
            sentence("%(place)s: batasi dengan points atau dengan awards, salah satu saja."),
            place=section.place(),
        )
    points = awards = None
    if section.has("points"):
        points = section.number("points", least=1, most=MAX_CAP_POINTS)
    else:
        awards = section.number("awards", least=1, most=MAX_CAP_AWARDS)
    per = section.choice_among("per", CAP_SCOPES)
    return Cap(points, per, section.choice("period", PeriodKind), awards)


def _requirement(section: Section) -> Requirement:
    section.require_known("rule", "badge", "tier")
    if section.has("rule") == section.has("badge"):
        raise PackError(
            sentence("%(place)s: sebutkan rule atau badge yang harus dimiliki, salah satu saja."),
            place=section.place(),
        )
    if section.has("rule"):
        return Requirement(rule=section.code("rule"))
    tier = section.choice("tier", Tier) if section.has("tier") else Tier.PERUNGGU
    return Requirement(badge=section.code("badge"), tier=tier)


def _cap_data(cap: Cap) -> dict[str, Any]:
    limit = {"points": cap.points} if cap.points else {"awards": cap.awards}
    return {**limit, "per": cap.per.value, "period": cap.period.value}


def _requirement_data(one: Requirement) -> dict[str, Any]:
    if one.rule is not None:
        return {"rule": one.rule}
    return {"badge": one.badge, "tier": one.tier.value}
