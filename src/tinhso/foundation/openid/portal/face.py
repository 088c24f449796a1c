"""What the pages and endpoints share: the face, who is signed in and how, leaving for an application, JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from tinhso.core.access import ActorKind
from tinhso.core.clock import TZ
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid import queries
from tinhso.foundation.openid.rules.possession import new_nonce
from tinhso.foundation.openid.types import Refusal, SignedIn

face = Face("portal", room="openid")


def absolute(path: str) -> str:
    """An address of ours as applications see it."""
    return f"{settings.PUBLIC_URL}{path}"


def signed_in(request: PageRequest) -> SignedIn | None:
    """Who is signed in, in this browser, and how; None for nobody and for who has not finished signing in."""
    if request.actor.kind not in {ActorKind.CITIZEN, ActorKind.OFFICIAL} or request.actor.account_id is None:
        return None
    records = get_authentication_records(request, request.user)
    reached = identity.moments(records, request.session.get("ts_started", 0))
    return SignedIn(
        account_id=request.actor.account_id,
        session_key=request.session.session_key or "",
        auth_time=datetime.fromtimestamp(int(max(reached.values())), TZ),
        levels=tuple(level.acr for level in reached),
        amr=identity.methods(records),
    )


class _Away(HttpResponseRedirect):
    """A redirect to an address that was registered, whatever its scheme."""

    def __init__(self, address: str) -> None:
        self.allowed_schemes = [urlsplit(address).scheme]
        super().__init__(address)


def with_values(address: str, values: Mapping[str, str]) -> str:
    """The address with further values in its query; empty ones are left out."""
    given = urlencode({name: value for name, value in values.items() if value})
    return f"{address}{'&' if '?' in address else '?'}{given}" if given else address


def leave(request: PageRequest, address: str) -> HttpResponseBase:
    """Send the browser on to an application.

    After a form of ours it goes by a page: browsers hold redirects of a form to ``form-action 'self'``, as they should.
    """
    response: HttpResponseBase = _Away(address)
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        place = urlsplit(address)
        context = {"address": address, "place": place.hostname or place.scheme}
        response = render(request, "openid/leaving.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def refuse(request: PageRequest, description: str) -> HttpResponse:
    """The page where nobody may be sent on: the application or its address is not one that we know."""
    return render(request, "openid/refused.html", {"description": description}, status=HTTPStatus.BAD_REQUEST)


_STATUS = {"invalid_client": 401, "invalid_token": 401, "insufficient_scope": 403}


def in_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers of an endpoint for programs: never kept, refusals as OAuth tells them (RFC 6749, 5.2)."""

    @wraps(view)
    def answer(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            # A browser asks beforehand what a page of another origin may send.
            response = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, *args, **kwargs)
        except Refusal as refusal:
            told = {"error": refusal.error, "error_description": refusal.description}
            response = JsonResponse(told, status=_STATUS.get(refusal.error, 400))
            if refusal.error == "invalid_client":
                response.headers["WWW-Authenticate"] = 'Basic realm="openid"'
            if refusal.error in {"invalid_token", "insufficient_scope"}:
                response.headers["WWW-Authenticate"] = f'Bearer error="{refusal.error}"'
        except TinhSoError as error:
            told = {"error": "temporarily_unavailable", "error_description": error.code}
            response = JsonResponse(told, status={"limited": 429, "unavailable": 503}.get(error.kind, 400))
        if "DPoP" in request.headers and "DPoP-Nonce" not in response.headers:
            response.headers["DPoP-Nonce"] = new_nonce()
        response.headers["Cache-Control"] = "no-store"
        return _shared(request, response)

    return answer


def _shared(request: PageRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let the browser give the answer to applications that run in it: those of origins that were registered (CORS).

    Never with cookies: these endpoints go by codes and tokens.
    """
    patch_vary_headers(response, ("Origin",))
    asking = request.headers.get("Origin", "")
    if queries.is_origin_of_application(asking):
        response.headers["Access-Control-Allow-Origin"] = asking
        response.headers["Access-Control-Expose-Headers"] = "DPoP-Nonce, WWW-Authenticate"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, DPoP"
            response.headers["Access-Control-Max-Age"] = "600"
    return response
