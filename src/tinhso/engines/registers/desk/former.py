"""A declaration of before: what it said, what taking it again would mean to the records, taking it again."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.core.packs import changes
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.actions.going_back import taken_again
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.rules.comparing import Class


@face.page(
    "co-so-du-lieu/<slug:code>/khai-bao/<int:release>/", name="registers.former", access=SEE, methods=("GET", "POST")
)
def former(request: PageRequest, code: str, release: int) -> HttpResponseBase:
    """What a release declared, beside what is declared now; who edits packs drafts it again."""
    register = queries.access_register(actor=request.actor, code=code)
    before = queries.declared_in(register, release)
    if request.method == "POST":
        made = actions.take_again(actor=request.actor, at=request.at, register=code, release=release)
        messages.success(request, gettext("Đã soạn sửa đổi; xem lại, gửi duyệt, rồi người khác ban hành."))
        return redirect("packs.change_set", change_set_id=made.id)
    back = taken_again(register, before)
    rows = [
        {"text": found.text, "count": count, "is_breaking": found.kind is Class.BREAKING,
         "stops": found.stops and count > 0}
        for found, count in actions.touched_by(register, back)
    ]  # fmt: skip
    context = {
        "register": register,
        "before": before,
        "release": release,
        "fields": [(field.id, named(field)) for field in before.fields],
        "rows": rows,
        "stops": any(row["stops"] for row in rows),
        "next": back.version,
        "is_same": before.model_dump() == register.model_dump(),
        "may_edit": request.actor.can(changes.EDIT),
    }
    return render(request, "registers/former.html", context)
