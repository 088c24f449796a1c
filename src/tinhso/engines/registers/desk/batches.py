"""Rows that were written at once: when and by whom, how they stand now; taken back at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import Conflict
from tinhso.core.faces import PageRequest, page_links
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.face import PUT, face
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.telling import told


@face.page("co-so-du-lieu/<slug:code>/bang/lan/", name="registers.batches", access=PUT)
def listed(request: PageRequest, code: str) -> HttpResponseBase:
    """Batches that the actor may take back, newest first."""
    register = queries.access_register(actor=request.actor, code=code)
    page = queries.batches(actor=request.actor, register=register, after=request.GET.get("after"))
    rows = [
        {"row": row, "count": len(row.rows), "is_undone": queries.is_undone(row), "is_undo": row.undoes_id is not None}
        for row in page.items
    ]
    return render(request, "registers/batches.html", {"register": register, "rows": rows, **page_links(request, page)})


@face.page(
    "co-so-du-lieu/<slug:code>/bang/lan/<uuid:batch_id>/", name="registers.batch", access=PUT, methods=("GET", "POST")
)
def one(request: PageRequest, code: str, batch_id: UUID) -> HttpResponseBase:
    """One batch with its records; undo it."""
    register = queries.access_register(actor=request.actor, code=code)
    if request.method == "POST":
        try:
            saved = actions.undo_batch(actor=request.actor, at=request.at, register=code, batch_id=batch_id)
        except Conflict as error:
            messages.warning(request, error.message)
            return redirect("registers.batch", code=code, batch_id=batch_id)
        if saved.back:
            text = gettext("{n} bản ghi đã có người sửa tiếp nên được giữ nguyên; xem danh sách ở lần sửa trước.")
            messages.warning(request, text.format(n=len(saved.back)))
        if saved.batch_id is not None:
            messages.success(request, gettext("Đã đưa {n} bản ghi về như cũ.").format(n=saved.taken))
        return redirect("registers.batch", code=code, batch_id=saved.batch_id or batch_id)
    found = queries.access_batch(actor=request.actor, register=register, batch_id=batch_id)
    written = {UUID(record_id): version for record_id, _old, version in found.rows}
    title = register.field(register.title)
    rows = [
        {
            "record": record,
            "title": told(
                title, record.values[title.id], {},
                masked=is_masked(title, sees_personal=queries.sees_personal(request.actor, register, record.unit_id)),
            ),
            "is_moved": record.version != written[record.id],
        }
        for record in queries.records_of(actor=request.actor, register=register, ids=list(written))
    ]  # fmt: skip
    context = {
        "register": register,
        "batch": found,
        "rows": rows,
        "is_undone": queries.is_undone(found),
        "undone_by": found.undone_by if queries.is_undone(found) else None,
        "may_undo": not queries.is_undone(found) and any(not row["is_moved"] for row in rows),
    }
    return render(request, "registers/batch.html", context)
