"""Desk pages: the notices of an official."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tinhso.core.access import OFFICIAL
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.foundation.notifications import api

face = Face("desk", room="notifications")
_ACCESS = OFFICIAL


@face.page("thong-bao/", name="notifications.desk_list", access=_ACCESS)
def list_notices(request: PageRequest) -> HttpResponse:
    """The reader's own notices, newest first; ``?chua-doc`` shows the unread ones."""
    unread_only = "chua-doc" in request.GET
    page = api.list_notices(actor=request.actor, unread_only=unread_only, after=request.GET.get("after"))
    context = {
        "page": page,
        "unread_only": unread_only,
        "open_url": "notifications.desk_open",
        "all_url": "notifications.desk_read_all",
        **page_links(request, page),
    }
    return render(request, "notifications/desk_list.html", context)


@face.page("thong-bao/<uuid:notice_id>/mo/", name="notifications.desk_open", access=_ACCESS, methods=("POST",))
def open_notice(request: PageRequest, notice_id: UUID) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    link = api.read_notice(actor=request.actor, at=request.at, notice_id=notice_id)
    return redirect(link or "notifications.desk_list")


@face.page("thong-bao/da-doc/", name="notifications.desk_read_all", access=_ACCESS, methods=("POST",))
def read_all(request: PageRequest) -> HttpResponse:
    """Mark every notice as read."""
    api.read_all(actor=request.actor, at=request.at)
    return redirect("notifications.desk_list")


face.navigation("Thông báo", "notifications.desk_list", access=_ACCESS, order=20, icon="bell", badge=api.count_unread)
