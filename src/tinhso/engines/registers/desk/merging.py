"""Two records become one: which is kept, whose value of each field, what refers to the other; taken apart again."""

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
from tinhso.engines.registers.desk.doubles import text_of
from tinhso.engines.registers.desk.face import PUT, SEE, face
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import DECIDE, MergeState, Record

STATE_KINDS = {"asked": "waiting", "done": "done", "refused": "refused", "undone": "stopped"}


@face.page(
    "co-so-du-lieu/<slug:code>/gop/<uuid:kept_id>/<uuid:gone_id>/",
    name="registers.merge", access=PUT, methods=("GET", "POST"),
)  # fmt: skip
def merge(request: PageRequest, code: str, kept_id: UUID, gone_id: UUID) -> HttpResponseBase:
    """Choose the values, see what is led to the record that is kept, merge."""
    register = queries.access_register(actor=request.actor, code=code)
    kept = queries.access_record(actor=request.actor, register=register, record_id=kept_id)
    gone = queries.access_record(actor=request.actor, register=register, record_id=gone_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        taken = [field.id for field in register.written_fields if request.POST.get(f"from_{field.id}") == "gone"]
        try:
            made = actions.merge_records(
                actor=request.actor, at=request.at, register=code, kept_id=kept_id, gone_id=gone_id, taken=taken,
                kept_version=as_number(request.POST.get("kept_version", "")) or 0,
                gone_version=as_number(request.POST.get("gone_version", "")) or 0,
                reason=written(request.POST, "reason", 500),
            )  # fmt: skip
        except TinhSoError as error:
            errors = dict(error.fields) or {"reason": error.message}
        else:
            asked = made.state == MergeState.ASKED
            messages.success(
                request,
                gettext("Đã gửi đề nghị gộp; một người khác sẽ duyệt.") if asked else gettext("Đã gộp hai bản ghi."),
            )
            return redirect("registers.merged", code=code, merge_id=made.id)
    return render(request, "registers/merge.html", _form(request, register, kept, gone, errors), status=_status(errors))


def _status(errors: dict[str, str]) -> int:
    return 422 if errors else 200


def _form(
    request: PageRequest, register: RegisterObject, kept: Record, gone: Record, errors: dict[str, str]
) -> dict[str, Any]:
    names = queries.names_of(register, [kept, gone], request.at)
    choices, same = [], []
    for field in register.written_fields:
        mine, theirs = (text_of(request, register, field.id, one, names) for one in (kept, gone))
        if kept.values[field.id] == gone.values[field.id]:
            same.append({"label": named(field), "value": mine})
        elif field.id != register.key and not (field.unique and field.required):
            options = [("kept", mine or gettext("(để trống)")), ("gone", theirs or gettext("(để trống)"))]
            fallback = "gone" if kept.values[field.id] is None else "kept"
            chosen = request.POST.get(f"from_{field.id}", fallback)
            choices.append({"id": f"from_{field.id}", "label": named(field), "options": options, "value": chosen})
        else:
            same.append({"label": named(field), "value": gettext("{value} (giữ nguyên)").format(value=mine)})
    return {
        "register": register,
        "kept": kept,
        "gone": gone,
        "kept_title": text_of(request, register, register.title, kept, names),
        "gone_title": text_of(request, register, register.title, gone, names),
        "kept_key": text_of(request, register, register.key, kept, names),
        "gone_key": text_of(request, register, register.key, gone, names),
        "choices": choices,
        "same": [one for one in same if one["value"]],
        "references": [
            {"register": other, "field": field, "count": len(found)}
            for other, field, found in queries.references_to(register, gone.id)
        ],
        "by_two": register.matching is not None and register.matching.by_two,
        "reason": written(request.POST, "reason", 500),
        "errors": errors,
    }


@face.page("co-so-du-lieu/<slug:code>/gop/", name="registers.merges", access=SEE)
def listed(request: PageRequest, code: str) -> HttpResponseBase:
    """The merges, the newest first."""
    register = queries.access_register(actor=request.actor, code=code)
    asked = request.GET.get("trang_thai", "")
    state = MergeState(asked) if asked in MergeState.values else None
    page = queries.merges(actor=request.actor, register=register, state=state, after=request.GET.get("after"))
    records = queries.records_by_id(actor=request.actor, register=register, ids={row.kept_id for row in page.items})
    rows = [
        {
            "row": row,
            "title": text_of(request, register, register.title, records[row.kept_id], {})
            if row.kept_id in records
            else "",
            "label": MergeState(row.state).label,
            "kind": STATE_KINDS[row.state],
        }
        for row in page.items
    ]
    context = {"register": register, "rows": rows, "state": state.value if state else "", "states": MergeState.choices}
    return render(request, "registers/merges.html", {**context, **page_links(request, page)})


@face.page(
    "co-so-du-lieu/<slug:code>/gop/<uuid:merge_id>/", name="registers.merged", access=SEE, methods=("GET", "POST")
)
def merged(request: PageRequest, code: str, merge_id: UUID) -> HttpResponseBase:
    """One merge: what went where; approve or refuse it, take it apart again."""
    register = queries.access_register(actor=request.actor, code=code)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _acted(request, code, merge_id)
        if not errors:
            return redirect("registers.merged", code=code, merge_id=merge_id)
    row = queries.access_merge(actor=request.actor, register=register, merge_id=merge_id)
    found = queries.records_by_id(actor=request.actor, register=register, ids=(row.kept_id, row.gone_id))
    registers = queries.all_registers()
    context = {
        "register": register,
        "row": row,
        "state": MergeState(row.state),
        "kind": STATE_KINDS[row.state],
        "titles": {id_: text_of(request, register, register.title, one, {}) for id_, one in found.items()},
        "kept_title": _title(request, register, found.get(row.kept_id)),
        "gone_title": _title(request, register, found.get(row.gone_id)),
        "taken": [named(register.field(name)) for name in row.taken if name in register.by_id],
        "references": [
            {"register": registers[one[0]], "record_id": one[2]} for one in row.references if one[0] in registers
        ],
        "may_decide": row.state == MergeState.ASKED
        and queries.may(request.actor, DECIDE, register, row.unit_id)
        and row.account_id != request.actor.person_id,
        "may_undo": row.state == MergeState.DONE
        and queries.may_pair(request.actor, register, [one.unit_id for one in found.values()]),
        "errors": errors,
        "text": written(request.POST, "text", 500),
    }
    return render(request, "registers/merged.html", context, status=_status(errors))


def _title(request: PageRequest, register: RegisterObject, record: Record | None) -> str:
    return text_of(request, register, register.title, record, {}) if record else ""


def _acted(request: PageRequest, code: str, merge_id: UUID) -> dict[str, str]:
    given: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": code, "merge_id": merge_id}
    text = written(request.POST, "text", 500)
    try:
        if request.POST.get("do") == "undo":
            actions.undo_merge(**given, reason=text)
            messages.success(request, gettext("Đã tách lại thành hai bản ghi như trước."))
        else:
            approve = request.POST.get("do") == "approve"
            actions.decide_merge(**given, approve=approve, answer=text)
            messages.success(request, gettext("Đã duyệt và gộp.") if approve else gettext("Đã trả lời người đề nghị."))
    except TinhSoError as error:
        return {"text": next(iter(error.fields.values()), error.message)}
    return {}
