"""Taking a number: at the kiosk, without a booking or with one; and the machines that may give numbers."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from tinhso.core.access import PUBLIC, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import InvalidInput
from tinhso.core.i18n import format_datetime
from tinhso.core.text import normalise_name
from tinhso.services.appointments import queries
from tinhso.services.appointments.models import Booking, Kiosk, Ticket
from tinhso.services.appointments.schema import CentreObject, ServiceGroup
from tinhso.services.appointments.types import (
    MANAGE,
    BookedForAnotherDay,
    BookingNotFound,
    BookingOver,
    BookingState,
    CentreClosed,
)

_NEXT_NUMBER = """
    INSERT INTO ts_appointments_ticketnumber AS n (centre, day, letter, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (centre, day, letter) DO UPDATE SET last = n.last + 1 RETURNING last
"""
_SECRET_BYTES = 24


def _numbered(item: CentreObject, group: ServiceGroup, at: datetime, **said: object) -> Ticket:
    """An unsaved ticket with the next number of its group; numbers begin at 1 every day."""
    day = local(at).date()
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [item.id, day, group.letter])
        number = cursor.fetchone()[0]
    return Ticket(
        centre=item.id,
        day=day,
        letter=group.letter,
        number=number,
        group=group.id,
        taken_at=at,
        **{"queue_at": at, **said},
    )


@action("appointments.take_ticket", access=PUBLIC)
def take_ticket(
    *, actor: Actor, at: datetime, secret: str, group_id: str, procedure: str = "", priority: str = ""
) -> Done[Ticket]:
    """Lấy số: a number for a group of work, at a registered machine (``secret``).

    Raises ``KioskUnknown``, ``CentreClosed``, ``InvalidInput`` for a group or a priority that there is not.
    """
    machine, item = queries.kiosk(secret, at)
    group = item.group(group_id)
    if group is None:
        raise InvalidInput(fields={"group": group_id[:60]})
    if priority and priority not in {each.id for each in queries.rules_in_force().priorities}:
        raise InvalidInput(fields={"priority": priority[:60]})
    if not queries.is_open(item, at):
        raise CentreClosed
    row = _numbered(item, group, at, priority=priority, procedure=procedure[:120])
    return Done(row, rows=[row], subject=("ticket", row.id), detail={"ticket": row.code, "kiosk": str(machine.id)})


@action("appointments.check_in", access=PUBLIC)
def check_in(
    *, actor: Actor, at: datetime, secret: str, code: str, priority: str = "", another_day: bool = False
) -> Done[Ticket]:
    """Báo đã đến: the number of a booking, at a registered machine of its centre.

    In time it is called at the time booked. Who comes on another day, and says so by ``another_day``, waits like
    everybody else, and the place is free again. Checking in twice gives the same number.

    Raises ``KioskUnknown``, ``BookingNotFound``, ``BookedForAnotherDay``, ``BookingOver``, ``CentreClosed``.
    """
    machine, item = queries.kiosk(secret, at)
    booking = Booking.objects.select_for_update().filter(code=queries.tidy_code(code), centre=item.id).first()
    if booking is None:
        raise BookingNotFound
    earlier = Ticket.objects.filter(booking=booking).first()
    if earlier is not None:
        return Done(earlier, subject=("ticket", earlier.id), detail={"again": True})
    if booking.state == BookingState.CANCELLED:
        raise BookingOver(state=booking.get_state_display())
    if not queries.is_open(item, at):
        raise CentreClosed
    today = local(booking.starts_at).date() == local(at).date()
    if not today and not another_day:
        raise BookedForAnotherDay(when=format_datetime(booking.starts_at))
    grace = timedelta(minutes=queries.rules_in_force().grace_minutes)
    in_time = today and booking.state == BookingState.BOOKED and at <= booking.starts_at + grace
    group = item.group(booking.group) or item.groups[0]
    row = _numbered(
        item,
        group,
        at,
        priority=priority if priority in {each.id for each in queries.rules_in_force().priorities} else "",
        procedure=booking.procedure,
        booking=booking,
        queue_at=booking.starts_at if in_time else at,
        booked_for=booking.starts_at if in_time else None,
    )
    booking.state = BookingState.ARRIVED
    if not today:
        booking.place = None
    booking.save(update_fields=["state", "place"])
    return Done(row, rows=[row], subject=("ticket", row.id), detail={"ticket": row.code, "kiosk": str(machine.id)})


@action("appointments.register_kiosk", access=needs(MANAGE))
def register_kiosk(*, actor: Actor, at: datetime, centre_id: str, name: str) -> Done[str]:
    """Đăng ký máy lấy số: its secret, which is shown once and kept as a digest alone.

    Raises ``CounterNotFound``, ``InvalidInput``.
    """
    item = queries.access_centre(actor=actor, centre_id=centre_id, day=local(at).date(), permission=MANAGE)
    tidy = normalise_name(name)[:120]
    if not tidy:
        raise InvalidInput(fields={"name": InvalidInput().message})
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row = Kiosk(centre=item.id, name=tidy, digest=queries.digest_of(secret), registered_at=at, registered_by=actor.name)
    return Done(secret, rows=[row], subject=("kiosk", row.id), detail={"centre": item.id})


@action("appointments.revoke_kiosk", access=needs(MANAGE))
def revoke_kiosk(*, actor: Actor, at: datetime, kiosk_id: UUID) -> Done[None]:
    """Thu hồi máy lấy số, at once. Raises ``KioskUnknown`` and what ``access_centre`` does."""
    row = queries.access_kiosk(actor=actor, kiosk_id=kiosk_id, day=local(at).date())
    Kiosk.objects.filter(pk=row.pk).update(revoked_at=at)
    return Done(None, subject=("kiosk", row.pk))
