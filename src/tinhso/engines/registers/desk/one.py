"""One record: its values, the map, what is wrong, who wrote what when."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_number, written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.attached import attached_to
from tinhso.engines.registers.desk.face import JUDGE, PUT, SEE, face
from tinhso.engines.registers.desk.lists import day_asked
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.shapes import draw
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import GEOMETRY, PROPOSE, WRITE, FieldType, Provenance, Record, Source
from tinhso.foundation.organisation import api as organisation


@face.page("co-so-du-lieu/<slug:code>/<uuid:record_id>/", name="registers.record", access=SEE)
def show(request: PageRequest, code: str, record_id: UUID) -> HttpResponseBase:
    """One record with its history."""
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    led = queries.merged_into([record_id]).get(record_id)
    if led is not None and "cu" not in request.GET:
        messages.info(request, gettext("Bản ghi đã mở được gộp vào bản ghi này."))
        return redirect("registers.record", code=code, record_id=led)
    day = day_asked(request)
    if day is not None:
        asked = queries.Asked(day=day)
        then = queries.record_then(
            actor=request.actor, at=request.at, register=register, record_id=record_id, asked=asked
        )
        return _as_of(request, register, then, day)
    past = queries.past_versions(actor=request.actor, register=register, record=record)
    names = queries.names_of(register, [record, *past], request.at)
    sees = queries.sees_personal(request.actor, register, record.unit_id)
    waiting = queries.open_change(register, record.id)
    shape = register.shape_field
    drawn = record.values[shape.id] if shape and not is_masked(shape, sees_personal=sees) else None
    today = request.at.date()
    may = {code: queries.may(request.actor, code, register, record.unit_id) for code in (WRITE, PROPOSE)}
    is_over = record.valid_to is not None and record.valid_to <= today
    context = {
        "register": register,
        "record": record,
        "title": _text(register.field(register.title), record, names, sees),
        "unit": named(organisation.unit(record.unit_id)),
        "source": Source(record.source).label,
        "rows": [_row(field, record, names, sees) for field in register.fields if field.id != register.title],
        "drawing": draw(drawn) if drawn else None,
        "wrong": [named(rule) for rule in register.rules if rule.id in record.wrong],
        "is_over": is_over,
        "waiting": waiting,
        "files": attached_to(request, register, record),
        "may_see_readers": queries.may_see_readers(actor=request.actor, register=register, record=record),
        "led": led,
        "merges": queries.merges_of(record.id),
        "may_write": may[WRITE] and not is_over,
        "may_change": (may[WRITE] or may[PROPOSE]) and not is_over,
        "versions": [
            _version(register, new, old, names, sees) for new, old in zip([record, *past], [*past, None], strict=True)
        ],
    }
    return render(request, "registers/record.html", context)


def _as_of(request: PageRequest, register: RegisterObject, record: Record, day: date) -> HttpResponseBase:
    """A record as it stood on a day."""
    names = queries.names_of(register, [record], request.at)
    sees = queries.sees_personal(request.actor, register, record.unit_id)
    context = {
        "register": register,
        "record": record,
        "day": day,
        "title": _text(register.field(register.title), record, names, sees),
        "rows": [_row(field, record, names, sees) for field in register.fields if field.id != register.title],
        "unit": named(organisation.unit(record.unit_id)),
        "source": Source(record.source).label,
    }
    return render(request, "registers/record_then.html", context)


def _text(field: RegisterField, record: Record, names: Any, sees: bool) -> str:
    return told(field, record.values[field.id], names, masked=is_masked(field, sees_personal=sees))


def _row(field: RegisterField, record: Record, names: Any, sees: bool) -> dict[str, Any]:
    value = record.values[field.id]
    link = (field.register_id, value) if field.type is FieldType.RECORD and value else None
    web = value if field.type is FieldType.WEB and value else ""
    return {"label": named(field), "value": _text(field, record, names, sees), "link": link, "web": web}


def _version(register: RegisterObject, new: Record, old: Record | None, names: Any, sees: bool) -> dict[str, Any]:
    """A version with what it changed of the one before it."""
    changed = [
        {
            "label": named(field),
            "old": _text(field, old, names, sees) or "–",
            "new": _text(field, new, names, sees) or "–",
        }
        for field in register.fields
        if old is not None and new.values[field.id] != old.values[field.id]
    ]
    ended = old is not None and new.valid_to != old.valid_to
    if old is None:
        title = gettext("Ghi lần đầu") if new.version == 1 else gettext("Phiên bản {n}").format(n=new.version)
    elif ended:
        title = gettext("Kết thúc")
    elif new.source == Source.FILES:
        title = gettext("Thêm hoặc bớt ảnh, tệp")
    elif changed:
        title = gettext("Sửa {n} mục").format(n=len(changed))
    else:
        title = gettext("Rà soát, không thay đổi")
    return {
        "record": new, "title": title, "changed": changed, "source": Source(new.source).label,
        "kind": "stopped" if ended else "done", "is_shape": any(f.type in GEOMETRY for f in register.fields),
    }  # fmt: skip


@face.page("co-so-du-lieu/<slug:code>/<uuid:record_id>/ai-xem/", name="registers.readers", access=JUDGE)
def readers(request: PageRequest, code: str, record_id: UUID) -> HttpResponseBase:
    """Who may see more of a record than others, and who has looked at it."""
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    asked: dict[str, Any] = {"actor": request.actor, "register": register, "record": record}
    page = queries.readings(**asked, after=request.GET.get("after"))
    sees = queries.sees_personal(request.actor, register, record.unit_id)
    context = {
        "register": register,
        "record": record,
        "title": _text(register.field(register.title), record, {}, sees),
        "openness": register.openness,
        "onlookers": queries.onlookers(**asked, at=request.at),
        "rows": [{"row": row, "is_whole": row.subject_kind == "register"} for row in page.items],
        **page_links(request, page),
    }
    return render(request, "registers/readers.html", context)


@face.page("co-so-du-lieu/<slug:code>/<uuid:record_id>/viec/", name="registers.act", access=PUT, methods=("POST",))
def act(request: PageRequest, code: str, record_id: UUID) -> HttpResponseBase:
    """Look a record over without a change (``review``), or end it (``end``)."""
    version = as_number(request.POST.get("version", "")) or 0
    given: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": code, "record_id": record_id}
    try:
        if request.POST.get("do") == "end":
            provenance = Provenance(Source.FORM, written(request.POST, "basis", 500))
            actions.end_record(**given, version=version, provenance=provenance)
            messages.success(request, gettext("Đã kết thúc bản ghi; bản ghi được giữ làm lịch sử."))
        else:
            actions.review_record(**given, version=version)
            messages.success(request, gettext("Đã ghi nhận rà soát."))
    except TinhSoError as error:
        messages.warning(request, error.message)
    return redirect("registers.record", code=code, record_id=record_id)
