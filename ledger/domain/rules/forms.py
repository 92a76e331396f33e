"""A rule as the fields of a form, and back, without losing what no field shows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ledger.domain.facts import FactKind, Field, FieldType, Value
from ledger.domain.rules.conditions import condition_vocabulary, filter_vocabulary
from ledger.domain.rules.refusals import PackError
from ledger.domain.rules.rows import Join, Operator, Row, Rows, can_quote, read_rows, write_rows
from ledger.errors import sentence

Values = Mapping[str, Any]
Mistakes = dict[str, list[str]]

MAX_ROWS = 12
MAX_CAPS = 3
MAX_REQUIREMENTS = 3
MAX_STEPS = 4
WHOLE_NUMBER = sentence("Isi dengan bilangan bulat, misalnya 3.")
VALUE_MISSING = sentence("Isi nilai yang dibandingkan.")
NO_BOTH_QUOTES = sentence(
    "Nilai ini memakai tanda kutip atau garis miring yang tidak dapat ditulis."
)
_LISTS = (Operator.ONE_OF, Operator.NONE_OF)
_MEASURE_TEXTS = ("title", "kind", "of", "field", "by")


def form_of(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form that show this rule, as plain data of a pack holds it."""
    values: dict[str, Any] = {
        key: rule.get(key) or "" for key in ("code", "title", "sentence", "on", "once_per")
    }
    values |= _rows_form("c", rule.get("when") or "")
    for at, (name, measure) in enumerate((rule.get("measure") or {}).items()):
        values |= _measure_form(f"m{at}", name, measure)
    values |= _outcome_form(rule.get("then") or {})
    for at, step in enumerate(rule.get("decided_by") or ()):
        values[f"step{at}"] = step
    values |= _limits_form(rule)
    basis, effective = rule.get("legal_basis") or {}, rule.get("effective") or {}
    values |= {"legal_text": basis.get("text", ""), "legal_status": basis.get("status", "")}
    values |= {"from": effective.get("from") or "", "until": effective.get("until") or ""}
    return {name: value for name, value in values.items() if value not in ("", None)}


def rule_of(values: Values, base: Mapping[str, Any]) -> tuple[dict[str, Any], Mistakes]:
    """The rule that the fields make, and what cannot be read, by field.

    ``base`` is the rule as it was: what means the same stays as it was written there.
    """
    mistakes: Mistakes = {}
    made: dict[str, Any] = {
        **{key: values.get(key, "") for key in ("code", "title", "sentence", "on")},
        "measure": dict(_measures(values, base, mistakes)),
        "when": _condition("c", values, base.get("when") or "", mistakes),
        "then": _outcome(values, mistakes),
        "decided_by": [v for at in range(MAX_STEPS) if (v := values.get(f"step{at}"))],
        "once_per": values.get("once_per", ""),
        **_limits(values, mistakes),
        "legal_basis": _some(text=values.get("legal_text"), status=values.get("legal_status")),
        "effective": _some(**{"from": values.get("from"), "until": values.get("until")}),
    }
    rule = {key: _kept(base.get(key), value) for key, value in made.items()}
    others = {key: value for key, value in base.items() if key not in made}
    ordered = [*(key for key in base if key in rule), *(key for key in rule if key not in base)]
    whole = {key: rule[key] for key in ordered if rule[key] not in ("", None, {}, [])}
    return {**whole, **others}, mistakes


def row_mistakes(
    prefix: str, values: Values, vocabulary: Mapping[str, Field], check: Any
) -> Mistakes:
    """What is wrong with each row by itself, so that it is said where it was typed."""
    found: Mistakes = {}
    for at, row in _typed_rows(prefix, values, {}):
        try:
            check(write_rows(Rows(Join.ALL, (row,))), vocabulary)
        except PackError as refusal:
            found[f"{prefix}{at}_{'text' if row.is_free else 'value'}"] = [refusal]  # type: ignore[list-item]
    return found


def vocabulary_of(values: Values) -> dict[str, Field]:
    """What the condition of the form may name."""
    kind = values.get("on")
    if kind not in list(FactKind):
        return {}
    names = [values[f"m{at}_name"] for at in measure_places(values) if values.get(f"m{at}_name")]
    return condition_vocabulary(FactKind(kind), names)


def filter_vocabulary_of(values: Values, at: int) -> dict[str, Field]:
    """What the filter of a measure may name."""
    kind = values.get(f"m{at}_of")
    return filter_vocabulary(FactKind(kind)) if kind in list(FactKind) else {}


def row_places(prefix: str, values: Values) -> list[int]:
    """The numbers of the rows that stand in the form."""
    names = (f"{prefix}{at}_{part}" for at in range(MAX_ROWS) for part in ("path", "text"))
    return sorted({int(n.removeprefix(prefix).partition("_")[0]) for n in names if n in values})


def measure_places(values: Values) -> list[int]:
    return [at for at in range(MAX_ROWS) if f"m{at}_kind" in values or f"m{at}_of" in values]


def operators_of(field: Field | None) -> Sequence[Operator]:
    """The comparisons that make sense for a field."""
    if field is None or field.type is FieldType.BOOL:
        return (Operator.EQUAL,)
    if field.type is FieldType.INT:
        return (
            Operator.AT_LEAST,
            Operator.MORE,
            Operator.AT_MOST,
            Operator.LESS,
            Operator.EQUAL,
            Operator.DIFFERENT,
            Operator.ONE_OF,
        )
    return (Operator.EQUAL, Operator.DIFFERENT, *_LISTS)


def _rows_form(prefix: str, text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        rows = read_rows(text)
    except PackError:
        return {f"{prefix}0_text": text}
    values: dict[str, Any] = {f"{prefix}_join": rows.join.value}
    for at, row in enumerate(rows.rows):
        if row.operator is None:
            values[f"{prefix}{at}_text"] = row.text
            continue
        values[f"{prefix}{at}_path"] = row.path
        values[f"{prefix}{at}_op"] = row.operator.value
        values[f"{prefix}{at}_value"] = ", ".join(_shown(value) for value in row.values)
    return values


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value != "" else '""'


def _typed_rows(prefix: str, values: Values, mistakes: Mistakes) -> Iterator[tuple[int, Row]]:
    for at in row_places(prefix, values):
        text = values.get(f"{prefix}{at}_text")
        if text:
            yield at, Row(text=text)
        elif values.get(f"{prefix}{at}_path"):
            row = _typed_row(f"{prefix}{at}", values, mistakes)
            if row is not None:
                yield at, row


def _typed_row(name: str, values: Values, mistakes: Mistakes) -> Row | None:
    path, typed = values[f"{name}_path"], values.get(f"{name}_value", "")
    chosen = values.get(f"{name}_op")
    operator = Operator(chosen) if chosen in list(Operator) else Operator.EQUAL
    parts = [one.strip() for one in str(typed).split(",")] if operator in _LISTS else [str(typed)]
    parts = [one for one in parts if one]
    if not parts:
        mistakes[f"{name}_value"] = [VALUE_MISSING]
        return None
    if not all(can_quote(one.strip('"')) for one in parts):
        mistakes[f"{name}_value"] = [NO_BOTH_QUOTES]
        return None
    is_text = _is_text(path, values)
    return Row(path, operator, tuple(_value(one, is_text=is_text) for one in parts))


def _is_text(path: str, values: Values) -> bool:
    """Whether the field holds texts, so that 12 is a text too; unknown fields are judged later."""
    fields = {**vocabulary_of(values)}
    for at in measure_places(values):
        fields = {**filter_vocabulary_of(values, at), **fields}
    return path in fields and fields[path].type is FieldType.TEXT


def _value(text: str, *, is_text: bool) -> Value:
    if text == '""':
        return ""
    if is_text:
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() else text


def _condition(prefix: str, values: Values, base: str, mistakes: Mistakes) -> str:
    join = Join.ANY if values.get(f"{prefix}_join") == Join.ANY else Join.ALL
    rows = Rows(join, tuple(row for _, row in _typed_rows(prefix, values, mistakes)))
    if not rows.rows:
        return ""
    try:
        same = bool(base) and read_rows(base).rows == rows.rows
        same = same and (len(rows.rows) == 1 or read_rows(base).join is join)
        return base if same else write_rows(rows)
    except PackError:
        return rows.rows[0].text


def _measure_form(prefix: str, name: str, measure: Mapping[str, Any]) -> dict[str, Any]:
    window, _, length = str(measure.get("window") or "").partition(":")
    values = {f"{prefix}_{key}": measure.get(key) or "" for key in _MEASURE_TEXTS}
    values |= {f"{prefix}_name": name, f"{prefix}_window": window, f"{prefix}_length": length}
    return values | _rows_form(f"{prefix}f", measure.get("filter") or "")


def _measures(
    values: Values, base: Mapping[str, Any], mistakes: Mistakes
) -> Iterator[tuple[str, dict[str, Any]]]:
    before = base.get("measure") or {}
    for at in measure_places(values):
        prefix = f"m{at}"
        name = values.get(f"{prefix}_name") or f"ukuran_{at + 1}"
        old = before.get(name) or {}
        length = values.get(f"{prefix}_length")
        window = values.get(f"{prefix}_window", "")
        made = {
            **{key: values.get(f"{prefix}_{key}", "") for key in _MEASURE_TEXTS},
            "window": f"{window}:{length}" if window.startswith("last_") else window,
            "filter": _condition(f"{prefix}f", values, old.get("filter") or "", mistakes),
        }
        if made["kind"] in ("count", "longest_run"):
            made["field"] = ""
        ordered = [*(k for k in old if k in made), *(k for k in made if k not in old)]
        yield name, {k: _kept(old.get(k), made[k]) for k in ordered if made[k] != ""}


def _outcome_form(then: Mapping[str, Any]) -> dict[str, Any]:
    points, badge = then.get("points") or {}, then.get("badge") or {}
    guidance, plan = then.get("guidance") or {}, then.get("development_plan") or {}
    return {
        "points_amount": points.get("amount"),
        "points_to": points.get("to"),
        "badge_code": badge.get("code"),
        "badge_tier": badge.get("tier"),
        "badge_name": badge.get("name"),
        "certificate": "1" if then.get("document") else "",
        "guidance_level": guidance.get("level"),
        "guidance_months": guidance.get("valid_months"),
        "case_article": (then.get("open_case") or {}).get("article"),
        "plan_goal": plan.get("goal"),
        "plan_months": plan.get("due_months"),
        "notify": list(then.get("notify") or ()),
    }


def _outcome(values: Values, mistakes: Mistakes) -> dict[str, Any]:
    number = _numbers(values, mistakes)
    notify = values.get("notify") or []
    return _some(
        points=_some(amount=number("points_amount"), to=values.get("points_to"))
        if values.get("points_amount")
        else None,
        badge=_some(
            code=values.get("badge_code"),
            tier=values.get("badge_tier"),
            name=values.get("badge_name"),
        ),
        document="certificate" if values.get("certificate") else None,
        guidance=_some(level=number("guidance_level"), valid_months=number("guidance_months")),
        open_case=_some(article=values.get("case_article")),
        development_plan=_some(goal=values.get("plan_goal"), due_months=number("plan_months")),
        notify=[notify] if isinstance(notify, str) else list(notify),
    )


def _limits_form(rule: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for at, cap in enumerate(rule.get("caps") or ()):
        what = "awards" if cap.get("awards") else "points"
        values |= {f"cap{at}_what": what, f"cap{at}_amount": cap.get(what)}
        values |= {f"cap{at}_per": cap.get("per"), f"cap{at}_period": cap.get("period")}
    for at, asked in enumerate(rule.get("requires") or ()):
        values |= {f"req{at}_{key}": asked.get(key) for key in ("rule", "badge", "tier")}
    kind, _, length = str(rule.get("cooling_off") or "").partition(":")
    return values | {"cooling_kind": kind, "cooling_length": length}


def _limits(values: Values, mistakes: Mistakes) -> dict[str, Any]:
    number = _numbers(values, mistakes)
    caps = []
    for at in range(MAX_CAPS):
        if values.get(f"cap{at}_amount"):
            what = "awards" if values.get(f"cap{at}_what") == "awards" else "points"
            cap = {what: number(f"cap{at}_amount")}
            caps.append(cap | {k: values.get(f"cap{at}_{k}", "") for k in ("per", "period")})
    requires = [
        _some(**{key: values.get(f"req{at}_{key}") for key in ("rule", "badge", "tier")})
        for at in range(MAX_REQUIREMENTS)
    ]
    kind, length = values.get("cooling_kind"), values.get("cooling_length", "")
    return {
        "caps": caps,
        "requires": [one for one in requires if "rule" in one or "badge" in one],
        "cooling_off": f"{kind}:{length}" if kind else "",
    }


def _numbers(values: Values, mistakes: Mistakes) -> Any:
    def number(name: str) -> int | str | None:
        typed = str(values.get(name) or "").strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdecimal():
            return int(typed)
        mistakes[name] = [WHOLE_NUMBER]
        return typed

    return number


def _some(**parts: Any) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value not in (None, "", {}, [])}


def _kept(old: Any, new: Any) -> Any:
    """The value as it was written where it says the same as the new one."""
    return old if _plain(old) == _plain(new) else new


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.strip() if isinstance(value, str) else value or ""
