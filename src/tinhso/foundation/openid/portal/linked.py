"""Ứng dụng đã liên kết: what one lets applications have, by which other providers one signs in; both are taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import SIGNED_IN
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.portal.face import face
from tinhso.foundation.openid.ports import offered_providers


@face.page("tai-khoan/ung-dung/", name="openid.linked", access=SIGNED_IN)
def show_linked(request: PageRequest) -> HttpResponseBase:
    """The applications that one let have something."""
    page = queries.linked_applications(actor=request.actor, after=request.GET.get("after"))
    context = {
        "items": [(item, named(item), [queries.words_of(scope)[0] for scope in item.scopes]) for item in page.items],
        **page_links(request, page),
    }
    return render(request, "openid/linked.html", context)


@face.page(
    "tai-khoan/ung-dung/<uuid:application_id>/ngung/", name="openid.withdraw", access=SIGNED_IN, methods=("POST",)
)
def withdraw(request: PageRequest, application_id: UUID) -> HttpResponseBase:
    """Take back what one let an application have."""
    actions.withdraw_consent(actor=request.actor, at=request.at, application_id=application_id)
    messages.success(request, gettext("Đã ngừng liên kết. Ứng dụng không đọc thêm được gì của ông/bà."))
    return redirect("openid.linked")


@face.page("tai-khoan/cach-dang-nhap/", name="openid.ways", access=SIGNED_IN)
def show_ways(request: PageRequest) -> HttpResponseBase:
    """The other providers by which one signs in, or could."""
    account_id = identity.account_id_of(request.actor)
    mine = {link.provider: link for link in queries.links(actor=request.actor)}
    context = {
        "ways": [(each, mine.get(each.id)) for each in offered_providers().values()],
        "proof": identity.proof_of(account_id),
    }
    return render(request, "openid/ways.html", context)


@face.page("tai-khoan/cach-dang-nhap/<slug:provider>/bo/", name="openid.unlink", access=SIGNED_IN, methods=("POST",))
def unlink(request: PageRequest, provider: str) -> HttpResponseBase:
    """Sign in by that provider no more."""
    actions.unlink_provider(actor=request.actor, at=request.at, provider=provider)
    messages.success(request, gettext("Đã bỏ cách đăng nhập đó."))
    return redirect("openid.ways")
