"""The catalogue for who keeps it: every procedure, found without accents, taken up to be changed, copied, begun."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import needs
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.core.ui.forms import as_uuid
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.designing.fields import LEVELS
from tinhso.services.procedures.desk.face import face, name_of
from tinhso.services.procedures.schema import ProcedureObject

EDIT: Final = needs(changes.EDIT)
PAGE: Final = 50

face.navigation(gettext_noop("Danh mục thủ tục"), "procedures.catalogue", access=EDIT, order=60, icon="list")


@face.page("danh-muc/", name="procedures.catalogue", access=EDIT)
def catalogue(request: PageRequest) -> HttpResponseBase:
    """Every procedure, by words, field and level; ``?phieu`` is the change set into which they are taken."""
    asked = {key: request.GET.get(key, "").strip()[:100] for key in ("q", "linh_vuc", "cap", "phieu", "after")}
    fields = {field.id: field for field in queries.fields_of_administration()}
    found = [
        item for item in _found(asked["q"], request.at.date())
        if asked["linh_vuc"] in {"", item.field} and asked["cap"] in {"", item.level}
    ]  # fmt: skip
    codes = [item.id for item in found]
    start = codes.index(asked["after"]) + 1 if asked["after"] in codes else 0
    shown, more = found[start : start + PAGE], len(found) > start + PAGE
    drafts = changes.drafted_keys("procedures")
    again = request.GET.copy()
    again.pop("after", None)
    first = f"?{again.urlencode()}" if start else ""
    again["after"] = shown[-1].id if shown else ""
    context = {
        "asked": asked,
        "rows": [_row(item, fields, drafts.get(item.id, []), request) for item in shown],
        "total": len(found),
        "fields": [(field.id, name_of(field)) for field in fields.values()],
        "levels": [(key, gettext(word)) for key, word in LEVELS],
        "next_url": f"?{again.urlencode()}" if more else "",
        "first_url": first,
        "is_narrowed": bool(asked["q"] or asked["linh_vuc"] or asked["cap"]),
    }
    return render(request, "procedures/desk/catalogue.html", context)


def _found(text: str, day: date) -> list[ProcedureObject]:
    """Procedures for a few words; all of them, also those no longer or not yet valid, for none."""
    if text:
        return queries.search_procedures(text, day, limit=200)
    return queries.all_procedures()


def _row(item: ProcedureObject, fields: dict[str, Any], drafts: list[Any], request: PageRequest) -> dict[str, Any]:
    field = fields.get(item.field)
    return {
        "item": item,
        "field": name_of(field) if field else item.field,
        "level": gettext(dict(LEVELS)[item.level]),
        "in_force": item.is_valid_on(request.at.date()),
        "drafts": [(each, each.author_id == request.actor.account_id) for each in drafts],
    }


@face.page("danh-muc/<str:code>/sua/", name="procedures.take_up", access=EDIT, methods=("POST",))
def take_up(request: PageRequest, code: str) -> HttpResponseBase:
    """Into a draft, and on to the designer."""
    wanted = as_uuid(request.POST.get("phieu", ""))
    change_set = actions.take_up(actor=request.actor, at=request.at, code=code, change_set_id=wanted)
    return redirect("procedures.design", change_set_id=change_set.id, code=code)


@face.page("danh-muc/moi/", name="procedures.begin_new", access=EDIT, methods=("GET", "POST"))
def begin_new(request: PageRequest) -> HttpResponseBase:
    """A new procedure: its code and name, and from which existing one it begins (``?tu``)."""
    asked = {key: request.POST.get(key, "").replace("\x00", "").strip() for key in ("code", "name", "name_en", "model")}
    phieu = (request.POST if request.method == "POST" else request.GET).get("phieu", "")
    errors: dict[str, str] = {}
    if request.method == "POST":
        wanted: UUID | None = as_uuid(phieu)
        try:
            made = actions.begin_new(actor=request.actor, at=request.at, change_set_id=wanted, **asked)
        except TinhSoError as error:
            errors = error.fields or {"code": error.message}
        else:
            return redirect("procedures.design", change_set_id=made.id, code=asked["code"])
    context = {
        "asked": {**asked, "model": asked["model"] or request.GET.get("tu", "")},
        "phieu": phieu[:40],
        "errors": errors,
        "models": [(item.id, f"{name_of(item)} ({item.id})") for item in queries.all_procedures()],
    }
    return render(request, "procedures/desk/begin_new.html", context, status=422 if errors else 200)
