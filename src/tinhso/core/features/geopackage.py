"""GeoPackage (OGC 12-128r19): an SQLite file with one table of features or attributes, written and read."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tinhso.core.features.places import to_wgs84
from tinhso.core.features.types import (
    MOST_COLUMNS,
    MOST_ROWS,
    ColumnKind,
    Feature,
    FeaturesUnreadable,
    Found,
    Layer,
    Shape,
)
from tinhso.core.features.wkb import WGS84, packed, unpacked

MAGIC: Final = b"SQLite format 3\x00"
#: "GPKG", and version 1.4.0.
_APPLICATION, _VERSION = 0x47504B47, 10400
_TYPES: Final = {
    ColumnKind.TEXT: "TEXT", ColumnKind.INTEGER: "INTEGER", ColumnKind.NUMBER: "REAL", ColumnKind.DATE: "DATE",
    ColumnKind.BOOLEAN: "BOOLEAN",
}  # fmt: skip
_WKT: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
_TABLES: Final = """
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
    CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
    CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
        geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def write_geopackage(path: Path, layer: Layer, features: Iterable[Feature]) -> None:
    """A file with one layer; ``path`` must not be there yet."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA journal_mode = OFF")
        file.execute(f"PRAGMA application_id = {_APPLICATION}")
        file.execute(f"PRAGMA user_version = {_VERSION}")
        file.executescript(_TABLES)
        systems = [
            ("Undefined Cartesian", -1, "NONE", -1, "undefined"), ("Undefined geographic", 0, "NONE", 0, "undefined"),
            ("WGS 84", WGS84, "EPSG", WGS84, _WKT),
        ]  # fmt: skip
        file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)", systems)
        table = _quoted(layer.name)
        columns = [f"{_quoted(column.name)} {_TYPES[column.kind]}" for column in layer.columns]
        shape = [f"geom {layer.shape.upper()}"] if layer.shape else []
        file.execute(f"CREATE TABLE {table} ({', '.join(['fid INTEGER PRIMARY KEY AUTOINCREMENT', *shape, *columns])})")
        names = [*(["geom"] if layer.shape else []), *(_quoted(column.name) for column in layer.columns)]
        marks = ", ".join("?" for _name in names)
        box = _Box()
        rows = (_row(layer, values, box.around(geometry)) for values, geometry in features)
        file.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608 -- quoted
        kind, system = ("features", WGS84) if layer.shape else ("attributes", None)
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [layer.name, kind, layer.name, *box.bounds, system],
        )
        if layer.shape:
            row = [layer.name, "geom", layer.shape.upper(), WGS84, 0, 0]
            file.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)", row)


class _Box:
    """The bounds of the geometries that were seen: west, south, east, north."""

    def __init__(self) -> None:
        self.bounds: Sequence[float | None] = [None] * 4

    def around(self, shape: Shape | None) -> Shape | None:
        """The same geometry, noted."""
        if shape is not None:
            places = shape["coordinates"]
            runs = [[places]] if shape["type"] == "Point" else [places] if shape["type"] == "LineString" else places
            seen = [place[:2] for run in runs for place in run]
            if None not in self.bounds:
                seen += [self.bounds[:2], self.bounds[2:]]
            self.bounds = [bound(place[axis] for place in seen) for bound in (min, max) for axis in (0, 1)]
        return shape


def _row(layer: Layer, values: Iterable[Any], shape: Shape | None) -> list[Any]:
    return [*([packed(shape) if shape else None] if layer.shape else []), *map(_plain, values)]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def read_geopackage(path: Path) -> Found:
    """The first layer of features of a file, or the first table without shapes. Raises ``FeaturesUnreadable``."""
    try:
        file = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        # A file of others: nothing of it is believed, no function of its schema runs.
        file.execute("PRAGMA trusted_schema = OFF")
        table = file.execute(
            "SELECT c.table_name, g.column_name, coalesce(s.definition, '') FROM gpkg_contents c"
            " LEFT JOIN gpkg_geometry_columns g USING (table_name) LEFT JOIN gpkg_spatial_ref_sys s"
            " ON s.srs_id = g.srs_id WHERE c.data_type IN ('features', 'attributes')"
            " ORDER BY c.data_type DESC, c.rowid LIMIT 1"
        ).fetchone()
        if table is None:
            raise FeaturesUnreadable("layer")
        name, shape, system = table
        kinds = {
            row[1]: str(row[2]).upper() for row in file.execute(f"PRAGMA table_info({_quoted(name)})") if not row[5]
        }
        columns = [column for column in kinds if column != shape]
        if len(columns) > MOST_COLUMNS:
            raise FeaturesUnreadable("columns")
        flags = [kinds[column] == "BOOLEAN" for column in columns]
        listed = ", ".join([_quoted(shape) if shape else "NULL", *map(_quoted, columns)])
        rows = file.execute(f"SELECT {listed} FROM {_quoted(name)} LIMIT {MOST_ROWS + 1}")  # noqa: S608 -- quoted
    except sqlite3.Error as error:
        raise FeaturesUnreadable(str(error)) from None
    return Found(columns, shape is not None, _features(rows, flags, system))


def _features(rows: sqlite3.Cursor, flags: list[bool], system: str) -> Iterator[Feature]:
    move = to_wgs84(system) if system else None
    try:
        for number, (blob, *values) in enumerate(rows):
            if number >= MOST_ROWS:
                raise FeaturesUnreadable("rows")
            shape = unpacked(blob) if isinstance(blob, bytes) else None
            told = [bool(v) if flag and v is not None else v for v, flag in zip(values, flags, strict=True)]
            yield told, move(shape) if move and shape else shape
    except sqlite3.Error as error:
        raise FeaturesUnreadable(str(error)) from None
