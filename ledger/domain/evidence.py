"""Files that support a record: which kinds are taken, told by their first bytes, and how big."""

from ledger.domain.formats import number_text
from ledger.errors import InvalidInput, sentence

FILE_BYTES_MAX = 5_000_000
MEGABYTE = 1_000_000
FILES_MAX = 5
NAME_CHARACTERS_MAX = 120

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

WRONG_KIND = sentence("Berkas harus PDF, JPG, atau PNG")
TOO_BIG = sentence("Berkas harus lebih kecil dari 5 MB. Berkas ini %(size)s MB.")
EMPTY = sentence("Berkas ini kosong. Pilih berkas lain.")
TOO_MANY = sentence("Paling banyak %(most)s berkas. Hapus satu dulu.")


def media_type_of(content: bytes) -> str | None:
    """The kind by the first bytes; what the browser or the name says counts for nothing."""
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)


def require_evidence(content: bytes, *, field: str = "evidence") -> str:
    """Return the media type of an acceptable file; raises InvalidInput on ``field``."""
    if not content:
        raise InvalidInput(EMPTY, fields={field: [EMPTY]})
    if len(content) > FILE_BYTES_MAX:
        params = {"size": number_text(len(content) / MEGABYTE, decimals=1)}
        raise InvalidInput(TOO_BIG, fields={field: [TOO_BIG % params]}, **params)
    kind = media_type_of(content)
    if kind is None:
        raise InvalidInput(WRONG_KIND, fields={field: [WRONG_KIND]})
    return kind


def clean_file_name(name: str, media_type: str) -> str:
    """The last part of the name in printable letters, ending as its bytes say."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem = plain.rpartition(".")[0] if "." in plain else plain
    return f"{stem[:NAME_CHARACTERS_MAX] or 'bukti'}{SUFFIXES.get(media_type, '')}"
