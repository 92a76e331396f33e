"""What of a simulation may be shown to whom: names for HR of the whole agency, else only groups."""

from collections.abc import Mapping
from typing import Any

from ledger.domain.simulations.figures import CONDUCT
from ledger.domain.small_groups import SMALLEST_SHOWN


def shown_report(report: Mapping[str, Any], *, is_entitled: bool) -> dict[str, Any]:
    """The report for whoever may know the people, or with every small group hidden.

    A hidden figure is None. Quotas and single changes are left out, because points of a small
    unit say what its one member would get.
    """
    if is_entitled:
        return dict(report)
    return {
        **report,
        "before": _without_small(report["before"]),
        "after": _without_small(report["after"]),
        "rules": [_rule(one) for one in report["rules"]],
        "people": {name: _small(count) for name, count in report["people"].items()},
        "units": [row for row in report["units"] if _is_large(row)],
        "histogram": [
            [low, high, _small(before), _small(after)]
            for low, high, before, after in report["histogram"]
        ],
        "quota": [],
        "changes": [],
        "explained": [],
    }


def what_differs(report: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The rows that a reader must see: rules that failed or changed, units and quotas that did."""
    return {
        "rules": [
            rule
            for rule in report["rules"]
            if rule["before"] != rule["after"] or rule["code"] in report["failed"]
        ],
        "units": [row for row in report["units"] if row[1] != row[2]],
        "quota": [row for row in report["quota"] if row[2] != row[3]],
    }


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Points of a rule that fired a few times would say who got them."""
    return {
        **rule,
        "before": _of_few(rule["before"]),
        "after": _of_few(rule["after"]),
    }


def _of_few(counts: Mapping[str, int]) -> dict[str, int | None]:
    if 0 < counts["firings"] < SMALLEST_SHOWN:
        return dict.fromkeys(counts)
    return dict(counts)


def _without_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    return {name: _small(value) if name in CONDUCT else value for name, value in counts.items()}


def _small(count: int) -> int | None:
    return None if 0 < count < SMALLEST_SHOWN else count


def _is_large(row: list[int]) -> bool:
    """Whether nobody of the unit can be told from its points, before or after."""
    return all(count == 0 or count >= SMALLEST_SHOWN for count in row[3:5])
