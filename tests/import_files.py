"""A small invented agency that receives files, and the files it receives."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.imports import ImportFile
from ledger.domain.people import Role
from ledger.models.people import Person, Unit
from ledger.services.imports import ImportReport, commit_import, preview_import
from tests import factories
from tests.conftest import NOW
from tests.spreadsheets.builders import (
    ANI,
    BUDI,
    CITRA,
    DEWI,
    EKO,
    STAFF_HEADER,
    csv_bytes,
    staff_line,
    xlsx_bytes,
)

DEMO_DATA = Path(__file__).parents[1] / "demo" / "data"

UNITS = csv_bytes(
    "Id,NamaUnor,DiatasanId",
    "U000,Pemerintah Contoh,",
    "U001,--Dinas Kependudukan,U000",
    "U002,----Sekretariat,U001",
)
POSITIONS = csv_bytes(
    "jabatan_nama,jenis_jabatan_id,tingkat",
    "Kepala Dinas,1,JPT Pratama",
    "Sekretaris,1,Administrator",
    "Pelaksana,4,Pelaksana",
)
OFFICIALS = csv_bytes(
    "kode,nama,jabatan,unor_id", "PEJABAT-NEGARA-1,Rahayu Kartini,Gubernur Contoh,U000"
)
#: Ani heads the agency, Budi its secretariat; the others work there.
STAFF_LINES = (
    staff_line(ANI, "Ani", jenis_jabatan_id="1", jabatan_nama="Kepala Dinas"),
    staff_line(BUDI, "Budi", jenis_jabatan_id="1", jabatan_nama="Sekretaris", unor_id="U002"),
    staff_line(CITRA, "Citra", unor_id="U002"),
    staff_line(DEWI, "Dewi", unor_id="U002"),
    staff_line(EKO, "Eko", unor_id="U002"),
)


def staff_file(*lines: Sequence[Any]) -> bytes:
    return xlsx_bytes(STAFF_HEADER, *lines)


class Desk:
    """HR of an agency of its own unit, which has no other unit yet."""

    def __init__(self) -> None:
        self.agency = factories.make_agency()
        self.office = factories.make_unit(self.agency, code="HR")
        self.person = factories.make_person(self.office, name="Petugas Kepegawaian")
        self.account = factories.make_account(self.person)
        self.actor: Actor = factories.make_actor(self.person, Role.HR, account=self.account)
        factories.load_calendar(self.agency, 2026, holidays=(date(2026, 3, 20),))

    def commit(self, data: bytes, name: str = "berkas.csv", **choices: Any) -> ImportReport:
        command = ImportFile(file_name=name, data=data, **choices)
        return commit_import(command, actor=self.actor, now=NOW)

    def preview(self, data: bytes, name: str = "berkas.csv", **choices: Any) -> ImportReport:
        command = ImportFile(file_name=name, data=data, **choices)
        return preview_import(command, actor=self.actor, now=NOW)

    def lines(self, *lines: str, **choices: Any) -> ImportReport:
        return self.commit(csv_bytes(*lines), **choices)

    def with_staff(self) -> "Desk":
        self.commit(UNITS, "unor.csv")
        self.commit(POSITIONS, "jabatan.csv")
        self.commit(OFFICIALS, "pejabat_negara.csv")
        self.commit(staff_file(*STAFF_LINES), "pegawai.xlsx")
        return self

    def person_of(self, nip: str) -> Person:
        session().rollback()
        return session().query(Person).filter_by(agency_id=self.agency.id, nip=nip).one()

    def unit_of(self, code: str) -> Unit:
        session().rollback()
        return session().query(Unit).filter_by(agency_id=self.agency.id, code=code).one()


def rows_told(report: ImportReport) -> list[tuple[int, str]]:
    """Row and column of each problem."""
    return [(problem.row, problem.column) for problem in report.problems]
