"""Which importer each kind of file has, and in which order files of one agency come."""

from collections.abc import Mapping
from typing import Any

from ledger.domain.imports import ImportKind
from ledger.errors import sentence
from ledger.services.imports import (
    citizens,
    conduct,
    development,
    frame,
    measures,
    nominations,
    staff,
    superiors,
    surveys,
)
from ledger.services.imports.plans import Importer

#: In the order in which one needs the other.
IMPORTERS: Mapping[ImportKind, Importer[Any]] = {
    ImportKind.UNITS: frame.UNITS,
    ImportKind.POSITIONS: frame.POSITIONS,
    ImportKind.OFFICIALS: superiors.OFFICIALS,
    ImportKind.STAFF: staff.STAFF,
    ImportKind.SUPERIORS: superiors.SUPERIORS,
    ImportKind.SERVICES: citizens.SERVICES,
    ImportKind.COUNTERS: citizens.COUNTERS,
    ImportKind.QUOTAS: measures.QUOTAS,
    ImportKind.DISCIPLINE_HISTORY: development.DISCIPLINE_HISTORY,
    ImportKind.AWARD_HISTORY: development.AWARD_HISTORY,
    ImportKind.INDICATORS: measures.INDICATORS,
    ImportKind.TARGETS: measures.TARGETS,
    ImportKind.MEASUREMENTS: measures.MEASUREMENTS,
    ImportKind.SERVICE_INDEX: measures.SERVICE_INDEX,
    ImportKind.SURVEY_RESPONSES: surveys.SurveyImporter(),
    ImportKind.RATINGS: development.RATINGS,
    ImportKind.TRAININGS: development.TRAININGS,
    ImportKind.NOMINATIONS: nominations.NOMINATIONS,
    ImportKind.COMMENDATIONS: citizens.COMMENDATIONS,
    ImportKind.COMPLAINTS: citizens.COMPLAINTS,
    ImportKind.VIOLATION_REPORTS: conduct.VIOLATION_REPORTS,
    ImportKind.MACHINE_IDS: conduct.MACHINE_IDS,
    ImportKind.ROSTERS: conduct.ROSTERS,
    ImportKind.ABSENCES_MONTHLY: conduct.ABSENCES,
    ImportKind.ABSENCES_MATRIX: conduct.ABSENCES,
    ImportKind.ABSENCES_MACHINE: conduct.ABSENCES,
}

ORDER = tuple(IMPORTERS)

LABELS: Mapping[ImportKind, str] = {
    ImportKind.UNITS: sentence("Unit kerja"),
    ImportKind.POSITIONS: sentence("Jabatan"),
    ImportKind.OFFICIALS: sentence("Pejabat negara"),
    ImportKind.STAFF: sentence("Pegawai (ekspor SIASN)"),
    ImportKind.SUPERIORS: sentence("Atasan langsung"),
    ImportKind.SERVICES: sentence("Layanan"),
    ImportKind.COUNTERS: sentence("Loket"),
    ImportKind.QUOTAS: sentence("Kuota poin"),
    ImportKind.DISCIPLINE_HISTORY: sentence("Riwayat hukuman disiplin"),
    ImportKind.AWARD_HISTORY: sentence("Riwayat penghargaan"),
    ImportKind.INDICATORS: sentence("Indikator"),
    ImportKind.TARGETS: sentence("Target indikator"),
    ImportKind.MEASUREMENTS: sentence("Capaian indikator"),
    ImportKind.SERVICE_INDEX: sentence("Indeks pelayanan publik (IPP)"),
    ImportKind.SURVEY_RESPONSES: sentence("Jawaban survei kepuasan (SKM)"),
    ImportKind.RATINGS: sentence("Predikat kinerja (SKP)"),
    ImportKind.TRAININGS: sentence("Pelatihan"),
    ImportKind.NOMINATIONS: sentence("Usulan inovasi"),
    ImportKind.COMMENDATIONS: sentence("Apresiasi warga"),
    ImportKind.COMPLAINTS: sentence("Pengaduan SP4N-LAPOR"),
    ImportKind.VIOLATION_REPORTS: sentence("Laporan pelanggaran"),
    ImportKind.MACHINE_IDS: sentence("Nomor mesin kehadiran dan NIP"),
    ImportKind.ROSTERS: sentence("Jadwal dinas"),
    ImportKind.ABSENCES_MONTHLY: sentence("Ketidakhadiran per bulan"),
    ImportKind.ABSENCES_MATRIX: sentence("Kehadiran matriks tanggal"),
    ImportKind.ABSENCES_MACHINE: sentence("Kehadiran mesin pindai"),
}
