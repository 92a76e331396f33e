"""Reading the registers of document numbers, and checking them set by set."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, tuple_
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.documents import OF_A_CASE, UNDER_WAY, DocumentState
from ledger.domain.numbers import NumberFault, NumberFinding, NumberLine, audit_sequences
from ledger.errors import NotFound, sentence
from ledger.models.documents import Document, NumberRegister
from ledger.models.people import Person, Unit

NO_SUCH_REGISTER = sentence("Register nomor ini tidak ada, atau bukan untuk Anda.")
_GONE = (DocumentState.REVOKED, DocumentState.SUPERSEDED)
_PLACE = (Document.unit_id, Document.class_code, Document.year)
_next = aliased(Document)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPlace:
    """What names one register: the numbers of a unit, a class of papers and a year."""

    unit_id: int
    class_code: str
    year: int


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One register: its last number, and what became of its papers."""

    place: RegisterPlace
    unit: str
    last: int
    issued: int
    waiting: int
    cancelled: int
    findings: Sequence[NumberFinding] = field(default=())


def list_years(agency_id: int) -> Sequence[int]:
    """The years in which the agency numbered anything, the latest first."""
    years = select(NumberRegister.year).where(NumberRegister.agency_id == agency_id).distinct()
    return session().scalars(years.order_by(NumberRegister.year.desc())).all()


def list_registers(
    agency_id: int, *, year: int | None = None, reach: Collection[int] | None = None
) -> list[RegisterLine]:
    """Every register with what is wrong in it; ``reach`` None is every unit of the agency.

    Five statements, however many registers; the sequences are read of those only that do not
    add up.
    """
    wanted = _Wanted(agency_id, year, reach)
    rows = {_place(row): row for row in session().execute(_sums(wanted))}
    lasts = {_place(row): row for row in session().execute(_registers(wanted))}
    faults = _faults(wanted, rows, lasts)
    names = _unit_names(agency_id)
    places = sorted(rows.keys() | lasts.keys(), key=lambda place: (-place[2], *place))
    return [_line(place, names, lasts.get(place), rows.get(place), faults) for place in places]


def list_numbers(
    place: RegisterPlace, *, agency_id: int, offset: int = 0, limit: int | None = None
) -> list[NumberLine]:
    """The numbers of one register in their order."""
    rows = _numbers(agency_id).where(*_within(place)).order_by(Document.sequence, Document.id)
    return [_number(row) for row in session().execute(rows.offset(offset).limit(limit))]


def all_numbers(
    agency_id: int, *, year: int | None = None, reach: Collection[int] | None = None
) -> Iterator[NumberLine]:
    """Every number, register by register, as a list that is written to a file reads them."""
    rows = _numbers(agency_id).where(*_Wanted(agency_id, year, reach).of(Document))
    ordered = rows.order_by(Document.year, Unit.name, Document.class_code, Document.sequence)
    return map(_number, session().execute(ordered.execution_options(yield_per=1000)))


def get_register(
    place: RegisterPlace, *, agency_id: int, reach: Collection[int] | None
) -> RegisterLine:
    """One register; NotFound when the agency has none there or it is beyond the reach."""
    if reach is not None and place.unit_id not in reach:
        raise NotFound(NO_SUCH_REGISTER)
    lines = list_registers(agency_id, year=place.year, reach=[place.unit_id])
    found = next((line for line in lines if line.place == place), None)
    if found is None:
        raise NotFound(NO_SUCH_REGISTER)
    return found


@dataclass(frozen=True)
class _Wanted:
    agency_id: int
    year: int | None
    reach: Collection[int] | None

    def of(self, table: type[Document] | type[NumberRegister]) -> list[ColumnElement[bool]]:
        found = [table.agency_id == self.agency_id]
        if self.year is not None:
            found.append(table.year == self.year)
        if self.reach is not None:
            found.append(table.unit_id.in_(self.reach))
        return found


def _registers(wanted: _Wanted) -> Select[*tuple[Any, ...]]:
    register = NumberRegister
    columns = (register.unit_id, register.class_code, register.year, register.last)
    return select(*columns).where(*wanted.of(register))


def _sums(wanted: _Wanted) -> Select[*tuple[Any, ...]]:
    def how_many(*states: DocumentState) -> ColumnElement[int]:
        return func.sum(case((Document.state.in_(states), 1), else_=0))

    return (
        select(
            *_PLACE,
            func.count().label("given"),
            func.count(func.distinct(Document.sequence)).label("different"),
            func.min(Document.sequence).label("lowest"),
            func.max(Document.sequence).label("highest"),
            how_many(DocumentState.ISSUED).label("issued"),
            how_many(*UNDER_WAY).label("waiting"),
            how_many(*_GONE).label("cancelled"),
        )
        .where(Document.sequence.is_not(None), *wanted.of(Document))
        .group_by(*_PLACE)
    )


_Key = tuple[int, str, int]
_Faults = dict[_Key, list[NumberFinding]]


def _faults(wanted: _Wanted, sums: dict[_Key, Any], lasts: dict[_Key, Any]) -> _Faults:
    found: _Faults = defaultdict(list)
    odd = {
        place: lasts[place].last if place in lasts else 0
        for place in sums.keys() | lasts.keys()
        if not _adds_up(sums.get(place), lasts.get(place))
    }
    for place, sequences in _sequences(wanted, odd).items():
        found[place] += audit_sequences(odd[place], sequences)
    for place, finding in (*_printed_twice(wanted), *_printed_otherwise(wanted)):
        found[place].append(finding)
    return found


def _adds_up(sums: Any, register: Any) -> bool:
    """One to the last without a gap or a twin, told by the sums alone."""
    if sums is None or register is None:
        return sums is None and register.last == 0
    last = register.last
    return bool(sums.lowest == 1 and sums.highest == sums.given == sums.different == last)


def _sequences(wanted: _Wanted, places: Iterable[_Key]) -> dict[_Key, list[int]]:
    found: dict[_Key, list[int]] = {place: [] for place in places}
    if found:
        rows = select(*_PLACE, Document.sequence).where(
            Document.agency_id == wanted.agency_id,
            Document.sequence.is_not(None),
            tuple_(*_PLACE).in_(list(found)),
        )
        for row in session().execute(rows):
            found[_place(row)].append(row.sequence)
    return found


def _printed_twice(wanted: _Wanted) -> list[tuple[_Key, NumberFinding]]:
    twice = (
        select(Document.number)
        .where(Document.agency_id == wanted.agency_id, Document.number.is_not(None))
        .group_by(Document.number)
        .having(func.count() > 1)
    )
    rows = select(*_PLACE, Document.number).where(Document.number.in_(twice), *wanted.of(Document))
    return _found(rows, NumberFault.PRINTED_TWICE)


def _printed_otherwise(wanted: _Wanted) -> list[tuple[_Key, NumberFinding]]:
    """The paper says its number in its frozen context too; both are one number."""
    rows = select(*_PLACE, Document.number).where(
        Document.number.is_not(None),
        Document.context["number"].as_string() != Document.number,
        *wanted.of(Document),
    )
    return _found(rows, NumberFault.PRINTED_OTHERWISE)


def _found(rows: Select[*tuple[Any, ...]], fault: NumberFault) -> list[tuple[_Key, NumberFinding]]:
    ordered = rows.distinct().order_by(Document.number)
    return [
        (_place(row), NumberFinding(fault=fault, where=row.number))
        for row in session().execute(ordered)
    ]


def _line(
    place: _Key, names: dict[int, str], register: Any, sums: Any, faults: _Faults
) -> RegisterLine:
    unit_id, class_code, year = place
    return RegisterLine(
        place=RegisterPlace(unit_id=unit_id, class_code=class_code, year=year),
        unit=names[unit_id],
        last=register.last if register else 0,
        issued=sums.issued if sums else 0,
        waiting=sums.waiting if sums else 0,
        cancelled=sums.cancelled if sums else 0,
        findings=tuple(faults.get(place, ())),
    )


def _unit_names(agency_id: int) -> dict[int, str]:
    """Many units are called Sekretariat, so each has the code of its numbers beside its name."""
    code = func.coalesce(func.nullif(Unit.letter_code, ""), Unit.code)
    named = select(Unit.id, Unit.name, code.label("code")).where(Unit.agency_id == agency_id)
    return {row.id: f"{row.name} ({row.code})" for row in session().execute(named)}


def _place(row: Any) -> _Key:
    return row.unit_id, row.class_code, row.year


def _within(place: RegisterPlace) -> list[ColumnElement[bool]]:
    return [
        Document.unit_id == place.unit_id,
        Document.class_code == place.class_code,
        Document.year == place.year,
    ]


def _numbers(agency_id: int) -> Select[*tuple[Any, ...]]:
    successor = select(_next.number).where(_next.id == Document.superseded_by).scalar_subquery()
    return (
        select(
            Document.id,
            Unit.name.label("unit"),
            Document.class_code,
            Document.sequence,
            Document.number,
            Document.kind,
            Document.state,
            Document.dated_on,
            Person.name.label("person"),
            Document.revoked_reason,
            successor.label("successor"),
        )
        .join(Unit, Unit.id == Document.unit_id)
        .outerjoin(Person, Person.id == Document.person_id)
        .where(Document.agency_id == agency_id, Document.sequence.is_not(None))
    )


def _number(row: Any) -> NumberLine:
    is_hidden = row.kind in OF_A_CASE
    return NumberLine(
        document_id=row.id,
        unit=row.unit,
        class_code=row.class_code,
        sequence=row.sequence,
        number=row.number,
        kind=row.kind,
        state=row.state,
        dated_on=row.dated_on,
        person="" if is_hidden else row.person or "",
        reason="" if is_hidden else row.revoked_reason,
        successor=row.successor or "",
    )
