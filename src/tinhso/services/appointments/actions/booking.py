"""Booking a place, moving it, giving it back; what is booked and not kept is missed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, SYSTEM, SYSTEM_ONLY, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.i18n import format_datetime
from tinhso.core.ids import new_code
from tinhso.core.text import normalise_name, tidy_phone
from tinhso.services.appointments import queries
from tinhso.services.appointments.actions import telling
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.schema import CentreObject, ServiceGroup
from tinhso.services.appointments.types import (
    BookingIncomplete,
    BookingOver,
    BookingState,
    Slot,
    SlotTaken,
    TooManyBookings,
    Wanted,
)

CODE_LENGTH: Final = 8
_AT_ONCE: Final = 200


@action("appointments.book", access=PUBLIC)
def book(*, actor: Actor, at: datetime, wanted: Wanted) -> Done[Booking]:
    """Đặt lịch: hold a place of a slot, for an account or for a telephone number; once for a key.

    Raises ``CentreNotFound``, ``BookingIncomplete``, ``SlotTaken`` with the next time that is free, and
    ``TooManyBookings``.
    """
    day = local(at).date()
    centre = queries.centre(wanted.centre, day)
    group = queries.group_of(centre, wanted.procedure, day)
    wanted = replace(wanted, name=normalise_name(wanted.name)[:250], phone=tidy_phone(wanted.phone))
    wrong = {}
    if not wanted.name:
        wrong["name"] = gettext("Ghi họ tên người sẽ đến.")
    if not wanted.phone:
        wrong["phone"] = gettext("Ghi số điện thoại 10 chữ số, ví dụ 0912345678.")
    slot = _slot(centre, group, wanted.starts_at, at)
    if slot is None:
        wrong["starts_at"] = gettext("Chọn giờ trong danh sách.")
    if wrong or slot is None:
        raise BookingIncomplete(fields=wrong)
    is_citizen = actor.kind is ActorKind.CITIZEN
    made = Booking(
        code=new_code(CODE_LENGTH),
        key=wanted.key,
        centre=centre.id,
        group=group.id,
        procedure=wanted.procedure,
        holder=str(actor.account_id) if is_citizen else wanted.phone,
        account_id=actor.account_id if is_citizen else None,
        name=wanted.name,
        phone=wanted.phone,
        made_at=at,
    )
    same = _same(made) or _hold(made, slot, group, centre, at)
    if same is not made:
        return Done(same, subject=("booking", same.id), detail={"centre": centre.id, "again": True})
    rows = telling.tell(telling.BOOKED, made, centre, at)
    return Done(made, rows=rows, subject=("booking", made.id), detail={"centre": centre.id, "group": group.id})


def _slot(centre: CentreObject, group: ServiceGroup, starts_at: datetime | None, at: datetime) -> Slot | None:
    """The slot that begins at a moment, on a day that may be booked."""
    if starts_at is None or starts_at.tzinfo is None or local(starts_at).date() not in queries.booking_days(centre, at):
        return None
    offered = queries.slots(centre, group, local(starts_at).date(), at)
    return next((slot for slot in offered if slot.starts_at == starts_at), None)


def _same(made: Booking) -> Booking | None:
    """The booking that the same wish has made already."""
    return Booking.objects.filter(key=made.key, holder=made.holder).exclude(pk=made.pk).first()


def _hold(made: Booking, slot: Slot, group: ServiceGroup, centre: CentreObject, at: datetime) -> Booking:
    """Keep the first free place of a slot, and one of the holder's own; the booking that then stands. The table's
    constraints are the last word: who comes second of two looks again, and finds what the same wish has made.
    """
    most = queries.rules_in_force().open_bookings
    made.starts_at, made.ends_at = slot.starts_at, slot.ends_at
    while True:
        places, ordinals = _taken(made)
        place = next((n for n in range(group.bookable) if n not in places), None)
        ordinal = next((n for n in range(1, most + 1) if n not in ordinals), None)
        if ordinal is None:
            raise TooManyBookings(most=most)
        if place is None:
            free = queries.next_slot(centre, group, at, slot.starts_at)
            raise SlotTaken(next=format_datetime(free.starts_at) if free else gettext("chưa có"))
        made.place, made.ordinal = place, ordinal
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            same = _same(made)
            if same is None:
                continue
            return same
        return made


def _taken(made: Booking) -> tuple[set[int | None], set[int]]:
    others = Booking.objects.exclude(pk=made.pk)
    held = others.filter(
        centre=made.centre,
        group=made.group,
        starts_at=made.starts_at,
        state__in=(BookingState.BOOKED, BookingState.ARRIVED),
    )
    own = others.filter(holder=made.holder, state=BookingState.BOOKED)
    return set(held.values_list("place", flat=True)), set(own.values_list("ordinal", flat=True))


@action("appointments.move_booking", access=PUBLIC)
def move_booking(
    *, actor: Actor, at: datetime, code: str, phone: str = "", starts_at: datetime | None
) -> Done[Booking]:
    """Đổi giờ: another time at the same centre; the code stays.

    Raises ``BookingNotFound``, ``BookingOver``, ``BookingIncomplete``, ``SlotTaken``.
    """
    row = _open(actor, code, phone)
    centre = queries.centre(row.centre, local(at).date())
    group = queries.group_of(centre, row.procedure, local(at).date())
    slot = _slot(centre, group, starts_at, at)
    if slot is None:
        raise BookingIncomplete(fields={"starts_at": gettext("Chọn giờ trong danh sách.")})
    row.group, row.moved, row.reminded = group.id, row.moved + 1, 0
    _hold(row, slot, group, centre, at)
    return Done(row, subject=("booking", row.id), detail={"moved": row.moved})


@action("appointments.cancel_booking", access=PUBLIC)
def cancel_booking(*, actor: Actor, at: datetime, code: str, phone: str = "") -> Done[Booking]:
    """Hủy lịch: the place is free again. Raises ``BookingNotFound``, ``BookingOver``."""
    row = _open(actor, code, phone)
    row.state, row.moved = BookingState.CANCELLED, row.moved + 1
    row.save(update_fields=["state", "moved"])
    return Done(row, subject=("booking", row.id))


def _open(actor: Actor, code: str, phone: str) -> Booking:
    row = queries.access_booking(actor=actor, code=code, phone=phone, lock=True)
    if row.state != BookingState.BOOKED:
        raise BookingOver(state=row.get_state_display())
    return row


def follow_bookings(at: datetime) -> int:
    """Send the reminders that are due and close bookings that nobody kept; returns how many."""
    rules = queries.rules_in_force()
    missed = Booking.objects.filter(
        state=BookingState.BOOKED, starts_at__lt=at - timedelta(minutes=rules.grace_minutes)
    )
    done = _close_missed(actor=SYSTEM, at=at) if missed.exists() else 0
    soon = Booking.objects.filter(state=BookingState.BOOKED, starts_at__gt=at)
    for number, minutes in enumerate(rules.remind_minutes, start=1):
        due = soon.filter(reminded__lt=number, starts_at__lte=at + timedelta(minutes=minutes))
        done += _remind(actor=SYSTEM, at=at, number=number) if due.exists() else 0
    return done


@action("appointments.close_missed", access=SYSTEM_ONLY)
def _close_missed(*, actor: Actor, at: datetime) -> Done[int]:
    """Record that people did not come: their places count for nobody any more."""
    since = at - timedelta(minutes=queries.rules_in_force().grace_minutes)
    rows = Booking.objects.filter(state=BookingState.BOOKED, starts_at__lt=since)
    count = rows.update(state=BookingState.MISSED)
    return Done(count, subject=("booking", ""), detail={"missed": count})


@action("appointments.remind", access=SYSTEM_ONLY)
def _remind(*, actor: Actor, at: datetime, number: int) -> Done[int]:
    """Send one reminder to each who is due for it, once. Who booked later than it is due gets none."""
    minutes = queries.rules_in_force().remind_minutes[number - 1]
    due = Booking.objects.select_for_update(skip_locked=True).filter(
        state=BookingState.BOOKED,
        reminded__lt=number,
        starts_at__gt=at,
        starts_at__lte=at + timedelta(minutes=minutes),
    )
    found = list(due.order_by("starts_at")[:_AT_ONCE])
    Booking.objects.filter(pk__in=[row.pk for row in found]).update(reminded=number)
    known = {item.id: item for item in queries.centres(local(at).date())}
    told = [row for row in found if row.centre in known and row.made_at <= row.starts_at - timedelta(minutes=minutes)]
    rows = [each for row in told for each in telling.tell(telling.REMINDER, row, known[row.centre], at)]
    return Done(len(found), rows=rows, subject=("booking", ""), detail={"reminder": number, "told": len(told)})
