"""Who is told of the changes of a register: added, stopped, what went to them and how it fared."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.ui.forms import as_uuid, written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.face import TELL, face
from tinhso.engines.registers.types import DeliveryState

STATE_KINDS = {"waiting": "waiting", "sent": "done", "dead": "refused"}


@face.page("co-so-du-lieu/<slug:code>/noi-nhan/", name="registers.listeners", access=TELL, methods=("GET", "POST"))
def listeners(request: PageRequest, code: str) -> HttpResponseBase:
    """Who listens; another address. The secret of a new one is shown this once."""
    register = queries.access_register(actor=request.actor, code=code)
    errors: dict[str, str] = {}
    secret = ""
    address = written(request.POST, "address", 500)
    if request.method == "POST":
        try:
            _made, secret = actions.add_listener(
                actor=request.actor, at=request.at, register=code, address=address,
                with_personal=request.POST.get("with_personal") == "yes",
            )  # fmt: skip
            address = ""
        except TinhSoError as error:
            errors = dict(error.fields) or {"address": error.message}
    context = {
        "register": register,
        "rows": queries.listeners(actor=request.actor, register=register),
        "errors": errors,
        "address": address,
        "secret": secret,
        "may_see": register.has_personal and queries.sees_personal(request.actor, register),
    }
    return render(request, "registers/listeners.html", context, status=422 if errors else 200)


@face.page(
    "co-so-du-lieu/<slug:code>/noi-nhan/<uuid:listener_id>/", name="registers.listener", access=TELL,
    methods=("GET", "POST"),
)  # fmt: skip
def listener(request: PageRequest, code: str, listener_id: UUID) -> HttpResponseBase:
    """What went to a listener; send again what was given up, tell it nothing more."""
    register = queries.access_register(actor=request.actor, code=code)
    found = queries.access_listener(actor=request.actor, register=register, listener_id=listener_id)
    if request.method == "POST":
        given: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": code, "listener_id": listener_id}
        try:
            if request.POST.get("do") == "stop":
                actions.stop_listener(**given)
                messages.success(request, gettext("Nơi này không được báo nữa."))
            else:
                n = actions.send_again(**given, delivery_id=as_uuid(request.POST.get("delivery", "")))
                messages.success(request, gettext("Gửi lại {n} tin.").format(n=n))
        except TinhSoError as error:
            messages.warning(request, error.message)
        return redirect("registers.listener", code=code, listener_id=listener_id)
    state = request.GET.get("trang_thai", "")
    state = state if state in DeliveryState.values else ""
    page = queries.deliveries(found, state, after=request.GET.get("after"))
    context = {
        "register": register,
        "found": found,
        "states": [("", gettext("Tất cả")), *DeliveryState.choices],
        "state": state,
        "rows": [
            {"row": row, "label": DeliveryState(row.state).label, "kind": STATE_KINDS[row.state]} for row in page.items
        ],
        **page_links(request, page),
    }
    return render(request, "registers/listener.html", context)
