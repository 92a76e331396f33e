"""What the borders of the three designs of a piagam are drawn of; all lengths are millimetres."""

from collections.abc import Callable, Mapping
from math import pi
from typing import Any

from ledger.documents.guilloche import Frame, petals, rosette, strands, wave
from ledger.domain.documents import CertificateDesign

_BORDER = Frame(left=12.1, top=12.1, width=272.8, height=185.8, radius=4.0)
_CORNERS = ((12.4, 12.4), (284.6, 12.4), (284.6, 197.6), (12.4, 197.6))
#: The band of batik: cells of this side fill it without a rest, three rows of them.
_CELL = 5.94
_ROWS = 3


def woven() -> dict[str, Any]:
    """Two ropes of sine strands, with a rosette in each corner."""
    return {
        "wide": strands(_BORDER, waves=80, amplitude=3.3, count=4),
        "narrow": strands(_BORDER, waves=80, amplitude=1.9, count=3),
        "rosettes": [
            rosette(corner, radius=radius, petals=count, depth=depth)
            for corner in _CORNERS
            for radius, count, depth in ((4.3, 13, 0.45), (2.6, 9, 0.4))
        ],
    }


def batik() -> dict[str, Any]:
    """Kawung all around: four petals in each cell of the band, and a rosette under the words."""
    cells = [centre for centre in _grid() if _in_band(centre)]
    return {
        "petals": "".join(petals(one, reach=_CELL * 0.66, width=_CELL * 0.30) for one in cells),
        "dots": cells,
        "lights": [
            rosette((148.5, 105.0), radius=radius, petals=count, depth=depth)
            for radius, count, depth in ((62, 25, 0.30), (46, 19, 0.34), (30, 13, 0.40))
        ],
    }


def panelled() -> dict[str, Any]:
    """Waves down a dark panel, and wheels of fine lines behind the words."""
    return {
        "waves": [
            wave((34.0 + shift, 0), length=210, waves=9, amplitude=amplitude, phase=index * pi / 4)
            for shift, amplitude in ((-13, 9.0), (13, 9.0))
            for index in range(8)
        ],
        "lights": [
            rosette((180.0, 108.0), radius=radius, petals=count, depth=depth)
            for radius, count, depth in ((74, 31, 0.22), (56, 23, 0.28), (38, 17, 0.34))
        ],
        "seal": [
            rosette((34.0, 46.0), radius=radius, petals=count, depth=depth)
            for radius, count, depth in ((20, 29, 0.16), (16.4, 23, 0.12))
        ],
    }


def _grid() -> list[tuple[float, float]]:
    across, down = 297 / _CELL, 210 / _CELL
    return [
        (round((column + 0.5) * _CELL, 2), round((row + 0.5) * 210 / int(down), 2))
        for column in range(int(across))
        for row in range(int(down))
    ]


def _in_band(centre: tuple[float, float]) -> bool:
    edge = _ROWS * _CELL
    return not (edge < centre[0] < 297 - edge and edge < centre[1] < 210 - edge)


SHAPES: Mapping[CertificateDesign, Callable[[], dict[str, Any]]] = {
    CertificateDesign.ANYAMAN: woven,
    CertificateDesign.KAWUNG: batik,
    CertificateDesign.CAKRA: panelled,
}
