"""A table with shapes, whatever kind of file holds it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

#: A geometry of GeoJSON (RFC 7946): longitude and latitude in WGS 84.
Shape = Mapping[str, Any]
#: Values of the columns in their order, then the shape.
Feature = tuple[Sequence[Any], Shape | None]
#: Bounds of what is read: bytes that a packed file may unpack to, how many times larger than itself, rows, columns.
MOST_UNPACKED: Final = 500_000_000
MOST_SWOLLEN: Final = 200
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 130


def single(shape: Shape | None) -> Shape | None:
    """A geometry of many parts as the one part that it has; one of several parts as it is."""
    if shape is None or not shape["type"].startswith("Multi") or len(shape["coordinates"]) != 1:
        return shape
    return {"type": shape["type"].removeprefix("Multi"), "coordinates": shape["coordinates"][0]}


class FeaturesUnreadable(ValueError):
    """A file that is no table of features, a broken or an encrypted one, or too large; the text says which."""


class ColumnKind(StrEnum):
    """What a column holds: str, int, Decimal or float, date, bool."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``decimals`` of a number."""

    name: str
    kind: ColumnKind
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """What is written: a name, columns, and the one type of geometry, None for a table without."""

    name: str
    columns: Sequence[Column]
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: names of its columns, whether it has shapes, and its features one by one."""

    names: Sequence[str]
    has_shapes: bool
    features: Iterator[Feature]
