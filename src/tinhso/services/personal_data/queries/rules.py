"""The rules in force, what a look was for, and which unit answers persons."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from tinhso.core.clock import local
from tinhso.core.packs import api as packs
from tinhso.foundation.calendar.api import calendar_for
from tinhso.foundation.organisation import api as organisation
from tinhso.services.personal_data.schema import RULES, Look, PrivacyRules, Processing, RetentionRule
from tinhso.services.personal_data.types import HANDLE, Basis, PurposeUnknown

_PROCESSINGS: Final = "processings"


def rules_in_force() -> PrivacyRules:
    """The times of personal data. Raises ``PackObjectNotFound`` where no pack has them."""
    return packs.get("privacy_rules", RULES, PrivacyRules)


def processings() -> Mapping[str, Processing]:
    """What is done with personal data, by id."""
    return packs.current(_PROCESSINGS, Processing)


def processing(processing_id: str) -> Processing:
    """One processing. Raises ``PurposeUnknown``."""
    found = processings().get(processing_id)
    if found is None:
        raise PurposeUnknown
    return found


def retention_rules(day: date) -> dict[str, RetentionRule]:
    """How long records are kept, by rule, as it holds on a day."""
    return {key: rule for key, rule in packs.current("retention_rules", RetentionRule).items() if rule.is_valid_on(day)}


def consent_purposes(day: date) -> list[Processing]:
    """The processings that run only for who agreed, as they are on a day."""
    return [one for one in processings().values() if one.basis is Basis.CONSENT and one.is_valid_on(day)]


def look_of(purpose: str) -> tuple[Processing | None, Look | None]:
    """The processing that a look belongs to, and its words for that page, if it has any: by the page itself, else by
    the room that it is in, the longest name first.
    """
    by_page, by_room = packs.derived("personal_data.looks", _looks)
    if purpose in by_page:
        return by_page[purpose]
    rooms = [room for room in by_room if purpose == room or purpose.startswith((f"{room}.", f"{room}_"))]
    return (by_room[max(rooms, key=len)], None) if rooms else (None, None)


def _looks() -> tuple[dict[str, tuple[Processing, Look]], dict[str, Processing]]:
    by_page = {look.id: (one, look) for one in processings().values() for look in one.looks}
    by_room: dict[str, Processing] = {}
    for one in processings().values():
        for room in one.rooms:
            by_room.setdefault(room, one)
    return by_page, by_room


def answering_unit(at: datetime) -> organisation.UnitInfo:
    """The unit that answers persons: the highest one over which somebody may handle their requests, else the first."""
    roots = [branch.unit for branch in organisation.unit_tree(local(at).date())]
    return next((unit for unit in roots if organisation.holders_with(HANDLE, unit.id, at)), roots[0])


def working_days_after(unit: organisation.UnitInfo, at: datetime, days: int) -> datetime:
    """The moment that lies some working days of a unit after one."""
    return calendar_for(unit.working_hours, local(at).date(), unit.id).add_working_days(local(at), days)
