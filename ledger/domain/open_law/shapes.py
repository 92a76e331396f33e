"""The shape of an open row, and what is known of its source in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ledger.domain.sources import SourceStatus
from ledger.errors import sentence


class Shape(StrEnum):
    """How a value is typed: days, yes or no, one line, many lines, lines ``kode: teks``."""

    DAYS = "days"
    SWITCH = "switch"
    TEXT = "text"
    LINES = "lines"
    TEXTS = "texts"
    #: What stands in the way of whom, in one of the phrases of ``interlock_from_text``.
    INTERLOCK = "interlock"
    #: Nothing to choose; what stands in the program is confirmed or not.
    READING = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    key: str
    title: str
    article: str
    status: SourceStatus
    shape: Shape
    default: Any
    #: What follows from the value, in a sentence.
    effect: str = ""


STATUS_LABELS: Mapping[SourceStatus, str] = MappingProxyType(
    {
        SourceStatus.CONFIRMED: sentence("Terbaca pada sumbernya"),
        SourceStatus.SECOND_HAND: sentence("Dari sumber kedua"),
        SourceStatus.INFERRED: sentence("Nomor pasal disimpulkan"),
        SourceStatus.SECONDARY: sentence("Dari berita atau surat edaran"),
        SourceStatus.MEMORY: sentence("Belum ditemukan sumbernya"),
    }
)
