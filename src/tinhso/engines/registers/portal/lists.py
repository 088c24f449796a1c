"""One public register: its records, one of them, the file of all."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render

from tinhso.core.access import ANONYMOUS, PUBLIC
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import written
from tinhso.engines.registers import queries, serving
from tinhso.engines.registers.portal.home import face
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.rules.shapes import draw
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import GEOMETRY, FieldType, Licence, Record
from tinhso.foundation.organisation import api as organisation

#: Records of a page: a phone shows them one below the other.
_PER_PAGE = 30


def asked_of(request: PageRequest, register: RegisterObject) -> Asked:
    """What the address of a list asks for; only what holds now is open."""
    names = [field.id for field in register.fields if field.filtered]
    values = {name: value for name in names if (value := written(request.GET, name, 80))}
    return Asked(text=written(request.GET, "q", 200), values=values)


@face.page("co-so-du-lieu/<slug:code>/", name="registers.open_list", access=PUBLIC)
def listed(request: PageRequest, code: str) -> HttpResponseBase:
    """The records of a public register: searched, narrowed, counted, page by page."""
    register = queries.access_open(code)
    asked, day = asked_of(request, register), request.at.date()
    common: dict[str, Any] = {"actor": ANONYMOUS, "at": request.at, "register": register, "asked": asked}
    page = queries.records(**common, after=request.GET.get("after"), limit=_PER_PAGE)
    names = queries.names_of(register, page.items, request.at)
    filters = [
        {
            "id": field.id,
            "label": named(field),
            "options": queries.filter_options(field, day),
            "value": asked.values.get(field.id, ""),
        }
        for field in register.fields
        if field.filtered
    ]
    context = {
        "register": register,
        "licence": Licence(register.licence),
        "rows": [_row(register, record, names) for record in page.items],
        "total": queries.count_records(**common),
        "asked": asked,
        "filters": filters,
        "kept": urlencode({name: value for name, value in request.GET.items() if name != "after"}),
        **page_links(request, page),
    }
    return render(request, "registers/portal/list.html", context)


def _row(register: RegisterObject, record: Record, names: Any) -> dict[str, Any]:
    cells = [
        {"label": named(field), "text": text}
        for field in register.listed_fields
        if field.id != register.key and (text := told(field, record.values[field.id], names))
    ]
    return {"id": record.id, "title": record.values[register.title], "cells": cells}


@face.page("co-so-du-lieu/<slug:code>/<uuid:record_id>/", name="registers.open_record", access=PUBLIC)
def show(request: PageRequest, code: str, record_id: UUID) -> HttpResponseBase:
    """One record: what is known of it, where it is, how old that is, where to say that it is wrong."""
    register = queries.access_open(code)
    record = queries.access_record(actor=ANONYMOUS, register=register, record_id=record_id)
    names = queries.names_of(register, [record], request.at)
    shape = register.shape_field
    place = record.values[shape.id] if shape else None
    context = {
        "register": register,
        "record": record,
        "licence": Licence(register.licence),
        "title": record.values[register.title],
        "rows": [row for field in register.fields if (row := _fact(register, field, record, names))],
        "drawing": draw(place) if place else None,
        "point": "{1},{0}".format(*place["coordinates"]) if place and place["type"] == "Point" else "",
        "is_over": record.valid_to is not None and record.valid_to <= request.at.date(),
        "unit": named(organisation.unit(record.unit_id)),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "registers/portal/record.html", context)


def _fact(register: RegisterObject, field: RegisterField, record: Record, names: Any) -> dict[str, Any] | None:
    """A line about the record; None for the title, for a geometry, which is drawn, and for what is not known."""
    value = record.values[field.id]
    if value is None or value == [] or field.id == register.title or field.type in GEOMETRY:
        return None
    address = {
        FieldType.WEB: value, FieldType.PHONE: f"tel:{value}", FieldType.EMAIL: f"mailto:{value}"
    }.get(field.type, "")  # fmt: skip
    link = (field.register_id, value) if field.type is FieldType.RECORD else None
    return {"label": named(field), "value": told(field, value, names), "address": address, "link": link}


@face.page("co-so-du-lieu/<slug:code>/tai/<slug:kind>/", name="registers.open_export", access=PUBLIC)
def export(request: PageRequest, code: str, kind: str) -> HttpResponseBase:
    """The list as it is asked for as one file: ``csv``, ``xlsx``, ``json``, ``geojson``. Raises ``NotFound``."""
    register = queries.access_open(code)
    return serving.open_file(at=request.at, register=register, asked=asked_of(request, register), kind=kind)
