"""Reads XLSX: checks the package first, then reads it in a process of its own with limits."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from ledger.domain.formats import number_text
from ledger.domain.imports import Phrase
from ledger.errors import InvalidInput, sentence
from ledger.spreadsheets.tables import Limits, Origin, Table, TableKind, make_table

_CHILD = Path(__file__).with_name("workbook_child.py")
_CHUNK_BYTES = 1 << 20
#: Small parts may be packed well without being a bomb.
_RATIO_FROM_BYTES = 1 << 20
#: Parts that run, fetch or embed something; a table of data needs none of them.
_MACRO_PARTS = ("vbaproject", "xl/macrosheets/", "xl/dialogsheets/")
_OUTSIDE_PARTS = (
    "xl/externallinks/",
    "xl/connections.xml",
    "xl/querytables/",
    "xl/embeddings/",
    "xl/activex/",
    "xl/ctrlprops/",
)

BROKEN = sentence(
    "Berkas XLSX ini rusak atau bukan XLSX. Buka di aplikasi lembar kerja, simpan ulang sebagai "
    "XLSX, lalu unggah lagi."
)
TOO_LARGE_INSIDE = sentence(
    "Isi berkas XLSX terlalu besar setelah dibuka (batas %(most)s MB). Hapus lembar, gambar, dan "
    "kolom yang tidak dipakai, atau bagi menjadi beberapa berkas."
)
TOO_DENSE = sentence(
    "Berkas XLSX ini dimampatkan secara tidak wajar sehingga tidak dibuka. Salin datanya ke "
    "berkas baru, lalu unggah lagi."
)
TOO_MANY_PARTS = sentence(
    "Berkas XLSX memuat lebih dari %(most)s bagian. Salin datanya ke berkas baru, lalu unggah lagi."
)
HAS_MACRO = sentence(
    "Berkas memuat makro. Simpan sebagai XLSX tanpa makro (.xlsx), lalu unggah lagi."
)
HAS_OUTSIDE = sentence(
    "Berkas memuat tautan ke data luar atau objek sisipan. Salin nilainya saja ke berkas baru, "
    "lalu unggah lagi."
)
IS_LOCKED = sentence(
    "Berkas XLSX dikunci kata sandi. Buka kuncinya, simpan ulang, lalu unggah lagi."
)
TOO_MANY_CELLS = sentence(
    "Lembar pertama terlalu besar untuk dibaca (batas %(rows)s baris dan %(columns)s kolom). "
    "Hapus baris dan kolom kosong di luar tabel, atau bagi menjadi beberapa berkas."
)
NO_SHEET = sentence("Berkas XLSX tidak mempunyai lembar berisi data. Isi lalu unggah lagi.")
OTHER_SHEETS = sentence('Hanya lembar "%(sheet)s" yang dibaca; lembar lain dilewati.')


def read_workbook(data: bytes, *, file_name: str, limits: Limits) -> Table:
    """Read the first visible sheet that has content, every cell as text.

    Raises InvalidInput for packages that are broken, locked, too large or carry more than data.
    """
    _require_harmless_package(data, limits)
    answer = _read_in_child(data, limits)
    sheet = str(answer["sheet"])
    notes = (Phrase(OTHER_SHEETS, sheet=sheet),) if answer["others"] else ()
    origin = Origin(kind=TableKind.XLSX, file_name=file_name, sheet=sheet, notes=notes)
    return make_table(answer["rows"], origin=origin, limits=limits)


def _require_harmless_package(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _check_directory(parts, len(data), limits)
            _check_parts(parts)
            _check_real_size(package, parts, limits)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise InvalidInput(BROKEN, code="file_broken") from error
    except RuntimeError as error:
        raise InvalidInput(IS_LOCKED, code="file_locked") from error


def _check_directory(parts: list[zipfile.ZipInfo], packed_bytes: int, limits: Limits) -> None:
    """Believe the directory where it condemns itself, before anything is unpacked."""
    if len(parts) > limits.entries:
        raise InvalidInput(TOO_MANY_PARTS, code="file_too_many_parts", most=limits.entries)
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise InvalidInput(BROKEN, code="file_broken")
    if any(part.flag_bits & 0x1 for part in parts):
        raise InvalidInput(IS_LOCKED, code="file_locked")
    declared = sum(part.file_size for part in parts)
    if declared > limits.unpacked_bytes:
        raise _too_large_inside(limits)
    dense = any(
        part.file_size > _RATIO_FROM_BYTES
        and part.file_size > limits.ratio * max(part.compress_size, 1)
        for part in parts
    )
    if dense or declared > max(limits.ratio * packed_bytes, _RATIO_FROM_BYTES):
        raise InvalidInput(TOO_DENSE, code="file_too_dense")


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower().replace("\\", "/").lstrip("/") for part in parts]
    if any(mark in name for name in names for mark in _MACRO_PARTS):
        raise InvalidInput(HAS_MACRO, code="file_has_macro")
    if any(name.startswith(mark) for name in names for mark in _OUTSIDE_PARTS):
        raise InvalidInput(HAS_OUTSIDE, code="file_has_outside_data")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise InvalidInput(BROKEN, code="file_broken")


def _check_real_size(
    package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits
) -> None:
    """Count the bytes that really come out, because a directory can lie."""
    total = 0
    for part in parts:
        with package.open(part) as stream:
            head = b""
            while chunk := stream.read(_CHUNK_BYTES):
                total += len(chunk)
                if total > limits.unpacked_bytes:
                    raise _too_large_inside(limits)
                head = head or chunk
            _check_head(part.filename.lower(), head)


def _check_head(name: str, head: bytes) -> None:
    if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in head[:4096]:
        raise InvalidInput(BROKEN, code="file_broken")
    if name == "[content_types].xml" and b"macroenabled" in head.lower():
        raise InvalidInput(HAS_MACRO, code="file_has_macro")


def _too_large_inside(limits: Limits) -> InvalidInput:
    most = limits.unpacked_bytes // (1024 * 1024)
    return InvalidInput(TOO_LARGE_INSIDE, code="file_too_large_inside", most=most)


def _read_in_child(data: bytes, limits: Limits) -> dict[str, Any]:
    """Let a process that may die read the sheet: a few bytes can name millions of cells."""
    command = [
        *(sys.executable, "-I", str(_CHILD)),
        *(str(limits.memory_bytes), str(limits.seconds), str(limits.rows), str(limits.columns)),
        str(2 * limits.unpacked_bytes),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, the file goes in as bytes.
            command, input=data, capture_output=True, timeout=limits.seconds + 5, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_many_cells(limits) from error
    answer = _answer_of(done)
    match answer.get("refused"):
        case "size":
            raise _too_many_cells(limits)
        case "sheet":
            raise InvalidInput(NO_SHEET, code="file_empty")
        case "broken":
            raise InvalidInput(BROKEN, code="file_broken")
    return answer


def _answer_of(done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    """Take the child's word; one that was stopped had too much to read."""
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return {"refused": "size"}
    return answer if done.returncode == 0 and isinstance(answer, dict) else {"refused": "size"}


def _too_many_cells(limits: Limits) -> InvalidInput:
    return InvalidInput(
        TOO_MANY_CELLS,
        code="file_too_many_cells",
        rows=number_text(limits.rows),
        columns=limits.columns,
    )
