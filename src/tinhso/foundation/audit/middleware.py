"""Around every request: what it showed of other people is in the evidence log before the answer leaves."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from tinhso.core import clock
from tinhso.core.personal import watching
from tinhso.foundation.audit.actions import record_sight


class Reads:
    """Writes the reads of a request when its answer is made, in one statement. Without them there is no answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        with watching(getattr(request, "at", None) or clock.now()) as sight:
            response = self._get_response(request)
        if not _shows(response):
            # Sent elsewhere, as after a print: what was read on purpose counts, what a page would have shown does not.
            done = response.status_code < HTTPStatus.BAD_REQUEST
            sight.shown = {key: by for key, by in sight.shown.items() if done and by[1]}
        if sight.shown:
            record_sight(sight, purpose=_purpose(request))
        return response


def _shows(response: HttpResponseBase) -> bool:
    """Whether an answer carries a page: who is refused or sent elsewhere has been shown nothing."""
    return response.status_code < HTTPStatus.MULTIPLE_CHOICES or response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def _purpose(request: HttpRequest) -> str:
    """The page, or the operation of the API, that was asked for."""
    match = request.resolver_match
    return str(getattr(request, "operation", "") or (match.url_name if match else "") or "")
