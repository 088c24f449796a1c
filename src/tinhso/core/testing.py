"""What tests of every room share: actors without accounts, a clock that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

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
