"""Which official may impose a kind of sanction on a person: the matrix, post by post upwards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.authority import (
    DecisionType,
    GovernmentLevel,
    Verdict,
    can_decide,
    government_of,
    outside_agency,
)
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.parties import Hindrance, Passed
from ledger.domain.officials import Official
from ledger.domain.people import Capacity, PersonKind
from ledger.domain.positions import PositionLevel
from ledger.models.people import ActingAppointment, Agency, Person, Position
from ledger.services.settings import setting_value
from ledger.services.superiors import Ladder, Rung, ladder_of

#: A functional official who heads a unit is held equal to the post of the same step.
_HELD_EQUAL = {
    4: PositionLevel.JPT_PRATAMA,
    3: PositionLevel.ADMINISTRATOR,
    2: PositionLevel.PENGAWAS,
    1: PositionLevel.PENGAWAS,
}
EQUAL_HEADS_KEY = "authority.equal_heads"
NAMED_OFFICIALS_KEY = "authority.named_officials"
_STATE_HEADS = frozenset({PositionLevel.JPT_UTAMA, PositionLevel.JPT_MADYA})


@dataclass(frozen=True, slots=True)
class Decider:
    """The official whom the matrix allows, with its verdict; ``above`` is next in line.

    ``passed`` are the posts below that would have decided, each with why it does not.
    """

    official: Official
    verdict: Verdict
    above: Official | None
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Standing:
    level: PositionLevel | None
    kind: PersonKind
    heads: bool
    nip: str


@dataclass(frozen=True, slots=True)
class _Agency:
    """What the matrix asks of the agency; the settings are looked up when somebody needs them."""

    id: int
    government: GovernmentLevel
    on: date

    def holds_heads_equal(self) -> bool:
        return bool(setting_value(self.id, EQUAL_HEADS_KEY, on=self.on, default=True))

    def names(self, nip: str) -> bool:
        """Whether a decision of the PPK names this functional official (Pasal 16)."""
        named = setting_value(self.id, NAMED_OFFICIALS_KEY, on=self.on, default=[])
        return bool(nip) and nip in named


def find_decider(
    subject_id: int, kind: Kind, *, excluded: Collection[int], on: date
) -> Decider | None:
    """``deciders_on`` for one kind alone."""
    return deciders_on(ladder_of(subject_id, on=on), [kind], excluded=excluded, on=on)[kind]


def people_on(ladder: Ladder) -> list[int]:
    """Everybody on the ladder, the person too."""
    above = [rung.official.person_id for rung in ladder.rungs if rung.official]
    return [*above, ladder.person_id]


def deciders_on(
    ladder: Ladder,
    kinds: Collection[Kind],
    *,
    excluded: Collection[int],
    on: date,
    known: tuple[Agency, Collection[Person]] | None = None,
) -> dict[Kind, Decider | None]:
    """Who may impose each of the kinds on the person of the ladder.

    ``known`` are the agency and ``people_on`` it with their posts, where they were read before.
    """
    if known is None:
        agency, standings = _standings(people_on(ladder), on)
    else:
        agency = _Agency(known[0].id, government_of(known[0].government_level), on)
        standings = {person.id: _standing(person) for person in known[1]}
    return {
        kind: _decider(ladder, kind, standings, agency, excluded=excluded) if agency else None
        for kind in kinds
    }


def beyond_agency(subject_id: int, kind: Kind) -> Verdict | None:
    """The refusal of a kind that only the President imposes on this person, else None."""
    level = session().scalar(
        select(Position.level)
        .join(Person, Person.position_id == Position.id)
        .where(Person.id == subject_id)
    )
    return outside_agency(PositionLevel(level), kind) if level else None


def _decider(
    ladder: Ladder,
    kind: Kind,
    standings: Mapping[int, _Standing],
    agency: _Agency,
    *,
    excluded: Collection[int],
) -> Decider | None:
    """Walk up from the direct superior to the first official the matrix allows (Pasal 16).

    A post that is empty, barred by a conflict or a part in the case, or without this authority
    lets the next higher official take its place (Pasal 25). None when nobody may.
    """
    barred = {ladder.person_id, *excluded, *ladder.barred}
    subject_level = standings[ladder.person_id].level or PositionLevel.PELAKSANA
    empty_posts = 0
    passed: list[Passed] = []
    for place, rung in enumerate(ladder.rungs, start=1):
        official = rung.official
        if official is None or official.person_id in barred:
            empty_posts += 1
            why = Hindrance.BARRED if official else Hindrance.EMPTY
            passed.append(Passed(rung.unit_id, why))
            continue
        verdict = _verdict(
            rung, official, standings, subject_level, kind, place, empty_posts, agency
        )
        if verdict.allowed:
            above = next((one.official for one in ladder.rungs[place:] if one.official), None)
            return Decider(official, verdict, above, tuple(passed))
        empty_posts += 1
        if official.capacity is not Capacity.DEFINITIF:
            passed.append(Passed(rung.unit_id, Hindrance.WITHOUT_POWER))
    return None


def _verdict(
    rung: Rung,
    official: Official,
    standings: Mapping[int, _Standing],
    subject_level: PositionLevel,
    kind: Kind,
    place: int,
    empty_posts: int,
    agency: _Agency,
) -> Verdict:
    standing = standings[official.person_id]
    is_ppk = _is_ppk(rung, official, standing, agency)
    level = _held_level(official, standing, agency)
    is_named = level is not None and level.is_functional and agency.names(standing.nip)
    return can_decide(
        decision=DecisionType.DISCIPLINE,
        official_level=level,
        capacity=official.capacity,
        subject_level=subject_level,
        kind=kind,
        levels_between=place,
        government=agency.government,
        is_ppk=is_ppk,
        has_approval_letter=is_ppk and _is_acting(official) and _has_letter(official, agency.on),
        is_named_by_ppk=is_named,
        empty_posts_between=empty_posts,
        on=agency.on,
    )


def levels_of(person_ids: Collection[int], on: date) -> dict[int, PositionLevel]:
    """The level of each post, heads of units as what they are held equal to; a head of region top.

    For comparing posts alone: who may decide is asked of ``deciders_on``.
    """
    agency, standings = _standings(person_ids, on)
    if agency is None:
        return {}
    held = {
        person_id: _held_level(Official(person_id=person_id, unit_id=0), standing, agency)
        for person_id, standing in standings.items()
    }
    return {person_id: level or PositionLevel.JPT_UTAMA for person_id, level in held.items()}


def _is_acting(official: Official) -> bool:
    return official.capacity is not Capacity.DEFINITIF


def _is_ppk(rung: Rung, official: Official, standing: _Standing, agency: _Agency) -> bool:
    """The head of the agency as a whole, or whoever stands in that post for a time."""
    if not rung.is_top:
        return False
    if standing.kind is PersonKind.PEJABAT_NEGARA or _is_acting(official):
        return True
    return not agency.government.is_region and standing.level in _STATE_HEADS


def _held_level(official: Official, standing: _Standing, agency: _Agency) -> PositionLevel | None:
    if standing.level is None or standing.level.is_structural_head:
        return standing.level
    # An acting official stands in the post, which is a leader's by its nature.
    if _is_acting(official) or (standing.heads and agency.holds_heads_equal()):
        return _HELD_EQUAL[standing.level.rank]
    return standing.level


def _standings(
    person_ids: Collection[int], on: date
) -> tuple[_Agency | None, dict[int, _Standing]]:
    rows = session().execute(
        select(
            Person.id,
            Person.kind,
            Person.is_unit_head,
            Person.nip,
            Position.level,
            Agency.id,
            Agency.government_level,
        )
        .join(Agency, Agency.id == Person.agency_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.id.in_(person_ids))
    )
    agency: _Agency | None = None
    standings: dict[int, _Standing] = {}
    for person_id, kind, heads, nip, level, agency_id, government in rows:
        agency = agency or _Agency(agency_id, government_of(government), on)
        standings[person_id] = _Standing(
            level=_level(kind, level, heads=heads), kind=kind, heads=heads, nip=nip or ""
        )
    return agency, standings


def _standing(person: Person) -> _Standing:
    heads, level = person.is_unit_head, person.position.level if person.position else None
    return _Standing(
        level=_level(person.kind, level, heads=heads),
        kind=person.kind,
        heads=heads,
        nip=person.nip or "",
    )


def _level(kind: PersonKind, level: str | None, *, heads: bool) -> PositionLevel | None:
    """None for a pejabat negara; a post nobody described is the lowest of its sort."""
    if kind is PersonKind.PEJABAT_NEGARA:
        return None
    if level:
        return PositionLevel(level)
    return PositionLevel.PENGAWAS if heads else PositionLevel.PELAKSANA


def _has_letter(official: Official, on: date) -> bool:
    letter = session().scalar(
        select(ActingAppointment.approval_letter)
        .where(
            ActingAppointment.unit_id == official.unit_id,
            ActingAppointment.person_id == official.person_id,
            ActingAppointment.valid_from <= on,
        )
        .order_by(ActingAppointment.id.desc())
        .limit(1)
    )
    return bool(letter)
