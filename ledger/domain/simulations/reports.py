"""Two replays side by side: who gains, who loses, and how points would be spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.domain.canonical import plain_bytes
from ledger.domain.rules.definitions import RulePack
from ledger.domain.simulations.figures import COUNTED, Side

#: More rows are counted, but nobody reads them on a screen.
MOST_CHANGES = 5000
MOST_UNITS = 2000
#: So many are explained one by one.
MOST_EXPLAINED = 10
_BINS = 8


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The rules that would be in force and those that are; ``base`` is None for a first one."""

    candidate: RulePack
    base: RulePack | None


def compare(compared: Compared, before: Side, after: Side, *, facts: int) -> dict[str, Any]:
    """Everything the report says, as plain JSON without a name. The same input, the same bytes."""
    moves = _moves(before, after)
    return {
        "facts": facts,
        "failed": dict(sorted(after.failed.items())),
        "before": _counts(before.totals),
        "after": _counts(after.totals),
        "only_before": len(before.keys - after.keys),
        "only_after": len(after.keys - before.keys),
        "rules": _rules(compared, before, after),
        "people": _people(moves, before, after),
        "units": _units(before, after),
        "histogram": _histogram(before, after),
        "quota": _quota(before, after),
        "changes": moves[:MOST_CHANGES],
        "changed": len(moves),
    }


def is_unchanged(report: Mapping[str, Any]) -> bool:
    """Whether the two versions led to the very same."""
    return (
        report["before"] == report["after"]
        and not report["only_before"]
        and not report["only_after"]
        and not report["changed"]
    )


def report_sha256(
    report: Mapping[str, Any], *, pack_sha256: str, base_sha256: str, first: str, last: str
) -> str:
    """Of all that was compared and what came of it; whoever activates confirms this hash."""
    told = {
        "pack": pack_sha256,
        "base": base_sha256,
        "from": first,
        "to": last,
        "report": dict(report),
    }
    return sha256(plain_bytes(told)).hexdigest()


def _counts(totals: Mapping[str, int]) -> dict[str, int]:
    return {name: totals.get(name, 0) for name in COUNTED}


def _rules(compared: Compared, before: Side, after: Side) -> list[dict[str, Any]]:
    titles = {rule.code: rule.title for rule in (compared.base.rules if compared.base else ())}
    titles |= {rule.code: rule.title for rule in compared.candidate.rules}
    return [
        {
            "code": code,
            "title": title,
            "before": _counts(before.by_rule.get(code, {})),
            "after": _counts(after.by_rule.get(code, {})),
        }
        for code, title in titles.items()
    ]


def _moves(before: Side, after: Side) -> list[list[Any]]:
    """Whoever would stand otherwise: person, points before and after, badges gone and new."""
    rows = []
    for person_id in before.people | after.people:
        had, has = before.points_of[person_id], after.points_of[person_id]
        old = before.badges_of.get(person_id, set())
        new = after.badges_of.get(person_id, set())
        if had != has or old != new:
            rows.append([person_id, had, has, sorted(old - new), sorted(new - old)])
    return sorted(rows, key=lambda row: (-abs(row[2] - row[1]), -len(row[3] + row[4]), row[0]))


def _people(moves: list[list[Any]], before: Side, after: Side) -> dict[str, int]:
    """Who gains, loses and stays; with the same points it is the badges that say."""
    gain = lose = 0
    for _, had, has, gone, new in moves:
        weight = (has - had) or (len(new) - len(gone))
        gain += weight > 0
        lose += weight < 0
    return {"gain": gain, "lose": lose, "stay": len(before.people | after.people) - gain - lose}


def _units(before: Side, after: Side) -> list[list[int]]:
    """Unit, points before and after, and how many people have something before and after."""
    ids = before.points_of_unit.keys() | after.points_of_unit.keys()
    ids |= before.people_of_unit.keys() | after.people_of_unit.keys()
    rows = [
        [
            one,
            before.points_of_unit[one],
            after.points_of_unit[one],
            len(before.people_of_unit.get(one, ())),
            len(after.people_of_unit.get(one, ())),
        ]
        for one in ids
    ]
    return sorted(rows, key=lambda row: (-abs(row[2] - row[1]), row[0]))[:MOST_UNITS]


def _quota(before: Side, after: Side) -> list[list[Any]]:
    """Points that each unit's quarter would be asked for: unit, quarter, before, after."""
    keys = sorted(before.quota.keys() | after.quota.keys())
    return [
        [unit, period, before.quota[unit, period], after.quota[unit, period]]
        for unit, period in keys
    ][:MOST_UNITS]


def _histogram(before: Side, after: Side) -> list[list[int]]:
    """How many people have how many points: from, to (both included), before, after."""
    everybody = before.people | after.people
    most = max((max(before.points_of[p], after.points_of[p]) for p in everybody), default=0)
    if not most:
        return []
    width = _nice(-(-most // _BINS))
    rows = [[0, 0, 0, 0]]
    rows += [[low + 1, low + width, 0, 0] for low in range(0, most, width)]
    for side, place in ((before, 2), (after, 3)):
        for person_id in everybody:
            points = side.points_of[person_id]
            rows[-(-points // width)][place] += 1
    return rows


def _nice(width: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50, ... that is not smaller."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step >= width:
                return factor * step
        step *= 10
