"""Saved views of a list: kept under a name, shared with one's unit, deleted and brought back."""

from datetime import datetime
from itertools import count
from uuid import UUID

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.engines.registers import queries
from tinhso.engines.registers.models import SavedView
from tinhso.engines.registers.types import READ, ViewNameless
from tinhso.foundation.identity import api as identity

_SUBJECT = "register_view"


def _one_default(actor: Actor, register: str) -> None:
    SavedView.objects.filter(account_id=identity.account_id_of(actor), register=register, is_default=True).update(
        is_default=False
    )


@action("registers.save_view", access=needs(READ))
def save_view(
    *, actor: Actor, at: datetime, register: str, name: str, query: str, is_shared: bool = False,
    is_default: bool = False,
) -> Done[SavedView]:  # fmt: skip
    """Keep what a list is asked for (``query``: its address after the question mark) under a name; the one of that name
    is written over. A shared one is seen by the actor's unit; a default one opens the list.

    Raises ``RegisterNotFound``, ``ViewNameless``.
    """
    item = queries.access_register(actor=actor, code=register)
    tidy = " ".join(name.split())[:80]
    if not tidy:
        raise ViewNameless(fields={"name": ViewNameless().message})
    if is_default:
        _one_default(actor, item.id)
    account_id = identity.account_id_of(actor)
    kept = {
        "query": query[:2000], "unit_id": actor.unit_id if is_shared else None, "by": actor.name[:250],
        "is_default": is_default, "saved_at": at,
    }  # fmt: skip
    row, _is_new = SavedView.objects.update_or_create(
        register=item.id, account_id=account_id, name=tidy, deleted_at=None, defaults=kept
    )
    return Done(row, subject=(_SUBJECT, row.id), detail={"register": item.id, "shared": row.unit_id is not None})


@action("registers.delete_view", access=needs(READ))
def delete_view(*, actor: Actor, at: datetime, view_id: UUID) -> Done[SavedView]:
    """Delete one's own view; it can be brought back. Raises ``ViewNotFound``."""
    row = queries.access_view(actor=actor, view_id=view_id)
    row.deleted_at, row.is_default = at, False
    row.save(update_fields=["deleted_at", "is_default"])
    return Done(row, subject=(_SUBJECT, row.id))


@action("registers.restore_view", access=needs(READ))
def restore_view(*, actor: Actor, at: datetime, view_id: UUID) -> Done[SavedView]:
    """Bring a deleted view back, unless another has its name by now: then beside it. Raises ``ViewNotFound``."""
    row = queries.access_view(actor=actor, view_id=view_id, deleted=True)
    present = SavedView.objects.filter(account_id=row.account_id, register=row.register, deleted_at=None)
    taken = set(present.values_list("name", flat=True))
    free = (f"{row.name[:74]} ({number})" for number in count(2))
    row.name = row.name if row.name not in taken else next(name for name in free if name not in taken)
    row.deleted_at = None
    row.save(update_fields=["deleted_at", "name"])
    return Done(row, subject=(_SUBJECT, row.id))
