"""The seasons of a pack as the rows of a form, and back into its text."""

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.domain.rules.definitions import Season
from ledger.domain.rules.pack import season_data, seasons_from_data
from ledger.domain.rules.refusals import PackError
from ledger.domain.rules.yamltext import read_yaml
from ledger.errors import sentence

#: Rows that stand empty below those there are, for seasons to come.
SPARE_ROWS = 2
_KEYS = ("code", "from", "until")
STILL_USED = sentence("Aturan %(rule)s masih memakai musim. Ubah aturan itu dahulu.")

Mistakes = Mapping[str, list[PackError | str]]


def seasons_in(text: str) -> list[Mapping[str, Any]]:
    """The seasons as they stand in a text, be it not whole yet. Raises PackError."""
    data, _ = read_yaml(text)
    given = data.get("seasons") if isinstance(data, dict) else None
    return [one for one in given or [] if isinstance(one, dict)]


def season_values(seasons: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The rows of the form that show them."""
    return {
        f"s{at}_{key}": str(one.get(key) or "") for at, one in enumerate(seasons) for key in _KEYS
    }


def season_rows(values: Mapping[str, Any]) -> range:
    """The places of the rows: those that were filled and a few more."""
    filled = [at for at in range(len(values)) if _row(values, at)]
    return range((filled[-1] + 1 if filled else 0) + SPARE_ROWS)


def seasons_of(
    values: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], Mistakes]:
    """The seasons that the rows say, in the order of their days, and the mistakes by field.

    ``rules`` are those of the pack: while one counts by season, there must be one.
    """
    typed = [(at, row) for at in season_rows(values) if (row := _row(values, at))]
    mistakes: dict[str, list[PackError | str]] = {}
    read: list[tuple[int, Season]] = []
    for at, row in typed:
        found = _mistakes_of(row)
        mistakes |= {f"s{at}_{key}": [refusal] for key, refusal in found.items()}
        read += [(at, one) for one in seasons_from_data([row])] if not found else []
    mistakes |= _clashes(read) if not mistakes else {}
    asking = next((rule for rule in rules if _counts_by_season(rule)), None)
    if not typed and asking is not None:
        mistakes["s0_code"] = [STILL_USED % {"rule": asking.get("code", "")}]
    ordered = sorted((season for _, season in read), key=lambda one: one.start)
    return [season_data(one) for one in ordered], mistakes


def _row(values: Mapping[str, Any], at: int) -> dict[str, str]:
    return {key: typed for key in _KEYS if (typed := str(values.get(f"s{at}_{key}") or "").strip())}


def _mistakes_of(row: Mapping[str, str]) -> dict[str, PackError]:
    """The first mistake of the row, and that of its code beside one of its days."""
    found: dict[str, PackError] = {}
    for tried in (row, {"from": "2000-01-01", "until": "2000-01-02", **_only(row, "code")}):
        try:
            seasons_from_data([tried])
        except PackError as refusal:
            key = (refusal.place.key or "").rpartition(".")[2]
            found.setdefault(key if key in _KEYS else "code", refusal)
    return found


def _only(row: Mapping[str, str], key: str) -> dict[str, str]:
    return {key: row[key]} if key in row else {}


def _clashes(read: Sequence[tuple[int, Season]]) -> Mistakes:
    """Where two rows share a day or a code: told at the later one."""
    found: dict[str, list[PackError | str]] = {}
    by_start = sorted(read, key=lambda one: one[1].start)
    for place, (at, season) in enumerate(by_start):
        try:
            seasons_from_data([season_data(one) for _, one in by_start[: place + 1]])
        except PackError as refusal:
            before = (one.code for _, one in by_start[:place])
            found[f"s{at}_{'code' if season.code in before else 'from'}"] = [refusal]
            break
    return found


def _counts_by_season(rule: Mapping[str, Any]) -> bool:
    once = str(rule.get("once_per") or "")
    measures = rule.get("measure")
    windows = [
        one.get("window")
        for one in (measures.values() if isinstance(measures, dict) else ())
        if isinstance(one, dict)
    ]
    return once.endswith("+season") or "season" in windows
