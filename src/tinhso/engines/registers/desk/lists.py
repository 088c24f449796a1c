"""The registers with what is new, stale and wrong; one of them as a list; what it declares; files out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import BadInput, as_uuid, read_date, written
from tinhso.engines.registers import queries, serving
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.queries import MOST, Asked
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.shapes import read_box
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import (
    DECIDE,
    PROPOSE,
    SHARE,
    WRITE,
    FieldType,
    Openness,
    Order,
    Record,
    Sector,
    Standing,
)

OPENNESS = {
    Openness.PUBLIC: gettext_noop("Công khai"),
    Openness.INTERNAL: gettext_noop("Nội bộ"),
    Openness.RESTRICTED: gettext_noop("Theo đơn vị"),
}


@face.page("co-so-du-lieu/", name="registers.home", access=SEE)
def home(request: PageRequest) -> HttpResponseBase:
    """Every register that one may read, by sector."""
    text = written(request.GET, "q", 100)
    found = queries.figures(actor=request.actor, at=request.at, text=text)
    sectors = [
        {"label": sector.label, "rows": rows}
        for sector in Sector
        if (rows := [each for each in found if each.register.sector == sector])
    ]
    return render(request, "registers/home.html", {"sectors": sectors, "count": len(found), "text": text, "most": MOST})


def kept_of(request: PageRequest) -> str:
    """What the address of a list asks for, without its place in the list and the view it came from."""
    asked = request.GET.copy()
    for name in ("after", "xem"):
        asked.pop(name, None)
    return asked.urlencode()


def carried(request: PageRequest, *names: str) -> list[tuple[str, str]]:
    """What the form of a list keeps of its address without showing it."""
    return [(name, value) for name in names if (value := request.GET.get(name))]


def asked_of(request: PageRequest, register: RegisterObject) -> Asked:
    """What the address of a list asks for."""
    standing, rule, order = (request.GET.get(name, "") for name in ("tinh_trang", "quy_tac", "sap"))
    names = [each.id for each in register.fields if each.filtered]
    return Asked(
        text=written(request.GET, "q", 200),
        standing=Standing(standing) if standing in Standing.values else Standing.PRESENT,
        unit_id=as_uuid(request.GET.get("don_vi", "")),
        values={name: value for name in names if (value := written(request.GET, name, 80))},
        rule=rule if any(each.id == rule for each in register.rules) else "",
        box=read_box(request.GET.get("o", "")) if queries.may_map(request.actor, register) else None,
        order=Order(order) if order in Order.values else Order.NAME,
        day=day_asked(request),
    )


def day_asked(request: PageRequest) -> date | None:
    """The day as of which a page is asked for; none where it says today or nothing that is a day."""
    try:
        found = read_date({"d": request.GET.get("ngay", "")}, "d")
    except BadInput:
        return None
    return found if found and found < request.at.date() else None


@face.page("co-so-du-lieu/<slug:code>/", name="registers.list", access=SEE)
def listed(request: PageRequest, code: str) -> HttpResponseBase:
    """The records of a register: searched, narrowed, counted, page by page."""
    register = queries.access_register(actor=request.actor, code=code)
    views = queries.views(actor=request.actor, register=register)
    default = next((view for view in views if view.is_default and view.account_id == request.actor.account_id), None)
    if default is not None and not request.GET:
        return redirect(f"{request.path}?{default.query}&xem={default.id}")
    asked = asked_of(request, register)
    page = queries.records(
        actor=request.actor, at=request.at, register=register, asked=asked, after=request.GET.get("after")
    )
    total = queries.count_records(actor=request.actor, at=request.at, register=register, asked=asked)
    names = queries.names_of(register, page.items, request.at)
    chosen = [register.by_id[name] for name in request.GET.getlist("cot") if name in register.by_id]
    columns = chosen or list(register.listed_fields)
    context = {
        "register": register,
        "columns": columns,
        "rows": [_row(request, register, record, names, columns) for record in page.items],
        "total": total,
        "asked": asked,
        "standings": Standing.choices[1:],
        "filters": filters_of(request, register, asked),
        "kept": kept_of(request),
        "carried": carried(request, "quy_tac", "o", "don_vi"),
        "rule": next((named(each) for each in register.rules if each.id == asked.rule), ""),
        "every_column": [(each.id, named(each)) for each in register.fields if each.id != register.title],
        "chosen": [each.id for each in columns],
        "orders": Order.choices[1:],
        "views": views,
        "view": request.GET.get("xem", ""),
        "may_write": queries.may(request.actor, WRITE, register),
        "may_collect": queries.may(request.actor, PROPOSE, register),
        "may_share": queries.may(request.actor, SHARE, register),
        **pages_of(request, register),
        "may_add": bool(queries.units_to_write(request.actor, register, request.at)),
        **page_links(request, page),
    }
    return render(request, "registers/list.html", context)


def _row(
    request: PageRequest, register: RegisterObject, record: Record, names: Any, columns: Sequence[RegisterField]
) -> dict[str, Any]:
    sees = queries.sees_personal(request.actor, register, record.unit_id)

    def text(field: RegisterField) -> str:
        masked = is_masked(field, sees_personal=sees)
        return told(field, record.values[field.id], names, masked=masked)

    return {
        "id": record.id,
        "title": text(register.field(register.title)),
        "cells": [{"field": field, "text": text(field)} for field in columns],
        "at": record.at,
        "wrong": bool(record.wrong),
    }


def pages_of(request: PageRequest, register: RegisterObject) -> dict[str, bool]:
    """Which of the pages of a register stand among its tabs."""
    may = {code: queries.may(request.actor, code, register) for code in (WRITE, PROPOSE, DECIDE)}
    return {"may_change": may[WRITE] or may[PROPOSE], "sees_requests": may[PROPOSE] or may[DECIDE]}


def filters_of(request: PageRequest, register: RegisterObject, asked: Asked) -> list[dict[str, Any]]:
    """The fields by which a list is narrowed, with what may be chosen."""
    return [_filter(each, asked, request) for each in register.fields if each.filtered]


def _filter(field: RegisterField, asked: Asked, request: PageRequest) -> dict[str, Any]:
    options = queries.filter_options(field, request.at.date())
    return {"id": field.id, "label": named(field), "options": options, "value": asked.values.get(field.id, "")}


@face.page("co-so-du-lieu/<slug:code>/khai-bao/", name="registers.declaration", access=SEE)
def declaration(request: PageRequest, code: str) -> HttpResponseBase:
    """What a register declares: fields, rules, law, who keeps it, what it was before, how programs read it."""
    register = queries.access_register(actor=request.actor, code=code)
    fields = [
        {"field": field, "kind": gettext(FIELD_KINDS[field.type]), "personal": _personal(field)}
        for field in register.fields
    ]
    context = {
        "register": register,
        "fields": fields,
        "openness": gettext(OPENNESS[register.openness]),
        "versions": queries.versions(code),
    }
    return render(request, "registers/declaration.html", context)


def _personal(field: RegisterField) -> str:
    return gettext(PERSONAL[field.personal]) if field.is_personal else ""


FIELD_KINDS = {
    FieldType.TEXT: gettext_noop("văn bản"),
    FieldType.LONG_TEXT: gettext_noop("văn bản dài"),
    FieldType.INTEGER: gettext_noop("số nguyên"),
    FieldType.NUMBER: gettext_noop("số"),
    FieldType.DATE: gettext_noop("ngày"),
    FieldType.PARTIAL_DATE: gettext_noop("năm, tháng hoặc ngày"),
    FieldType.BOOLEAN: gettext_noop("có hoặc không"),
    FieldType.CODE: gettext_noop("một mã"),
    FieldType.CODES: gettext_noop("nhiều mã"),
    FieldType.PHONE: gettext_noop("điện thoại"),
    FieldType.EMAIL: gettext_noop("thư điện tử"),
    FieldType.WEB: gettext_noop("địa chỉ trang"),
    FieldType.RECORD: gettext_noop("bản ghi khác"),
    FieldType.UNIT: gettext_noop("cơ quan"),
    FieldType.TERRITORY: gettext_noop("địa bàn"),
    FieldType.PERSON: gettext_noop("số định danh cá nhân"),
    FieldType.DOSSIER: gettext_noop("mã hồ sơ"),
    FieldType.POINT: gettext_noop("điểm"),
    FieldType.LINE: gettext_noop("đường"),
    FieldType.AREA: gettext_noop("vùng"),
}
PERSONAL = {"basic": gettext_noop("cơ bản"), "sensitive": gettext_noop("nhạy cảm")}


@face.page("co-so-du-lieu/<slug:code>/xuat/<slug:kind>/", name="registers.export", access=SEE)
def export(request: PageRequest, code: str, kind: str) -> HttpResponseBase:
    """The list as it is asked for as one file, of a kind of ``serving.KINDS``. Raises ``NotFound``."""
    register = queries.access_register(actor=request.actor, code=code)
    if kind not in serving.KINDS:
        raise NotFound
    asked = asked_of(request, register)
    return serving.file_of(actor=request.actor, at=request.at, register=register, asked=asked, kind=kind)
