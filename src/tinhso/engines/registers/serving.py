"""A list of records as a file, sent as it is read: the same for the page and the API."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.http import StreamingHttpResponse

from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.clock import local
from tinhso.core.errors import NotFound
from tinhso.core.features import WRITERS, Column, ColumnKind, Feature, Layer
from tinhso.core.sheets import PIECE, XLSX, csv_pieces, xlsx_pieces
from tinhso.engines.registers import queries
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.tabling import column_names
from tinhso.engines.registers.rules.telling import cell, plain
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import GEOMETRY, FieldType, Licence, Record
from tinhso.foundation.audit import api as audit

#: Kinds of files with their media types.
KINDS: Final = {
    "csv": "text/csv; charset=utf-8", "xlsx": XLSX, "json": "application/json", "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3", "shp": "application/zip",
    "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_COLUMNS: Final = {
    FieldType.INTEGER: ColumnKind.INTEGER, FieldType.NUMBER: ColumnKind.NUMBER, FieldType.DATE: ColumnKind.DATE,
    FieldType.BOOLEAN: ColumnKind.BOOLEAN,
}  # fmt: skip


def file_of(*, actor: Actor, at: datetime, register: RegisterObject, asked: Asked, kind: str) -> StreamingHttpResponse:
    """Every record of a list, personal fields masked as on the page: a million take no more memory than a thousand."""
    pieces = pieces_of(actor=actor, at=at, register=register, asked=asked, kind=kind)
    name = f"{register.id}-{local(at):%Y%m%d-%H%M}.{'shp.zip' if kind == 'shp' else kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=KINDS[kind], headers=headers)


def pieces_of(*, actor: Actor, at: datetime, register: RegisterObject, asked: Asked, kind: str) -> Iterator[bytes]:
    """The bytes of that file, as they are made."""
    if register.has_personal and queries.sees_personal(actor, register):
        # What follows is made after the request has ended, so that it is recorded here, as a whole.
        audit.record_read(actor=actor, at=at, subject=("register", register.id), purpose="registers.export")
    found = _told(actor, at, register, asked)
    if kind == "geojson":
        return _features(register, found)
    if kind == "json":
        return _objects(found)
    if kind in WRITERS:
        return _written(register, found, kind)
    rows = ([str(one[0].id), *one[1]] for one in found)
    whole = _with_headings(["_id", *(field.id for field in register.fields)], rows)
    return csv_pieces(whole) if kind == "csv" else xlsx_pieces([(register.name, whole)])


def _written(
    register: RegisterObject, found: Iterable[tuple[Record, list[str], dict[str, Any]]], kind: str
) -> Iterator[bytes]:
    """A file that is only whole when it is written: made on the disk, then sent."""
    shape = register.shape_field
    fields = [field for field in register.fields if field is not shape]
    columns = [Column(name, ColumnKind.TEXT) for name in column_names(register)[:1]]
    columns += [Column(field.id, _kind_of(field), field.decimals) for field in fields]
    layer = Layer(register.id, columns, GEOMETRY[shape.type] if shape else None)

    def features() -> Iterator[Feature]:
        for one, cells, values in found:
            texts = dict(zip((field.id for field in register.fields), cells, strict=True))
            typed = [(texts[f.id] or None) if _kind_of(f) is ColumnKind.TEXT else one.values[f.id] for f in fields]
            place = values[shape.id] if shape and not shape.is_personal else None
            yield [str(one.id), *typed], place

    with TemporaryDirectory() as scratch:
        path = Path(scratch) / f"file.{kind}"
        WRITERS[kind](path, layer, features())
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _kind_of(field: RegisterField) -> ColumnKind:
    """What a column of a field holds; of a personal one the text that may be masked."""
    return ColumnKind.TEXT if field.is_personal else _COLUMNS.get(field.type, ColumnKind.TEXT)


def _with_headings(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield headings
    yield from rows


def _told(
    actor: Actor, at: datetime, register: RegisterObject, asked: Asked
) -> Iterator[tuple[Record, list[str], dict[str, Any]]]:
    """Each record with its cells and its JSON values, references by their keys."""
    found = queries.read_out(actor=actor, at=at, register=register, asked=asked)
    while part := list(islice(found, 1000)):
        names = queries.names_of(register, part, at, keys=True)
        for one in part:
            sees = queries.sees_personal(actor, register, one.unit_id)
            masks = [is_masked(field, sees_personal=sees) for field in register.fields]
            values = [one.values[field.id] for field in register.fields]
            fields = list(zip(register.fields, values, masks, strict=True))
            cells = [cell(field, value, names, masked=mask) for field, value, mask in fields]
            yield one, cells, {f.id: plain(f, value, names, masked=mask) for f, value, mask in fields}


def _objects(found: Iterable[tuple[Record, list[str], dict[str, Any]]]) -> Iterator[bytes]:
    """An array with one object a record."""
    comma = b"[\n"
    for one, _cells, values in found:
        yield comma + json.dumps({"_id": str(one.id), **values}, ensure_ascii=False).encode()
        comma = b",\n"
    yield b"[]" if comma.startswith(b"[") else b"\n]"


def _features(register: RegisterObject, found: Iterable[tuple[Record, list[str], dict[str, Any]]]) -> Iterator[bytes]:
    """RFC 7946: one feature a record; of several geometries the first is the feature's."""
    shape = register.shape_field
    yield b'{"type": "FeatureCollection", "features": ['
    comma = b"\n"
    for one, _cells, values in found:
        geometry = values.pop(shape.id) if shape else None
        feature = {"type": "Feature", "id": str(one.id), "geometry": geometry, "properties": values}
        yield comma + json.dumps(feature, ensure_ascii=False).encode()
        comma = b",\n"
    yield b"\n]}"


def open_file(*, at: datetime, register: RegisterObject, asked: Asked, kind: str) -> StreamingHttpResponse:
    """The same of the open part of a register, for everybody and for other sites; the licence travels along.

    Raises ``NotFound`` for a kind of file that there is not.
    """
    if kind not in KINDS or (kind == "geojson" and register.shape_field is None):
        raise NotFound
    answer = file_of(actor=ANONYMOUS, at=at, register=register, asked=asked, kind=kind)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Link"] = f'<{Licence(register.licence).address}>; rel="license"'
    return answer
