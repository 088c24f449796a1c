"""The clock rules that a case is held to: those of the day on which it began."""

from collections.abc import Callable
from datetime import date
from typing import Final
from uuid import UUID

from tinhso.core.packs import api as packs
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.schema import ClockRules, FlowObject

SECTION: Final = "clock_rules"
#: What holds where no pack says: the usual rules of the one-stop shop.
USUAL: Final = ClockRules(
    id="usual",
    name="Quy tắc thông thường",
    name_en="Usual rules",
    counts_from="filing",
    answer_hours=8,
    supplements=1,
    extensions=1,
    late_apology="taken",
)


def rules_id_on(day: date) -> str:
    """The version of the rules in force for cases that begin on a day, as a case keeps it; empty for the usual ones."""
    rules = packs.current(SECTION, ClockRules)
    key = next((key for key, item in rules.items() if item.is_valid_on(day)), None)
    return str(packs.version(SECTION, key).object_id) if key else ""


def rules_of(case: Case) -> ClockRules:
    """The rules that a case began under, whatever has been released since."""
    kept = case.settings.get(SECTION)
    return packs.load_version(UUID(kept), ClockRules) if kept else USUAL


def spent_effects(case: Case, flow_of: Callable[[], FlowObject]) -> frozenset[str]:
    """The effects that a case has had as often as its rules allow. One that keeps no rules (imagined, or an opinion
    asked for) goes by its flow alone.
    """
    if SECTION not in case.settings:
        return frozenset()
    rules, flow = rules_of(case), flow_of()
    limits = {"request_supplement": rules.supplements, "extend_once": rules.extensions}
    done = [flow.action_by_id[name].effects for name in case.performed if name in flow.action_by_id]
    return frozenset(effect for effect, most in limits.items() if sum(effect in effects for effects in done) >= most)
