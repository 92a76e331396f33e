"""The figures of a frozen recap once more, without the entries that were reversed since.

A corrigendum is Indonesian always, so its sentences are not for the catalogue.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ledger.documents.recap_context import AwardLine
from ledger.documents.recap_corrigendum import ChangedFigure
from ledger.domain.corrigenda import changed_totals, hides_change
from ledger.domain.discipline.catalogue import Level
from ledger.domain.formats import number_text
from ledger.domain.periods import Period
from ledger.domain.recaps import RecapSection
from ledger.domain.small_groups import open_totals, protect_totals
from ledger.queries.recaps import AwardRow, RecapScope
from ledger.queries.recaps.conduct import guidance_by_unit, sanctions_by_level
from ledger.queries.recaps.merit import awards_of
from ledger.queries.recaps.pictures import Picture
from ledger.services.recaps.composing import award_lines
from ledger.services.recaps.figures import points_of

SUMMARY, GUIDANCE, DISCIPLINE = "Ringkasan", "Catatan pembinaan", "Hukuman disiplin"
ALL = "Jumlah seluruhnya"
HIDDEN, WITHHELD = "<5", "tidak ditulis"
Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class Restated:
    """What is printed otherwise now, and the award lines that count no more."""

    changes: tuple[ChangedFigure, ...]
    withdrawn: tuple[AwardLine, ...]
    hides_total: bool


def restate(
    scope: RecapScope,
    period: Period,
    sections: Collection[str],
    *,
    before: Picture,
    after: Picture,
) -> Restated:
    """Compare two pictures of the same recap; only what its sections print."""
    units = None if scope.unit is None else list(scope.units)
    asked = (scope.agency_id, units, period)
    old, new = awards_of(*asked, before), awards_of(*asked, after)
    changes = list(_award_changes(scope, old, new, with_units=RecapSection.UNITS in sections))
    hides_total = False
    if RecapSection.GUIDANCE in sections:
        counts = [guidance_by_unit(*asked, picture) for picture in (before, after)]
        names = {unit.id: unit.name for unit in scope.units.values()}
        lines, hidden = _total_changes(GUIDANCE, names, *counts, is_open=scope.is_one_unit)
        changes, hides_total = changes + lines, hides_total or hidden
    if RecapSection.DISCIPLINE in sections:
        levels = [sanctions_by_level(*asked, picture) for picture in (before, after)]
        labels = {level.value: f"Hukuman {level.value}" for level in Level}
        lines, hidden = _total_changes(DISCIPLINE, labels, *levels, is_open=scope.is_one_unit)
        changes, hides_total = changes + lines, hides_total or hidden
    return Restated(tuple(changes), _withdrawn(scope, old, new, sections), hides_total)


def _award_changes(
    scope: RecapScope, old: Sequence[AwardRow], new: Sequence[AwardRow], *, with_units: bool
) -> Iterator[ChangedFigure]:
    yield from _pairs(SUMMARY, _award_figures(old, with_recipients=True), _award_figures(new, True))
    if not with_units:
        return
    for unit in scope.units.values():
        rows = [[row for row in rows if row.unit_id == unit.id] for rows in (old, new)]
        yield from _pairs(unit.name, *(_award_figures(one, False) for one in rows))


def _award_figures(rows: Sequence[AwardRow], with_recipients: bool) -> dict[str, int]:
    people = {row.person_id for row in rows if row.person_id is not None}
    if with_recipients:
        return {
            "Penghargaan diputuskan": len(rows),
            "Poin diberikan": points_of(rows),
            "Penerima": len(people),
        }
    own = points_of(row for row in rows if row.person_id is None)
    return {"Penghargaan": len(rows), "Poin": points_of(rows), "Poin untuk unit": own}


def _pairs(part: str, old: Mapping[str, int], new: Mapping[str, int]) -> Iterator[ChangedFigure]:
    for label, value in old.items():
        if new[label] != value:
            yield ChangedFigure(
                part=part,
                label=label,
                before_text=number_text(value),
                after_text=number_text(new[label]),
            )


def _total_changes(
    part: str,
    names: Mapping[Key, str],
    old: Mapping[Key, int],
    new: Mapping[Key, int],
    *,
    is_open: bool,
) -> tuple[list[ChangedFigure], bool]:
    """Groups under five stay hidden, and the sum with them where it would uncover one."""
    was, now = Counter[Key](old), Counter[Key](new)
    keys = [key for key in names if was[key] or now[key]]
    totals = open_totals if is_open else protect_totals
    before, after = (totals([one[key] for key in keys]) for one in (was, now))
    changes = [
        ChangedFigure(
            part=part,
            label=names[keys[one.place]],
            before_text=_shown(one.before),
            after_text=_shown(one.after),
        )
        for one in changed_totals(before, after)
    ]
    hides = hides_change(before, after, [was[key] - now[key] for key in keys])
    sums = (before.total, None if hides else after.total)
    if was != now and sums[0] is not None:
        shown = number_text(sums[1]) if sums[1] is not None else WITHHELD
        changes.append(
            ChangedFigure(part=part, label=ALL, before_text=number_text(sums[0]), after_text=shown)
        )
    return changes, hides


def _shown(count: int | None) -> str:
    return HIDDEN if count is None else number_text(count)


def _withdrawn(
    scope: RecapScope,
    old: Iterable[AwardRow],
    new: Iterable[AwardRow],
    sections: Collection[str],
) -> tuple[AwardLine, ...]:
    """The lines that the recap printed and that count no more."""
    if RecapSection.AWARDS not in sections:
        return ()
    left = {row.uid for row in new}
    return award_lines(scope, [row for row in old if row.uid not in left])
