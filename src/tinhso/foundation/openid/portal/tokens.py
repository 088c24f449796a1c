"""Endpoints for programs: tokens, who somebody is, what a token is worth, giving one back, registering oneself."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from tinhso.core import limits
from tinhso.core.access import ANONYMOUS, PUBLIC, Actor, ActorKind
from tinhso.core.actions import origin
from tinhso.core.faces import PageRequest
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.models import Application
from tinhso.foundation.openid.portal.asker import application_of, values_of
from tinhso.foundation.openid.portal.face import face, in_json
from tinhso.foundation.openid.rules import claims, pushed, requests
from tinhso.foundation.openid.types import (
    Algorithm,
    BadInitialToken,
    BadRegistration,
    ClientKind,
    Made,
    Refusal,
    Registration,
    TokenKind,
    Tokens,
)

_TRIES, _SECONDS = 30, 600
_MOST_BYTES: Final = 20_000


def _acting(application: Application) -> Actor:
    """Who acts where an application does something by itself: nobody who has signed in, under its name."""
    return Actor(ActorKind.ANONYMOUS, name=application.name)


@face.page("openid/token", name="openid.token", access=PUBLIC, methods=("POST", "OPTIONS"))
@csrf_exempt
@in_json
def give_tokens(request: PageRequest) -> HttpResponseBase:
    """Tokens for a code or for a refresh token (RFC 6749, 4.1.3 and 6)."""
    values = values_of(request)
    application = application_of(request, values)
    kind, actor = values.get("grant_type", ""), _acting(application)
    jkt = queries.key_held(request, request.at)
    if kind == "authorization_code":
        tokens = actions.exchange_code(
            actor=actor,
            at=request.at,
            application_id=application.id,
            code=values.get("code", ""),
            redirect_uri=values.get("redirect_uri", ""),
            verifier=values.get("code_verifier", ""),
            jkt=jkt,
        )
    elif kind == "refresh_token":
        tokens = actions.exchange_refresh(
            actor=actor,
            at=request.at,
            application_id=application.id,
            token=values.get("refresh_token", ""),
            scopes=values.get("scope", "").split(),
            jkt=jkt,
        )
    else:
        raise Refusal("unsupported_grant_type", "authorization_code or refresh_token")
    if not isinstance(tokens, Tokens):
        raise tokens
    told = {
        "access_token": tokens.access,
        "token_type": "DPoP" if tokens.jkt else "Bearer",
        "expires_in": tokens.expires_in,
        "refresh_token": tokens.refresh,
        "id_token": tokens.id_token,
        "scope": " ".join(tokens.scopes),
    }
    return JsonResponse({name: value for name, value in told.items() if value})


@face.page("openid/par", name="openid.push", access=PUBLIC, methods=("POST", "OPTIONS"))
@csrf_exempt
@in_json
def push_request(request: PageRequest) -> HttpResponseBase:
    """Take an authorisation request of an application beforehand, checked as if somebody brought it (RFC 9126)."""
    values = values_of(request)
    application = application_of(request, values)
    if "request_uri" in values:
        raise Refusal("invalid_request", "request_uri cannot be pushed")
    given = {name: values[name] for name in requests.PARAMETERS if values.get(name) and not name.startswith("ts_")}
    given["client_id"] = application.client_id
    held = queries.key_held(request, request.at)
    if given.get("dpop_jkt", held) != held and held:
        raise Refusal("invalid_dpop_proof", "dpop_jkt is of another key")
    given |= {"dpop_jkt": held} if held else {}
    if given.get("redirect_uri") not in application.redirect_uris:
        raise Refusal("invalid_request", "redirect_uri is not registered")
    requests.read(requests.once({name: [value] for name, value in given.items()}), application.scopes)
    told = {"request_uri": pushed.reference(given), "expires_in": pushed.LIVES_S}
    return JsonResponse(told, status=HTTPStatus.CREATED)


@face.page("openid/userinfo", name="openid.userinfo", access=PUBLIC, methods=("GET", "POST", "OPTIONS"))
@csrf_exempt
@in_json
def show_person(request: PageRequest) -> HttpResponseBase:
    """What the person let the application know (OpenID Connect Core 5.3)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() not in {"bearer", "dpop"} and request.method == "POST":
        token = request.POST.get("access_token", "")
    try:
        found = queries.token_shown(request, token.strip(), request.at)
    except Refusal as refusal:
        told = {"error": refusal.error, "error_description": refusal.description}
        return JsonResponse(told, status=HTTPStatus.UNAUTHORIZED, headers=queries.challenge(refusal))
    if found is None:
        raise Refusal("invalid_token", "the token is unknown or over")
    authorization = found.token.authorization
    told = claims.told(queries.person(authorization.account_id, request.at), found.scopes)
    return JsonResponse({"sub": authorization.sub, **told})


@face.page("openid/introspect", name="openid.introspect", access=PUBLIC, methods=("POST",))
@csrf_exempt
@in_json
def introspect(request: PageRequest) -> HttpResponseBase:
    """What a token of the application's own is worth (RFC 7662)."""
    values = values_of(request)
    application = application_of(request, values, public=False)
    found = queries.token_found(values.get("token", ""), request.at)
    if found is None or found.token.authorization.application_id != application.id:
        return JsonResponse({"active": False})
    token, authorization = found.token, found.token.authorization
    kind = "DPoP" if token.jkt else "Bearer"
    return JsonResponse(
        {
            "active": True,
            "iss": settings.PUBLIC_URL,
            "client_id": application.client_id,
            "sub": authorization.sub,
            "scope": " ".join(found.scopes),
            "token_type": kind if token.kind == TokenKind.ACCESS else "refresh_token",
            "iat": int(token.issued_at.timestamp()),
            "exp": int(token.expires_at.timestamp()),
            "acr": authorization.acr,
            "auth_time": int(authorization.auth_time.timestamp()),
            **({"cnf": {"jkt": token.jkt}} if token.jkt else {}),
        }
    )


@face.page("openid/revoke", name="openid.revoke", access=PUBLIC, methods=("POST", "OPTIONS"))
@csrf_exempt
@in_json
def revoke(request: PageRequest) -> HttpResponseBase:
    """Take a token back; what is no token is answered alike (RFC 7009)."""
    values = values_of(request)
    application = application_of(request, values)
    if not values.get("token"):
        raise Refusal("invalid_request", "token is missing")
    actions.revoke_token(
        actor=_acting(application), at=request.at, application_id=application.id, token=values["token"]
    )
    return JsonResponse({})


@face.page("openid/register", name="openid.register", access=PUBLIC, methods=("POST",))
@csrf_exempt
@in_json
def register(request: PageRequest) -> HttpResponseBase:
    """An application registers itself by an initial token (RFC 7591); it works once an official has approved it."""
    limits.hit(f"openid.register:{origin.get().address}", _TRIES, _SECONDS)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal("invalid_token", "an initial access token is required")
    try:
        given = json.loads(request.body) if len(request.body) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Refusal("invalid_client_metadata", "no JSON object")
    asked = _registration(given)
    try:
        made = actions.register_by_token(actor=ANONYMOUS, at=request.at, token=token.strip(), asked=asked)
    except BadInitialToken:
        raise Refusal("invalid_token", "the initial access token is unknown, used or over") from None
    except BadRegistration as error:
        kind = "invalid_redirect_uri" if "redirect_uris" in error.fields else "invalid_client_metadata"
        told = "; ".join(f"{name}: {text}" for name, text in error.fields.items())
        raise Refusal(kind, told) from None
    return JsonResponse(_registered(asked, made, request), status=HTTPStatus.CREATED)


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) and "\x00" not in one for one in value):
        raise Refusal("invalid_client_metadata", f"{name} is no list of texts")
    return tuple(value)


def _text(given: Mapping[str, Any], name: str, longest: int = 500) -> str:
    value = given.get(name) or ""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise Refusal("invalid_client_metadata", f"{name} is no text, or too long")
    return value


def _registration(given: Mapping[str, Any]) -> Registration:
    """The metadata of RFC 7591 and OpenID Connect Registration as ours. Raises ``Refusal``."""
    method = _text(given, "token_endpoint_auth_method") or "client_secret_basic"
    jwks, jwks_uri = given.get("jwks"), _text(given, "jwks_uri")
    if method not in {"client_secret_basic", "client_secret_post", "private_key_jwt", "none"}:
        raise Refusal("invalid_client_metadata", "token_endpoint_auth_method")
    if (method == "private_key_jwt") != (jwks is not None or bool(jwks_uri)) or not isinstance(jwks, dict | None):
        raise Refusal("invalid_client_metadata", "private_key_jwt goes with jwks or jwks_uri, and no other does")
    for name, known in (
        ("grant_types", {"authorization_code", "refresh_token"}),
        ("response_types", {"code"}),
    ):
        if set(_texts(given, name)) - known:
            raise Refusal("invalid_client_metadata", name)
    if _text(given, "subject_type") not in {"", "pairwise"}:
        raise Refusal("invalid_client_metadata", "subject_type is pairwise")
    contacts = _texts(given, "contacts")
    return Registration(
        name=_text(given, "client_name"),
        name_en=_text(given, "client_name#en"),
        purpose=_text(given, "purpose"),
        purpose_en=_text(given, "purpose#en"),
        contact=contacts[0] if contacts else "",
        home_url=_text(given, "client_uri"),
        policy_url=_text(given, "policy_uri"),
        kind=ClientKind.PUBLIC if method == "none" else ClientKind.CONFIDENTIAL,
        redirect_uris=_texts(given, "redirect_uris"),
        post_logout_uris=_texts(given, "post_logout_redirect_uris"),
        logout_uri=_text(given, "backchannel_logout_uri"),
        scopes=tuple(dict.fromkeys(["openid", *_text(given, "scope").split()])),
        algorithm=_text(given, "id_token_signed_response_alg") or Algorithm.RS256,
        jwks=jwks,
        jwks_uri=jwks_uri,
    )


def _registered(asked: Registration, made: Made, request: PageRequest) -> dict[str, Any]:
    public, by_key = asked.kind == ClientKind.PUBLIC, asked.jwks is not None or bool(asked.jwks_uri)
    told = {
        "client_id": made.client_id,
        "client_id_issued_at": int(request.at.timestamp()),
        "client_secret": made.secret,
        "client_name": asked.name,
        "redirect_uris": list(asked.redirect_uris),
        "post_logout_redirect_uris": list(asked.post_logout_uris),
        "backchannel_logout_uri": asked.logout_uri,
        "scope": " ".join(asked.scopes),
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none" if public else "private_key_jwt" if by_key else "client_secret_basic",
        "jwks": asked.jwks,
        "jwks_uri": asked.jwks_uri,
        "id_token_signed_response_alg": asked.algorithm,
        "subject_type": "pairwise",
    }
    found = {name: value for name, value in told.items() if value}
    return found if public or by_key else {**found, "client_secret_expires_at": 0}
