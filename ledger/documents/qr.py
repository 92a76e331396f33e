"""The small square on a paper that leads to its verification page."""

from io import BytesIO

import segno

from ledger.errors import InvalidInput, sentence

# Versions with the number of bytes they hold at level M. A fixed version and mask make the same
# picture every time and save the search for the best one.
_CAPACITIES = ((6, 106), (10, 213), (14, 362))
_MASK = 4


def qr_svg(url: str) -> str:
    """An SVG element without size, with a quiet zone of four modules; InvalidInput if too long."""
    length = len(url.encode())
    version = next((number for number, capacity in _CAPACITIES if length <= capacity), None)
    if version is None:
        raise InvalidInput(
            sentence("Alamat pemeriksaan keaslian terlalu panjang untuk kode QR."),
            code="verification_url_too_long",
        )
    code = segno.make(
        url, version=version, error="m", mask=_MASK, mode="byte", micro=False, boost_error=False
    )
    out = BytesIO()
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, svgclass=None,
        lineclass=None, dark="#111111",
    )  # fmt: skip
    return out.getvalue().decode().strip()
