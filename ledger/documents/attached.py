"""Reading what a paper carries inside it."""

from io import BytesIO

from pikepdf import Pdf, PdfError

_SUFFIX = ".tlog-proof"
#: A proof of a ledger of any size, with its private parts, is shorter.
_MOST_BYTES = 1 << 20
_MOST_FILES = 16


def read_proofs(pdf: bytes) -> list[str]:
    """The proofs inside a paper; none when it cannot be read at all."""
    try:
        with Pdf.open(BytesIO(pdf)) as paper:
            names = [name for name in paper.attachments if name.endswith(_SUFFIX)][:_MOST_FILES]
            held = [paper.attachments[name].get_file() for name in names]
            found = [file.read_bytes() for file in held if (file.size or 0) <= _MOST_BYTES]
    except (PdfError, ValueError):
        return []
    return [content.decode("utf-8", errors="replace") for content in found]
