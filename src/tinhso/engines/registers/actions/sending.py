"""Messages to listeners on their way: made of the record as it was, signed, sent while no transaction is open."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from tinhso.core import clock, outgoing
from tinhso.core.access import SYSTEM
from tinhso.core.errors import TinhSoError
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.listening import claim, note_delivery
from tinhso.engines.registers.models import Delivery, Listener
from tinhso.engines.registers.ports import Broker, BrokerAway
from tinhso.engines.registers.rules import messaging
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import SUBJECT, Openness, Record, RegisterNotFound
from tinhso.foundation.audit import api as audit
from tinhso.foundation.organisation import api as organisation

_GONE: Final = 410
_TOPIC: Final = "tinhso/registers/"


class Undeliverable(Exception):
    """A message that cannot be made any more; with a word why."""


def send_due(at: datetime) -> int:
    """Send what is due, to each listener and to the broker; how many messages were tried."""
    found = queries.due_deliveries(at)
    of_broker = [one for one in found if one.listener is None and claim(one, clock.now())]
    for one in found:
        if one.listener is not None and claim(one, clock.now()):
            _send(one, one.listener)
    _publish(of_broker)
    return len(found)


def _send(delivery: Delivery, listener: Listener) -> None:
    at, cursor, gone, hopeless = clock.now(), "", False, False
    try:
        events, cursor = _events(delivery, listener, at)
        is_batch = delivery.counts is not None
        body = messaging.body_of(events, is_batch=is_batch)
        # Each part of a batch is a message of its own; sent again it is the same one.
        message_id = f"{delivery.id}.{cursor or 'last'}" if is_batch else str(delivery.id)
        secret = queries.secret_of_listener(listener)
        headers = messaging.headers_of(message_id, body, secret, at, is_batch=is_batch)
        status = outgoing.post(listener.address, body, headers, loopback=settings.WEBHOOK_LOOPBACK)
        answer, gone = "" if 200 <= status < 300 else f"HTTP {status}", status == _GONE
    except outgoing.Unreachable as error:
        answer = f"unreachable: {error}"
    except (TinhSoError, Undeliverable) as error:
        answer, hopeless = getattr(error, "code", str(error)), True
    note_delivery(
        actor=SYSTEM, at=clock.now(), delivery_id=delivery.id, answer=answer, cursor="" if answer else cursor,
        gone=gone, hopeless=hopeless,
    )  # fmt: skip


def _events(delivery: Delivery, listener: Listener | None, at: datetime) -> tuple[list[Any], str]:
    """What a message says, and where the rest of it begins. Raises ``RegisterNotFound``, ``Undeliverable``."""
    register, with_personal = _told_register(delivery.register, listener, at)
    base = settings.PUBLIC_URL
    if delivery.counts is None:
        record = queries.version_of(register, delivery.subject_id, delivery.version)
        if record is None:
            raise Undeliverable("no such version")
        names = queries.names_of(register, [record], at, keys=True)
        _note(listener, [record], at, with_personal=with_personal)
        return [
            messaging.event_of(
                register, record, names, base, ended=delivery.ended, with_personal=with_personal
            )
        ], ""  # fmt: skip
    page = queries.imported(register, delivery.subject_id, delivery.cursor, messaging.BATCH)
    names = queries.names_of(register, page.items, at, keys=True)
    _note(listener, page.items, at, with_personal=with_personal)
    events = [
        messaging.event_of(register, one, names, base, ended=False, with_personal=with_personal) for one in page.items
    ]
    if page.next_cursor is None:
        events.append(
            messaging.import_event(
                register, str(delivery.subject_id), delivery.counts, delivery.planned_at, base
            )
        )  # fmt: skip
    return events, page.next_cursor or ""


def _told_register(code: str, listener: Listener | None, at: datetime) -> tuple[RegisterObject, bool]:
    """A register as a listener may read it, and whether personal fields are among it: as who asked for it may now.

    The broker, which asks for nobody, is told what is open to everybody; of other registers that something changed.
    """
    if listener is not None:
        who = organisation.actor_for(listener.account_id, at, listener.post_id)
        register = queries.access_register(actor=who, code=code)
        return register, listener.with_personal and queries.sees_personal(who, register)
    found = queries.all_registers().get(code)
    if found is None:
        raise RegisterNotFound
    if found.openness is Openness.PUBLIC:
        return queries.access_open(code), False
    return RegisterObject.model_construct(**{**dict(found), "fields": (), "rules": ()}), False


def _note(listener: Listener | None, records: Iterable[Record], at: datetime, *, with_personal: bool) -> None:
    """Who was sent personal data is recorded like who was shown it."""
    if listener is not None and with_personal:
        who = organisation.actor_for(listener.account_id, at, listener.post_id)
        subjects = [(SUBJECT, one.id) for one in records]
        audit.record_reads(actor=who, at=at, subjects=subjects, purpose="registers.listener")


def _publish(found: list[Delivery]) -> None:
    """The messages of the broker, over one connection; where it is away all of them wait."""
    if not found:
        return
    with ExitStack() as stack:
        broker, away = None, "no broker"
        try:
            if settings.MQTT_URL:
                broker = stack.enter_context(Broker.at(settings.MQTT_URL, "tinhso"))
        except BrokerAway as error:
            away = str(error)
        for one in found:
            answer, cursor, hopeless = away, "", False
            if broker is not None:
                try:
                    events, cursor = _events(one, None, clock.now())
                    for event in events:
                        broker.publish(f"{_TOPIC}{one.register}", messaging.body_of([event], is_batch=False))
                    answer = ""
                except BrokerAway as error:
                    broker, away, answer = None, str(error), str(error)
                except (TinhSoError, Undeliverable) as error:
                    answer, hopeless = getattr(error, "code", str(error)), True
            note_delivery(
                actor=SYSTEM, at=clock.now(), delivery_id=one.id, answer=answer, cursor="" if answer else cursor,
                hopeless=hopeless,
            )  # fmt: skip
