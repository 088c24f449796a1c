"""Requests for changes: those that wait, one with what it would change, the decision of a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import Conflict, InvalidInput
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.personal import mask
from tinhso.core.ui.forms import written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.models import ChangeRequest
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.telling import told, typed
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import DECIDE, FieldType, RequestState, Verb

STATE_KINDS = {"asked": "waiting", "approved": "done", "refused": "refused", "withdrawn": "stopped"}


@face.page("co-so-du-lieu/<slug:code>/de-nghi/", name="registers.requests", access=SEE)
def listed(request: PageRequest, code: str) -> HttpResponseBase:
    """Requests in one state, the oldest first."""
    register = queries.access_register(actor=request.actor, code=code)
    asked = request.GET.get("trang_thai", "")
    state = RequestState(asked) if asked in RequestState.values else RequestState.ASKED
    page = queries.changes(actor=request.actor, register=register, state=state, after=request.GET.get("after"))
    sees = queries.sees_personal(request.actor, register)
    title = register.field(register.title)
    rows = [
        {"row": row, "verb": Verb(row.verb).label, "title": row.title if sees else mask(row.title, title.personal)}
        for row in page.items
    ]
    context = {"register": register, "rows": rows, "state": state.value, "states": RequestState.choices}
    return render(request, "registers/requests.html", {**context, **page_links(request, page)})


@face.page(
    "co-so-du-lieu/<slug:code>/de-nghi/<uuid:change_id>/", name="registers.request", access=SEE, methods=("GET", "POST")
)
def one(request: PageRequest, code: str, change_id: UUID) -> HttpResponseBase:
    """One request: what is, what would be; approve, refuse, take back."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _decided(request, code, change_id)
        except Conflict as error:
            messages.warning(request, error.message)
            return redirect("registers.request", code=code, change_id=change_id)
        except InvalidInput as error:
            errors = dict(error.fields) or {"answer": error.message}
    register = queries.access_register(actor=request.actor, code=code)
    found = queries.access_change(actor=request.actor, register=register, change_id=change_id)
    is_own = found.account_id == request.actor.person_id
    context = {
        "register": register,
        "row": found,
        "verb": Verb(found.verb).label,
        "state": RequestState(found.state),
        "kind": STATE_KINDS[found.state],
        "unit": named(found.unit),
        "rows": _rows(request, register, found),
        "errors": errors,
        "answer": written(request.POST, "answer", 500),
        "may_decide": queries.may(request.actor, DECIDE, register, found.unit_id) and not is_own,
        "is_own": is_own,
    }
    return render(request, "registers/request.html", context, status=422 if errors else 200)


def _rows(request: PageRequest, register: RegisterObject, found: ChangeRequest) -> list[dict[str, Any]]:
    """What would change, field by field; for a record that is not there yet all that is given."""
    record = None
    if found.record_id is not None:
        record = queries.access_record(actor=request.actor, register=register, record_id=found.record_id)
    names = queries.names_of(register, [record] if record else [], request.at)
    keys = queries.names_of(register, [record] if record else [], request.at, keys=True)
    sees = queries.sees_personal(request.actor, register, found.unit_id)
    rows = []
    for field in register.written_fields:
        if field.id not in found.values:
            continue
        masked = is_masked(field, sees_personal=sees)
        value = record.values[field.id] if record else None
        old, new = told(field, value, names, masked=masked), str(found.values[field.id])
        if record is not None and (new == typed(field, value, keys) or (field.type is FieldType.PERSON and not new)):
            continue
        if new or old:
            rows.append(
                {"label": named(field), "old": old or "–", "new": (mask(new, field.personal) if masked else new) or "–"}
            )
    return rows


def _decided(request: PageRequest, code: str, change_id: UUID) -> HttpResponseBase:
    given: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": code, "change_id": change_id}
    match request.POST.get("do"):
        case "approve":
            made = actions.approve_change(**given)
            messages.success(request, gettext("Đã duyệt và ghi phiên bản {n}.").format(n=made.version))
            return redirect("registers.record", code=code, record_id=made.id)
        case "withdraw":
            actions.withdraw_change(**given)
            messages.success(request, gettext("Đã rút đề nghị."))
        case _:
            actions.refuse_change(**given, answer=written(request.POST, "answer", 500))
            messages.success(request, gettext("Đã trả lời người đề nghị."))
    return redirect("registers.requests", code=code)
