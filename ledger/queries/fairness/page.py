"""The flags as HR and the inspectorate read them: with names, and what was answered before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.fairness.flags import Flag, FlagKind, kind_and_period
from ledger.domain.people import Role
from ledger.domain.periods import Period, parse_period
from ledger.errors import Forbidden, InvalidInput, NotFound, sentence
from ledger.models.fairness import FairnessAnswer
from ledger.models.nominations import Nomination
from ledger.models.people import Person
from ledger.queries.fairness.counts import address_flags, counter_flags, threshold_flags
from ledger.queries.fairness.coverage import coverage_flags, get_coverage
from ledger.queries.fairness.gone import GoneFlag, gone_flags
from ledger.queries.fairness.names import names_of, told_names
from ledger.queries.fairness.people import approver_flags, graph_flags, sent_in, story_flags

READERS = (Role.HR, Role.INSPECTORATE)
NOT_FOR_YOU = sentence(
    "Halaman ini hanya untuk kepegawaian dan inspektorat yang membawahi seluruh instansi."
)
NO_FLAG = sentence("Tanda ini tidak ada, sudah tidak ditemukan, atau bukan untuk Anda.")
#: More of one kind than this are told by their number alone.
MOST_OF_A_KIND = 25
_MOST_NOMINATIONS = 50
_PARTS_OF_ONE_QUESTION = 500


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody answered; ``is_same`` while the numbers are still those they saw."""

    reason: str
    name: str
    answered_at: datetime
    numbers: Mapping[str, Any]
    is_same: bool


@dataclass(frozen=True, kw_only=True)
class ReadableFlag:
    """A flag with everything its sentence needs; ``answer`` is the latest."""

    flag: Flag
    params: Mapping[str, Any]
    answer: Answer | None

    @property
    def is_open(self) -> bool:
        return self.answer is None or not self.answer.is_same


@dataclass(frozen=True, kw_only=True)
class Board:
    """All flags of a period by kind; ``counts`` is how many there are, shown or not."""

    kinds: Mapping[FlagKind, Sequence[ReadableFlag]]
    counts: Mapping[FlagKind, int]
    open_count: int
    #: Answered in this period, and found no more.
    gone: Sequence[GoneFlag]


@dataclass(frozen=True, kw_only=True)
class NominationBehind:
    """A nomination that the flag counted."""

    id: int
    number: str
    title: str
    nominator: str


@dataclass(frozen=True, kw_only=True)
class FlagPage:
    flag: ReadableFlag
    period: Period
    answers: Sequence[Answer]
    nominations: Sequence[NominationBehind]


def require_fairness_reader(actor: Actor) -> None:
    """HR or the inspectorate over the whole agency; raises Forbidden for everybody else."""
    if not any(grant.role in READERS and grant.unit_ids is None for grant in actor.grants):
        raise Forbidden(NOT_FOR_YOU)


def get_board(actor: Actor, period: Period) -> Board:
    """Every flag of the period but those about the reader. Raises Forbidden."""
    require_fairness_reader(actor)
    flags = [flag for find in _FINDERS.values() for flag in find(actor.agency_id, period)]
    mine = [flag for flag in flags if not flag.concerns(actor.person_id)]
    kinds = {kind: [one for one in mine if one.kind is kind] for kind in FlagKind}
    counts = {kind: len(found) for kind, found in kinds.items() if found}
    shown = [flag for found in kinds.values() for flag in found[:MOST_OF_A_KIND]]
    readable = _readable(actor.agency_id, shown)
    return Board(
        kinds={kind: [one for one in readable if one.flag.kind is kind] for kind in counts},
        counts=counts,
        open_count=sum(one.is_open for one in readable),
        gone=gone_flags(actor, period, found=frozenset(flag.key for flag in flags)),
    )


def get_flag(actor: Actor, key: str) -> FlagPage:
    """One flag by its key, found anew. Raises Forbidden, NotFound also for one about the reader."""
    require_fairness_reader(actor)
    kind, period = _asked(key)
    found = next((one for one in _finder(kind)(actor.agency_id, period) if one.key == key), None)
    if found is None or found.concerns(actor.person_id):
        raise NotFound(NO_FLAG)
    answers = _answers(actor.agency_id, [key])
    return FlagPage(
        flag=_readable(actor.agency_id, [found])[0],
        period=period,
        answers=[_answer(row, name, found) for row, name in answers],
        nominations=_nominations(actor.agency_id, period, found),
    )


def _asked(key: str) -> tuple[FlagKind, Period]:
    parts = kind_and_period(key)
    try:
        if parts is not None:
            return parts[0], parse_period(parts[1])
    except InvalidInput:
        pass
    raise NotFound(NO_FLAG)


def _overlooked(agency_id: int, period: Period) -> list[Flag]:
    return coverage_flags(get_coverage(agency_id, period), period)


_FINDERS: Mapping[str, Callable[[int, Period], list[Flag]]] = {
    "graph": graph_flags,
    FlagKind.APPROVER: approver_flags,
    FlagKind.STORY: story_flags,
    FlagKind.COUNTER: counter_flags,
    FlagKind.ADDRESS: address_flags,
    FlagKind.THRESHOLD: threshold_flags,
    FlagKind.OVERLOOKED: _overlooked,
}


def _finder(kind: FlagKind) -> Callable[[int, Period], list[Flag]]:
    return _FINDERS.get(kind, graph_flags)


def _readable(agency_id: int, flags: Sequence[Flag]) -> list[ReadableFlag]:
    names = names_of({person_id for flag in flags for person_id in flag.person_ids})
    latest: dict[str, tuple[FairnessAnswer, str]] = {}
    for row, name in _answers(agency_id, [flag.key for flag in flags]):
        latest.setdefault(row.flag_key, (row, name))
    return [
        ReadableFlag(
            flag=flag,
            params={**flag.numbers, **told_names(flag.kind, flag.person_ids, names)},
            answer=_answer(*latest[flag.key], flag) if flag.key in latest else None,
        )
        for flag in flags
    ]


def _answers(agency_id: int, keys: Sequence[str]) -> list[tuple[FairnessAnswer, str]]:
    """The newest first."""
    rows = session().execute(
        select(FairnessAnswer, Person.name)
        .join(Person, Person.id == FairnessAnswer.answered_by)
        .where(FairnessAnswer.agency_id == agency_id, FairnessAnswer.flag_key.in_(keys))
        .order_by(FairnessAnswer.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def _answer(row: FairnessAnswer, name: str, flag: Flag) -> Answer:
    return Answer(
        reason=row.reason,
        name=name,
        answered_at=row.answered_at,
        numbers=row.numbers,
        is_same=row.numbers == dict(flag.numbers),
    )


def _nominations(agency_id: int, period: Period, flag: Flag) -> list[NominationBehind]:
    """The nominations among the people of the flag, the newest first."""
    if flag.kind is FlagKind.STORY:
        wanted: ColumnElement[bool] = Nomination.id.in_(
            flag.nomination_ids[:_PARTS_OF_ONE_QUESTION]
        )
    elif flag.kind in (FlagKind.RECIPROCAL, FlagKind.RING, FlagKind.NOMINATOR):
        people = flag.person_ids
        wanted = Nomination.nominator_id.in_(people) & Nomination.nominee_id.in_(people)
    else:
        return []
    rows = session().execute(
        select(Nomination.id, Nomination.number, Nomination.title, Person.name)
        .join(Person, Person.id == Nomination.nominator_id)
        .where(sent_in(agency_id, period), wanted)
        .order_by(Nomination.id.desc())
        .limit(_MOST_NOMINATIONS)
    )
    return [
        NominationBehind(id=row.id, number=row.number, title=row.title, nominator=row.name)
        for row in rows
    ]
