"""Measures that are kept while facts arrive, so that no answer reads the past again.

A window of the calendar is one sum; a rolling one is folded from its days, of which there are at
most some hundreds, however many facts happened on them.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledger.domain.facts import Value, time_values
from ledger.domain.rules.conditions import ConditionFailed
from ledger.domain.rules.definitions import Measure, MeasureKind, Scope
from ledger.domain.rules.remembered import MAX_ANSWERS, Key, Reader, remembered
from ledger.domain.rules.windows import is_rolling, window_days

#: Where a fact stands among others: the day, the moment it was recorded, its id.
Order = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact as a measure sees it; ``times`` counts equal facts of one day."""

    day: date
    fields: Mapping[str, Value]
    order: Order = ()
    times: int = 1


def tally_key(measure: Measure) -> Measure:
    """Measures that differ in their title only, or ask for a team, share one tally."""
    by = Scope.PERSON if measure.by is Scope.TEAM else measure.by
    return replace(measure, title="", by=by)


class Tally:
    """One measure of every subject; ``value`` answers as ``measure_value`` over the same facts."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self._filter = remembered(measure.filter) if measure.filter else None
        self._add, self._fold = _KINDS[measure.kind]
        self._rolls = is_rolling(measure.window)
        self._slots: dict[int, dict[int, Any]] = {}
        self._days: dict[int, list[int]] = {}
        self._edges: dict[date, tuple[int, int]] = {}

    def add(self, subject: int, seen: Seen) -> None:
        passes = self.passes(seen)
        if passes or self.counts_all:
            self.put(subject, seen, passes)

    @property
    def counts_all(self) -> bool:
        """Whether it also wants to know of a fact that does not pass its filter."""
        return self.measure.kind is MeasureKind.LONGEST_RUN

    def put(self, subject: int, seen: Seen, passes: bool) -> None:
        """Count a fact of which the filter was asked before."""
        slot = self._slot(seen.day)
        if slot is None:
            return
        slots = self._slots.get(subject)
        if slots is None:
            slots = self._slots[subject] = {}
        if self._rolls and slot not in slots:
            insort(self._days.setdefault(subject, []), slot)
        slots[slot] = self._add(slots.get(slot), self.measure, seen, passes)

    def value(self, subjects: Sequence[int], day: date) -> int:
        """The answer for a fact of this day about these subjects together."""
        if not self._rolls:
            slot = self._slot(day)
            if slot is None:
                return 0
            found = [self._slots.get(subject, {}).get(slot) for subject in subjects]
            return self._fold([one for one in found if one is not None])
        first, last = self._window(day)
        buckets: list[Any] = []
        for subject in subjects:
            days = self._days.get(subject, [])
            within = days[bisect_left(days, first) : bisect_right(days, last)]
            slots = self._slots.get(subject, {})
            buckets += [slots[slot] for slot in within]
        return self._fold(buckets)

    def _slot(self, day: date) -> int | None:
        """The day itself, or the first day of the calendar window around it; None without one."""
        if self._rolls:
            return day.toordinal()
        first, last = self._window(day)
        return first if first <= last else None

    def _window(self, day: date) -> tuple[int, int]:
        edges = self._edges.get(day)
        if edges is None:
            first, last = window_days(self.measure.window, day)
            edges = self._edges[day] = first.toordinal(), last.toordinal()
        return edges

    def passes(self, seen: Seen) -> bool:
        if self._filter is None:
            return True
        try:
            return self._filter.holds({"fact": seen.fields, "time": time_values(seen.day)})
        except ConditionFailed:
            return False


class TallyGroup:
    """The tallies of facts of one kind and scope; equal facts ask all their filters once."""

    def __init__(self) -> None:
        self._tallies: list[Tally] = []
        self._reader = Reader(())
        self._answers: dict[Key, tuple[tuple[Tally, bool], ...]] = {}

    def append(self, tally: Tally) -> None:
        self._tallies.append(tally)
        filters = [remembered(one.measure.filter) for one in self._tallies if one.measure.filter]
        self._reader = Reader(dict.fromkeys(path for one in filters for path in one.paths))
        self._answers.clear()

    def add(self, subject: int, seen: Seen) -> None:
        for tally, passes in self._counting(seen):
            tally.put(subject, seen, passes)

    def _counting(self, seen: Seen) -> tuple[tuple[Tally, bool], ...]:
        """Those that want to know of the fact, each with whether it passes the filter."""
        key = self._reader.read({"fact": seen.fields, "time": time_values(seen.day)})
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= MAX_ANSWERS:
                self._answers.clear()
            asked = [(tally, tally.passes(seen)) for tally in self._tallies]
            found = tuple((tally, passes) for tally, passes in asked if passes or tally.counts_all)
            self._answers[key] = found
        return found


class Run:
    """An unbroken row of facts among all of a slot, in the order they happened."""

    __slots__ = ("_rows", "_summary")

    def __init__(self) -> None:
        self._rows: list[tuple[Order, bool]] = []
        self._summary: tuple[int, int, int, int] | None = (0, 0, 0, 0)

    def add(self, order: Order, passes: bool) -> None:
        if self._summary is not None and (not self._rows or self._rows[-1][0] <= order):
            self._rows.append((order, passes))
            alone = (1, 1, 1, 1) if passes else (1, 0, 0, 0)
            self._summary = joined_runs(self._summary, alone)
            return
        insort(self._rows, (order, passes))
        self._summary = None

    @property
    def summary(self) -> tuple[int, int, int, int]:
        """How many facts there are; how many pass at the start, at the end, and longest."""
        if self._summary is None:
            total = (0, 0, 0, 0)
            for _, passes in self._rows:
                total = joined_runs(total, (1, 1, 1, 1) if passes else (1, 0, 0, 0))
            self._summary = total
        return self._summary


def joined_runs(
    before: tuple[int, int, int, int], after: tuple[int, int, int, int]
) -> tuple[int, int, int, int]:
    """The summary of two rows of facts, the one right after the other."""
    count, head, tail, longest = before
    count2, head2, tail2, longest2 = after
    return (
        count + count2,
        head + head2 if head == count else head,
        tail2 + tail if tail2 == count2 else tail2,
        max(longest, longest2, tail + head2),
    )


def _add_count(bucket: int | None, measure: Measure, seen: Seen, passes: bool) -> int:
    return (bucket or 0) + seen.times


def _add_sum(bucket: int | None, measure: Measure, seen: Seen, passes: bool) -> int:
    return (bucket or 0) + seen.times * int(_field(measure, seen))


def _add_latest(
    bucket: tuple[Order, int] | None, measure: Measure, seen: Seen, passes: bool
) -> tuple[Order, int]:
    found = (seen.order, int(_field(measure, seen)))
    return found if bucket is None or bucket[0] <= seen.order else bucket


def _add_distinct(
    bucket: set[Value] | None, measure: Measure, seen: Seen, passes: bool
) -> set[Value]:
    bucket = set() if bucket is None else bucket
    bucket.add(_field(measure, seen))
    return bucket


def _add_run(bucket: Run | None, measure: Measure, seen: Seen, passes: bool) -> Run:
    bucket = Run() if bucket is None else bucket
    bucket.add(seen.order, passes)
    return bucket


def _field(measure: Measure, seen: Seen) -> Value:
    # A fact from before the field was published has none of it.
    return seen.fields.get(measure.field or "", 0)


def _fold_latest(buckets: Iterable[tuple[Order, int]]) -> int:
    return max(buckets, default=((), 0))[1]


def _fold_distinct(buckets: Sequence[set[Value]]) -> int:
    return len(buckets[0]) if len(buckets) == 1 else len(set().union(*buckets))


def _fold_runs(buckets: Iterable[Run]) -> int:
    total = (0, 0, 0, 0)
    for bucket in buckets:
        total = joined_runs(total, bucket.summary)
    return total[3]


_KINDS: Mapping[MeasureKind, tuple[Callable[..., Any], Callable[..., int]]] = {
    MeasureKind.COUNT: (_add_count, sum),
    MeasureKind.SUM: (_add_sum, sum),
    MeasureKind.LATEST: (_add_latest, _fold_latest),
    MeasureKind.DISTINCT: (_add_distinct, _fold_distinct),
    MeasureKind.LONGEST_RUN: (_add_run, _fold_runs),
}
