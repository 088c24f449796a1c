"""The records of registers as a source of facts: what stands in them is counted as it stands."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from tinhso.core.access import Actor
from tinhso.core.i18n import named
from tinhso.core.personal import HIDDEN
from tinhso.engines.indicators.schema import REGISTERS
from tinhso.engines.indicators.types import FactSource, RecordShown, fact_sources
from tinhso.engines.registers import api as registers
from tinhso.foundation.organisation import api as organisation


def source_of(name: str, day: date, known_at: datetime | None = None) -> FactSource:
    """A source by its name; a register as its records hold on ``day``, as known before a moment (None: now).

    Raises ``KeyError`` for a source that there is not.
    """
    if not name.startswith(REGISTERS):
        return fact_sources.get(name)
    register = registers.all_registers()[name.removeprefix(REGISTERS)]
    facts = registers.facts_of(register, day, known_at)

    def show(actor: Actor, ids: Sequence[UUID]) -> list[RecordShown]:
        return _shown(actor, register, ids)

    return FactSource(
        name, register.name, facts.table, "_id", facts.columns, "f._unit", facts.place, _kept, show, facts.day
    )


def _kept(_keys: Sequence[UUID] | None) -> None:
    """Nothing is to be written: the facts are the records themselves."""


def _shown(actor: Actor, register: registers.RegisterObject, ids: Sequence[UUID]) -> list[RecordShown]:
    title = register.field(register.title)
    found = {one.id: one for one in registers.records_of(actor=actor, register=register, ids=ids)}
    return [
        RecordShown(
            id_,
            HIDDEN
            if title.is_personal and not registers.sees_personal(actor, register, one.unit_id)
            else str(one.values[title.id]),
            named(organisation.unit(one.unit_id)),
            reverse("registers.record", args=[register.id, id_]),
        )
        for id_ in ids
        if (one := found.get(id_)) is not None
    ]
