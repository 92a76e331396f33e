"""Changing one rule in the text of a pack, so that everything else stays letter for letter.

Comments, order and layout of a pack are HR's own. Only the lines of keys that changed are written
anew; where that cannot be done, the rule is, and at last the whole pack.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.domain.rules.refusals import PackError
from ledger.domain.rules.yamltext import Lines, read_yaml, write_yaml

Data = Mapping[str, Any]
#: The lines of one part of the text, from the first to before the last, counted from 0.
Span = tuple[int, int]


def rules_of(text: str) -> list[dict[str, Any]]:
    """The rules of a pack as plain data, also of one that is not whole yet. Raises PackError."""
    data, _ = read_yaml(text)
    rules = data.get("rules") if isinstance(data, dict) else None
    return [rule for rule in rules or [] if isinstance(rule, dict)]


def replace_rule(text: str, code: str, rule: Data) -> str:
    """The text with the rule of this code changed to ``rule``, or with it added at the end."""
    data, lines = read_yaml(text)
    place = _place(data, code)
    wanted = _with_rule(data, place, rule)
    if data == wanted:
        return text
    for tried in (_by_keys, _by_rule):
        changed = tried(text, data, lines, place, rule)
        if changed is not None and read_yaml(changed)[0] == wanted:
            return changed
    return write_yaml(wanted)


def remove_rule(text: str, code: str) -> str:
    """The text without the rule of this code and the comments right above it."""
    data, lines = read_yaml(text)
    place = _place(data, code)
    if place is None:
        return text
    wanted = {**data, "rules": [one for at, one in enumerate(data["rules"]) if at != place]}
    rows = text.splitlines(keepends=True)
    start, end = _rule_span(rows, data, lines, place)
    changed = "".join((*rows[: _above(rows, start)], *rows[end:]))
    kept = wanted["rules"] and read_yaml(changed)[0] == wanted
    return changed if kept else write_yaml(wanted)


def replace_seasons(text: str, seasons: Sequence[Data]) -> str:
    """The text with these seasons, which stand above the rules; the rest stays as it is."""
    data, lines = read_yaml(text)
    wanted = _with_seasons(data, seasons)
    if data == wanted:
        return text
    rows = text.splitlines(keepends=True)
    starts = sorted(lines[key,] - 1 for key in data if (key,) in lines)
    fresh = write_yaml({"seasons": list(seasons)}).splitlines(keepends=True) if seasons else []
    if "seasons" in data:
        start = lines["seasons",] - 1
        end = _below(rows, start, _next(starts, start, len(rows)))
    else:
        start = end = _above(rows, lines["rules",] - 1) if "rules" in data else len(rows)
        fresh = ["\n", *fresh] if start and rows[start - 1].strip() else fresh
    changed = "".join((*rows[:start], *fresh, *rows[end:]))
    return changed if _reads_as(changed, wanted) else write_yaml(wanted)


def _with_seasons(data: Data, seasons: Sequence[Data]) -> dict[str, Any]:
    """In their place in the order of keys: where they stood, or right above the rules."""
    wanted: dict[str, Any] = {}
    for key, value in data.items():
        if key == "rules" and "seasons" not in data and seasons:
            wanted["seasons"] = list(seasons)
        if key != "seasons":
            wanted[key] = value
        elif seasons:
            wanted["seasons"] = list(seasons)
    return wanted if not seasons or "seasons" in wanted else {**wanted, "seasons": list(seasons)}


def _reads_as(text: str, wanted: Data) -> bool:
    try:
        return bool(read_yaml(text)[0] == wanted)
    except PackError:
        return False


def _place(data: Data, code: str) -> int | None:
    rules = data.get("rules") or []
    return next((at for at, one in enumerate(rules) if one.get("code") == code), None)


def _with_rule(data: Data, place: int | None, rule: Data) -> dict[str, Any]:
    rules = list(data.get("rules") or [])
    if place is None:
        rules.append(dict(rule))
    else:
        rules[place] = dict(rule)
    return {**data, "rules": rules}


def _by_keys(text: str, data: Data, lines: Lines, place: int | None, rule: Data) -> str | None:
    """Only the keys that changed; None when the rule does not stand in lines of its own."""
    if place is None:
        return None
    rows = text.splitlines(keepends=True)
    old = data["rules"][place]
    starts = [lines["rules", place, key] - 1 for key in old]
    first = rows[starts[0]]
    in_lines = starts == sorted(set(starts)) and first.lstrip().startswith("- ")
    if not in_lines or next(iter(old)) not in rule:
        return None
    dash = len(first) - len(first.lstrip())
    _, end = _rule_span(rows, data, lines, place)
    written: list[str] = list(rows[: starts[0]])
    for key, (start, stop) in zip(old, _spans(rows, starts, end), strict=True):
        if key in rule and rule[key] == old[key]:
            written += rows[start:stop]
        elif key in rule:
            written += _key_rows(key, rule[key], dash, is_first=start == starts[0])
        written += rows[stop : _next(starts, start, end)]
    for key in (key for key in rule if key not in old):
        written += _key_rows(key, rule[key], dash, is_first=False)
    return "".join((*written, *rows[end:]))


def _by_rule(text: str, data: Data, lines: Lines, place: int | None, rule: Data) -> str | None:
    """The whole rule anew, or added after the last."""
    rows = text.splitlines(keepends=True)
    if place is not None:
        start, end = _rule_span(rows, data, lines, place)
        dash = len(rows[start]) - len(rows[start].lstrip())
        return "".join((*rows[:start], *_rule_rows(rule, dash), *rows[end:]))
    if not data.get("rules"):
        return None
    count = len(data["rules"])
    start, end = _rule_span(rows, data, lines, count - 1)
    dash = len(rows[start]) - len(rows[start].lstrip())
    before = [] if rows[end - 1].endswith("\n") else ["\n"]
    return "".join((*rows[:end], *before, "\n", *_rule_rows(rule, dash), *rows[end:]))


def _rule_span(rows: Sequence[str], data: Data, lines: Lines, place: int) -> Span:
    """From the dash of the rule to after its last line that is no comment."""
    start = lines["rules", place] - 1
    later = [lines["rules", place + 1] - 1] if place + 1 < len(data["rules"]) else []
    later += [
        lines[(key,)] - 1 for key in data if key != "rules" and lines[(key,)] > start + 1
    ] or [len(rows)]
    return start, _below(rows, start, min(later))


def _spans(rows: Sequence[str], starts: Sequence[int], end: int) -> list[Span]:
    return [(start, _below(rows, start, _next(starts, start, end))) for start in starts]


def _next(starts: Sequence[int], start: int, end: int) -> int:
    return next((one for one in starts if one > start), end)


def _below(rows: Sequence[str], start: int, end: int) -> int:
    """Comments and blanks before the next part belong to that one."""
    while end > start + 1 and _is_aside(rows[end - 1]):
        end -= 1
    return end


def _above(rows: Sequence[str], start: int) -> int:
    while start and rows[start - 1].lstrip().startswith("#"):
        start -= 1
    while start and not rows[start - 1].strip():
        start -= 1
    return start


def _is_aside(row: str) -> bool:
    return not row.strip() or row.lstrip().startswith("#")


def _key_rows(key: str, value: Any, dash: int, *, is_first: bool) -> list[str]:
    rows = write_yaml({key: value}).splitlines(keepends=True)
    blank = " " * (dash + 2)
    head = " " * dash + "- " if is_first else blank
    return [f"{head}{rows[0]}", *(f"{blank}{row}" if row.strip() else row for row in rows[1:])]


def _rule_rows(rule: Data, dash: int) -> list[str]:
    rows = write_yaml([dict(rule)]).splitlines(keepends=True)
    shift = dash - (len(rows[0]) - len(rows[0].lstrip()))
    blank = " " * max(0, shift)
    return [f"{blank}{row}" if row.strip() else row for row in rows]
