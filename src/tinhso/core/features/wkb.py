"""Geometries as GeoPackage keeps them: a short header and well-known binary (OGC 06-103r4), read and written."""

import struct
from collections.abc import Sequence
from typing import Any, Final

from tinhso.core.features.types import FeaturesUnreadable, Shape, single

_CODES: Final = {"Point": 1, "LineString": 2, "Polygon": 3}
_KINDS: Final = {code: kind for kind, code in _CODES.items()}
_MANY: Final = {4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}
#: Bytes of the envelope by its code in the header's flags.
_ENVELOPES: Final = (0, 32, 48, 48, 64)
_LITTLE: Final = 1
WGS84: Final = 4326


def packed(shape: Shape) -> bytes:
    """A geometry in WGS 84 as a blob of GeoPackage, little-endian, without envelope."""
    head = struct.pack("<2sBBi", b"GP", 0, _LITTLE, WGS84) + struct.pack("<BI", _LITTLE, _CODES[shape["type"]])
    places = shape["coordinates"]
    match shape["type"]:
        case "Point":
            return head + struct.pack("<2d", *places[:2])
        case "LineString":
            return head + _line(places)
        case _:
            return head + struct.pack("<I", len(places)) + b"".join(map(_line, places))


def _line(places: Sequence[Sequence[float]]) -> bytes:
    flat = [degree for place in places for degree in place[:2]]
    return struct.pack(f"<I{len(flat)}d", len(places), *flat)


def unpacked(blob: bytes) -> Shape | None:
    """The geometry of a blob, in the coordinates that it has. Raises ``FeaturesUnreadable``."""
    try:
        if blob[:2] != b"GP":
            raise FeaturesUnreadable("blob")
        flags = blob[3]
        if flags & 0b10000:
            return None
        offset = 8 + _ENVELOPES[flags >> 1 & 0b111]
        return single(_Reader(blob, offset).geometry())
    except (struct.error, IndexError, RecursionError):
        raise FeaturesUnreadable("blob") from None


class _Reader:
    """Well-known binary from an offset on."""

    def __init__(self, blob: bytes, offset: int) -> None:
        self._blob = blob
        self._offset = offset
        self._order = "<"
        self._extra = 0

    def geometry(self) -> Shape:
        """The next geometry. Raises ``FeaturesUnreadable`` for a kind that no field takes."""
        self._order = "<" if self._take("B")[0] == _LITTLE else ">"
        code = int(self._take("I")[0])
        # Heights and measures, in the spelling of ISO (thousands) and of others (high bits), are read over.
        self._extra = {0: 0, 1: 1, 2: 1, 3: 2}.get((code & 0xFFFF) // 1000, 0) + (code >> 31) + (code >> 30 & 1)
        code = (code & 0xFFFF) % 1000
        if code in _MANY:
            parts = [self.geometry()["coordinates"] for _part in range(self._count())]
            return {"type": _MANY[code], "coordinates": parts}
        if code not in _KINDS:
            raise FeaturesUnreadable("geometry")
        return {"type": _KINDS[code], "coordinates": self._places(_KINDS[code])}

    def _places(self, kind: str) -> Any:
        if kind == "Point":
            return self._place()
        if kind == "LineString":
            return self._run()
        return [self._run() for _ring in range(self._count())]

    def _run(self) -> list[list[float]]:
        return [self._place() for _place in range(self._count())]

    def _count(self) -> int:
        """How many follow: never more than the bytes that are left could hold."""
        count = int(self._take("I")[0])
        if count * 4 > len(self._blob) - self._offset:
            raise FeaturesUnreadable("blob")
        return count

    def _place(self) -> list[float]:
        return list(self._take(f"{2 + self._extra}d")[:2])

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(self._order + form, self._blob, self._offset)
        self._offset += struct.calcsize(self._order + form)
        return found
