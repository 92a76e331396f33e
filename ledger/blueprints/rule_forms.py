"""The form of one rule as it is sent: its values, its buttons, and its mistakes in place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from ledger.blueprints.forms import translated
from ledger.domain.facts import Field
from ledger.domain.rules.conditions import check_condition
from ledger.domain.rules.definitions import Rule, Season
from ledger.domain.rules.forms import (
    MAX_ROWS,
    filter_vocabulary_of,
    measure_places,
    row_mistakes,
    row_places,
    rule_of,
    vocabulary_of,
)
from ledger.domain.rules.pack import rule_from_data
from ledger.domain.rules.refusals import PackError, Place
from ledger.schemas.fields import TypedDate

_LISTS = ("notify",)
_DAYS = ("from", "until")
_NOT_KEPT = ("csrf_token", "action")
#: Where a mistake of the whole rule is shown, by the key of its place in a pack.
_FIELDS = {
    "when": "c_new",
    "then": "points_amount",
    "then.points": "points_amount",
    "then.points.amount": "points_amount",
    "then.points.to": "points_to",
    "then.badge": "badge_name",
    "then.badge.code": "badge_code",
    "then.badge.tier": "badge_tier",
    "then.badge.name": "badge_name",
    "then.document": "certificate",
    "then.guidance": "guidance_level",
    "then.guidance.level": "guidance_level",
    "then.guidance.valid_months": "guidance_months",
    "then.open_case": "case_article",
    "then.open_case.article": "case_article",
    "then.development_plan": "plan_goal",
    "then.development_plan.goal": "plan_goal",
    "then.development_plan.due_months": "plan_months",
    "then.notify": "notify",
    "decided_by": "step0",
    "caps": "cap0_amount",
    "requires": "req0_rule",
    "cooling_off": "cooling_length",
    "legal_basis": "legal_text",
    "legal_basis.text": "legal_text",
    "legal_basis.status": "legal_status",
    "effective": "from",
    "effective.from": "from",
    "effective.until": "until",
}


#: In which part of the form a field stands, or what a button works on.
_FOLDS = (
    (re.compile(r"measure|m[0-9]"), 2),
    (re.compile(r"c([0-9_]|$)"), 3),
    (re.compile(r"points|badge|certificate|guidance|case|plan|notify"), 4),
    (re.compile(r"step|once|cooling"), 5),
    (re.compile(r"cap|req"), 6),
    (re.compile(r"legal|from|until"), 7),
)


@dataclass(frozen=True, kw_only=True)
class ReadRule:
    """What was typed as a rule: ``rule`` is None while something is to be mended."""

    data: dict[str, Any]
    rule: Rule | None
    errors: dict[str, list[str]]


def sent_values(form: "MultiDict[str, str]") -> dict[str, Any]:
    """Everything that was typed, by field."""
    values: dict[str, Any] = {
        name: form[name].strip() for name in form if name not in (*_NOT_KEPT, *_LISTS)
    }
    values |= {name: typed_day(values[name]) for name in _DAYS if values.get(name)}
    return values | {name: form.getlist(name) for name in _LISTS if form.getlist(name)}


def press(action: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values after a button that adds or takes away a row."""
    verb, _, name = action.partition(":")
    return _BUTTONS.get(verb, _leave)(name, dict(values))


def read_rule(
    values: Mapping[str, Any], base: Mapping[str, Any], seasons: tuple[Season, ...]
) -> ReadRule:
    """The rule of the form with every mistake at the field where it was made."""
    data, mistakes = rule_of(values, base)
    found: dict[str, list[Any]] = {
        **row_mistakes("c", values, vocabulary_of(values), _check),
        **{
            name: told
            for at in measure_places(values)
            for name, told in row_mistakes(
                f"m{at}f", values, filter_vocabulary_of(values, at), _check
            ).items()
        },
        **mistakes,
    }
    rule = None
    try:
        rule = rule_from_data(data, None, seasons)
    except PackError as refusal:
        field = _field_of(refusal.place.key or "code", values)
        if not (found and field == "c_new") and field not in found:
            found[field] = [refusal]
    errors = {name: [in_place(one) for one in told] for name, told in found.items()}
    return ReadRule(data=data, rule=None if errors else rule, errors=errors)


def typed_day(typed: str) -> str:
    """As a pack writes it; what is no day stays as it was typed and is told at its field."""
    try:
        day: date = TypedDate().deserialize(typed)
    except ValidationError:
        return typed
    return day.isoformat()


def folds_open(action: str, errors: Mapping[str, Any]) -> set[int]:
    """Which parts of the form stand open: where something is wrong, else where work goes on."""
    names = list(errors) or [action.partition(":")[2] or action]
    return {_fold(name) for name in names}


def _fold(name: str) -> int:
    return next((fold for pattern, fold in _FOLDS if pattern.match(name)), 1)


def _check(text: str, vocabulary: Mapping[str, Field]) -> None:
    check_condition(text, vocabulary, Place())


def _field_of(key: str, values: Mapping[str, Any]) -> str:
    if key.startswith("measure."):
        _, name, *part = key.split(".")
        at = next((at for at in measure_places(values) if values.get(f"m{at}_name") == name), 0)
        return f"m{at}_{part[0] if part and part[0] != 'filter' else 'name'}"
    return _FIELDS.get(key) or _FIELDS.get(key.rpartition(".")[0]) or key.partition(".")[0]


def in_place(one: Any) -> str:
    """The sentence without the place in the file: it stands where it was typed."""
    if not isinstance(one, PackError):
        return translated(one)
    told = str(gettext(one.text)) % {**one.params, "place": ""}
    words = told.removeprefix(":").strip()
    return words[:1].upper() + words[1:]


def _leave(_name: str, values: dict[str, Any]) -> dict[str, Any]:
    return values


def _add_row(prefix: str, values: dict[str, Any]) -> dict[str, Any]:
    path = values.pop(f"{prefix}_new", "")
    at = max(row_places(prefix, values), default=-1) + 1
    if path and at < MAX_ROWS:
        values[f"{prefix}{at}_path"] = path
    return values


def _add_free(prefix: str, values: dict[str, Any]) -> dict[str, Any]:
    at = max(row_places(prefix, values), default=-1) + 1
    return values | ({f"{prefix}{at}_text": ""} if at < MAX_ROWS else {})


def _add_measure(_name: str, values: dict[str, Any]) -> dict[str, Any]:
    at = max(measure_places(values), default=-1) + 1
    fresh = {
        "name": f"ukuran_{at + 1}",
        "kind": "count",
        "of": values.get("on", ""),
        "by": "person",
    }
    return values | {f"m{at}_{key}": value for key, value in fresh.items()}


def _drop(name: str, values: dict[str, Any]) -> dict[str, Any]:
    starts = (f"{name}_", f"{name}f") if name.startswith("m") and "f" not in name else (f"{name}_",)
    return {key: value for key, value in values.items() if not key.startswith(starts)}


_BUTTONS: Mapping[str, Callable[[str, dict[str, Any]], dict[str, Any]]] = {
    "add": _add_row,
    "free": _add_free,
    "measure": _add_measure,
    "drop": _drop,
}
