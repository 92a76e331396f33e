"""One picture of the first page of every kind and design of paper: `make gallery`.

The papers are those of the demo agency, rendered again from their frozen contexts. A kind that
nobody needed there is taken from the samples of the tests, and said so.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from ledger.documents.rendering import KINDS, render_pdf
from ledger.domain.documents import CertificateDesign, DocumentKind
from tests.documents.test_contexts import ALL as SAMPLES

FOLDER = Path("docs") / "gallery"
DOTS_PER_INCH = 84
COLOURS = 64
#: The newest of each kind is the one with most in it; some kinds are issued many times.
NEWEST = (
    "SELECT kind, context FROM document WHERE state = 'issued' ORDER BY kind, length(context) DESC"
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        found = contexts_of(Path(os.environ.get("NERACA_GALLERY_DATA") or demo(Path(made))))
    for name, kind, context in papers(found):
        picture = picture_of(render_pdf(kind, context))
        picture.save(folder / f"{name}.png", optimize=True)
        sys.stdout.write(f"{folder / name}.png\n")


def demo(data: Path) -> Path:
    """The demo agency in a folder of its own."""
    neraca = Path(sys.executable).parent / "neraca"
    environment = {**os.environ, "NERACA_DATA_DIR": str(data)}
    environment.pop("NERACA_DATABASE_URL", None)
    for words in (("db", "upgrade"), ("demo",)):
        subprocess.run([neraca, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    return data


def contexts_of(data: Path) -> dict[str, dict[str, Any]]:
    """The frozen context of one issued paper of each kind that the agency has."""
    found: dict[str, dict[str, Any]] = {}
    store = sqlite3.connect(data / "neraca.sqlite3")
    for kind, context in store.execute(NEWEST):
        found.setdefault(kind, json.loads(context))
    store.close()
    return found


def papers(
    found: Mapping[str, dict[str, Any]],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Name of the picture, kind and context, in the order of the kinds."""
    for kind in KINDS:
        context = found.get(kind)
        if context is None:
            sys.stdout.write(f"{kind}: not in the demo agency, drawn from a sample\n")
            context = SAMPLES[kind]().to_mapping()
        if kind == DocumentKind.CERTIFICATE:
            for design in CertificateDesign:
                yield f"{kind}-{design}", kind, {**context, "design": design.value}
        else:
            yield kind, kind, context


def picture_of(pdf: bytes) -> Image.Image:
    """The first page in few colours, so that the picture stays small."""
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", "-singlefile", "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return Image.open(BytesIO(drawn)).convert("RGB").quantize(COLOURS)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
