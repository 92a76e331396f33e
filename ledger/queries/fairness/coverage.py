"""How often units, positions, grades and sexes are nominated, and who never is."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import Row, Select, func, select

from ledger.database import session
from ledger.domain.fairness.flags import Flag, FlagKind, flag_key
from ledger.domain.fairness.rates import Group, overlooked, protected_groups, wilson_interval
from ledger.domain.people import PersonKind, PersonState, Sex
from ledger.domain.periods import Period
from ledger.errors import sentence
from ledger.models.nominations import Nomination, NominationMember
from ledger.models.people import Person, Position, Unit
from ledger.queries.fairness.people import sent_in


class Dimension(StrEnum):
    UNIT = "unit"
    POSITION = "position"
    GRADE = "grade"
    SEX = "sex"


DIMENSION_TITLES: Mapping[Dimension, str] = MappingProxyType(
    {
        Dimension.UNIT: sentence("Unit kerja"),
        Dimension.POSITION: sentence("Jabatan"),
        Dimension.GRADE: sentence("Golongan"),
        Dimension.SEX: sentence("Jenis kelamin"),
    }
)
UNKNOWN = sentence("belum tercatat")
SEX_NAMES: Mapping[str, str] = MappingProxyType(
    {Sex.MALE: sentence("laki-laki"), Sex.FEMALE: sentence("perempuan")}
)


#: Unit, its name, position, grade, sex; how many people, how many of them nominated.
Cell: TypeAlias = Row[int, str, str, str, str, int, int]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The groups of one dimension, those with the lowest rate first; empty where too few people."""

    dimension: Dimension
    groups: Sequence[Group]
    never: Sequence[Group]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    people: int
    nominated: int
    interval: tuple[float, float]
    tables: Sequence[Table]


def get_coverage(agency_id: int, period: Period) -> Coverage:
    """One query, whatever the number of people: they are counted by all four at once."""
    cells = session().execute(_cells(agency_id, period)).all()
    tables = [_table(dimension, cells) for dimension in Dimension]
    people, nominated = sum(cell.people for cell in cells), sum(cell.nominated for cell in cells)
    return Coverage(
        people=people,
        nominated=nominated,
        interval=wilson_interval(nominated, people),
        tables=tables,
    )


def coverage_flags(coverage: Coverage, period: Period) -> list[Flag]:
    """A flag for each group in which nobody was nominated and chance hardly explains it."""
    rate = round(coverage.nominated * 100 / coverage.people) if coverage.people else 0
    return [
        Flag(
            kind=FlagKind.OVERLOOKED,
            key=flag_key(FlagKind.OVERLOOKED, period.code(), table.dimension, _digest(group)),
            numbers={
                "group": ", ".join(group.names[:5]) + (", …" if len(group.names) > 5 else ""),
                "people": group.people,
                "upper": round(group.interval[1] * 100),
                "rate": rate,
            },
        )
        for table in coverage.tables
        for group in table.never
    ]


def _cells(agency_id: int, period: Period) -> Select[int, str, str, str, str, int, int]:
    nominated = (
        select(NominationMember.person_id)
        .join(Nomination, Nomination.id == NominationMember.nomination_id)
        .where(sent_in(agency_id, period))
        .distinct()
        .subquery()
    )
    by = (
        Person.unit_id,
        Unit.name.label("unit"),
        Position.title.label("position"),
        Person.rank_name.label("grade"),
        Person.sex.label("sex"),
    )
    return (
        select(
            *by,
            func.count().label("people"),
            func.count(nominated.c.person_id).label("nominated"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .outerjoin(nominated, nominated.c.person_id == Person.id)
        .where(
            Person.agency_id == agency_id,
            Person.state == PersonState.ACTIVE,
            Person.kind != PersonKind.PEJABAT_NEGARA,
        )
        .group_by(Person.unit_id, Unit.name, Position.title, Person.rank_name, Person.sex)
    )


def _table(dimension: Dimension, cells: Sequence[Cell]) -> Table:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for cell in cells:
        counted = counts[_NAMES[dimension](cell)]
        counted[0] += cell.people
        counted[1] += cell.nominated
    groups = protected_groups(Group((name,), *counted) for name, counted in counts.items())
    ordered = sorted(groups, key=lambda group: (group.rate, -group.people, group.names))
    return Table(dimension=dimension, groups=ordered, never=overlooked(ordered))


def _grade(cell: Cell) -> str:
    """III of III/c: the golongan without its room."""
    return str(cell.grade).partition("/")[0] or UNKNOWN


#: Every dinas has a Sekretariat, so a unit is told apart by its number, which is not shown.
_NAMES: Mapping[Dimension, Callable[[Cell], str]] = MappingProxyType(
    {
        Dimension.UNIT: lambda cell: str(cell.unit),
        Dimension.POSITION: lambda cell: str(cell.position or UNKNOWN),
        Dimension.GRADE: _grade,
        Dimension.SEX: lambda cell: SEX_NAMES.get(cell.sex, UNKNOWN),
    }
)


def _digest(group: Group) -> str:
    return blake2b("\n".join(group.names).encode(), digest_size=6).hexdigest()
