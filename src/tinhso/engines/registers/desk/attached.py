"""Photos and papers of a record: shown, added, described, taken away and put back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import Forbidden, NotFound, TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.ui.forms import as_number, as_uuid, written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.face import PUT, SEE, face
from tinhso.engines.registers.models import RecordFile
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import WRITE, Record
from tinhso.foundation.files import api as files

_SIDE = 480


def attached_to(request: PageRequest, register: RegisterObject, record: Record) -> list[dict[str, Any]]:
    """The files of a record as its page shows them; one that does not open to the actor is only counted."""
    return [
        {
            "row": row,
            "is_open": queries.may_open(actor=request.actor, register=register, record=record, row=row),
            "is_picture": row.file.media_type.startswith("image/"),
            "name": row.caption or row.file.original_name,
        }
        for row in queries.record_files(register=register, record_id=record.id)
    ]


@face.page("co-so-du-lieu/<slug:code>/<uuid:record_id>/tep/", name="registers.files", access=SEE)
def listed(request: PageRequest, code: str, record_id: UUID) -> HttpResponseBase:
    """The files of a record."""
    return _shown(request, code, record_id, {})


@face.page(
    "co-so-du-lieu/<slug:code>/<uuid:record_id>/tep/viec/", name="registers.files_act", access=PUT, methods=("POST",)
)
def act(request: PageRequest, code: str, record_id: UUID) -> HttpResponseBase:
    """Add files, describe them, take one away, put one back."""
    try:
        messages.success(request, _done(request, code, record_id))
    except (Forbidden, NotFound):
        raise
    except TinhSoError as error:
        return _shown(request, code, record_id, {"uploads": error.message})
    return redirect("registers.files", code=code, record_id=record_id)


def _shown(request: PageRequest, code: str, record_id: UUID, errors: dict[str, str]) -> HttpResponse:
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    title = register.field(register.title)
    sees = queries.sees_personal(request.actor, register, record.unit_id)
    may_write = queries.may(request.actor, WRITE, register, record.unit_id)
    removed = queries.record_files(register=register, record_id=record_id, removed=True) if may_write else []
    context = {
        "register": register,
        "record": record,
        "title": told(title, record.values[title.id], {}, masked=is_masked(title, sees_personal=sees)),
        "files": attached_to(request, register, record),
        "removed": removed if sees else [row for row in removed if not row.is_personal],
        "errors": errors,
        "may_write": may_write,
        "is_scanned": files.scanning_is_on(),
        "accept": files.POLICY.accept_attribute,
        "max_mb": files.POLICY.max_bytes // 1024 // 1024,
    }
    return render(request, "registers/files.html", context, status=422 if errors else 200)


def _done(request: PageRequest, code: str, record_id: UUID) -> str:
    common: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": code, "record_id": record_id}
    do, _dot, which = request.POST.get("do", "").partition(".")
    file_id = as_uuid(which)
    if do == "add":
        uploads = request.FILES.getlist("uploads")
        made = actions.attach_files(
            **common, uploads=uploads, caption=written(request.POST, "caption", 200),
            is_personal=request.POST.get("is_personal") == "yes",
        )  # fmt: skip
        return gettext("Đã thêm {n} tệp; bản ghi thành phiên bản {v}.").format(n=len(uploads), v=made.version)
    if do == "remove" and file_id:
        actions.remove_file(**common, file_id=file_id)
        return gettext("Đã bỏ tệp. Có thể đưa lại ở cuối trang.")
    if do == "restore" and file_id:
        actions.restore_file(**common, file_id=file_id)
        return gettext("Đã đưa lại tệp.")
    for number, name in enumerate(request.POST.getlist("file"), 1):
        one = as_uuid(name)
        if one is not None:
            actions.describe_file(
                **common, file_id=one, caption=written(request.POST, f"caption.{one}", 200),
                place=as_number(request.POST.get(f"place.{one}", "")) or number,
                is_personal=request.POST.get(f"personal.{one}") == "yes",
            )  # fmt: skip
    return gettext("Đã ghi chú thích và thứ tự.")


def _opened(request: PageRequest, code: str, record_id: UUID, file_id: UUID) -> RecordFile:
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    return queries.access_record_file(actor=request.actor, register=register, record=record, file_id=file_id)


@face.page("co-so-du-lieu/<slug:code>/<uuid:record_id>/tep/<uuid:file_id>/", name="registers.file", access=SEE)
def opened(request: PageRequest, code: str, record_id: UUID, file_id: UUID) -> HttpResponse:
    """One file as it was given, to who may read the record."""
    return files.file_response(_opened(request, code, record_id, file_id).file, inline=True)


@face.page("co-so-du-lieu/<slug:code>/<uuid:record_id>/tep/<uuid:file_id>/nho/", name="registers.thumbnail", access=SEE)
def thumbnail(request: PageRequest, code: str, record_id: UUID, file_id: UUID) -> HttpResponse:
    """A photo made small, without what its camera noted."""
    return files.thumbnail_response(_opened(request, code, record_id, file_id).file, side=_SIDE)
