"""From events to rows of the outbox."""

from collections.abc import Iterable
from datetime import datetime

from tinhso.core.events.declare import Event, to_payload
from tinhso.core.events.models import OutboxEvent


def outbox_rows(events: Iterable[Event], at: datetime) -> list[OutboxEvent]:
    """Unsaved outbox rows for ``events``, to be inserted by the transaction that did the deed."""
    return [OutboxEvent(name=item.event_name, payload=to_payload(item), at=at) for item in events]
