"""Changes of registers become messages to who listens."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.events.api import reaction
from tinhso.engines.registers import actions
from tinhso.engines.registers.types import RecordChanged, RecordsImported

CONSUMER = "registers.listeners"


@reaction(RecordChanged, consumer=CONSUMER)
def tell_of_changes(events: Sequence[RecordChanged], at: datetime) -> None:
    """Plan a message for each listener."""
    actions.plan_deliveries(events, at)


@reaction(RecordsImported, consumer=CONSUMER)
def tell_of_imports(events: Sequence[RecordsImported], at: datetime) -> None:
    """The same of imports."""
    actions.plan_deliveries(events, at)
