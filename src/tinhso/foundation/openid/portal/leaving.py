"""Signing out for an application (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from tinhso.core.access import PUBLIC, SYSTEM
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.models import Application
from tinhso.foundation.openid.portal.face import face, leave, refuse, signed_in, with_values
from tinhso.foundation.openid.rules import jwt

_READ: Final = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")
_LONGEST: Final = 4000


@face.page("openid/logout", name="openid.logout", access=PUBLIC, methods=("GET", "POST"))
@csrf_exempt
def sign_out(request: PageRequest) -> HttpResponseBase:
    """Sign the person out where the application proves that it means this sign-in; ask them where it does not."""
    if request.method == "POST":
        # A form of another site comes without the session: asked again as a link, it comes with it.
        kept = {name: request.POST.get(name, "")[:_LONGEST] for name in _READ if request.POST.get(name)}
        return HttpResponseRedirect(f"{request.path}?{urlencode(kept)}")
    values = {name: request.GET.get(name, "")[:_LONGEST] for name in _READ}
    hint = jwt.read_hint(values["id_token_hint"], queries.published_keys(request.at)) or {}
    found = _target(values, hint)
    if found is None:
        return refuse(request, "post_logout_redirect_uri")
    application, target = found
    who = signed_in(request)
    if who is None:
        return leave(request, target) if target and hint else _done(request, application, target)
    browser = queries.browser_of(who.account_id, who.session_key)
    if hint and browser is not None and hint.get("sid") == browser.id.hex:
        return _sign_out(request, application, target)
    context = {"name": named(application) if application else "", "query": request.GET.urlencode()}
    return render(request, "openid/sign_out.html", context)


@face.page("openid/dang-xuat/", name="openid.confirm_logout", access=PUBLIC, methods=("POST",))
def confirm_sign_out(request: PageRequest) -> HttpResponseBase:
    """The person wants to be signed out."""
    given = QueryDict(request.POST.get("query", "")[: 2 * _LONGEST])
    values = {name: given.get(name, "") for name in _READ}
    hint = jwt.read_hint(values["id_token_hint"], queries.published_keys(request.at)) or {}
    found = _target(values, hint)
    return refuse(request, "post_logout_redirect_uri") if found is None else _sign_out(request, *found)


def _target(values: Mapping[str, str], hint: Mapping[str, Any]) -> tuple[Application | None, str] | None:
    """The application and where to go afterwards, empty for nowhere; None where it named an address that it has not
    registered, or is not who it says.
    """
    named_by_hint = str(hint.get("aud", "")) if hint.get("iss") == settings.PUBLIC_URL else ""
    if named_by_hint and values["client_id"] not in {"", named_by_hint}:
        return None
    application = queries.client(named_by_hint or values["client_id"])
    address = values["post_logout_redirect_uri"]
    if not address:
        return application, ""
    if application is None or address not in application.post_logout_uris:
        return None
    return application, with_values(address, {"state": values["state"]})


def _sign_out(request: PageRequest, application: Application | None, target: str) -> HttpResponseBase:
    logout(request)
    actions.end_browsers(actor=SYSTEM, at=request.at)
    return leave(request, target) if target else _done(request, application, "")


def _done(request: PageRequest, application: Application | None, target: str) -> HttpResponseBase:
    context = {"name": named(application) if application else "", "target": target}
    return render(request, "openid/signed_out.html", context)
