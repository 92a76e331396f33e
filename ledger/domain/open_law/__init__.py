"""What the law leaves open or nobody has read at its source: every row with its default and status.

A row is a dated setting. Until somebody records it the default holds, and until a second person
confirms it HR sees it marked "perlu verifikasi".
"""

from ledger.domain.open_law.rows import OPEN_LAW
from ledger.domain.open_law.shapes import STATUS_LABELS, OpenRow, Shape
from ledger.domain.open_law.values import (
    SOURCE_MISSING,
    UNKNOWN_ROW,
    text_of_value,
    value_from_text,
)

__all__ = [
    "OPEN_LAW",
    "SOURCE_MISSING",
    "STATUS_LABELS",
    "UNKNOWN_ROW",
    "OpenRow",
    "Shape",
    "text_of_value",
    "value_from_text",
]
