"""Photographs of citizens: whole, upright, small, and without what the phone wrote into them."""

from io import BytesIO

import pytest
from PIL import Image

from ledger.errors import InvalidInput
from ledger.gateways.photos import SIDE_PIXELS_MAX, redraw_photo

#: Orientation "turned by a quarter", and the maker of the phone.
TURNED, MAKER = 274, 271


def photo(kind="JPEG", size=(40, 20), exif=None, mode="RGB") -> bytes:
    out = BytesIO()
    picture = Image.effect_noise(size, 90).convert(mode)
    picture.save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def drawn(content: bytes) -> Image.Image:
    return Image.open(BytesIO(redraw_photo(content)))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB")])
def test_photo_of_each_kind_becomes_a_plain_jpeg(kind, mode):
    shown = drawn(photo(kind, mode=mode))
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (40, 20))


def test_what_the_phone_wrote_is_gone_and_the_photo_stands_upright():
    exif = Image.Exif()
    exif[TURNED], exif[MAKER] = 6, "Ponsel Warga"
    exif.get_ifd(0x8825)[1] = "S"
    content = photo(exif=exif.tobytes())
    assert b"Ponsel Warga" in content
    shown = drawn(content)
    assert shown.size == (20, 40)
    assert len(shown.getexif()) == 0
    assert b"Ponsel Warga" not in redraw_photo(content)


def test_large_photo_is_drawn_smaller():
    assert max(drawn(photo(size=(3000, 1500))).size) == SIDE_PIXELS_MAX


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photo_that_arrived_in_half_is_told_as_such(kind):
    whole = photo(kind, size=(400, 300))
    with pytest.raises(InvalidInput, match="terputus") as refused:
        redraw_photo(whole[: len(whole) // 2])
    assert list(refused.value.fields) == ["photo"]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 ", b"<svg onload='alert(1)'/>", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(InvalidInput, match="JPG, PNG, atau WebP"):
        redraw_photo(content)


def test_empty_too_large_and_too_many_pixels_are_refused():
    with pytest.raises(InvalidInput, match="kosong"):
        redraw_photo(b"")
    with pytest.raises(InvalidInput, match="10 MB"):
        redraw_photo(b"\xff\xd8\xff" + bytes(10_000_001))
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(InvalidInput, match="ukurannya"):
        redraw_photo(out.getvalue())
