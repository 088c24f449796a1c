"""The list as a map: picked on it, the list is narrowed; drawn by the server, without tiles from elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import queries
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.desk.lists import asked_of, carried, filters_of, kept_of, pages_of
from tinhso.engines.registers.queries import Mapped
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.shapes import Frame
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Box, Record

_WIDTH, _HEIGHT = 960, 600


@face.page("co-so-du-lieu/<slug:code>/ban-do/", name="registers.map", access=SEE)
def shown(request: PageRequest, code: str) -> HttpResponseBase:
    """Where the records of a list lie: each of few, else circles with numbers that lead into their part."""
    register = queries.access_register(actor=request.actor, code=code)
    asked = asked_of(request, register)
    found = queries.mapped(actor=request.actor, at=request.at, register=register, asked=asked)
    wider = request.GET.copy()
    wider.pop("o", None)
    context = {
        "register": register,
        "asked": asked,
        "found": found,
        "total": queries.count_records(actor=request.actor, at=request.at, register=register, asked=asked),
        "picture": _picture(request, register, found, asked.box) if found.box else None,
        "may_map": queries.may_map(request.actor, register),
        "filters": filters_of(request, register, asked),
        "carried": carried(request, "quy_tac", "o", "don_vi", "tinh_trang", "sap"),
        "wider": wider.urlencode(),
        "here_url": kept_of(request),
        "kept": kept_of(request),
        **pages_of(request, register),
    }
    return render(request, "registers/map.html", context)


def _picture(request: PageRequest, register: RegisterObject, found: Mapped, asked: Box | None) -> Mapping[str, Any]:
    box = asked or found.box
    assert box is not None  # noqa: S101 -- the caller has looked
    frame = Frame.around(box, _WIDTH, _HEIGHT)
    bar, scale = frame.scale()
    most = max((spot.count for spot in found.spots), default=1)
    spots = []
    for spot in found.spots:
        x, y = frame.place(*spot.middle)
        query = request.GET.copy()
        query["o"] = ",".join(f"{degree:.6f}" for degree in spot.box)
        radius = f"{9 + 13 * (spot.count / most) ** 0.5:.1f}"
        spots.append({"x": str(x), "y": str(y), "radius": radius, "count": spot.count, "query": query.urlencode()})
    return {
        "width": _WIDTH, "height": _HEIGHT, "bar": bar, "scale": scale, "spots": spots,
        "records": [_drawn(request, register, record, frame) for record in found.records],
        "shown": ",".join(f"{degree:.6f}" for degree in frame.shown),
        "where": f"{frame.middle[1]:.5f}, {frame.middle[0]:.5f}",
    }  # fmt: skip


def _drawn(request: PageRequest, register: RegisterObject, record: Record, frame: Frame) -> dict[str, Any]:
    field, title = register.shape_field, register.field(register.title)
    assert field is not None  # noqa: S101 -- what has no geometry is not drawn
    shape, sees = record.values[field.id], queries.sees_personal(request.actor, register, record.unit_id)
    if is_masked(field, sees_personal=sees):
        shape = None
    dot = frame.place(*shape["coordinates"]) if shape and shape["type"] == "Point" else None
    return {
        "id": record.id,
        "title": told(title, record.values[title.id], {}, masked=is_masked(title, sees_personal=sees)),
        "paths": frame.paths(shape) if shape else [],
        "dot": [str(part) for part in dot] if dot else None,
        "is_area": bool(shape) and shape["type"] == "Polygon",
    }
