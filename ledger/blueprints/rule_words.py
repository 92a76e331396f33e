"""The sentence that a half-typed rule already makes, in the page's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from ledger.domain.facts import VOCABULARY, FactKind, Field
from ledger.domain.rules.forms import MAX_STEPS, row_places, vocabulary_of
from ledger.domain.rules.rows import Join, Operator
from ledger.domain.rules.words import OPERATOR_LABELS, choice_label, value_label
from ledger.errors import sentence

OPEN = "…"


def rule_sentence(values: Mapping[str, Any]) -> str:
    """What the rule says so far; an ellipsis stands for what is still open."""
    kind = values.get("on")
    fact = gettext(VOCABULARY[FactKind(kind)].title) if kind in list(FactKind) else OPEN
    return str(
        gettext(
            "Ketika %(fact)s, bila %(condition)s, maka diusulkan %(outcome)s."
            " Diputuskan oleh %(steps)s. %(once)s.",
            fact=fact.lower(),
            condition=_condition(values) or OPEN,
            outcome=_outcome(values) or OPEN,
            steps=_steps(values) or OPEN,
            once=gettext(choice_label(values.get("once_per") or OPEN)),
        )
    )


def _condition(values: Mapping[str, Any]) -> str:
    vocabulary = vocabulary_of(values)
    told = [_row(f"c{at}", values, vocabulary) for at in row_places("c", values)]
    sign = gettext("atau") if values.get("c_join") == Join.ANY else gettext("dan")
    return f" {sign} ".join(told)


def _row(name: str, values: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> str:
    if values.get(f"{name}_text"):
        return str(values[f"{name}_text"])
    path = values.get(f"{name}_path", "")
    field = vocabulary.get(path)
    operator = values.get(f"{name}_op")
    chosen = Operator(operator) if operator in list(Operator) else Operator.EQUAL
    typed = str(values.get(f"{name}_value") or OPEN)
    meaning = _measure_title(values, path) or (gettext(field.meaning) if field else path)
    return f"{meaning} {gettext(OPERATOR_LABELS[chosen])} {_value(field, typed)}"


def _value(field: Field | None, typed: str) -> str:
    if typed in ("true", "false"):
        return str(gettext("ya") if typed == "true" else gettext("tidak"))
    if typed == '""':
        return str(gettext("tidak tercatat"))
    if field is None or not field.choices:
        return typed
    return ", ".join(str(gettext(value_label(field, one.strip()))) for one in typed.split(","))


def _measure_title(values: Mapping[str, Any], path: str) -> str:
    """The title that HR gave to a measure, however it is called inside."""
    name = path.removeprefix("measure.")
    named = [at for at in range(12) if values.get(f"m{at}_name") == name]
    return str(values.get(f"m{named[0]}_title") or name) if named and name != path else ""


def _outcome(values: Mapping[str, Any]) -> str:
    parts: list[str] = []
    if values.get("points_amount"):
        to = gettext(choice_label(values.get("points_to") or OPEN))
        told = gettext("%(points)s poin bagi %(to)s", points=values["points_amount"], to=to)
        parts.append(str(told))
    if values.get("badge_name"):
        tier = gettext(choice_label(values.get("badge_tier") or OPEN))
        parts.append(str(gettext("lencana %(name)s", name=f"{values['badge_name']} {tier}")))
    parts += [
        str(gettext(text) % {"value": values[name]})
        for name, text in _OUTCOMES.items()
        if values.get(name)
    ]
    return _listed(parts)


_OUTCOMES = {
    "certificate": sentence("piagam"),
    "guidance_level": sentence("pembinaan tingkat %(value)s"),
    "case_article": sentence("pembukaan kasus (%(value)s)"),
    "plan_goal": sentence("rencana pengembangan: %(value)s"),
}


def _steps(values: Mapping[str, Any]) -> str:
    steps = [values[f"step{at}"] for at in range(MAX_STEPS) if values.get(f"step{at}")]
    return f", {gettext('lalu')} ".join(str(gettext(choice_label(one))) for one in steps)


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {gettext('dan')} {parts[-1]}"
