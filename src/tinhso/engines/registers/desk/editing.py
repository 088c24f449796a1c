"""The form of a record, made of the declaration: written at once by who may, else sent as a request."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_number, as_uuid, written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.doubles import explained, percent, text_of
from tinhso.engines.registers.desk.face import ASK, face
from tinhso.engines.registers.rules.telling import typed
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import (
    PROPOSE,
    WRITE,
    FieldType,
    Provenance,
    Record,
    RecordChangedMeanwhile,
    Source,
    Verb,
)
from tinhso.foundation.organisation import api as organisation

_CONTROLS: Mapping[FieldType, str] = {
    FieldType.LONG_TEXT: "area", FieldType.LINE: "area", FieldType.AREA: "area", FieldType.CODE: "select",
    FieldType.CODES: "choices", FieldType.BOOLEAN: "select", FieldType.TERRITORY: "select", FieldType.UNIT: "list",
    FieldType.RECORD: "list", FieldType.DATE: "date",
}  # fmt: skip
#: A list of choices under a reference is no longer than this; a longer one is typed by key.
_MOST_OFFERED = 200


@face.page("co-so-du-lieu/<slug:code>/them/", name="registers.add", access=ASK, methods=("GET", "POST"))
def add(request: PageRequest, code: str) -> HttpResponseBase:
    """A new record."""
    register = queries.access_register(actor=request.actor, code=code)
    units = queries.units_to_write(request.actor, register, request.at)
    unit_id = as_uuid(request.POST.get("_unit", "")) or (units[0] if len(units) == 1 else None)
    if request.method == "POST":
        return _sent(request, register, None, unit_id)
    return _form(request, register, None, {}, {}, unit_id)


@face.page(
    "co-so-du-lieu/<slug:code>/<uuid:record_id>/sua/", name="registers.change", access=ASK, methods=("GET", "POST")
)
def change(request: PageRequest, code: str, record_id: UUID) -> HttpResponseBase:
    """Another version of a record."""
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    if request.method == "POST":
        return _sent(request, register, record, record.unit_id)
    names = queries.names_of(register, [record], request.at, keys=True)
    hidden = _hidden(request, register, record)
    given = {
        field.id: "" if field.id in hidden else typed(field, record.values[field.id], names)
        for field in register.written_fields
    }
    return _form(request, register, record, given, {}, record.unit_id)


def _hidden(request: PageRequest, register: RegisterObject, record: Record | None) -> set[str]:
    """The fields of a record whose values the actor must not see: left empty they stay as they are."""
    if record is None or queries.sees_personal(request.actor, register, record.unit_id):
        return set()
    return {field.id for field in register.written_fields if field.is_personal}


def _typed(register: RegisterObject, data: QueryDict, hidden: set[str]) -> dict[str, str]:
    given = {
        field.id: "; ".join(data.getlist(field.id)) if field.type is FieldType.CODES else data.get(field.id, "")
        for field in register.written_fields
    }
    return {name: text for name, text in given.items() if text or name not in hidden}


def _sent(
    request: PageRequest, register: RegisterObject, record: Record | None, unit_id: UUID | None
) -> HttpResponseBase:
    given = _typed(register, request.POST, _hidden(request, register, record))
    reason, version = written(request.POST, "_reason", 500), as_number(request.POST.get("_version", "")) or 0
    common: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": register.id, "given": given}
    if unit_id is None:
        errors = {"_unit": gettext("Chọn cơ quan ghi bản ghi này.")}
        return _form(request, register, record, given, errors, None)
    try:
        if request.POST.get("do") == "ask":
            verb = Verb.CHANGE if record else Verb.ADD
            whose = {"record_id": record.id, "version": version} if record else {"unit_id": unit_id}
            asked = actions.ask_change(**common, **whose, verb=verb, reason=reason)
            messages.success(request, gettext("Đã gửi đề nghị; một người khác sẽ duyệt."))
            return redirect("registers.request", code=register.id, change_id=asked.id)
        if not request.POST.get("_anyway") and (found := _doubles(request, register, record, given)):
            return _form(request, register, record, given, {}, unit_id, doubles=found)
        provenance = Provenance(Source.FORM, reason)
        if record is None:
            made = actions.add_record(**common, unit_id=unit_id, provenance=provenance)
        else:
            made = actions.change_record(**common, record_id=record.id, version=version, provenance=provenance)
    except RecordChangedMeanwhile as error:
        messages.warning(request, error.message)
        return redirect("registers.record", code=register.id, record_id=record.id if record else None)
    except TinhSoError as error:
        errors = {("_reason" if name == "reason" else name): text for name, text in error.fields.items()}
        return _form(request, register, record, given, errors or {"_reason": error.message}, unit_id)
    messages.success(request, gettext("Đã ghi phiên bản {n}.").format(n=made.version))
    return redirect("registers.record", code=register.id, record_id=made.id)


def _doubles(
    request: PageRequest, register: RegisterObject, record: Record | None, given: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The records that a new one may be of, in words."""
    if record is not None or register.matching is None:
        return []
    found = actions.likely_doubles(actor=request.actor, at=request.at, register=register, given=given)
    plan = queries.matching_plan(register)
    return [
        {
            "record": one.record,
            "title": text_of(request, register, register.title, one.record, {}) if one.record else "",
            "unit": named(organisation.unit(one.unit_id)),
            "percent": percent(one.found.probability),
            "why": explained(register, plan, one.found.fields)[:4],
        }
        for one in found
    ]


def _form(
    request: PageRequest, register: RegisterObject, record: Record | None, given: Mapping[str, str],
    errors: Mapping[str, str], unit_id: UUID | None, *, doubles: Sequence[dict[str, Any]] = (),
) -> HttpResponse:  # fmt: skip
    names = queries.unit_labels(queries.units_to_write(request.actor, register, request.at))
    hidden = _hidden(request, register, record)
    controls = [
        control(request, field, given.get(field.id, ""), errors, is_hidden=field.id in hidden)
        for field in register.written_fields
    ]
    context = {
        "register": register,
        "record": record,
        "controls": controls,
        "errors": errors,
        "doubles": doubles,
        "units": [] if record or len(names) == 1 else names,
        "unit": str(unit_id or ""),
        "unit_name": named(organisation.unit(unit_id)) if unit_id else "",
        "reason": request.POST.get("_reason", ""),
        "may_write": queries.may(request.actor, WRITE, register, unit_id),
        "may_ask": queries.may(request.actor, PROPOSE, register, unit_id),
    }
    return render(request, "registers/form.html", context, status=422 if errors or doubles else 200)


def control(
    request: PageRequest, field: RegisterField, value: str, errors: Mapping[str, str], *, is_hidden: bool
) -> dict[str, Any]:
    """A field of a form, as its template draws it."""
    kind = _CONTROLS.get(field.type, "text")
    options = options_of(request, field)
    if kind == "list" and not options:
        kind = "text"
    return {
        "id": field.id, "label": named(field), "hint": _hint(field, is_hidden=is_hidden),
        "kind": kind, "value": value.split("; ") if kind == "choices" else value, "options": options,
        "error": errors.get(field.id, ""), "optional": not field.required, "suffix": field.unit,
        "mode": "decimal" if field.type in (FieldType.INTEGER, FieldType.NUMBER) else "",
        "longest": field.longest if field.type in (FieldType.TEXT, FieldType.LONG_TEXT) else "",
    }  # fmt: skip


def options_of(request: PageRequest, field: RegisterField) -> list[tuple[str, str]]:
    """What may be chosen for a field, (what is sent, name)."""
    day = request.at.date()
    match field.type:
        case FieldType.CODE | FieldType.CODES:
            return [(option.id, named(option)) for option in field.options]
        case FieldType.BOOLEAN:
            return [("yes", gettext("có")), ("no", gettext("không"))]
        case FieldType.TERRITORY:
            places = organisation.territory_as_of(day, level=organisation.Level.COMMUNE)
            return [(place.code, named(place)) for place in places]
        case FieldType.UNIT:
            return [
                (unit.code, named(unit)) for unit in organisation.units_as_of(day, level=organisation.Level.PROVINCE)
            ]
        case FieldType.RECORD:
            return queries.choices(actor=request.actor, at=request.at, field=field, limit=_MOST_OFFERED)
    return []


def _hint(field: RegisterField, *, is_hidden: bool) -> str:
    if is_hidden:
        return gettext("Dữ liệu cá nhân không hiện với ông/bà. Để trống là giữ như cũ")
    return named(field, "hint") or (gettext(_HINTS[field.type]) if field.type in _HINTS else "")


_HINTS = {
    FieldType.PARTIAL_DATE: gettext_noop("Năm, tháng/năm hoặc ngày/tháng/năm"),
    FieldType.POINT: gettext_noop("Vĩ độ, kinh độ, ví dụ 16.4637, 107.5909"),
    FieldType.LINE: gettext_noop("GeoJSON, hoặc mỗi dòng một điểm: vĩ độ, kinh độ"),
    FieldType.AREA: gettext_noop("GeoJSON, hoặc mỗi dòng một đỉnh: vĩ độ, kinh độ"),
    FieldType.PERSON: gettext_noop("12 chữ số; chỉ giữ dấu vết mã hóa, không hiện lại. Để trống là giữ như cũ"),
}
