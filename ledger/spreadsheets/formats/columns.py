"""Columns that a format expects, found in a header whatever their case, blanks and marks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.domain.imports import FILE_LEVEL, Phrase, RowProblem
from ledger.errors import sentence

_MARKS = re.compile(r"[\W_]+")

COLUMN_MISSING = sentence('kolom "%(header)s" tidak ada')
COLUMN_MISSING_REMEDY = sentence(
    'Tambahkan kolom berjudul "%(header)s". Judul kolom yang diharapkan: %(expected)s.'
)
COLUMN_TWICE = sentence('kolom "%(header)s" ada dua kali')
COLUMN_TWICE_REMEDY = sentence("Hapus salah satu kolom, lalu unggah lagi.")


@dataclass(frozen=True, slots=True)
class Column:
    """``header`` is what the person is told; it and the aliases are recognised."""

    field: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    is_date: bool = False
    #: SIASN writes every date DD-MM-YYYY, so its columns need no evidence.
    is_siasn_date: bool = False


def plain(header: str) -> str:
    """Reduce a header to what counts: ``NIP BARU``, ``nip_baru`` and ``nipBaru`` are one."""
    return _MARKS.sub("", header.casefold())


def find_columns(columns: Sequence[Column], header: Sequence[str]) -> dict[str, str]:
    """Map each field to the header cell that carries it; absent columns are left out."""
    by_plain: dict[str, str] = {}
    for name in header:
        by_plain.setdefault(plain(name), name)
    found: dict[str, str] = {}
    for column in columns:
        words = (plain(word) for word in (column.header, *column.aliases))
        carrier = next((by_plain[word] for word in words if word in by_plain), None)
        if carrier is not None:
            found[column.field] = carrier
    return found


def has_required(columns: Sequence[Column], header: Sequence[str]) -> bool:
    found = find_columns(columns, header)
    return all(column.field in found for column in columns if column.required)


def header_problems(
    columns: Sequence[Column], header: Sequence[str], found: Mapping[str, str]
) -> list[RowProblem]:
    """Tell each required column that is missing, and each used one that stands there twice."""
    expected = ", ".join(column.header for column in columns if column.required)
    problems = [
        RowProblem(
            FILE_LEVEL,
            column.header,
            "",
            Phrase(COLUMN_MISSING, header=column.header),
            Phrase(COLUMN_MISSING_REMEDY, header=column.header, expected=expected),
        )
        for column in columns
        if column.required and column.field not in found
    ]
    repeated = [name for name in found.values() if f"{name} (2)" in header]
    problems += [
        RowProblem(
            FILE_LEVEL,
            name,
            "",
            Phrase(COLUMN_TWICE, header=name),
            Phrase(COLUMN_TWICE_REMEDY),
        )
        for name in repeated
    ]
    return problems
