"""Saved views of a list: kept, made the one that opens it, deleted and brought back."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.core.ui.forms import as_uuid, written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.types import ViewNotFound


@face.page("co-so-du-lieu/<slug:code>/cach-xem/", name="registers.views", access=SEE, methods=("GET", "POST"))
def listed(request: PageRequest, code: str) -> HttpResponseBase:
    """The views that one may choose; save one, change and delete one's own."""
    register = queries.access_register(actor=request.actor, code=code)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            messages.success(request, _done(request, code))
            return redirect("registers.views", code=code)
        except InvalidInput as error:
            errors = dict(error.fields) or {"name": error.message}
    own = request.actor.account_id
    context = {
        "register": register,
        "rows": [
            {"row": row, "is_own": row.account_id == own}
            for row in queries.views(actor=request.actor, register=register)
        ],
        "deleted": queries.deleted_views(actor=request.actor, register=register),
        "errors": errors,
    }  # fmt: skip
    return render(request, "registers/views.html", context, status=422 if errors else 200)


def _done(request: PageRequest, code: str) -> str:
    do, view_id = request.POST.get("do"), as_uuid(request.POST.get("view", ""))
    if do == "save":
        actions.save_view(
            actor=request.actor, at=request.at, register=code, name=written(request.POST, "name", 80),
            query=written(request.POST, "query", 2000), is_shared=request.POST.get("is_shared") == "yes",
            is_default=request.POST.get("is_default") == "yes",
        )  # fmt: skip
        return gettext("Đã lưu cách xem.")
    if view_id is None:
        raise ViewNotFound
    if do == "restore":
        actions.restore_view(actor=request.actor, at=request.at, view_id=view_id)
        return gettext("Đã đưa lại cách xem.")
    if do == "delete":
        actions.delete_view(actor=request.actor, at=request.at, view_id=view_id)
        return gettext("Đã xóa cách xem; có thể đưa lại ở cuối trang.")
    view = queries.access_view(actor=request.actor, view_id=view_id)
    actions.save_view(
        actor=request.actor, at=request.at, register=code, name=view.name, query=view.query,
        is_shared=view.unit_id is not None, is_default=do == "default",
    )  # fmt: skip
    return gettext("Đã ghi.")
