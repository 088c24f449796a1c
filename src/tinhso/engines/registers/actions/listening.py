"""Listeners: told of the changes of a register, in order for each record, until they answer or it is given up."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext

from tinhso.core.access import SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.core.outgoing import LOOPBACK, is_web_address, split
from tinhso.engines.registers import queries
from tinhso.engines.registers.models import Delivery, Listener
from tinhso.engines.registers.rules import messaging
from tinhso.engines.registers.types import (
    SHARE,
    AddressRefused,
    DeliveryState,
    ListenerNotFound,
    RecordChanged,
    RecordsImported,
)
from tinhso.foundation.identity import api as identity

_SUBJECT: Final = "register_listener"
#: How long one process may take for one message.
_CLAIM: Final = timedelta(minutes=1)


@action("registers.add_listener", access=needs(SHARE))
def add_listener(
    *, actor: Actor, at: datetime, register: str, address: str, with_personal: bool = False
) -> Done[tuple[Listener, str]]:
    """Let an address be told of the changes of a register from now on; returns the listener and its secret, which is
    shown this once.

    Raises ``RegisterNotFound``, ``AddressRefused``, ``Forbidden`` for personal fields that the actor may not see.
    """
    item = queries.access_register(actor=actor, code=register)
    if not queries.may(actor, SHARE, item) or (with_personal and not queries.sees_personal(actor, item)):
        raise Forbidden
    tidy = address.strip()
    parts = split(tidy)
    if parts is None or not is_web_address(tidy) or (parts.hostname in LOOPBACK and not settings.WEBHOOK_LOOPBACK):
        raise AddressRefused(fields={"address": gettext("Địa chỉ bắt đầu bằng https:// và ở trên mạng công cộng")})
    secret = messaging.secret_of(secrets.token_bytes(32))
    row = Listener(
        id=new_id(), register=item.id, address=tidy, sealed=identity.seal(secret, identity.secret_keys()),
        with_personal=with_personal, account_id=identity.account_id_of(actor), post_id=actor.post_id, made_at=at,
    )  # fmt: skip
    detail = {"register": item.id, "with_personal": with_personal}
    return Done((row, secret), rows=[row], subject=(_SUBJECT, row.id), detail=detail)


@action("registers.stop_listener", access=needs(SHARE))
def stop_listener(*, actor: Actor, at: datetime, register: str, listener_id: UUID) -> Done[None]:
    """Tell a listener nothing more; what waits for it is given up.

    Raises ``RegisterNotFound``, ``ListenerNotFound``.
    """
    item = queries.access_register(actor=actor, code=register)
    found = queries.access_listener(actor=actor, register=item, listener_id=listener_id, lock=True)
    if found.stopped_at is None:
        _stop(found, at)
    return Done(None, subject=(_SUBJECT, found.id), detail={"register": item.id})


def _stop(found: Listener, at: datetime) -> None:
    found.stopped_at = at
    found.save(update_fields=["stopped_at"])
    rows = Delivery.objects.filter(listener=found, state=DeliveryState.WAITING)
    rows.update(state=DeliveryState.DEAD, finished_at=at, answer="stopped")


@action("registers.send_again", access=needs(SHARE))
def send_again(
    *, actor: Actor, at: datetime, register: str, listener_id: UUID, delivery_id: UUID | None = None
) -> Done[int]:
    """Send what was given up, one or all of it, once more; returns how many.

    Raises ``RegisterNotFound``, ``ListenerNotFound`` also for one that was stopped.
    """
    item = queries.access_register(actor=actor, code=register)
    found = queries.access_listener(actor=actor, register=item, listener_id=listener_id)
    if found.stopped_at is not None:
        raise ListenerNotFound
    rows = Delivery.objects.filter(Q(pk=delivery_id) if delivery_id else Q(), listener=found, state=DeliveryState.DEAD)
    count = rows.update(state=DeliveryState.WAITING, attempts=0, next_try_at=at, finished_at=None, claimed_until=None)
    return Done(count, subject=(_SUBJECT, found.id), detail={"register": item.id, "count": count})


def plan_deliveries(events: Iterable[RecordChanged | RecordsImported], at: datetime) -> int:
    """A message for each change and each listener, and for the broker; called in the transaction that took the events.

    Returns how many.
    """
    events = list(events)
    codes = {event.register for event in events}
    by_code: dict[str, list[Listener | None]] = {code: [None] if queries.has_broker() else [] for code in codes}
    for listener in Listener.objects.filter(register__in=codes, stopped_at=None):
        by_code[listener.register].append(listener)
    rows = [
        Delivery(id=new_id(), listener=listener, register=event.register, planned_at=at, next_try_at=at, **_what(event))
        for event in events
        for listener in by_code[event.register]
    ]
    Delivery.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _what(event: RecordChanged | RecordsImported) -> dict[str, object]:
    if isinstance(event, RecordChanged):
        return {"subject_id": event.record_id, "version": event.version, "ended": event.ended}
    return {"subject_id": event.import_id, "counts": {"added": event.added, "changed": event.changed}}


def claim(delivery: Delivery, at: datetime) -> bool:
    """Take a message for this process; False where another one was faster."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    rows = Delivery.objects.filter(free, pk=delivery.pk, state=DeliveryState.WAITING)
    return bool(rows.update(claimed_until=at + _CLAIM))


@action("registers.note_delivery", access=SYSTEM_ONLY)
def note_delivery(
    *,
    actor: Actor,
    at: datetime,
    delivery_id: UUID,
    answer: str,
    cursor: str = "",
    gone: bool = False,
    hopeless: bool = False,
) -> Done[DeliveryState]:
    """How a message fared: empty ``answer`` for taken (``cursor`` where the next part of it follows), else the reason.

    ``gone`` says that the listener wants nothing more (410): it is stopped. ``hopeless`` that the same message will
    never go. The broker is the operator's own: for it messages wait as long as it is away.
    """
    row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    row.claimed_until = None
    row.answer = answer[:120]
    if not answer and cursor:
        row.cursor, row.attempts, row.next_try_at = cursor, 0, at
    elif not answer:
        row.state, row.finished_at = DeliveryState.SENT, at
    else:
        row.attempts += 1
        tries = min(row.attempts, 2) if row.listener_id is None else row.attempts
        pause = None if hopeless else messaging.pause_after(tries)
        if pause is None:
            row.state, row.finished_at = DeliveryState.DEAD, at
        else:
            row.next_try_at = at + pause
    row.save()
    if gone and row.listener is not None and row.listener.stopped_at is None:
        _stop(row.listener, at)
    return Done(DeliveryState(row.state), subject=("register_delivery", row.id), detail={"register": row.register})
