"""Records of a demo installation, written by the very action that people use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tinhso.core.access import SYSTEM
from tinhso.engines.registers.actions.duties import measure_all
from tinhso.engines.registers.actions.rows import insert, read_values, today_of
from tinhso.engines.registers.queries import all_registers, keepers, records
from tinhso.engines.registers.queries.records import Asked
from tinhso.engines.registers.rules.samples import sample_rows
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import FieldType, Provenance, Source
from tinhso.foundation.organisation import api as organisation

#: Records of each register that a demo begins with.
ROWS: Final = 12


def load_demo_registers(*, at: datetime, rows: int = ROWS) -> int:
    """Fill every register that is empty, those that others refer to first, and measure them; returns how many records
    that were.
    """
    made = 0
    for register in in_order(list(all_registers().values())):
        if not records(actor=SYSTEM, at=at, register=register, asked=Asked(), limit=1).items:
            made += fill(register, rows, at)
    measure_all(at)
    return made


def in_order(registers: Sequence[RegisterObject]) -> list[RegisterObject]:
    """Registers so that each comes after those it refers to, as far as that goes."""
    waiting = {item.id: item for item in registers}
    ordered: list[RegisterObject] = []
    while waiting:
        free = [
            item
            for item in waiting.values()
            if not {f.register_id for f in item.fields if f.register_id not in (None, item.id)} & waiting.keys()
        ]
        ordered += [waiting.pop(item.id) for item in free or list(waiting.values())]
    return ordered


def fill(register: RegisterObject, rows: int, at: datetime, seed: int = 1) -> int:
    """Samples into one register; returns how many."""
    day = today_of(at)
    units = keepers(register, at)
    if not units:
        return 0
    references = {
        field.id: found for field in register.fields if (found := _targets(field.type, field.register_id, at))
    }
    samples = sample_rows(register, rows, seed, day, references)
    for number, given in enumerate(samples):
        values = read_values(register, given, None, day)
        insert(register, units[number % len(units)], values, Provenance(Source.DEMO), SYSTEM, at)
    return len(samples)


def _targets(kind: FieldType, register_id: str | None, at: datetime) -> list[str]:
    day = today_of(at)
    if kind is FieldType.TERRITORY:
        return [place.code for place in organisation.territory_as_of(day, level=organisation.Level.COMMUNE)]
    if kind is FieldType.UNIT:
        return [unit.code for unit in organisation.units_as_of(day, level=organisation.Level.PROVINCE)][:20]
    if register_id is None:
        return []
    target = all_registers()[register_id]
    page = records(actor=SYSTEM, at=at, register=target, asked=Asked(), limit=50)
    return [str(record.values[target.key]) for record in page.items]
