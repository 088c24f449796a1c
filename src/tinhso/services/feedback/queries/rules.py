"""The rules in force, whom an actor may read, and the moments that working days lead to."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar.api import calendar_for
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback.schema import RULES, FeedbackRules


def rules_in_force() -> FeedbackRules:
    """The rules of feedback. Raises ``PackObjectNotFound`` where no pack has them."""
    return packs.get("feedback_rules", RULES, FeedbackRules)


def reason_ids(given: Iterable[str]) -> tuple[str, ...]:
    """Those of some reasons that the rules know, in the order of the rules."""
    wanted = set(given)
    return tuple(reason.id for reason in rules_in_force().reasons if reason.id in wanted)


def reach(actor: Actor, permission: str) -> frozenset[UUID] | None:
    """The units over which an actor holds a permission; None for all."""
    grants = actor.scope(permission)
    if any(grant.unit_ids is None for grant in grants):
        return None
    return frozenset(unit_id for grant in grants for unit_id in grant.unit_ids or ())


def led_units(actor: Actor, permission: str, at: datetime) -> list[organisation.UnitInfo]:
    """The units over which an actor holds a permission, one's own first."""
    allowed = reach(actor, permission)
    units = [unit for unit in organisation.units_as_of(local(at).date()) if allowed is None or unit.id in allowed]
    return sorted(units, key=lambda unit: (unit.id != actor.unit_id, unit.sort_key))


def answer_moments(unit: organisation.UnitInfo, at: datetime, *days: int) -> list[datetime]:
    """The moments that lie some working days of a unit after one."""
    calendar = calendar_for(unit.working_hours, local(at).date(), unit.id)
    return [calendar.add_working_days(local(at), count) for count in days]


def dossier_of_code(code: str) -> cases.Case | None:
    """The dossier of a procedure that has a code; None for anything else."""
    found = cases.case_by_code(code) if code.strip() else None
    return found if found is not None and "procedure_version" in found.data else None
