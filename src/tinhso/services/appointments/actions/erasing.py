"""Bookings that are over are let go: who came is forgotten, the figures stay."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.types import BookingState

_ERASED: Final = "–"


def due_bookings(before: datetime, limit: int, owner: UUID | None) -> Sequence[tuple[UUID, UUID | None]]:
    """Bookings that ended before a moment and still name somebody, the oldest first; of one account where asked."""
    rows = Booking.objects.filter(ends_at__lt=before).exclude(name=_ERASED).exclude(state=BookingState.BOOKED)
    rows = rows.filter(account_id=owner) if owner else rows
    return list(rows.order_by("starts_at").values_list("id", "account_id")[:limit])


def erase_bookings(ids: Collection[UUID], _at: datetime) -> int:
    """Replace name, telephone and account of bookings by marks; the holder becomes the booking itself."""
    rows = list(Booking.objects.select_for_update().filter(pk__in=ids))
    for row in rows:
        row.name, row.phone, row.account, row.holder = _ERASED, "", None, f"erased:{row.id}"
    return Booking.objects.bulk_update(rows, ["name", "phone", "account", "holder"])
