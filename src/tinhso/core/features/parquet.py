"""Parquet by DuckDB, in memory and without extensions: columns with their types, shapes as GeoJSON text."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from tinhso.core.features.types import (
    MOST_COLUMNS,
    MOST_ROWS,
    ColumnKind,
    Feature,
    FeaturesUnreadable,
    Found,
    Layer,
)

MAGIC: Final = b"PAR1"
SHAPE: Final = "geometry"
_AT_A_TIME: Final = 2000
_TYPES: Final = {
    ColumnKind.TEXT: "VARCHAR", ColumnKind.INTEGER: "BIGINT", ColumnKind.DATE: "DATE", ColumnKind.BOOLEAN: "BOOLEAN",
}  # fmt: skip
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1, "memory_limit": "200MB", "autoinstall_known_extensions": False, "autoload_known_extensions": False,
}  # fmt: skip


def _connected() -> Any:
    import duckdb  # noqa: PLC0415 -- heavy, and few files need it

    return duckdb.connect(config=_CONFIG)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def write_parquet(path: Path, layer: Layer, features: Iterable[Feature]) -> None:
    """A file of one table, compressed by zstd."""
    names = [column.name for column in layer.columns]
    types = [
        f"DECIMAL(24,{column.decimals})" if column.kind is ColumnKind.NUMBER else _TYPES[column.kind]
        for column in layer.columns
    ]
    if layer.shape:
        names, types = [*names, SHAPE], [*types, "VARCHAR"]
    with NamedTemporaryFile("w", dir=path.parent, suffix=".csv", newline="", encoding="utf-8") as between:
        writer = csv.writer(between, quoting=csv.QUOTE_NOTNULL if hasattr(csv, "QUOTE_NOTNULL") else csv.QUOTE_MINIMAL)
        for values, shape in features:
            row = [_cell(value) for value in values]
            writer.writerow([*row, json.dumps(shape) if shape else None] if layer.shape else row)
        between.flush()
        columns = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in zip(names, types, strict=True))
        with _connected() as file:
            file.execute(  # every name is quoted
                f"COPY (FROM read_csv({_text(between.name)}, header = false, auto_detect = false, delim = ',',"
                f" quote = '\"', escape = '\"', columns = {{{columns}}}, max_line_size = 20000000)) TO"
                f" {_text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
            )


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value


def read_parquet(path: Path) -> Found:
    """The table of a file; a column ``geometry`` of GeoJSON text is its shapes. Raises ``FeaturesUnreadable``."""
    import duckdb  # noqa: PLC0415

    try:
        file = _connected()
        rows = file.execute(f"SELECT * FROM read_parquet({_text(str(path))}) LIMIT {MOST_ROWS + 1}")  # noqa: S608 -- quoted
        names = [column[0] for column in rows.description]
    except duckdb.Error as error:
        raise FeaturesUnreadable(str(error)[:200]) from None
    if len(names) > MOST_COLUMNS:
        raise FeaturesUnreadable("columns")
    return Found([name for name in names if name != SHAPE], SHAPE in names, _features(rows, names))


def _features(rows: Any, names: list[str]) -> Iterator[Feature]:
    import duckdb  # noqa: PLC0415

    place = names.index(SHAPE) if SHAPE in names else None
    count = 0
    try:
        while part := rows.fetchmany(_AT_A_TIME):
            count += len(part)
            if count > MOST_ROWS:
                raise FeaturesUnreadable("rows")
            for row in part:
                if place is None:
                    yield row, None
                else:
                    yield [*row[:place], *row[place + 1 :]], json.loads(row[place]) if row[place] else None
    except (duckdb.Error, ValueError, TypeError) as error:
        raise FeaturesUnreadable(str(error)[:200]) from None
