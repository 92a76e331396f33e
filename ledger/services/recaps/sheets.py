"""The XLSX beside a recap: the same frozen rows, to be worked with further.

It is made from the context of the paper alone, so both always say the same.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from ledger.documents.recap_context import GroupTotal, RecapContext
from ledger.domain.imports import DateOrder
from ledger.spreadsheets.dates import read_date
from ledger.spreadsheets.writing import CellValue, Remarks, Sheet, write_xlsx

HIDDEN = "<5"
#: A number as the paper prints it: 1.204 or 85,10.
_PRINTED_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})*(,[0-9]+)?")


def recap_xlsx(context: RecapContext, *, made_at: datetime, made_by: str) -> bytes:
    """``made_at`` is the moment on the clock of the agency. The same context, the same bytes."""
    seal = context.checkpoint
    remarks = Remarks(
        made_at=made_at,
        made_by=made_by,
        filters={
            "Rekap": context.title,
            "Cakupan": context.scope_text,
            "Periode": context.period_text,
            "Segel": f"{seal.origin} · {seal.size} entri",
            "Sidik segel": seal.root_hash,
            **{f"Catatan {place}": note for place, note in enumerate(context.notes, start=1)},
        },
    )
    return write_xlsx(list(_sheets(context)), remarks=remarks)


def _sheets(context: RecapContext) -> Iterator[Sheet]:
    yield Sheet(
        title="Ringkasan",
        header=("Ukuran", "Nilai", "Keterangan"),
        rows=((one.label, printed_number(one.value_text), one.note) for one in context.summary),
    )
    if context.awards:
        yield Sheet(
            title="Penghargaan",
            header=(
                "Tanggal kejadian",
                "Nama",
                "NIP",
                "Unit kerja",
                "Penghargaan",
                "Poin",
                "Nomor piagam",
            ),
            rows=_awards(context),
        )
    if context.units:
        yield Sheet(
            title="Pegawai",
            header=("Unit kerja", "Nama", "NIP", "Jabatan", "Poin", "Penghargaan", "Apresiasi"),
            rows=_people(context),
        )
    yield from _totals(context)
    if context.indexes:
        yield Sheet(
            title="SKM",
            header=("Unit kerja", "Periode", "Indeks", "Mutu", "Responden"),
            rows=_indexes(context),
        )
    if context.aspects:
        yield Sheet(
            title="IPP",
            header=("Aspek", "Rata-rata unit", "Keterangan"),
            rows=((one.label, printed_number(one.value_text), one.note) for one in context.aspects),
        )


def _awards(context: RecapContext) -> Iterator[tuple[CellValue, ...]]:
    for one in context.awards:
        day = read_date(one.date_text, DateOrder.DMY)
        yield day, one.name, one.nip, one.unit, one.title, one.points, one.number


def _indexes(context: RecapContext) -> Iterator[tuple[CellValue, ...]]:
    for one in context.indexes:
        index = printed_number(one.index_text)
        yield one.unit, one.period_text, index, one.grade, one.respondents


def _people(context: RecapContext) -> Iterator[tuple[CellValue, ...]]:
    for unit in context.units:
        for one in unit.people:
            yield (
                unit.name,
                one.name,
                one.nip,
                one.position,
                one.points,
                one.awards,
                one.commendations,
            )


def _totals(context: RecapContext) -> Iterator[Sheet]:
    tables: tuple[tuple[str, str, str, tuple[GroupTotal, ...]], ...] = (
        ("commendations", "Apresiasi", "Layanan", context.commendations),
        ("complaints", "Pengaduan", "Penyebab", context.complaints),
        ("guidance", "Pembinaan", "Unit kerja", context.guidance),
        ("discipline", "Disiplin", "Tingkat", context.discipline),
    )
    for section, title, label, lines in tables:
        if section in context.sections:
            yield Sheet(title=title, header=(label, "Jumlah"), rows=_lines(lines))


def _lines(lines: Iterable[GroupTotal]) -> Iterator[tuple[CellValue, ...]]:
    for one in lines:
        yield one.label, HIDDEN if one.count is None else one.count


def printed_number(text: str) -> CellValue:
    """The number a printed figure stands for; "–" and what else is no number stays text."""
    if not _PRINTED_NUMBER.fullmatch(text):
        return text
    number = Decimal(text.replace(".", "").replace(",", "."))
    return number if "," in text else int(number)
