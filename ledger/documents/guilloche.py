"""The woven border of a certificate, drawn as few long paths.

Every shape costs time when the page is set, so each strand of the border is one closed curve.
All lengths are millimetres.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]
Curve = Callable[[float], Point]


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle with round corners, the line the strands are woven around."""

    left: float
    top: float
    width: float
    height: float
    radius: float

    @property
    def perimeter(self) -> float:
        return 2 * (self.width + self.height - 4 * self.radius) + 2 * pi * self.radius

    def at(self, distance: float, offset: float) -> Point:
        """The point ``distance`` along the line, clockwise from top left, ``offset`` outward."""
        across, down = self.width - 2 * self.radius, self.height - 2 * self.radius
        arc = pi * self.radius / 2
        turn = 0.0
        corners = (
            (across, self.left + self.width - self.radius, self.top + self.radius),
            (down, self.left + self.width - self.radius, self.top + self.height - self.radius),
            (across, self.left + self.radius, self.top + self.height - self.radius),
            (down, self.left + self.radius, self.top + self.radius),
        )
        rest = distance % self.perimeter
        for side, x, y in corners:
            if rest < side + arc:
                return self._on_side(rest - side, turn, offset, (x, y))
            rest -= side + arc
            turn += pi / 2
        return self._on_side(0.0, turn, offset, corners[-1][1:])

    def _on_side(self, past: float, turn: float, offset: float, corner: Point) -> Point:
        """``past`` below zero is before the corner's arc, on the straight side."""
        angle = turn + max(past, 0.0) / self.radius - pi / 2
        reach = self.radius + offset
        back = min(past, 0.0)
        return (
            corner[0] + reach * cos(angle) + back * cos(turn),
            corner[1] + reach * sin(angle) + back * sin(turn),
        )


def strands(frame: Frame, *, waves: int, amplitude: float, count: int) -> list[str]:
    """``count`` sine strands around the frame, evenly out of step: the data of one path each."""

    def strand(phase: float) -> Curve:
        return lambda t: frame.at(
            t * frame.perimeter, amplitude * sin(2 * pi * (waves * t + phase))
        )

    return [smooth_path(strand(index / count), pieces=waves * 4) for index in range(count)]


def wave(start: Point, *, length: float, waves: int, amplitude: float, phase: float) -> str:
    """A sine line downwards from a point, open at both ends: the data of one path."""
    pieces = waves * 4
    step = length / pieces
    rate = 2 * pi * waves / length

    def at(down: float) -> Point:
        return (start[0] + amplitude * sin(rate * down + phase), start[1] + down)

    def slope(down: float) -> float:
        return amplitude * rate * cos(rate * down + phase) * step / 3

    x, y = at(0.0)
    data = [f"M{x:.2f} {y:.2f}C"]
    for index in range(pieces):
        top, end = index * step, (index + 1) * step
        (x0, y0), (x1, y1) = at(top), at(end)
        bends = (x0 + slope(top), y0 + step / 3, x1 - slope(end), y1 - step / 3, x1, y1)
        data.append(" ".join(f"{number:.2f}" for number in bends))
    return "".join((data[0], " ".join(data[1:])))


def petals(centre: Point, *, reach: float, width: float, turn: float = pi / 4) -> str:
    """Four petals around a point, as on batik kawung: one path; the first at ``turn``."""
    data = []
    for quarter in range(4):
        angle = turn + quarter * pi / 2
        along, across = (cos(angle), sin(angle)), (-sin(angle), cos(angle))

        def place(out: float, side: float, along: Point = along, across: Point = across) -> str:
            x = centre[0] + out * along[0] + side * across[0]
            y = centre[1] + out * along[1] + side * across[1]
            return f"{x:.2f} {y:.2f}"

        near, far, half = reach * 0.1, reach, width / 2
        inner, outer = near + (far - near) * 0.2, near + (far - near) * 0.72
        data.append(
            f"M{place(near, 0)}C{place(inner, half)} {place(outer, half * 1.5)} {place(far, 0)}"
            f"C{place(outer, -half * 1.5)} {place(inner, -half)} {place(near, 0)}Z"
        )
    return "".join(data)


def rosette(centre: Point, *, radius: float, petals: int, depth: float) -> str:
    """A closed curve of petals around a centre: the data of one path."""

    def curve(t: float) -> Point:
        reach = radius * (1 - depth + depth * cos(2 * pi * petals * t))
        angle = 2 * pi * t * (petals - 1)
        return (centre[0] + reach * cos(angle), centre[1] + reach * sin(angle))

    return smooth_path(curve, pieces=petals * 10)


def smooth_path(curve: Curve, *, pieces: int) -> str:
    """Cubic pieces through a closed curve over [0, 1), tangents taken from the curve itself."""
    step, tiny = 1 / pieces, 1e-5

    def tangent(t: float) -> Point:
        (x0, y0), (x1, y1) = curve(t - tiny), curve(t + tiny)
        return ((x1 - x0) / (2 * tiny) * step / 3, (y1 - y0) / (2 * tiny) * step / 3)

    start = curve(0.0)
    data = [f"M{start[0]:.2f} {start[1]:.2f}C"]
    for index in range(pieces):
        t0, t1 = index * step, (index + 1) * step
        (x0, y0), (x1, y1) = curve(t0), curve(t1)
        (ax, ay), (bx, by) = tangent(t0), tangent(t1)
        numbers = (x0 + ax, y0 + ay, x1 - bx, y1 - by, x1, y1)
        data.append(" ".join(f"{number:.2f}" for number in numbers))
    return " ".join(data) + "Z"
