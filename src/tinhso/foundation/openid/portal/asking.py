"""The authorisation endpoint: who asks, who is signed in and how well, what the person agrees to, then the code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from tinhso.core.access import PUBLIC, SIGNED_IN
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named, remember_language
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.models import Application
from tinhso.foundation.openid.portal.face import face, leave, refuse, signed_in, with_values
from tinhso.foundation.openid.ports import page_reaching
from tinhso.foundation.openid.rules import jwt, levels, pushed, requests
from tinhso.foundation.openid.types import Asked, Refusal, SignedIn

PATH: Final = "openid/authorize"
#: Asks the same request once more: what is added to it, and how the browser is sent.
Again = Callable[[dict[str, str], Callable[[str], HttpResponseBase]], HttpResponseBase]
#: A sign-in is recorded with its own clock, a moment after the page asked for it.
_SLACK: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Ready:
    """A request that only the person's yes may still stand before."""

    application: Application
    asked: Asked
    signed_in: SignedIn


@face.page(PATH, name="openid.authorize", access=PUBLIC, methods=("GET", "POST"))
@csrf_exempt
def authorize(request: PageRequest) -> HttpResponseBase:
    """Answer an application that sends somebody to be signed in (OpenID Connect Core 3.1.2)."""
    if request.method == "POST":
        # A form of another site comes without the session: asked again as a link, it comes with it.
        return _again(request.POST, {}, HttpResponseRedirect)
    chosen, wished = settings.LANGUAGE_COOKIE_NAME in request.COOKIES, request.GET.get("ui_locales", "")
    wanted = "" if chosen else requests.language(wished, list(dict(settings.LANGUAGES)))
    with translation.override(wanted or translation.get_language()):
        response = _answer(request)
    if wanted:
        remember_language(response, wanted)
    return response


def _answer(request: PageRequest) -> HttpResponseBase:
    ready = _prepare(request, request.GET)
    if not isinstance(ready, Ready):
        return ready
    consent = queries.standing_consent(ready.signed_in.account_id, ready.application)
    decided = consent is not None and set(ready.asked.scopes) <= set(consent.asked)
    if decided and not ready.asked.prompts & {"consent", "select_account"}:
        return _give(request, ready, None)
    if "none" in ready.asked.prompts:
        return _refuse(request, ready.asked, Refusal("consent_required"))
    given = set(consent.scopes) if consent else set()
    context = {
        "application": ready.application,
        "name": named(ready.application),
        "purpose": named(ready.application, "purpose"),
        "agency": named(ready.application.unit),
        "person": request.actor.name,
        "told": queries.words_of("openid"),
        "scopes": [
            {"id": scope, "label": queries.words_of(scope)[0], "hint": queries.words_of(scope)[1]}
            for scope in ready.asked.scopes
            if scope != "openid"
        ],
        "given": sorted(given),
        "query": request.GET.urlencode(),
        "next": request.get_full_path(),
    }
    return render(request, "openid/consent.html", context)


@face.page("openid/dong-y/", name="openid.consent", access=SIGNED_IN, methods=("POST",))
def consent(request: PageRequest) -> HttpResponseBase:
    """The person's answer. The request is checked again as a whole: nothing of the page is taken on trust."""
    values = QueryDict(request.POST.get("query", "")[:10_000])
    ready = _prepare(request, values)
    if not isinstance(ready, Ready):
        return ready
    if request.POST.get("decision") != "yes":
        return _refuse(request, ready.asked, Refusal("access_denied", "the person said no"))
    ticked = set(request.POST.getlist("scope"))
    return _give(request, ready, [scope for scope in ready.asked.scopes if scope in ticked])


def _prepare(request: PageRequest, values: QueryDict) -> Ready | HttpResponseBase:
    """Check everything that is not the person's to decide; a response where something stands in the way."""
    is_pushed = values.get("request_uri", "").startswith(pushed.PREFIX)
    if is_pushed:
        found = pushed.values_of(str(values.get("request_uri", "")), str(values.get("client_id", "")))
        if found is None:
            return refuse(request, "request_uri")
        values = _as_query(found)
    given = {name: values.get(name, "") for name in ("client_id", "redirect_uri", "state")}
    application = queries.client(given["client_id"])
    twice = any(len(values.getlist(name)) > 1 for name in ("client_id", "redirect_uri"))
    if application is None or twice:
        return refuse(request, "client_id")
    if given["redirect_uri"] not in application.redirect_uris:
        return refuse(request, "redirect_uri")
    answerable = Asked(application.client_id, given["redirect_uri"], (), given["state"][:1000], "", "")
    try:
        asked = requests.read(requests.once(dict(values.lists())), application.scopes)
        who = signed_in(request)
        again = partial(_again, values, is_pushed=is_pushed)
        way = _sign_in(request, again, asked, who) or (who and _step_up(request, values, again, asked, who))
        if who is None or way:
            return way or refuse(request, "session")
        _check_hint(asked, who, application, request.at)
        return Ready(application, asked, who)
    except Refusal as refusal:
        return _refuse(request, answerable, refusal)


def _as_query(values: Mapping[str, str]) -> QueryDict:
    return QueryDict(urlencode(values))


def _sign_in(request: PageRequest, again: Again, asked: Asked, who: SignedIn | None) -> HttpResponseBase | None:
    """To the sign-in page where nobody is signed in, or not freshly enough. Raises ``Refusal`` where no page may be
    shown.
    """
    since = int(request.at.timestamp())
    if who is not None:
        told, at = who.auth_time + _SLACK, request.at
        stale = (asked.max_age is not None and told < at - timedelta(seconds=asked.max_age)) or (
            told.timestamp() < asked.since
        )
        if not stale and "login" not in asked.prompts:
            return None
    if "none" in asked.prompts:
        raise Refusal("login_required")
    page = "account_login" if who is None else "account_reauthenticate"
    hint = {"login": asked.login_hint} if who is None and asked.login_hint else {}
    return again({"ts_since": str(since)}, lambda path: HttpResponseRedirect(_to(reverse(page), path, **hint)))


def _step_up(
    request: PageRequest, values: QueryDict, again: Again, asked: Asked, who: SignedIn
) -> HttpResponseBase | None:
    """To where a wanted level is reached, once. Raises ``Refusal`` where it must be reached and cannot."""
    if not asked.levels or set(asked.levels) & set(who.levels):
        return None
    tried = "ts_tried" in values
    wanted = levels.missing(who.levels, asked.levels)
    if not tried and "none" not in asked.prompts:
        page = next(filter(None, (_page_reaching(level, who) for level in wanted)), "")
        if page:
            return again({"ts_tried": "1"}, lambda path: HttpResponseRedirect(_to(page, path)))
    if asked.level_essential:
        raise Refusal("unmet_authentication_requirements", "none of the wanted acr values was reached")
    return None


def _page_reaching(level: str, who: SignedIn) -> str:
    """Where this person reaches a level; empty where they cannot."""
    if level == levels.TWO_FACTOR and identity.has_second_factor(who.account_id):
        return reverse("mfa_reauthenticate")
    known = identity.level_of(level)
    return page_reaching(known) if known else ""


def _check_hint(asked: Asked, who: SignedIn, application: Application, at: datetime) -> None:
    """An application that expects somebody else than who is signed in is told so."""
    if not asked.id_token_hint:
        return
    told = jwt.read_hint(asked.id_token_hint, queries.published_keys(at))
    if told is None or told.get("sub") != queries.subject_of(who.account_id, application.sector):
        raise Refusal("login_required", "another person is signed in")


def _give(request: PageRequest, ready: Ready, given: list[str] | None) -> HttpResponseBase:
    code = actions.authorize(
        actor=request.actor,
        at=request.at,
        application_id=ready.application.id,
        asked=ready.asked,
        signed_in=ready.signed_in,
        given=given,
    )
    answer = {"code": code, "state": ready.asked.state, "iss": settings.PUBLIC_URL}
    return leave(request, with_values(ready.asked.redirect_uri, answer))


def _refuse(request: PageRequest, asked: Asked, refusal: Refusal) -> HttpResponseBase:
    answer = {
        "error": refusal.error,
        "error_description": refusal.description,
        "state": asked.state,
        "iss": settings.PUBLIC_URL,
    }
    return leave(request, with_values(asked.redirect_uri, answer))


def _again(
    values: QueryDict, more: dict[str, str], send: Callable[[str], HttpResponseBase], *, is_pushed: bool = False
) -> HttpResponseBase:
    """The same request once more, after a page of ours; a sign-in that was asked for is then told by its moment.

    One that was pushed stays one: nobody on the way reads or changes what it holds.
    """
    kept = {name: values.get(name, "") for name in requests.PARAMETERS if values.get(name)} | more
    if "ts_since" in more:
        kept.pop("max_age", None)
        kept["prompt"] = " ".join(word for word in kept.get("prompt", "").split() if word != "login")
    kept = {name: value for name, value in kept.items() if value}
    query = urlencode({"client_id": kept["client_id"], "request_uri": pushed.reference(kept)} if is_pushed else kept)
    return send(f"/{PATH}?{query}")


def _to(page: str, path: str, **more: str) -> str:
    return f"{page}?{urlencode({'next': path, **more})}"
