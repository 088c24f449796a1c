"""What tests of every room share: actors without accounts, a clock that stands still, pages without a sign-in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.urls import resolve

from tinhso.core import clock
from tinhso.core.access import Actor, ActorKind, Grant
from tinhso.core.ids import new_id


def moment(text: str) -> datetime:
    """``"2026-08-31 14:05"`` as an aware datetime in Vietnamese time."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.TZ)


@contextmanager
def freeze(at: datetime) -> Iterator[None]:
    """Let the clock stand at ``at`` while the block runs."""
    with clock.use_source(lambda: at):
        yield


def make_actor(
    *permissions: str,
    kind: ActorKind = ActorKind.OFFICIAL,
    unit_id: UUID | None = None,
    name: str = "Nguyễn Thị Thử",
    account_id: UUID | None = None,
) -> Actor:
    """An actor who holds ``permissions``, in ``unit_id`` alone where one is given, everywhere otherwise."""
    units = frozenset({unit_id}) if unit_id else None
    grants = tuple(Grant(permission, units) for permission in permissions)
    return Actor(kind, account_id=account_id or new_id(), name=name, unit_id=unit_id, grants=grants)


def open_page(path: str, *, actor: Actor, at: datetime, data: Mapping[str, str] | None = None) -> HttpResponseBase:
    """Ask the page at ``path`` as ``actor``, as a POST where ``data`` is given;
    refusals come as the exceptions they are.

    The guard of the page and its template run; the middleware, and so the sign-in, does not.
    """
    factory = RequestFactory()
    request = factory.get(path) if data is None else factory.post(path, data)
    request.actor, request.at = actor, at  # type: ignore[attr-defined]
    request.session = SessionStore()
    request._messages = SessionStorage(request)  # type: ignore[attr-defined]
    request.resolver_match = match = resolve(request.path)
    return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]
