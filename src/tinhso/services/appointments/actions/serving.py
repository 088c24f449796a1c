"""At the counter: sitting down, calling, serving, handing over to another group, closing."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import InvalidInput
from tinhso.foundation.identity import api as identity
from tinhso.services.appointments import queries
from tinhso.services.appointments.models import Shift, Ticket
from tinhso.services.appointments.types import (
    SERVE,
    CounterBusy,
    CounterNotFound,
    CounterPaused,
    CounterTaken,
    NobodyWaits,
    TicketMovedOn,
    TicketNotFound,
    TicketState,
)

_AT_THE_COUNTER = (TicketState.CALLED, TicketState.SERVING)


@action("appointments.open_counter", access=needs(SERVE))
def open_counter(*, actor: Actor, at: datetime, centre_id: str, counter_id: str) -> Done[Shift]:
    """Mở quầy: the official sits down; what the same official had open elsewhere is closed.

    A shift that somebody forgot to close the day before gives way. Raises ``CounterNotFound``, ``CounterTaken``,
    ``CounterBusy``.
    """
    item = queries.access_centre(actor=actor, centre_id=centre_id, day=local(at).date())
    if item.counter(counter_id) is None:
        raise CounterNotFound
    account_id = identity.account_id_of(actor)
    sitting = Shift.objects.select_for_update(of=("self",)).filter(closed_at__isnull=True)
    own = sitting.filter(account_id=account_id).first()
    if own is not None:
        if (own.centre, own.counter) == (item.id, counter_id):
            return Done(own, subject=("shift", own.id))
        _leave(own, at)
    other = sitting.filter(centre=item.id, counter=counter_id).select_related("account").first()
    if other is not None:
        if local(other.opened_at).date() == local(at).date():
            raise CounterTaken(name=other.account.full_name)
        Shift.objects.filter(pk=other.pk).update(closed_at=at)
    row = Shift(centre=item.id, counter=counter_id, account_id=account_id, opened_at=at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise CounterTaken(name="…") from None
    return Done(row, subject=("shift", row.id), detail={"centre": item.id, "counter": counter_id})


def _leave(shift: Shift, at: datetime) -> None:
    ticket = queries.current_ticket(shift)
    if ticket is not None and ticket.day == local(at).date():
        raise CounterBusy(ticket=ticket.code)
    Shift.objects.filter(pk=shift.pk).update(closed_at=at, paused_at=None)


@action("appointments.close_counter", access=needs(SERVE))
def close_counter(*, actor: Actor, at: datetime) -> Done[None]:
    """Đóng quầy. Raises ``NoCounter``, ``CounterBusy``."""
    shift = queries.own_shift(actor, lock=True)
    _leave(shift, at)
    return Done(None, subject=("shift", shift.id))


@action("appointments.pause_counter", access=needs(SERVE))
def pause_counter(*, actor: Actor, at: datetime, paused: bool) -> Done[Shift]:
    """Tạm nghỉ, or back again: nobody is called to a counter at rest. Raises ``NoCounter``."""
    shift = queries.own_shift(actor, lock=True)
    shift.paused_at = (shift.paused_at or at) if paused else None
    shift.save(update_fields=["paused_at"])
    return Done(shift, subject=("shift", shift.id), detail={"paused": paused})


@action("appointments.call_next", access=needs(SERVE))
def call_next(*, actor: Actor, at: datetime) -> Done[Ticket]:
    """Gọi số tiếp: the first who waits for one of the counter's groups. Two officials never get the same one: a
    ticket that somebody is taking is passed over.

    Raises ``NoCounter``, ``CounterPaused``, ``CounterBusy``, ``NobodyWaits``.
    """
    shift = queries.own_shift(actor, lock=True)
    if shift.paused_at is not None:
        raise CounterPaused
    day = local(at).date()
    busy = queries.current_ticket(shift)
    if busy is not None and busy.day == day:
        raise CounterBusy(ticket=busy.code)
    if busy is not None:
        # Left over from a day that ended without a word.
        Ticket.objects.filter(pk=busy.pk).update(state=TicketState.MISSED, finished_at=at)
    counter = queries.centre(shift.centre, day).counter(shift.counter)
    waiting = queries.tickets_on(shift.centre, day, TicketState.WAITING).filter(
        group__in=counter.groups if counter else ()
    )
    row = queries.in_order(waiting.select_for_update(skip_locked=True), at).first()
    if row is None:
        raise NobodyWaits
    row.state, row.counter, row.clerk_id = TicketState.CALLED, shift.counter, shift.account_id
    row.calls, row.called_at, row.last_called_at = row.calls + 1, row.called_at or at, at
    row.save(update_fields=["state", "counter", "clerk", "calls", "called_at", "last_called_at"])
    return Done(row, subject=("ticket", row.id), detail={"ticket": row.code, "counter": row.counter})


def _locked(ticket_id: UUID) -> Ticket:
    row = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    if row is None:
        raise TicketNotFound
    return row


def _own(actor: Actor, ticket_id: UUID, *states: TicketState) -> tuple[Shift, Ticket]:
    """The ticket at the official's own counter, locked, in one of these states. Raises ``TicketMovedOn``."""
    shift = queries.own_shift(actor, lock=True)
    row = _locked(ticket_id)
    if row.state not in states or (row.centre, row.counter) != (shift.centre, shift.counter):
        raise TicketMovedOn(ticket=row.code, state=row.get_state_display())
    return shift, row


@action("appointments.recall", access=needs(SERVE))
def recall(*, actor: Actor, at: datetime, ticket_id: UUID) -> Done[Ticket]:
    """Gọi lại. Raises ``NoCounter``, ``TicketNotFound``, ``TicketMovedOn``."""
    _shift, row = _own(actor, ticket_id, TicketState.CALLED)
    row.calls, row.last_called_at = row.calls + 1, at
    row.save(update_fields=["calls", "last_called_at"])
    return Done(row, subject=("ticket", row.id), detail={"ticket": row.code, "calls": row.calls})


@action("appointments.mark_missed", access=needs(SERVE))
def mark_missed(*, actor: Actor, at: datetime, ticket_id: UUID) -> Done[Ticket]:
    """Vắng mặt: called and did not come. Raises what ``recall`` does."""
    _shift, row = _own(actor, ticket_id, TicketState.CALLED)
    row.state, row.finished_at = TicketState.MISSED, at
    row.save(update_fields=["state", "finished_at"])
    return Done(row, subject=("ticket", row.id), detail={"ticket": row.code})


@action("appointments.take_back", access=needs(SERVE))
def take_back(*, actor: Actor, at: datetime, ticket_id: UUID) -> Done[Ticket]:
    """Cho vào hàng lại: who was marked as missing came after all, and is called among the next. Raises ``NoCounter``,
    ``TicketNotFound``, ``TicketMovedOn``.
    """
    shift = queries.own_shift(actor)
    row = _locked(ticket_id)
    if row.state != TicketState.MISSED or row.day != local(at).date() or row.centre != shift.centre:
        raise TicketMovedOn(ticket=row.code, state=row.get_state_display())
    row.state, row.counter, row.finished_at = TicketState.WAITING, "", None
    row.save(update_fields=["state", "counter", "finished_at"])
    return Done(row, subject=("ticket", row.id), detail={"ticket": row.code})


@action("appointments.start_service", access=needs(SERVE))
def start_service(*, actor: Actor, at: datetime, ticket_id: UUID) -> Done[Ticket]:
    """Bắt đầu phục vụ: the person has come to the counter. Raises what ``recall`` does."""
    _shift, row = _own(actor, ticket_id, TicketState.CALLED)
    row.state, row.started_at = TicketState.SERVING, row.started_at or at
    row.save(update_fields=["state", "started_at"])
    return Done(row, subject=("ticket", row.id), detail={"ticket": row.code})


@action("appointments.finish_service", access=needs(SERVE))
def finish_service(*, actor: Actor, at: datetime, ticket_id: UUID) -> Done[Ticket]:
    """Xong: the counter is free for the next. Raises what ``recall`` does."""
    _shift, row = _own(actor, ticket_id, TicketState.SERVING)
    row.state, row.finished_at = TicketState.DONE, at
    row.save(update_fields=["state", "finished_at"])
    return Done(row, subject=("ticket", row.id), detail={"ticket": row.code})


@action("appointments.transfer", access=needs(SERVE))
def transfer(*, actor: Actor, at: datetime, ticket_id: UUID, group_id: str) -> Done[Ticket]:
    """Chuyển quầy: on to another group's counters, under the same number and in the place that it came for.

    Raises ``InvalidInput`` for a group that there is not, and what ``recall`` does.
    """
    shift, row = _own(actor, ticket_id, *_AT_THE_COUNTER)
    if queries.centre(shift.centre, local(at).date()).group(group_id) is None:
        raise InvalidInput(fields={"group": group_id[:60]})
    row.state, row.group, row.counter, row.clerk_id = TicketState.WAITING, group_id, "", None
    row.save(update_fields=["state", "group", "counter", "clerk"])
    return Done(row, subject=("ticket", row.id), detail={"ticket": row.code, "group": group_id})


#: What may be done with a ticket, by the word that pages and programs use.
TICKET_VERBS: Final[dict[str, Callable[..., Ticket]]] = {
    "recall": recall,
    "missed": mark_missed,
    "start": start_service,
    "finish": finish_service,
    "back": take_back,
}
