"""What supports a case: the shelves of its evidence."""

from enum import StrEnum
from types import MappingProxyType

from ledger.errors import sentence


class ExhibitKind(StrEnum):
    """PP 94/2021 closes no list of evidence; these are only shelves."""

    DOCUMENT = "document"
    PHOTO = "photo"
    STATEMENT = "statement"
    AUDIT = "audit"
    ATTENDANCE = "attendance"
    OTHER = "other"


EXHIBIT_KIND_LABELS = MappingProxyType(
    {
        ExhibitKind.DOCUMENT: sentence("Surat atau dokumen"),
        ExhibitKind.PHOTO: sentence("Foto atau rekaman"),
        ExhibitKind.STATEMENT: sentence("Keterangan orang lain"),
        ExhibitKind.AUDIT: sentence("Hasil pengawasan"),
        ExhibitKind.ATTENDANCE: sentence("Catatan kehadiran"),
        ExhibitKind.OTHER: sentence("Lainnya"),
    }
)
