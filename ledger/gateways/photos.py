"""Photographs of citizens: opened, checked whole, and drawn anew without what the phone wrote."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from ledger.domain.evidence import EMPTY, FILE_BYTES_MAX, MEGABYTE
from ledger.domain.formats import number_text
from ledger.errors import InvalidInput, sentence

#: A phone makes larger ones; they are taken and drawn smaller.
PHOTO_BYTES_MAX = 2 * FILE_BYTES_MAX
PIXELS_MAX = 50_000_000
SIDE_PIXELS_MAX = 1600
QUALITY = 80
KINDS = ("JPEG", "PNG", "WEBP")

TOO_BIG = sentence("Foto harus lebih kecil dari 10 MB. Foto ini %(size)s MB.")
NO_PHOTO = sentence("Foto harus JPG, PNG, atau WebP. Pilih foto lain, atau kirim tanpa foto.")
HALF = sentence("Foto ini terputus di tengah jalan. Pilih lagi fotonya, atau kirim tanpa foto.")
TOO_MANY_PIXELS = sentence("Foto ini terlalu besar ukurannya. Pilih foto lain.")


def redraw_photo(content: bytes, *, field: str = "photo") -> bytes:
    """The photograph as a JPEG of at most 1600 pixels a side, upright, and nothing else in it.

    Place, time, device and preview that a phone writes into its file are gone. Raises
    InvalidInput on ``field`` for what is no photograph, too large, or arrived in half.
    """
    if not content:
        raise _refused(EMPTY, field)
    if len(content) > PHOTO_BYTES_MAX:
        raise _refused(TOO_BIG, field, size=number_text(len(content) / MEGABYTE, decimals=1))
    try:
        with warnings.catch_warnings():
            # A picture of very many pixels is measured below, before any of them is read.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=KINDS)
    except Image.DecompressionBombError as failure:
        raise _refused(TOO_MANY_PIXELS, field) from failure
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as failure:
        # Of a WebP in half not even the beginning can be read.
        told = HALF if content.startswith(b"RIFF") else NO_PHOTO
        raise _refused(told, field) from failure
    with picture:
        if picture.width * picture.height > PIXELS_MAX:
            raise _refused(TOO_MANY_PIXELS, field)
        if not _is_whole(content, picture.format or ""):
            raise _refused(HALF, field)
        try:
            return _drawn(picture)
        except (OSError, ValueError, SyntaxError, EOFError) as failure:
            raise _refused(HALF, field) from failure


def _is_whole(content: bytes, kind: str) -> bool:
    """Whether the file ends as its kind ends.

    WeasyPrint lets the library draw broken pictures in the whole process, so it tells nobody.
    """
    if kind == "JPEG":
        # Within the picture these two marks cannot stand; a preview before it has its own.
        return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    if kind == "PNG":
        return b"IEND" in content[-64:]
    return len(content) >= int.from_bytes(content[4:8], "little") + 8


def _drawn(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
    # Pasted onto a sheet of its own, so that nothing but pixels comes along.
    sheet = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA")
    sheet.paste(shown, mask=shown.getchannel("A"))
    out = BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _refused(text: str, field: str, **params: str) -> InvalidInput:
    return InvalidInput(text, fields={field: [text % params if params else text]}, **params)
