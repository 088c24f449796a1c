"""Who stands behind each request: ``request.actor``, ``request.account`` and how they proved who they are.

A bearer token speaks for its account below ``/api/`` only; everywhere else, and without one, the session does. One
that an application got for a person may call the operations it was let call (``request.operations``), no others. A
session ends after a time without use and after a time at most (pack section ``account_rules``).
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import ANONYMOUS, Actor, ActorKind
from tinhso.core.actions import Proof, origin
from tinhso.core.rest import Problem
from tinhso.foundation.identity.actions import keep_files, take_files
from tinhso.foundation.identity.models import Account, ApiToken
from tinhso.foundation.identity.queries import (
    account_of_token,
    act_for,
    bearer_readers,
    build_actor,
    comes_from_outside,
    has_second_factor,
    must_have_second_factor,
    rule_of,
    secret_keys,
    to_info,
)
from tinhso.foundation.identity.rules import COUNTS_FOR, Kept, moments, seal, session_is_over
from tinhso.foundation.identity.types import (
    PROVING,
    AccountInfo,
    ActsNoLonger,
    BadToken,
    ProofLevel,
    SentFile,
    SignInMethod,
    StrongerProofNeeded,
)

API_PREFIX = "/api/"
STARTED = "ts_started"
SEEN = "ts_seen"
POST = "ts_post"
SECOND_FACTOR = "ts_second_factor"

# The session is written again at most this often for having been used.
_TOUCH_EVERY_S = 60
_TOKEN_TOUCH_EVERY_S = 300
# Below ``/api/``: the post that an official acts in, for one request.
POST_HEADER = "X-Post"
# For whom somebody acts, ``company:…`` or ``mandate:…``: chosen in the session, or named by one request of the API.
ACTING = "ts_acting"
ACTING_HEADER = "X-Acting-For"
#: Acts that wait in the session until their person has proved enough; how many at most, how much typed text.
STEPS = "ts_step_up"
_STEPS_AT_MOST, _LETTERS_AT_MOST = 3, 60_000
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code", "ts_step"})


class WhoAsks:
    """Sets ``request.actor``, ``request.account``, ``request.sign_in_method`` and, if need be, sends officials on to
    set up their second factor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        at: datetime = getattr(request, "at", None) or clock.now()
        origin.set(replace(origin.get(), proof=Proof()))
        actor, account, method = _identify(request, at)
        request.at = at  # type: ignore[attr-defined]
        request.actor, request.helping = _for_whom(request, actor, account, at)  # type: ignore[attr-defined]
        request.account = account  # type: ignore[attr-defined]
        request.sign_in_method = method  # type: ignore[attr-defined]
        response = self._get_response(request)
        for name, value in getattr(request, "challenge", {}).items():
            response.headers[name] = value
        if account is not None and method is SignInMethod.SESSION and not request.user.is_authenticated:
            # Just signed out: the browser forgets what it has of the person.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Send an official without a second factor to the page where it is set up, and refuse everything once to who
        thinks to act for somebody and may not any more: nothing is done under a wrong name.
        """
        if getattr(request, "acts_no_longer", False):
            error = ActsNoLonger()
            if request.path.startswith(API_PREFIX):
                return JsonResponse(Problem.of(error).model_dump(), status=HTTPStatus.FORBIDDEN)
            messages.warning(request, error.message)
            return HttpResponseRedirect("/")
        if request.method == "POST" and STEPS in getattr(request, "session", {}):
            _give_files_back(request)
        match = request.resolver_match
        if getattr(request, "needs_second_factor", False) and match and match.url_name not in PROVING:
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None


def _identify(request: HttpRequest, at: datetime) -> tuple[Actor, AccountInfo | None, SignInMethod]:
    is_api = request.path.startswith(API_PREFIX)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if is_api and scheme:
        token = token.strip() if scheme.lower() in {"bearer", "dpop"} else ""
        reader = next((read for prefix, read in bearer_readers.items() if token.startswith(prefix)), None)
        if reader is not None:
            bearer = reader(request, token, at)
            if bearer is None:
                return ANONYMOUS, None, SignInMethod.NONE
            request.operations = bearer.operations  # type: ignore[attr-defined]
            outside = comes_from_outside(bearer.account.kind, origin.get().address)
            proof = _proof_of_token(bearer.level, bearer.proved_at, at, "application", is_outside=outside)
            origin.set(replace(origin.get(), application=bearer.application, proof=proof))
            return build_actor(bearer.account, at, _asked_post(request)), bearer.account, SignInMethod.TOKEN
        return _by_token(token if scheme.lower() == "bearer" else "", at, _asked_post(request))
    account = _session_account(request, at)
    if account is None:
        return ANONYMOUS, None, SignInMethod.NONE
    info = to_info(account)
    post_id = (_asked_post(request) if is_api else None) or _chosen_post(request)
    actor = build_actor(info, at, post_id)
    rule = rule_of(account.kind, actor)
    if _is_over(request, rule, at):
        return ANONYMOUS, None, SignInMethod.NONE
    prove(request, at)
    outside = comes_from_outside(account.kind, origin.get().address)
    if must_have_second_factor(rule, is_outside=outside) and not _showed_second_factor(request, account):
        request.needs_second_factor = not is_api  # type: ignore[attr-defined]
        actor = ANONYMOUS if is_api else Actor(ActorKind.OFFICIAL, account.id, account.full_name)
    return actor, info, SignInMethod.SESSION


def prove(request: HttpRequest, at: datetime) -> None:
    """Say what the session proves of its person, at the start of a request and when they have just signed in."""
    records = get_authentication_records(request, request.user)
    reached = moments(records, request.session.get(STARTED, at.timestamp()))
    outside = comes_from_outside(getattr(request.user, "kind", ""), origin.get().address)
    ages = {str(level): _seconds(moment, at) for level, moment in reached.items()}
    proof = Proof(ages, "remote" if outside else "web", outside)
    origin.set(replace(origin.get(), proof=proof))


def _proof_of_token(level: ProofLevel, proved_at: datetime, at: datetime, channel: str, *, is_outside: bool) -> Proof:
    age = _seconds(proved_at.timestamp(), at)
    return Proof({str(each): age for each in COUNTS_FOR[level]}, channel, is_outside)


def _seconds(moment: float, at: datetime) -> int:
    return max(0, int(at.timestamp() - moment))


def stop_acting(request: HttpRequest, chosen: str) -> None:
    """Let the session act for its own person again, where it acts for ``chosen``, which has just been given up."""
    if request.session.get(ACTING) == chosen:
        del request.session[ACTING]


def _for_whom(
    request: HttpRequest, actor: Actor, account: AccountInfo | None, at: datetime
) -> tuple[Actor, Actor | None]:
    """Who acts: the person, or the company that they act as; and the citizen whom they help, where it is one.

    What the session has chosen counts below ``/api/`` too, unless the request itself names something.
    """
    if account is None or actor.kind is ActorKind.ANONYMOUS:
        return actor, None
    chosen = request.headers.get(ACTING_HEADER, "") if request.path.startswith(API_PREFIX) else ""
    by_session = not chosen and "Authorization" not in request.headers
    if by_session and settings.SESSION_COOKIE_NAME in request.COOKIES:
        chosen = request.session.get(ACTING, "")
    if not chosen:
        return actor, None
    if hasattr(request, "operations"):
        # People let an application speak for themselves, never for a company.
        request.acts_no_longer = True  # type: ignore[attr-defined]
        return actor, None
    try:
        other = act_for(account, chosen, at)
    except ActsNoLonger:
        if by_session:
            del request.session[ACTING]
        request.acts_no_longer = True  # type: ignore[attr-defined]
        return actor, None
    return (actor, other) if other.mandate_id else (other, None)


def _by_token(token: str, at: datetime, post_id: UUID | None) -> tuple[Actor, AccountInfo | None, SignInMethod]:
    try:
        account, token_id, last_used_at, level, proved_at = account_of_token(token, at)
    except BadToken:
        return ANONYMOUS, None, SignInMethod.NONE
    outside = comes_from_outside(account.kind, origin.get().address)
    proof = _proof_of_token(level, proved_at, at, "token", is_outside=outside)
    origin.set(replace(origin.get(), proof=proof))
    if last_used_at is None or (at - last_used_at).total_seconds() > _TOKEN_TOUCH_EVERY_S:
        ApiToken.objects.filter(id=token_id).update(last_used_at=at)
    return build_actor(account, at, post_id), account, SignInMethod.TOKEN


def _session_account(request: HttpRequest, at: datetime) -> Account | None:
    """The account of the session, or None."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    account = request.user
    return account if isinstance(account, Account) else None


def _is_over(request: HttpRequest, rule: Kept, at: datetime) -> bool:
    """Whether the session's time is up; it is emptied then."""
    started = request.session.setdefault(STARTED, at.timestamp())
    seen = request.session.setdefault(SEEN, at.timestamp())
    if session_is_over(rule, _moment(started), _moment(seen), at):
        logout(request)
        messages.info(
            request,
            gettext("Phiên làm việc đã kết thúc vì lâu không thao tác. Những gì đã lưu vẫn còn; xin đăng nhập lại."),
        )
        return True
    if at.timestamp() - seen > _TOUCH_EVERY_S:
        request.session[SEEN] = at.timestamp()
    return False


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, clock.TZ)


def _showed_second_factor(request: HttpRequest, account: Account) -> bool:
    """Whether a second factor was shown, or set up, in this session; remembered in it once it was."""
    if request.session.get(SECOND_FACTOR):
        return True
    methods = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    shown = any(record.get("method") == "mfa" for record in methods)
    if shown and has_second_factor(account.id):
        request.session[SECOND_FACTOR] = True
        return True
    return False


def _chosen_post(request: HttpRequest) -> UUID | None:
    chosen = request.session.get(POST)
    return UUID(chosen) if chosen else None


def _asked_post(request: HttpRequest) -> UUID | None:
    """The post that one request names; what the account does not hold is ignored, as a choice in the session is."""
    try:
        return UUID(request.headers.get(POST_HEADER, ""))
    except ValueError:
        return None


def begin_step_up(request: HttpRequest, error: StrongerProofNeeded) -> str:
    """Keep what the person was doing and say where they prove themself."""
    number = secrets.token_urlsafe(9)
    wanted = {"level": error.level.value, "max_age": error.max_age, "at": int(request.at.timestamp())}  # type: ignore[attr-defined]
    path = request.get_full_path()
    fields: list[tuple[str, str]] = []
    if request.method not in {"GET", "HEAD"}:
        fields = [
            (name, str(value)) for name, values in request.POST.lists() for value in values if name not in _NEVER_KEPT
        ]
        text = json.dumps(fields)
        if len(text) > _LETTERS_AT_MOST or not _keep_files(request, number):
            # What is too large does not wait: the page that sent it is filled in again.
            path, fields = _page_before(request), []
        else:
            wanted["fields"] = seal(text, secret_keys()).decode()
    kept = dict(list(request.session.get(STEPS, {}).items())[1 - _STEPS_AT_MOST :])
    request.session[STEPS] = {**kept, number: {**wanted, "path": path}}
    return reverse("identity.step_up", args=[number])


def _keep_files(request: HttpRequest, step: str) -> bool:
    """Keep the files of the form until the person has proved themself; False where they are more than is kept."""
    files = [
        SentFile(name, file.name or "", file.content_type or "", _content(file))
        for name, sent in request.FILES.lists()
        for file in sent
    ]
    return not files or keep_files(actor=request.actor, at=request.at, step=step, files=files)  # type: ignore[attr-defined]


def _content(file: Any) -> bytes:
    file.seek(0)
    return bytes(file.read())


def _give_files_back(request: HttpRequest) -> None:
    """Put the kept files of a form into the request that sends it again."""
    step = request.POST.get("ts_step", "")
    if step and step in request.session.get(STEPS, {}):
        for file in take_files(actor=request.actor, at=request.at, step=step):  # type: ignore[attr-defined]
            request.FILES.appendlist(file.field, SimpleUploadedFile(file.name, file.content, file.media_type))


def _page_before(request: HttpRequest) -> str:
    """The page of ours that sent the form."""
    origin_, path = settings.PUBLIC_URL, request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(path, hosts, require_https=request.is_secure()):
        return path.removeprefix(origin_) or "/"
    return request.path
