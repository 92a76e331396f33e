"""Values of open rows as they are typed and read back."""

import json
from typing import Any

from ledger.domain.interlocks import interlock_from_text
from ledger.domain.open_law.shapes import OpenRow, Shape
from ledger.errors import InvalidInput, sentence

UNKNOWN_ROW = sentence("Ketentuan ini tidak ada.")
DAYS_WRONG = sentence("Tulis jumlah hari dari 1 sampai 60")
TEXTS_WRONG = sentence("Tulis satu jenis setiap baris, misalnya S1: penundaan kenaikan gaji")
SOURCE_MISSING = sentence("Tulis sumbernya: peraturan, pasal, dan tempat Anda membacanya")
_YES = frozenset({"1", "ya", "true"})
_DAYS_MAX = 60


def value_from_text(row: OpenRow, text: str) -> Any:
    """Read what was typed in the shape of the row; raises InvalidInput for field ``text``."""
    bare = text.strip()
    if row.shape is Shape.DAYS:
        if not bare.isdecimal() or not 1 <= int(bare) <= _DAYS_MAX:
            raise InvalidInput(DAYS_WRONG, fields={"text": [DAYS_WRONG]})
        return int(bare)
    if row.shape is Shape.SWITCH:
        return bare.casefold() in _YES
    if row.shape is Shape.TEXT:
        return bare
    if row.shape is Shape.INTERLOCK:
        return interlock_from_text(bare).text
    lines = [line.strip() for line in bare.splitlines() if line.strip()]
    if row.shape is Shape.LINES:
        return lines
    return _texts(lines) if row.shape is Shape.TEXTS else True


def text_of_value(row: OpenRow, value: Any) -> str:
    """The value as it is typed; the inverse of ``value_from_text``."""
    if row.shape is Shape.SWITCH:
        return "1" if value else "0"
    if row.shape is Shape.LINES:
        return "\n".join(value)
    if row.shape is Shape.TEXTS:
        return "\n".join(f"{kind}: {text}" for kind, text in value.items())
    return str(value) if isinstance(value, int | str) else json.dumps(value, ensure_ascii=False)


def _texts(lines: list[str]) -> dict[str, str]:
    pairs = [line.partition(":") for line in lines]
    known = ("S1", "S2", "S3", "B1", "B2", "B3")
    if any(kind.strip() not in known or not text.strip() for kind, _, text in pairs):
        raise InvalidInput(TEXTS_WRONG, fields={"text": [TEXTS_WRONG]})
    return {kind.strip(): text.strip() for kind, _, text in pairs}
