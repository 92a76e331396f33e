"""Reading a PDF back: its words as poppler sees them, its inside as pikepdf sees it."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from page import validate_pdf_bytes
from pikepdf import Dictionary, Name, Pdf
from PIL import Image


def read_text(pdf: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", str(path), "-"]
    out = subprocess.run(command, capture_output=True, check=True)
    return " ".join(out.stdout.decode().split())


def draw_page(pdf: bytes) -> Image.Image:
    """The first page in greys, at 72 dots an inch."""
    command = ["pdftoppm", "-r", "72", "-gray", "-singlefile", "-"]
    out = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(out.stdout))


def faults(pdf: bytes, profile: str) -> list[str]:
    """What breaks a profile of PDF/A or PDF/UA, as an independent validator of both tells it."""
    report = validate_pdf_bytes(pdf, profile=profile)
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def unembedded_fonts(pdf: bytes) -> list[str]:
    with Pdf.open(BytesIO(pdf)) as paper:
        return [
            str(found.get(Name.FontName))
            for found in _dictionaries(paper)
            if found.get(Name.Type) == Name.FontDescriptor
            and not any(key in found for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        ]


def font_names(pdf: bytes) -> set[str]:
    with Pdf.open(BytesIO(pdf)) as paper:
        return {
            str(found.get(Name.FontName)).partition("+")[2]
            for found in _dictionaries(paper)
            if found.get(Name.Type) == Name.FontDescriptor
        }


def keys_used(pdf: bytes) -> set[str]:
    """Every dictionary key of the file: where scripts, actions or links would show."""
    with Pdf.open(BytesIO(pdf)) as paper:
        return {key for found in _dictionaries(paper) for key in found}


def _dictionaries(paper: Pdf) -> Iterator[Dictionary]:
    for found in paper.objects:
        if isinstance(found, Dictionary):
            yield found
        elif hasattr(found, "stream_dict"):
            yield found.stream_dict


def fonts_without_unicode(pdf: bytes) -> list[str]:
    """Fonts of the pages whose letters could not be copied or searched for."""
    with Pdf.open(BytesIO(pdf)) as paper:
        return [
            str(found.get(Name.BaseFont))
            for found in _dictionaries(paper)
            if found.get(Name.Type) == Name.Font
            and found.get(Name.Subtype) != Name.CIDFontType2
            and Name.ToUnicode not in found
        ]
