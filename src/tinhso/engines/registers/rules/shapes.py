"""Points, lines and areas as GeoJSON (RFC 7946, WGS 84, longitude first): read, tidied, measured, drawn."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from tinhso.engines.registers.types import Box

#: Where Vietnam lies with its seas: west, south, east, north.
BOUNDS: Final = (101.0, 5.5, 118.0, 23.6)
#: Decimals kept of a degree: a tenth of a metre.
DECIMALS: Final = 6
MOST_VERTICES: Final = 5000
_PAIR: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*")

Position = tuple[float, float]


class BadShape(ValueError):
    """What is wrong with a geometry, in words for people."""


def tidy_shape(kind: str, text: str) -> dict[str, Any]:
    """A geometry of ``kind`` from GeoJSON, or from pairs ``latitude, longitude``, one a line; a point is one pair.

    Raises ``BadShape``.
    """
    if text.lstrip().startswith("{"):
        try:
            given = json.loads(text)
        except ValueError:
            raise BadShape(_("GeoJSON sai cú pháp")) from None
        if not isinstance(given, dict) or given.get("type") != kind:
            raise BadShape(_("Cần GeoJSON kiểu {kind}").format(kind=kind))
        coordinates = given.get("coordinates")
    else:
        pairs = [_pair(line) for line in re.split(r"[\n|]", text) if line.strip()]
        coordinates = pairs[0] if kind == "Point" and len(pairs) == 1 else [pairs] if kind == "Polygon" else pairs
    return {"type": kind, "coordinates": _checked(kind, coordinates)}


def _pair(line: str) -> list[float]:
    found = _PAIR.fullmatch(line)
    if found is None:
        raise BadShape(_("Viết vĩ độ, kinh độ, ví dụ 16.4637, 107.5909"))
    return [float(found[2]), float(found[1])]


def _checked(kind: str, coordinates: Any) -> Any:
    if kind == "Point":
        return list(_position(coordinates))
    if kind == "LineString":
        return _line(coordinates, 2)
    if not isinstance(coordinates, list) or not 1 <= len(coordinates) <= 50:
        raise BadShape(_("Vùng cần ít nhất một đường bao"))
    return [_ring(ring) for ring in coordinates]


def _position(value: Any) -> Position:
    numbers = value[:2] if isinstance(value, list) and len(value) >= 2 else ()
    if len(numbers) != 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise BadShape(_("Tọa độ phải là kinh độ, vĩ độ"))
    west, south, east, north = BOUNDS
    x, y = round(float(numbers[0]), DECIMALS), round(float(numbers[1]), DECIMALS)
    if not (west <= x <= east and south <= y <= north):
        raise BadShape(_("Tọa độ {y}, {x} nằm ngoài Việt Nam").format(x=x, y=y))
    return x, y


def _line(value: Any, least: int) -> list[list[float]]:
    if not isinstance(value, list) or not least <= len(value) <= MOST_VERTICES:
        raise BadShape(_("Cần từ {least} đến {most} điểm").format(least=least, most=MOST_VERTICES))
    return [list(_position(each)) for each in value]


def _ring(value: Any) -> list[list[float]]:
    ring = _line(value, 3)
    return ring if ring[0] == ring[-1] and len(ring) > 3 else [*ring, ring[0]]


def positions(shape: Mapping[str, Any]) -> Iterator[Position]:
    """Every position of a geometry."""
    found = shape["coordinates"]
    if shape["type"] == "Point":
        found = [[found]]
    elif shape["type"] == "LineString":
        found = [found]
    for part in found:
        yield from (tuple(each) for each in part)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A geometry as SVG: the box, the paths, the dots, a bar of so many pixels that is ``scale`` long; numbers are
    texts as SVG writes them.
    """

    width: int
    height: int
    paths: Sequence[str]
    dots: Sequence[tuple[str, str]]
    is_area: bool
    bar: str
    scale: str
    where: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of degrees as a picture of so many pixels: north up, each degree as long as it is at that latitude."""

    middle: Position
    pixel: float
    width: int
    height: int

    @classmethod
    def around(cls, box: Box, width: int, height: int) -> "Frame":
        """The frame in which a box stands with a margin; no box is smaller than a square kilometre."""
        west, south, east, north = box
        squeeze = math.cos(math.radians((south + north) / 2))
        spread = max((east - west) * squeeze / width, (north - south) / height, 0.009 / height)
        return cls(((west + east) / 2, (south + north) / 2), spread * 1.25, width, height)

    @property
    def _squeeze(self) -> float:
        return math.cos(math.radians(self.middle[1]))

    def place(self, x: float, y: float) -> Position:
        """Where a position stands in the picture."""
        return (
            round(self.width / 2 + (x - self.middle[0]) * self._squeeze / self.pixel, 1),
            round(self.height / 2 - (y - self.middle[1]) / self.pixel, 1),
        )

    @property
    def shown(self) -> Box:
        """The degrees that the whole picture covers."""
        across, up = self.width / 2 * self.pixel / self._squeeze, self.height / 2 * self.pixel
        x, y = self.middle
        return x - across, y - up, x + across, y + up

    def paths(self, shape: Mapping[str, Any]) -> list[str]:
        """The outlines of a geometry as SVG paths; none for a point."""
        rings = {"Point": [], "LineString": [shape["coordinates"]]}.get(shape["type"], shape["coordinates"])
        return ["M" + "L".join("{} {}".format(*self.place(*each)) for each in ring) for ring in rings]

    def scale(self) -> tuple[str, str]:
        """A bar of so many pixels, and how long that is."""
        metres = self.pixel * 111_320 * self.width / 4
        length = 10 ** math.floor(math.log10(metres))
        length *= 5 if metres >= 5 * length else 2 if metres >= 2 * length else 1
        said = f"{length // 1000:.0f} km" if length >= 1000 else f"{length:.0f} m"
        return f"{length / (self.pixel * 111_320):.1f}", said


def read_box(text: str) -> Box | None:
    """A box from ``west,south,east,north``; None for what is no box of degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def box_of(shape: Mapping[str, Any]) -> Box:
    """The box around a geometry."""
    found = list(positions(shape))
    across, up = [x for x, _y in found], [y for _x, y in found]
    return min(across), min(up), max(across), max(up)


def draw(shape: Mapping[str, Any], width: int = 320, height: int = 220) -> Drawing:
    """A geometry drawn by itself."""
    frame = Frame.around(box_of(shape), width, height)
    x, y = frame.place(*next(positions(shape)))
    dots = [(str(x), str(y))] if shape["type"] == "Point" else []
    bar, scale = frame.scale()
    where = f"{frame.middle[1]:.5f}, {frame.middle[0]:.5f}"
    return Drawing(width, height, frame.paths(shape), dots, shape["type"] == "Polygon", bar, scale, where)
