"""Ai đã xem dữ liệu của tôi: the looks by day, one of them, all of them as a file; contesting one."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.ids import new_id
from tinhso.core.ui.forms import BadInput, read_date, written
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.portal.face import face
from tinhso.services.personal_data.types import RequestKind, Told


def _span(request: PageRequest) -> tuple[queries.Span, dict[str, str]]:
    """The days asked for, and what is wrong with them by field."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in ("tu", "den"):
        try:
            found[name] = read_date(request.GET, name)
        except BadInput as error:
            wrong[name] = error.message
    span = queries.Span(found.get("tu"), found.get("den"))
    if span.first and span.last and span.last < span.first:
        wrong["den"] = gettext("Ngày cuối không được trước ngày đầu.")
    return span, wrong


@face.page("du-lieu/ai-da-xem/", name="personal_data.looks", access=CITIZEN)
def show_looks(request: PageRequest) -> HttpResponseBase:
    """Who looked at one's data, by day, newest first, between two days where asked."""
    span, wrong = _span(request)
    page = queries.looks(
        actor=request.actor, span=queries.Span() if wrong else span, after=request.GET.get("after") or None
    )
    context = {
        "days": [(day, list(found)) for day, found in groupby(page.items, key=lambda look: look.day)],
        "asked": {name: request.GET.get(name, "")[:20] for name in ("tu", "den")},
        "narrowed": bool(span.first or span.last),
        "query": request.GET.urlencode(),
        "shown": len(page.items),
        "errors": wrong,
        **page_links(request, page),
    }
    return render(request, "personal_data/portal/looks.html", context, status=422 if wrong else 200)


@face.page("du-lieu/ai-da-xem/tai-ve/", name="personal_data.looks_file", access=CITIZEN)
def looks_file(request: PageRequest) -> HttpResponseBase:
    """The same looks as a CSV file, each by itself."""
    span, wrong = _span(request)
    pieces = queries.export_looks(actor=request.actor, span=queries.Span() if wrong else span)
    name = f"ai-da-xem-{local(request.at):%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)


@face.page("du-lieu/ai-da-xem/<uuid:entry_id>/", name="personal_data.look", access=CITIZEN, methods=("GET", "POST"))
def show_look(request: PageRequest, entry_id: UUID) -> HttpResponseBase:
    """One look; posting words contests it."""
    look = queries.access_look(actor=request.actor, entry_id=entry_id)
    errors: dict[str, str] = {}
    text, key = written(request.POST, "text"), written(request.POST, "key", 60)
    if request.method == "POST":
        told = Told(RequestKind.CONTEST, text, key or str(new_id()), str(entry_id))
        try:
            row = actions.ask(actor=request.actor, at=request.at, told=told)
        except TinhSoError as error:
            errors = error.fields or {"text": error.message}
        else:
            messages.success(request, gettext("Đã gửi. Cơ quan phải trả lời trong thời hạn."))
            return redirect("personal_data.request", request_id=row.case_id)
    days = queries.rules_in_force().answer_in(RequestKind.CONTEST)
    context = {"look": look, "text": text, "key": key or str(new_id()), "errors": errors, "limit": days}
    return render(request, "personal_data/portal/look.html", context, status=422 if errors else 200)
