"""Signing in by another provider: away to it, back with its answer, into the account that is linked."""

from dataclasses import asdict
from typing import Any, Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import PUBLIC, SYSTEM
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.portal.face import absolute, face, leave
from tinhso.foundation.openid.ports import Begun, Connector, Known, Unreachable, begin, provider_with
from tinhso.foundation.openid.types import ProviderFailed

_KEPT: Final = "ts_openid_elsewhere"
_WITHIN_S: Final = 900


@face.page("tai-khoan/qua/<slug:provider>/", name="openid.provider", access=PUBLIC)
def go(request: PageRequest, provider: str) -> HttpResponseBase:
    """Off to another provider. Who is signed in here comes back linked to who they are there."""
    connector = provider_with(provider)
    begun = begin(absolute(reverse("openid.provider_back", args=[provider])))
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = ""
    try:
        address = connector.address(begun)
    except Unreachable:
        raise ProviderFailed(name=connector.name) from None
    account = str(request.actor.account_id or "")
    kept = asdict(begun) | {"provider": provider, "next": target, "account": account, "at": int(request.at.timestamp())}
    request.session[_KEPT] = kept
    return leave(request, address)


@face.page("tai-khoan/qua/<slug:provider>/ve/", name="openid.provider_back", access=PUBLIC)
def come_back(request: PageRequest, provider: str) -> HttpResponseBase:
    """Back from another provider: to the browser that went, once, and soon."""
    connector = provider_with(provider)
    kept = request.session.pop(_KEPT, {})
    fresh = kept.get("provider") == provider and request.at.timestamp() - kept.get("at", 0) < _WITHIN_S
    same = fresh and constant_time_compare(request.GET.get("state", ""), kept["state"])
    if not same or kept["account"] != str(request.actor.account_id or ""):
        raise ProviderFailed(name=connector.name)
    begun = Begun(*(kept[name] for name in ("state", "nonce", "verifier", "redirect_uri")))
    try:
        known = connector.finish(begun, {name: str(value) for name, value in request.GET.items()})
    except Unreachable:
        raise ProviderFailed(name=connector.name) from None
    if request.actor.account_id is not None:
        return _link(request, connector, known, kept["next"])
    return _sign_in(request, connector, known, kept["next"])


def _link(request: PageRequest, connector: Connector, known: Known, target: str) -> HttpResponseBase:
    """Signed in here and there: the two are one person from now on."""
    account_id = identity.account_id_of(request.actor)
    page = target or reverse("openid.ways")
    try:
        if known.person_id:
            _prove(account_id, connector, known)
        else:
            actions.link_provider(actor=request.actor, at=request.at, provider=connector.id, subject=known.subject)
    except TinhSoError as error:
        messages.error(request, error.message)
        return redirect("openid.ways")
    record_authentication(request, request.user, method=identity.ELSEWHERE, provider=connector.id, level=known.level)
    messages.success(request, gettext("Đã xác nhận qua {name}.").format(name=connector.name))
    return redirect(page)


def _prove(account_id: Any, connector: Connector, known: Known) -> None:
    identity.prove_person(
        actor=SYSTEM,
        at=clock.now(),
        account_id=account_id,
        person_id=known.person_id,
        level=known.level,
        proved_by=connector.id,
    )


def _sign_in(request: PageRequest, connector: Connector, known: Known, target: str) -> HttpResponseBase:
    """Into the account that is linked; without one, a page says how to link one."""
    account_id = (
        identity.account_proved(known.person_id)
        if known.person_id
        else queries.linked_account(connector.id, known.subject)
    )
    user = identity.Account.objects.filter(id=account_id, is_active=True).first() if account_id else None
    if user is None:
        again = reverse("openid.provider", args=[connector.id])
        context = {"name": connector.name, "again": again, "next": target}
        return render(request, "openid/not_linked.html", context)
    if known.person_id:
        _prove(user.id, connector, known)
    actions.record_use(actor=SYSTEM, at=request.at, provider=connector.id, account_id=user.id)
    record_authentication(request, user, method=identity.ELSEWHERE, provider=connector.id, level=known.level)
    answer: HttpResponseBase = perform_login(request, Login(user=user, redirect_url=target or None))
    return answer
