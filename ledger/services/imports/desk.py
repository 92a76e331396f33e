"""What the rows of one file are checked against: the agency's people, units, services, time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy import Select, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.imports import ImportKind, ImportRow, Phrase, RowProblem, RowWarning
from ledger.domain.people import PersonKind, PersonState
from ledger.domain.positions import PositionLevel
from ledger.domain.zones import zone_info
from ledger.errors import sentence
from ledger.models.commendations import Service
from ledger.models.imports import MachineNumber
from ledger.models.indicators import Indicator
from ledger.models.people import Agency, Person, Position, Unit
from ledger.spreadsheets.formats import headers_by_field
from ledger.spreadsheets.tables import Row, Table, visible

PERSON_UNKNOWN = sentence("NIP %(given)s belum ada di data pegawai")
PERSON_UNKNOWN_REMEDY = sentence("Impor data pegawai lebih dahulu, atau perbaiki NIP ini.")
OFFICIAL_UNKNOWN = sentence("pejabat %(given)s belum ada di daftar pejabat negara")
OFFICIAL_UNKNOWN_REMEDY = sentence("Impor daftar pejabat negara lebih dahulu.")
UNIT_UNKNOWN = sentence('unit kerja "%(given)s" tidak ada dalam daftar unit')
UNIT_UNKNOWN_REMEDY = sentence("Impor daftar unit lebih dahulu, atau perbaiki kode unit ini.")
SERVICE_UNKNOWN = sentence('layanan "%(given)s" tidak ada dalam daftar layanan')
SERVICE_UNKNOWN_REMEDY = sentence("Impor daftar layanan lebih dahulu, atau perbaiki kodenya.")
INDICATOR_UNKNOWN = sentence('indikator "%(given)s" tidak ada dalam daftar indikator')
INDICATOR_UNKNOWN_REMEDY = sentence("Impor daftar indikator lebih dahulu, atau perbaiki kodenya.")


class CannotUse(Exception):
    """A row that reads well but does not fit what the agency has."""

    def __init__(self, field: str, reason: Phrase, remedy: Phrase) -> None:
        self.field, self.reason, self.remedy = field, reason, remedy
        super().__init__(str(reason))


@dataclass(frozen=True, slots=True)
class PersonRef:
    """What an import must know of a person besides the number."""

    id: int
    nip: str | None
    name: str
    kind: PersonKind
    state: PersonState
    unit_id: int
    follows_roster: bool


@dataclass(frozen=True, slots=True)
class PositionRef:
    id: int
    title: str
    level: PositionLevel | None


class Desk:
    """Lives for one file. Every list is read once, with one statement, when it is first needed."""

    def __init__(
        self, *, kind: ImportKind, table: Table, file_sha256: str, actor: Actor, now: datetime
    ) -> None:
        self.kind, self.table, self.file_sha256 = kind, table, file_sha256
        self.actor, self.now = actor, now
        self.agency_id = actor.agency_id
        self._headers = headers_by_field(kind, table.header)

    @cached_property
    def today(self) -> date:
        zone = session().scalar(select(Agency.zone).where(Agency.id == self.agency_id))
        return self.now.astimezone(zone_info(zone or "Asia/Jakarta")).date()

    @cached_property
    def units(self) -> Mapping[str, int]:
        return _by_code(select(Unit.code, Unit.id).where(Unit.agency_id == self.agency_id))

    @cached_property
    def people(self) -> Mapping[str, PersonRef]:
        return {ref.nip: ref for ref in self._people if ref.nip is not None}

    @cached_property
    def officials(self) -> Mapping[str, int]:
        rows = session().execute(
            select(Person.official_code, Person.id).where(
                Person.agency_id == self.agency_id, Person.official_code.is_not(None)
            )
        )
        return {code: person_id for code, person_id in rows if code is not None}

    @cached_property
    def positions(self) -> Mapping[str, PositionRef]:
        rows = session().execute(
            select(Position.title, Position.id, Position.level).where(
                Position.agency_id == self.agency_id
            )
        )
        return {
            title.casefold(): PositionRef(
                position_id, title, PositionLevel(level) if level else None
            )
            for title, position_id, level in rows
        }

    @cached_property
    def services(self) -> Mapping[str, int]:
        return _by_code(select(Service.code, Service.id).where(Service.agency_id == self.agency_id))

    @cached_property
    def indicators(self) -> Mapping[str, int]:
        mine = Indicator.agency_id == self.agency_id
        return _by_code(select(Indicator.code, Indicator.id).where(mine))

    @cached_property
    def machine_nips(self) -> Mapping[str, str]:
        rows = session().execute(
            select(MachineNumber.machine_id, Person.nip)
            .join(Person, Person.id == MachineNumber.person_id)
            .where(MachineNumber.agency_id == self.agency_id)
        )
        return {machine_id: nip for machine_id, nip in rows if nip is not None}

    def hold_people(self) -> None:
        """Read the people now, so that after the writing they can be asked as they were."""
        _ = self.people

    def person(self, nip: str, field: str) -> PersonRef:
        """The person of a number that reads well; raises CannotUse when nobody has it."""
        found = self.people.get(nip)
        if found is None:
            reason = Phrase(PERSON_UNKNOWN, given=nip)
            raise CannotUse(field, reason, Phrase(PERSON_UNKNOWN_REMEDY))
        return found

    def person_id(self, nip: str | None, field: str) -> int | None:
        return None if nip is None else self.person(nip, field).id

    def official(self, code: str, field: str) -> int:
        found = self.officials.get(code)
        if found is None:
            reason = Phrase(OFFICIAL_UNKNOWN, given=code)
            raise CannotUse(field, reason, Phrase(OFFICIAL_UNKNOWN_REMEDY))
        return found

    def unit(self, code: str, field: str = "unit_code") -> int:
        found = self.units.get(code)
        if found is None:
            raise CannotUse(field, Phrase(UNIT_UNKNOWN, given=code), Phrase(UNIT_UNKNOWN_REMEDY))
        return found

    def service(self, code: str, field: str = "service_code") -> int:
        found = self.services.get(code)
        if found is None:
            reason = Phrase(SERVICE_UNKNOWN, given=code)
            raise CannotUse(field, reason, Phrase(SERVICE_UNKNOWN_REMEDY))
        return found

    def indicator(self, code: str, field: str = "indicator_code") -> int:
        found = self.indicators.get(code)
        if found is None:
            reason = Phrase(INDICATOR_UNKNOWN, given=code)
            raise CannotUse(field, reason, Phrase(INDICATOR_UNKNOWN_REMEDY))
        return found

    def problem(self, number: int, field: str, reason: Phrase, remedy: Phrase) -> RowProblem:
        column, value = self._place(number, field)
        return RowProblem(number, column, value, reason, remedy)

    def warning(self, number: int, field: str, reason: Phrase) -> RowWarning:
        column, value = self._place(number, field)
        return RowWarning(number, column, value, reason)

    def source_key(self, row: ImportRow) -> str:
        """What makes a row the same again, however its file is called."""
        whole = "\x1f".join((self.kind.value, *row.natural_key))
        return sha256(whole.encode()).hexdigest()

    def _place(self, number: int, field: str) -> tuple[str, str]:
        column = self._headers.get(field, "")
        row = self._rows.get(number)
        return column, visible(row.cells[column]) if row and column else ""

    @cached_property
    def _rows(self) -> Mapping[int, Row]:
        return {row.number: row for row in self.table.rows}

    @cached_property
    def _people(self) -> tuple[PersonRef, ...]:
        columns = (Person.id, Person.nip, Person.name, Person.kind, Person.state)
        rows = session().execute(
            select(*columns, Person.unit_id, Person.follows_roster).where(
                Person.agency_id == self.agency_id
            )
        )
        return tuple(PersonRef(*row) for row in rows)


def _by_code(statement: Select[str, int]) -> dict[str, int]:
    return dict(session().execute(statement).all())
