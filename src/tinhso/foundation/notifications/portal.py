"""Portal pages: the notices of a citizen."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tinhso.core.access import CITIZEN
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.foundation.notifications import api

face = Face("portal", room="notifications")
_ACCESS = CITIZEN


@face.page("thong-bao/", name="notifications.portal_list", access=_ACCESS)
def list_notices(request: PageRequest) -> HttpResponse:
    """The reader's own notices, newest first; ``?chua-doc`` shows the unread ones."""
    unread_only = "chua-doc" in request.GET
    page = api.list_notices(actor=request.actor, unread_only=unread_only, after=request.GET.get("after"))
    context = {
        "page": page,
        "unread_only": unread_only,
        "open_url": "notifications.portal_open",
        "all_url": "notifications.portal_read_all",
        **page_links(request, page),
    }
    return render(request, "notifications/portal_list.html", context)


@face.page("thong-bao/<uuid:notice_id>/mo/", name="notifications.portal_open", access=_ACCESS, methods=("POST",))
def open_notice(request: PageRequest, notice_id: UUID) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    link = api.read_notice(actor=request.actor, at=request.at, notice_id=notice_id)
    return redirect(link or "notifications.portal_list")


@face.page("thong-bao/da-doc/", name="notifications.portal_read_all", access=_ACCESS, methods=("POST",))
def read_all(request: PageRequest) -> HttpResponse:
    """Mark every notice as read."""
    api.read_all(actor=request.actor, at=request.at)
    return redirect("notifications.portal_list")


face.navigation("Thông báo", "notifications.portal_list", access=_ACCESS, order=60, icon="bell", badge=api.count_unread)
