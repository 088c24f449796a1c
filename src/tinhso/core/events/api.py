"""Events: what happened, told to the rooms above after the transaction that did it has committed.

An event is a frozen dataclass in its publisher's ``types.py``. It is stored in the outbox by the action's own
transaction. A consumer reads the outbox in commit order and reacts; its effects in the database and its place in the
outbox are one transaction, so an effect happens exactly once however often the process dies.
"""

from tinhso.core.events.declare import Event, event, reaction, steps
from tinhso.core.events.models import CurrentTransactionId, TransactionIdField
from tinhso.core.events.outbox import outbox_rows
from tinhso.core.events.relay import Relay, deliver, silence

__all__ = [
    "CurrentTransactionId",
    "Event",
    "Relay",
    "TransactionIdField",
    "deliver",
    "event",
    "outbox_rows",
    "reaction",
    "silence",
    "steps",
]
