"""What of a register somebody may do: everywhere, in some units, nowhere."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.packs import api as packs
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import PERSONAL, PROPOSE, READ, WRITE, Openness, RegisterNotFound
from tinhso.foundation.organisation import api as organisation


@dataclass(frozen=True, slots=True)
class Reach:
    """The units whose records an actor reaches; None for all."""

    unit_ids: frozenset[UUID] | None

    def covers(self, unit_id: UUID) -> bool:
        """Whether the records of a unit are within reach."""
        return self.unit_ids is None or unit_id in self.unit_ids


def all_registers() -> dict[str, RegisterObject]:
    """The registers in force, by code."""
    return dict(packs.current("registers", RegisterObject))


def reach(actor: Actor, permission: str, register: RegisterObject) -> Reach | None:
    """The units in which an actor has ``permission`` over a register; None where nowhere."""
    grants = [grant for grant in actor.scope(permission) if grant.covers(None, register.id)]
    if not grants:
        return None
    if any(grant.unit_ids is None for grant in grants):
        return Reach(None)
    return Reach(_with_those_before(frozenset().union(*(g.unit_ids for g in grants if g.unit_ids is not None))))


def _with_those_before(unit_ids: frozenset[UUID]) -> frozenset[UUID]:
    """Some units and those that have closed and gone into them: what these kept is in the hands of their successors."""
    day = clock.today()
    closed = packs.derived(("registers.closed_units", day), lambda: organisation.units_succeeded(day))
    return unit_ids | {gone for gone, heirs in closed.items() if heirs & unit_ids}


def reading(actor: Actor, register: RegisterObject) -> Reach | None:
    """The units whose records an actor may read: of a register that is not restricted all, where any."""
    if register.openness is Openness.PUBLIC:
        return Reach(None)
    found = reach(actor, READ, register)
    return Reach(None) if found is not None and register.openness is Openness.INTERNAL else found


def sees_personal(actor: Actor, register: RegisterObject, unit_id: UUID | None = None) -> bool:
    """Whether personal fields of the records (of a unit) are shown to the actor as they are."""
    found = reach(actor, PERSONAL, register)
    return found is not None and (unit_id is None or found.covers(unit_id))


def access_register(*, actor: Actor, code: str) -> RegisterObject:
    """A register that the actor may read. Raises ``RegisterNotFound``."""
    found = all_registers().get(code)
    if found is None or reading(actor, found) is None:
        raise RegisterNotFound
    return found


def may(actor: Actor, permission: str, register: RegisterObject, unit_id: UUID | None = None) -> bool:
    """Whether the actor has ``permission`` over a register (in a unit; anywhere where none is named)."""
    found = reach(actor, permission, register)
    return found is not None and (unit_id is None or found.covers(unit_id))


def keepers(register: RegisterObject, at: datetime) -> list[UUID]:
    """The units that keep the records of a register on a day: the communes, or the one of that short name; the
    province's committee where a pack knows no such unit.
    """
    day = local(at).date()
    if register.kept_at == "commune":
        return [unit.id for unit in organisation.units_as_of(day, kind=organisation.UnitKind.COMMUNE)]
    units = organisation.units_as_of(day, level=organisation.Level.PROVINCE)
    named = [unit.id for unit in units if register.kept_by in (unit.short_name, unit.name)]
    return named or [unit.id for unit in units if unit.kind == organisation.UnitKind.GOVERNMENT][:1]


def units_to_write(actor: Actor, register: RegisterObject, at: datetime) -> list[UUID]:
    """The units for which the actor may write or propose new records: keepers within reach, else the own unit."""
    fars = [far for code in (WRITE, PROPOSE) if (far := reach(actor, code, register)) is not None]
    found = [unit_id for unit_id in keepers(register, at) if any(far.covers(unit_id) for far in fars)]
    own = actor.unit_id
    return found or ([own] if own is not None and any(far.covers(own) for far in fars) else [])
