"""How a dismissal counts: chosen by the PPK beside the kind, never derived from it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.kinds import Kind
from ledger.errors import InvalidInput, sentence


class DismissalType(StrEnum):
    HONOURABLE = "dengan_hormat"
    DISHONOURABLE = "tidak_dengan_hormat"


DISMISSAL_LABELS: Mapping[DismissalType, str] = MappingProxyType(
    {
        DismissalType.HONOURABLE: sentence("Dengan hormat (Pasal 8 ayat (4) PP 94/2021)"),
        DismissalType.DISHONOURABLE: sentence("Tidak dengan hormat (Pasal 52 UU 20/2023)"),
    }
)
DISMISSAL_WARNING = sentence(
    "PP 94/2021 menyebut pemberhentian dengan hormat, sedangkan UU 20/2023 Pasal 52 ayat (4)"
    " menggolongkannya tidak dengan hormat. PPK yang menentukan; periksa dulu di JDIH."
)
TYPE_NEEDED = sentence("Pilih jenis pemberhentian; PPK yang menentukannya")
TYPE_ONLY_FOR_DISMISSAL = sentence("Jenis pemberhentian hanya untuk hukuman pemberhentian")
POST_NEEDED = sentence("Tulis jabatan yang baru, setingkat lebih rendah")
INCOMPLETE = sentence("Keputusan ini belum lengkap. Perbaiki isian yang ditandai.")


def require_terms(kind: Kind, dismissal: DismissalType | None, position_after: str) -> None:
    """Refuse a heavy kind without what it changes; raises InvalidInput with its fields."""
    problems: dict[str, list[str]] = {}
    if kind is Kind.B3 and dismissal is None:
        problems["dismissal_type"] = [TYPE_NEEDED]
    if kind is not Kind.B3 and dismissal is not None:
        problems["dismissal_type"] = [TYPE_ONLY_FOR_DISMISSAL]
    if kind is Kind.B1 and not position_after.strip():
        problems["position_after"] = [POST_NEEDED]
    if problems:
        raise InvalidInput(INCOMPLETE, fields=problems)
