"""Flags about counts: bursts at a counter, one address, and values that crowd at a threshold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, union_all

from ledger.database import session
from ledger.domain.facts import VOCABULARY
from ledger.domain.fairness.flags import Flag, FlagKind, flag_key
from ledger.domain.fairness.patterns import LEAST_FROM_ADDRESS, Bunch, bunch, burst
from ledger.domain.formats import date_text
from ledger.domain.packs import PackState
from ledger.domain.periods import Period
from ledger.domain.rules.definitions import Rule
from ledger.domain.rules.pack import parsed_pack
from ledger.domain.rules.rows import Operator, read_rows
from ledger.models.commendations import Commendation, Counter
from ledger.models.rules import FactRecord, RulePack

#: In percent: of one address nearly all must be for the same person.
_SAME_PERSON = 80


def counter_flags(agency_id: int, period: Period) -> list[Flag]:
    """Counters with a day far above their own other days."""
    rows = session().execute(
        select(Counter.id, Counter.name, Commendation.happened_on, Commendation.person_id)
        .add_columns(func.count().label("many"))
        .join(Counter, Counter.id == Commendation.counter_id)
        .where(_commended_in(agency_id, period))
        .group_by(Counter.id, Counter.name, Commendation.happened_on, Commendation.person_id)
    )
    days: dict[tuple[int, str], dict[date, dict[int | None, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for counter_id, name, day, person_id, many in rows:
        days[counter_id, name][day][person_id] = many
    found = (_burst(place, by_day, period.code()) for place, by_day in sorted(days.items()))
    return [flag for flag in found if flag is not None]


def address_flags(agency_id: int, period: Period) -> list[Flag]:
    """Senders who thanked the same person again and again; the address itself is not told."""
    rows = session().execute(
        select(func.lower(Commendation.contact).label("sender"), Commendation.person_id)
        .add_columns(func.count().label("many"))
        .where(_commended_in(agency_id, period), Commendation.contact != "")
        .group_by(func.lower(Commendation.contact), Commendation.person_id)
    )
    senders: dict[str, dict[int | None, int]] = defaultdict(dict)
    for sender, person_id, many in rows:
        senders[sender][person_id] = many
    return [*_addresses(senders, period.code())]


def threshold_flags(agency_id: int, period: Period) -> list[Flag]:
    """Values of facts that crowd exactly where a rule in force begins to hold."""
    asked = [*_thresholds(_rules(agency_id, period))]
    if not asked:
        return []
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    parts = [
        _values(place, rule, name, agency_id, period) for place, (rule, name, _) in enumerate(asked)
    ]
    for place, value, many in session().execute(union_all(*parts)):
        if value is not None:
            counts[place][value] = many
    found = ((asked[place], bunch(counts[place], asked[place][2])) for place in range(len(asked)))
    code = period.code()
    return [_threshold(rule, name, it, code) for (rule, name, _), it in found if it is not None]


def _commended_in(agency_id: int, period: Period) -> ColumnElement[bool]:
    return and_(
        Commendation.agency_id == agency_id,
        Commendation.happened_on >= period.start,
        Commendation.happened_on < period.end,
    )


def _burst(
    place: tuple[int, str], by_day: Mapping[date, Mapping[int | None, int]], code: str
) -> Flag | None:
    counts = {day.isoformat(): sum(people.values()) for day, people in by_day.items()}
    found = burst(counts)
    if found is None:
        return None
    day, count, usual = found
    counter_id, name = place
    people = by_day[date.fromisoformat(day)]
    return Flag(
        kind=FlagKind.COUNTER,
        key=flag_key(FlagKind.COUNTER, code, counter_id, day.replace("-", "")),
        person_ids=tuple(sorted(one for one in people if one is not None)),
        numbers={
            "counter": name,
            "count": count,
            "day": date_text(date.fromisoformat(day)),
            "usual": usual,
        },
    )


def _addresses(senders: Mapping[str, Mapping[int | None, int]], code: str) -> Iterator[Flag]:
    for sender, by_person in senders.items():
        known = {person: many for person, many in by_person.items() if person is not None}
        total = sum(by_person.values())
        if total < LEAST_FROM_ADDRESS or not known:
            continue
        most = max(known, key=lambda person: (known[person], -person))
        if known[most] * 100 >= _SAME_PERSON * total:
            # A key stands in addresses and logs, where the sender's own must not.
            hidden = blake2b(f"{code}{most}{sender}".encode(), digest_size=6).hexdigest()
            yield Flag(
                kind=FlagKind.ADDRESS,
                key=flag_key(FlagKind.ADDRESS, code, most, hidden),
                person_ids=(most,),
                numbers={"count": total, "most": known[most]},
            )


def _rules(agency_id: int, period: Period) -> list[Rule]:
    """The rules in force at the end of the period."""
    rows = session().scalars(
        select(RulePack.source)
        .where(
            RulePack.agency_id == agency_id,
            RulePack.state != PackState.DRAFT,
            RulePack.valid_from < period.end,
            RulePack.valid_until.is_(None) | (RulePack.valid_until >= period.end),
        )
        .order_by(RulePack.code)
    )
    return [rule for source in rows for rule in parsed_pack(source).rules]


def _thresholds(rules: list[Rule]) -> Iterator[tuple[Rule, str, int]]:
    """The fields of facts that a rule asks to reach a number."""
    for rule in rules:
        for row in read_rows(rule.when).rows:
            namespace, _, name = row.path.partition(".")
            if namespace == "fact" and row.operator in (Operator.AT_LEAST, Operator.MORE):
                (value,) = row.values
                if isinstance(value, int):
                    yield rule, name, value + (row.operator is Operator.MORE)


def _values(
    place: int, rule: Rule, name: str, agency_id: int, period: Period
) -> "Select[int, int, int]":
    value = FactRecord.fields[name].as_integer()
    return (
        select(literal(place).label("place"), value.label("value"), func.count().label("many"))
        .where(
            FactRecord.agency_id == agency_id,
            FactRecord.kind == rule.on.value,
            FactRecord.happened_on >= period.start,
            FactRecord.happened_on < period.end,
        )
        .group_by(value)
    )


def thresholds_now(agency_id: int, period: Period) -> dict[str, tuple[int, ...]]:
    """What rules in force ask to be reached, by the parts of a key that name rule and field."""
    found: dict[str, tuple[int, ...]] = {}
    for rule, name, threshold in _thresholds(_rules(agency_id, period)):
        about = f"{rule.code}-{name}"
        found[about] = (*found.get(about, ()), threshold)
    return found


def _threshold(rule: Rule, name: str, found: Bunch, code: str) -> Flag:
    return Flag(
        kind=FlagKind.THRESHOLD,
        key=flag_key(FlagKind.THRESHOLD, code, rule.code, name),
        numbers={
            "rule": rule.title,
            "meaning": VOCABULARY[rule.on].fields[name].meaning,
            "threshold": found.threshold,
            "at": found.at,
            "below": found.below,
            "above": found.above,
        },
    )
