"""What a recap may hold, and how one is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.periods import Period
from ledger.errors import InvalidInput, sentence


class RecapSection(StrEnum):
    """The parts HR may choose; cover and summary are always there."""

    CHARTS = "charts"
    AWARDS = "awards"
    COMMENDATIONS = "commendations"
    COMPLAINTS = "complaints"
    INDEXES = "indexes"
    GUIDANCE = "guidance"
    DISCIPLINE = "discipline"
    UNITS = "units"


SECTION_LABELS: Mapping[RecapSection, str] = MappingProxyType(
    {
        RecapSection.CHARTS: sentence("Grafik dengan tabelnya"),
        RecapSection.AWARDS: sentence("Penghargaan yang diputuskan"),
        RecapSection.COMMENDATIONS: sentence("Apresiasi warga"),
        RecapSection.COMPLAINTS: sentence("Pengaduan menurut penyebab"),
        RecapSection.INDEXES: sentence("Indeks kepuasan (SKM) dan indeks pelayanan publik (IPP)"),
        RecapSection.GUIDANCE: sentence("Jumlah catatan pembinaan, tanpa nama"),
        RecapSection.DISCIPLINE: sentence("Jumlah hukuman disiplin, tanpa nama"),
        RecapSection.UNITS: sentence("Halaman setiap unit kerja dengan pegawainya"),
    }
)
ALL_SECTIONS = tuple(RecapSection)


class CorrigendumReason(StrEnum):
    """Why an issued recap is corrected."""

    ENTRY_REVERSED = "entry_reversed"


CORRIGENDUM_REASONS: Mapping[CorrigendumReason, str] = MappingProxyType(
    {
        CorrigendumReason.ENTRY_REVERSED: sentence(
            "Entri yang dihitung di dalam rekap dikoreksi sesudah rekap terbit"
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class RequestRecap:
    """Ask for the recap of a period; ``unit_id`` None is the whole agency."""

    unit_id: int | None
    period: Period
    sections: tuple[RecapSection, ...] = ALL_SECTIONS

    def __post_init__(self) -> None:
        if not self.sections:
            told = sentence("Pilih paling sedikit satu bagian")
            raise InvalidInput(told, fields={"sections": [told]})
