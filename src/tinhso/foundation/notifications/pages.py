"""The pages of one's own notices, the same on the portal and on the desk."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tinhso.core.access import Access
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.foundation.notifications import api
from tinhso.foundation.notifications.queries import unread


def notices_face(channel: str, *, access: Access, order: int) -> Face:
    """The list, opening one and reading all, on ``channel`` for whom ``access`` names; ``order`` in its menu."""
    face = Face(channel, room="notifications")
    own_list = f"notifications.{channel}_list"

    @face.page("thong-bao/", name=own_list, access=access)
    def list_notices(request: PageRequest) -> HttpResponse:
        """The reader's own notices, newest first; ``?chua-doc`` shows the unread ones."""
        unread_only = "chua-doc" in request.GET
        page = api.list_notices(actor=request.actor, unread_only=unread_only, after=request.GET.get("after"))
        context = {
            "page": page,
            "unread_only": unread_only,
            "base": f"{channel}/base.html",
            "open_url": f"notifications.{channel}_open",
            "channels_url": "notifications.channels" if channel == "portal" else "",
            "all_url": f"notifications.{channel}_read_all",
            **page_links(request, page),
        }
        return render(request, "notifications/page.html", context)

    @face.page("thong-bao/<uuid:notice_id>/mo/", name=f"notifications.{channel}_open", access=access, methods=("POST",))
    def open_notice(request: PageRequest, notice_id: UUID) -> HttpResponse:
        """Mark one notice as read and go to what it is about."""
        link = api.read_notice(actor=request.actor, at=request.at, notice_id=notice_id)
        return redirect(link or own_list)

    @face.page("thong-bao/da-doc/", name=f"notifications.{channel}_read_all", access=access, methods=("POST",))
    def read_all(request: PageRequest) -> HttpResponse:
        """Mark every notice as read."""
        api.read_all(actor=request.actor, at=request.at)
        return redirect(own_list)

    face.navigation("Thông báo", own_list, access=access, order=order, icon="bell", badge=unread)
    return face
