"""Portal pages: the notices of a citizen, by which ways they come, and a message opened from a telephone."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from tinhso.core.access import CITIZEN, PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.foundation.identity.api import account_id_of, account_info, mail_address
from tinhso.foundation.notifications import actions, queries, rules
from tinhso.foundation.notifications.pages import notices_face
from tinhso.foundation.notifications.types import Channels

face = notices_face("portal", access=CITIZEN, order=60)


@face.page("thong-bao/kenh/", name="notifications.channels", access=CITIZEN, methods=("GET", "POST"))
def channels(request: PageRequest) -> HttpResponseBase:
    """By which ways one's notices come besides the platform; posting chooses."""
    if request.method == "POST":
        chosen = Channels(email="email" in request.POST, sms="sms" in request.POST)
        actions.choose_channels(actor=request.actor, at=request.at, chosen=chosen)
        messages.success(request, gettext("Đã lưu."))
        return redirect("notifications.channels")
    account_id = account_id_of(request.actor)
    account = account_info(account_id)
    context = {
        "chosen": queries.channels_of(account_id),
        "email": mail_address(account),
        "phone": account.phone,
    }
    return render(request, "notifications/channels.html", context)


@face.page("tin/<slug:code>/", name="notifications.message", access=PUBLIC, methods=("GET", "POST"))
def message(request: PageRequest, code: str) -> HttpResponse:
    """A message as its telephone or mail address got it, what it is about, and how to get no more of them."""
    if request.method == "POST":
        refuse = request.POST.get("nhan") != "co"
        actions.refuse_messages(actor=request.actor, at=request.at, code=code, refuse=refuse)
        return redirect("notifications.message", code=code)
    found = queries.access_message(code)
    kind = queries.kinds.get(found.kind)
    data = rules.in_language(rules.without_private(kind, found.data), get_language() or "")
    context = {
        "message": found,
        "title": rules.fill(gettext(kind.title), data),
        "body": rules.fill(gettext(kind.body), data),
        "address": rules.masked(found.address) if found.address else "",
        "stopped": queries.is_stopped(found),
        "urgent": kind.urgent,
    }
    response = render(request, "notifications/message.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
