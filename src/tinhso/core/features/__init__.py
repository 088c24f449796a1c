"""Tables with shapes as other programs keep them: GeoPackage, Shapefile, GeoJSON, Parquet. No domain word."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from tinhso.core.features.geojson import read_geojson
from tinhso.core.features.geopackage import MAGIC as GEOPACKAGE
from tinhso.core.features.geopackage import read_geopackage, write_geopackage
from tinhso.core.features.parquet import MAGIC as PARQUET
from tinhso.core.features.parquet import read_parquet, write_parquet
from tinhso.core.features.shapefile import read_shapefile, short_names, write_shapefile
from tinhso.core.features.types import Column, ColumnKind, Feature, FeaturesUnreadable, Found, Layer, Shape

#: Who writes a kind of file.
WRITERS: Final[Mapping[str, Callable[[Path, Layer, Iterable[Feature]], None]]] = {
    "gpkg": write_geopackage,
    "shp": write_shapefile,
    "parquet": write_parquet,
}


def read_features(path: Path, first: bytes) -> Found | None:
    """What a file that begins with ``first`` holds; None for one that is none of these kinds. Raises
    ``FeaturesUnreadable``.
    """
    if first.startswith(GEOPACKAGE):
        return read_geopackage(path)
    if first.startswith(PARQUET):
        return read_parquet(path)
    if first.startswith(b"PK"):
        return read_shapefile(path)
    return read_geojson(path) if first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else None


__all__ = [
    "WRITERS", "Column", "ColumnKind", "Feature", "FeaturesUnreadable", "Found", "Layer", "Shape", "read_features",
    "short_names",
]  # fmt: skip
