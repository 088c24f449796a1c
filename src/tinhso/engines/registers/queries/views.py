"""Saved views of a list: one's own, and those shared with one's unit."""

from uuid import UUID

from django.db.models import Q

from tinhso.core.access import Actor
from tinhso.engines.registers.models import SavedView
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import ViewNotFound
from tinhso.foundation.identity import api as identity


def views(*, actor: Actor, register: RegisterObject) -> list[SavedView]:
    """What the actor may choose, by name. One query."""
    seen = Q(account_id=identity.account_id_of(actor))
    if actor.unit_id is not None:
        seen |= Q(unit_id=actor.unit_id)
    rows = SavedView.objects.filter(seen, register=register.id, deleted_at=None)
    return list(rows.order_by("name", "id")[:100])


def deleted_views(*, actor: Actor, register: RegisterObject) -> list[SavedView]:
    """One's own views that were deleted, the latest first. One query."""
    rows = SavedView.objects.filter(
        account_id=identity.account_id_of(actor), register=register.id, deleted_at__isnull=False
    )
    return list(rows.order_by("-deleted_at")[:10])


def access_view(*, actor: Actor, view_id: UUID, deleted: bool = False) -> SavedView:
    """One's own view, to change it. Raises ``ViewNotFound``."""
    rows = SavedView.objects.filter(account_id=identity.account_id_of(actor), deleted_at__isnull=not deleted)
    found = rows.filter(pk=view_id).first()
    if found is None:
        raise ViewNotFound
    return found
