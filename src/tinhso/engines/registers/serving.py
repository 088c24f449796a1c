"""A list of records as a file, sent as it is read: the same for the page and the API."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.http import StreamingHttpResponse

from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.clock import local
from tinhso.core.errors import NotFound
from tinhso.core.sheets import XLSX, csv_pieces, xlsx_pieces
from tinhso.engines.registers import queries
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.telling import cell, plain
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Licence, Record
from tinhso.foundation.audit import api as audit

#: Kinds of files with their media types.
KINDS: Final = {
    "csv": "text/csv; charset=utf-8", "xlsx": XLSX, "json": "application/json", "geojson": "application/geo+json",
}  # fmt: skip


def file_of(*, actor: Actor, at: datetime, register: RegisterObject, asked: Asked, kind: str) -> StreamingHttpResponse:
    """Every record of a list, personal fields masked as on the page: a million take no more memory than a thousand."""
    if register.has_personal and queries.sees_personal(actor, register):
        # The file is sent after the request has ended, so that it is recorded here, as a whole.
        audit.record_read(actor=actor, at=at, subject=("register", register.id), purpose="registers.export")
    found = _told(actor, at, register, asked)
    headings = [field.id for field in register.fields]
    if kind == "geojson":
        pieces = _features(register, found)
    elif kind == "json":
        pieces = _objects(found)
    else:
        rows = ([str(one[0].id), *one[1]] for one in found)
        whole = _with_headings(["_id", *headings], rows)
        pieces = csv_pieces(whole) if kind == "csv" else xlsx_pieces([(register.name, whole)])
    name = f"{register.id}-{local(at):%Y%m%d-%H%M}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=KINDS[kind], headers=headers)


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
