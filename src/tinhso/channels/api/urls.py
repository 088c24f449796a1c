"""The API below ``/api/``: every registered operation, its OpenAPI document, sign-in by session or bearer token."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tinhso import __version__
from tinhso.channels.api.errors import STATUS, headers, note
from tinhso.core.access import PUBLIC
from tinhso.core.errors import InvalidInput, TinhSoError
from tinhso.core.faces import declare
from tinhso.core.rest import Problem, rest_rooms

api = NinjaAPI(
    title="Tỉnh Số",
    version=__version__,
    description=(
        "Everything that a page does. Sign in by session cookie (with X-CSRFToken) or by bearer token. "
        "An official who may act in several posts (GET /api/organisation/capacities) names one with X-Post."
    ),
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(TinhSoError)
def _refused(request: HttpRequest, error: TinhSoError) -> HttpResponse:
    note(request, error)
    response = api.create_response(request, Problem.of(error).model_dump(), status=STATUS[error.kind])
    for name, value in headers(error).items():
        response.headers[name] = value
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {".".join(str(part) for part in item["loc"][1:]) or "body": str(item["msg"]) for item in error.errors}
    return _refused(request, InvalidInput(fields=fields))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is not JSON, or not UTF-8."""
    return _refused(request, InvalidInput(fields={"body": str(error)}))


def mount() -> list[Any]:
    """The address patterns of the API, with every room's operations, each view marked as declared."""
    for room in rest_rooms.values():
        api.add_router("", room.router)
    patterns = api.urls[0]
    for pattern in patterns:
        if pattern.callback is not None:
            pattern.callback = declare(pattern.callback, PUBLIC)
    return list(patterns)
