"""What follows when records of registers have changed: what stands in them is counted anew."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.access import SYSTEM
from tinhso.core.events.api import reaction
from tinhso.engines.indicators import actions
from tinhso.engines.registers import api as registers

_COUNTING = "indicators.registers"


@reaction(registers.RecordChanged, consumer=_COUNTING)
def count_changed(events: Sequence[registers.RecordChanged], at: datetime) -> None:
    """Count the registers in which records changed."""
    actions.count_registers(actor=SYSTEM, at=at, only={event.register for event in events})


@reaction(registers.RecordsImported, consumer=_COUNTING)
def count_imported(events: Sequence[registers.RecordsImported], at: datetime) -> None:
    """Count the registers into which a file was imported."""
    actions.count_registers(actor=SYSTEM, at=at, only={event.register for event in events})
