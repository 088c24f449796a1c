"""Which HTTP status each sort of refusal has, decided here and nowhere else; and which refusals leave a line."""

import logging
from http import HTTPStatus

from django.http import HttpRequest

from tinhso.core.errors import Kind, TinhSoError

log = logging.getLogger(__name__)

STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.NOT_SIGNED_IN: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Kind.FAULT: HTTPStatus.INTERNAL_SERVER_ERROR,
}


def headers(error: TinhSoError) -> dict[str, str]:
    """``Retry-After`` (seconds) where waiting helps."""
    if error.kind is Kind.LIMITED:
        return {"Retry-After": str(error.data.get("retry_after", 60))}
    if error.kind is Kind.UNAVAILABLE:
        return {"Retry-After": "5"}
    return {}


def note(request: HttpRequest, error: TinhSoError) -> None:
    """A line where somebody asked for what is not theirs, or too often: what, who, from where; no personal data."""
    if error.kind in {Kind.FORBIDDEN, Kind.LIMITED}:
        account = getattr(getattr(request, "actor", None), "account_id", None) or "-"
        where = request.META.get("REMOTE_ADDR")
        log.warning("%s: %s %s by %s from %s", error.kind, request.method, request.path, account, where)
