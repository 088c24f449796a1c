"""REST: the operations of a room's ``rest.py``, each with its access rule; ``channels/api`` mounts them all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar, Self, TypeVar

from ninja import Router, Schema, Status
from ninja.utils import check_csrf, contribute_operation_callback

from tinhso.core.access import Access, admit, asking
from tinhso.core.errors import Kind, NotSignedIn, PlatformError, TinhSoError
from tinhso.core.registry import Registry

Function = TypeVar("Function", bound=Callable[..., Any])


class Problem(Schema):
    """An error as programs read it (RFC 9457 in spirit): what sort, which one, what a person reads, which fields."""

    kind: str
    code: str
    message: str
    fields: dict[str, str] = {}

    @classmethod
    def of(cls, error: PlatformError) -> Self:
        """The error as a program reads it."""
        return cls(kind=error.kind, code=error.code, message=error.message, fields=error.fields)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API and its rule."""

    method: str
    path: str
    name: str
    access: Access


class OutOfScope(TinhSoError):
    """Ứng dụng chưa được phép làm việc này thay ông/bà."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN
    code: ClassVar[str] = "out_of_scope"


operations: Registry[Operation] = Registry("operations")
rest_rooms: Registry["RestRoom"] = Registry("rest rooms")


class _Refusal(Schema):
    """How the framework wraps the model of an answer."""

    response: Problem


def _tell_refusals(operation: Any) -> None:
    """Describe the errors of an operation by one model for all: a model for each status of each operation took more
    than half of the time in which a web process starts.
    """
    operation.response_models.update(dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), _Refusal))


def _check_origin(request: Any) -> None:
    """A session cookie must come with its CSRF token when it writes. Who asks is decided before (``request.actor``)."""
    signed_by_cookie = request.user.is_authenticated and "Authorization" not in request.headers
    if signed_by_cookie and request.method not in {"GET", "HEAD", "OPTIONS"} and check_csrf(request) is not None:
        raise NotSignedIn


def _check_scope(request: Any, name: str) -> None:
    """An application that speaks for somebody (``request.operations``) does only what it was let do for them."""
    allowed = getattr(request, "operations", None)
    if allowed is not None and name not in allowed:
        raise OutOfScope


class RestRoom:
    """The part of the API that one room offers. Paths begin with a slash, below ``/api``."""

    def __init__(self, room: str, title: str) -> None:
        self.room = room
        self.router = Router(tags=[title])
        rest_rooms.add(room, self)

    def _operation(
        self, method: str, path: str, *, access: Access, response: Any = None, status: int = 200, **options: Any
    ) -> Callable[[Function], Function]:
        if not isinstance(access, Access):
            raise TypeError(f"{method} {path} declares no access rule")

        def register(function: Function) -> Function:
            name = f"{self.room}_{function.__name__}"

            def may_ask(request: Any) -> bool:
                """Asked before anything of the request is read, so that a refusal tells nothing about its form."""
                _check_origin(request)
                _check_scope(request, name)
                request.actor = asking(access, request.actor, getattr(request, "helping", None))
                admit(name, access, request.actor)
                return True

            name = f"{self.room}_{function.__name__}"

            @wraps(function)
            def answer(request: Any, *args: Any, **kwargs: Any) -> Any:
                request.operation = name
                value = function(request, *args, **kwargs)
                return value if status == 200 else Status(status, value)

            operations.add(name, Operation(method, f"/api{path}", name, access))
            contribute_operation_callback(answer, _tell_refusals)
            self.router.api_operation(
                [method], path, response={status: response}, operation_id=name, auth=may_ask, **options
            )(answer)
            return function

        return register

    def get(self, path: str, *, access: Access, response: Any, **options: Any) -> Callable[[Function], Function]:
        """A read."""
        return self._operation("GET", path, access=access, response=response, **options)

    def post(self, path: str, *, access: Access, response: Any, **options: Any) -> Callable[[Function], Function]:
        """A write, by way of one action."""
        return self._operation("POST", path, access=access, response=response, **options)

    def put(self, path: str, *, access: Access, response: Any, **options: Any) -> Callable[[Function], Function]:
        """A write that may be repeated without harm."""
        return self._operation("PUT", path, access=access, response=response, **options)

    def delete(
        self, path: str, *, access: Access, response: Any = None, **options: Any
    ) -> Callable[[Function], Function]:
        """A removal."""
        return self._operation("DELETE", path, access=access, response=response, **options)
