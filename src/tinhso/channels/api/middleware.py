"""Around every request: its id and origin, the security headers, compression, the language, and errors as a page or
as JSON.
"""

import logging
import sys
from collections.abc import Callable
from ipaddress import ip_address
from threading import BoundedSemaphore
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.crypto import get_random_string

from tinhso.channels.api.errors import STATUS, headers, note
from tinhso.core import clock
from tinhso.core.actions import Origin, origin
from tinhso.core.errors import Fault, Forbidden, InvalidInput, Kind, NotFound, PlatformError, Unavailable
from tinhso.core.rest import Problem
from tinhso.foundation.identity.api import StrongerProofNeeded, begin_step_up

log = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)

#: Seconds that a request waits for its turn at most.
LONGEST_WAIT_S = 2.0
LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Gate:
    """Lets in as many requests as there are hands for; the others wait their turn for a moment, and who would wait
    longer is told when to come again: an honest 503 before anything was read or written, not a line without end.

    The server has more threads than hands, so that somebody is there to say so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._hands = BoundedSemaphore(settings.WEB_HANDS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request, or say when to come again."""
        if not self._hands.acquire(timeout=LONGEST_WAIT_S):
            log.warning("too busy: %s", request.path)
            return plain_answer(request, Unavailable())
        try:
            return self._get_response(request)
        finally:
            self._hands.release()


class Headers:
    """Gives the request its id, its time and its origin; gives every answer the security headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        request_id = get_random_string(16)
        request.at = clock.now()  # type: ignore[attr-defined]
        request.META["REMOTE_ADDR"] = client_address(request)
        token = origin.set(Origin(request_id, request.META["REMOTE_ADDR"]))
        try:
            response = self._get_response(request)
        finally:
            origin.reset(token)
        if request.path.startswith(settings.STATIC_URL):
            # What pages are made of opens nothing by itself, and travels with as little as it can.
            response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
            return response
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("X-Request-Id", request_id)
        has_session = settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}
        if has_session or getattr(request, "account", None) is not None:
            # Whoever is known, by an account or by what they entered before, finds a page of theirs kept nowhere.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def client_address(request: HttpRequest) -> str:
    """Who really asks: in production a proxy of this machine says so (the last entry is its own); else nobody may."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PRODUCTION or peer not in LOOPBACK:
        return peer
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return peer


class CompressedPages(GZipMiddleware):
    """Pages travel compressed, with padding of random length against guessing from it; files travel as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The page, compressed where the browser takes that."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class Language:
    """Answers in the language that the person chose, which the language switch and signing in keep in a cookie; else in
    Vietnamese. What the browser says is not asked: many speak English by factory setting.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class Errors:
    """Turns what a view raised into an answer that a person, or a program, can act on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Django's hook after a view has raised; None leaves the error to Django."""
        known = _known(error)
        return answer(request, known) if known else None


def _known(error: Exception) -> PlatformError | None:
    if isinstance(error, PlatformError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    if isinstance(error, DataError):
        # What no column can hold: the letter NUL, a number beyond every bound.
        log.warning("the database refused a value", exc_info=error)
        return InvalidInput()
    if isinstance(error, OperationalError | InterfaceError):
        log.warning("the database did not answer", exc_info=error)
        return Unavailable()
    return None


def answer(request: HttpRequest, error: PlatformError) -> HttpResponseBase:
    """The answer to a refused request: to sign in, or more strongly; a page in the channel's own look; or JSON below
    ``/api``.
    """
    response: HttpResponse
    status = STATUS[error.kind]
    note(request, error)
    if request.path.startswith("/api/"):
        response = JsonResponse(Problem.of(error).model_dump(), status=status)
    elif isinstance(error, StrongerProofNeeded):
        return HttpResponseRedirect(begin_step_up(request, error))
    elif error.kind is Kind.NOT_SIGNED_IN and request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={quote(request.get_full_path())}")
    else:
        response = render(request, "ui/error.html", {"error": error, "status": int(status)}, status=status)
    for name, value in headers(error).items():
        response.headers[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's ``handler400``: a request that could not even be read (a name of thousands of letters, a torn form)."""
    log.info("unreadable request: %s", exception)
    return answer(request, InvalidInput())


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's ``handler500``: what failed before a view was reached, or in a way that nobody foresaw."""
    failed = sys.exception()
    return plain_answer(request, (_known(failed) if isinstance(failed, Exception) else None) or Fault())


def plain_answer(request: HttpRequest, error: PlatformError) -> HttpResponseBase:
    """The answer where nothing may be asked of database or session: JSON, or the plain page, since what every other
    page shows of the person and the installation may be what failed.
    """
    if request.path.startswith("/api/"):
        return answer(request, error)
    page = "503.html" if error.kind is Kind.UNAVAILABLE else "500.html"
    return HttpResponse(render_to_string(page), status=STATUS[error.kind], headers=headers(error))
