"""SKP ratings of a period: the predicate by the table, the one of the file kept beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.intake_commands import RecordRating
from ledger.domain.people import Role
from ledger.domain.performance import Predicate, Rating, predicate_of
from ledger.domain.periods import parse_period
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.indicators import PerformanceRating
from ledger.models.people import Person
from ledger.services.access import require_role
from ledger.services.events import record_event
from ledger.services.rules import apply_facts

YEARLY = "tahunan"
PERIODS = frozenset({"T1", "T2", "T3", "T4", YEARLY})

UNKNOWN_CODE = sentence("Nilai hasil kerja dan perilaku harus 1, 2, atau 3.")
UNKNOWN_PERIOD = sentence("Periode penilaian harus T1, T2, T3, T4, atau tahunan.")
NO_PERSON = sentence("Ada pegawai yang tidak dikenal dalam daftar ini.")

_RATINGS = {rating.code: rating for rating in Rating}
_Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class RatingsRecorded:
    """``recorded`` counts the new ones, ``unchanged`` those that stood already.

    ``kept`` are people whose standing rating is another one, which stays; ``disagreeing`` are
    those whose predicate in the file is not the one of the table.
    """

    recorded: int
    unchanged: int
    kept: tuple[int, ...]
    disagreeing: tuple[int, ...]


def record_ratings(
    commands: Sequence[RecordRating], *, actor: Actor, now: datetime
) -> RatingsRecorded:
    """Record the ratings and let the rules judge each new one; the same again changes nothing.

    Raises Forbidden, and InvalidInput or NotFound before anything is written.
    """
    require_role(actor, Role.HR, unit_id=None)
    wanted = {_key(command): command for command in commands}
    predicates = {key: _predicate(command) for key, command in wanted.items()}
    with transaction():
        units = _units({command.person_id for command in commands}, actor)
        standing = _standing(wanted)
        fresh = [command for key, command in wanted.items() if key not in standing]
        ids = _insert(fresh, predicates, actor)
        facts = [
            _fact(command, ids[_key(command)], units[command.person_id], actor, now)
            for command in fresh
        ]
        apply_facts(facts, actor=actor, now=now)
        record_event(
            "rating:batch:recorded",
            subject_kind="agency",
            subject_id=actor.agency_id,
            actor=actor,
            now=now,
            data={"recorded": len(fresh)},
        )
        return _told(wanted, predicates, standing, len(fresh))


def period_end(year: int, period: str) -> date:
    """The last day of ``T1`` to ``T4`` or ``tahunan``; raises InvalidInput."""
    if period not in PERIODS:
        raise InvalidInput(UNKNOWN_PERIOD)
    return parse_period(f"{year:04d}" if period == YEARLY else f"{year:04d}-{period}").last_day


def _key(command: RecordRating) -> _Key:
    return (command.person_id, command.year, command.period)


def _predicate(command: RecordRating) -> Predicate:
    if command.work not in _RATINGS or command.behaviour not in _RATINGS:
        raise InvalidInput(UNKNOWN_CODE)
    period_end(command.year, command.period)
    return predicate_of(_RATINGS[command.work], _RATINGS[command.behaviour])


def _units(person_ids: Collection[int], actor: Actor) -> dict[int, int]:
    rows = session().execute(
        select(Person.id, Person.unit_id).where(
            Person.id.in_(person_ids), Person.agency_id == actor.agency_id
        )
    )
    units = {row.id: row.unit_id for row in rows}
    if len(units) < len(person_ids):
        raise NotFound(NO_PERSON)
    return units


def _standing(wanted: Mapping[_Key, RecordRating]) -> dict[_Key, tuple[int, int]]:
    rows = session().execute(
        select(
            PerformanceRating.person_id,
            PerformanceRating.year,
            PerformanceRating.period,
            PerformanceRating.work,
            PerformanceRating.behaviour,
        ).where(
            PerformanceRating.person_id.in_({key[0] for key in wanted}),
            PerformanceRating.year.in_({key[1] for key in wanted}),
        )
    )
    return {(one, year, period): (work, conduct) for one, year, period, work, conduct in rows}


def _insert(
    fresh: Sequence[RecordRating], predicates: Mapping[_Key, Predicate], actor: Actor
) -> dict[_Key, int]:
    if not fresh:
        return {}
    rating = PerformanceRating
    rows = session().execute(
        insert(rating).returning(rating.id, rating.person_id, rating.year, rating.period),
        [
            {
                "agency_id": actor.agency_id,
                "person_id": command.person_id,
                "year": command.year,
                "period": command.period,
                "work": command.work,
                "behaviour": command.behaviour,
                "predicate": predicates[_key(command)].code,
                "predicate_given": command.predicate_given,
                "rated_on": period_end(command.year, command.period),
            }
            for command in fresh
        ],
    )
    return {(person_id, year, period): id_ for id_, person_id, year, period in rows}


def _fact(command: RecordRating, rating_id: int, unit_id: int, actor: Actor, now: datetime) -> Fact:
    return Fact(
        kind=FactKind.PERFORMANCE_RATED,
        id=rating_id,
        agency_id=actor.agency_id,
        subject_person_id=command.person_id,
        unit_id=unit_id,
        happened_on=period_end(command.year, command.period),
        recorded_at=now,
        fields={
            "predicate": _predicate(command).value,
            "work": command.work,
            "behaviour": command.behaviour,
        },
    )


def _told(
    wanted: Mapping[_Key, RecordRating],
    predicates: Mapping[_Key, Predicate],
    standing: Mapping[_Key, tuple[int, int]],
    recorded: int,
) -> RatingsRecorded:
    kept = [
        key[0]
        for key, command in wanted.items()
        if standing.get(key, (command.work, command.behaviour)) != (command.work, command.behaviour)
    ]
    disagreeing = [
        key[0]
        for key, command in wanted.items()
        if command.predicate_given not in (None, predicates[key].code)
    ]
    unchanged = len(wanted) - recorded - len(kept)
    return RatingsRecorded(recorded, unchanged, tuple(kept), tuple(disagreeing))
