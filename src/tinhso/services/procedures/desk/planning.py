"""What is asked of an imagined filing: which procedure, when, how, and how fast people work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from tinhso.core.clock import TZ
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.imagining import PACES, Plan
from tinhso.services.procedures.desk.face import name_of, written
from tinhso.services.procedures.schema import DeadlineRule, ProcedureObject

#: How far from today an imagined filing may lie, in days: calendars are known for some years only.
FURTHEST = 366


@dataclass(frozen=True, slots=True)
class Planning:
    """The imagined filing that a page asks for, and what may be chosen; without a plan where nothing uses the flow."""

    procedures: list[ProcedureObject]
    plan: Plan | None
    fields: dict[str, Any]

    @property
    def query(self) -> list[tuple[str, str]]:
        """What was chosen, as an address carries it."""
        if self.plan is None:
            return []
        chosen = [
            ("thu_tuc", self.plan.item.id),
            ("luc", f"{self.plan.at:%Y-%m-%dT%H:%M}"),
            ("han", str(self.plan.item.deadlines.index(self.plan.rule))),
            ("nghi", str(self.plan.minutes)),
            ("kenh", self.plan.world.channel),
        ]
        return chosen + [("dk", name) for name, holds in self.plan.world.conditions if holds]


def planning_of(
    request: PageRequest, flow: cases.FlowObject, using: Sequence[ProcedureObject] | None = None
) -> Planning:
    """The filing that an address asks for; what it leaves out or says wrongly is taken as usual. ``using`` are the
    procedures to choose from, those in force under the flow where none are given.
    """
    if using is None:
        using = queries.procedures_under(flow.id, request.at.date())
    if not using:
        return Planning([], None, {})
    item = next((each for each in using if each.id == request.GET.get("thu_tuc")), using[0])
    minutes = next((pace for pace in PACES if str(pace) == request.GET.get("nghi")), PACES[1])
    last = len(item.deadlines) - 1
    chosen = request.GET.get("han", "")
    number = int(chosen) if chosen.isdecimal() and int(chosen) <= last else last
    channels = [channel.value for channel in cases.Channel]
    channel = request.GET.get("kenh", "")
    holding = set(request.GET.getlist("dk"))
    world = cases.World(
        tuple((condition.id, condition.id in holding) for condition in flow.conditions),
        channel if channel in channels else channels[0],
    )
    at = _moment(request)
    plan = Plan(item, flow, at, world, item.deadlines[number], minutes)
    return Planning(list(using), plan, _fields(plan, using))


def _moment(request: PageRequest) -> datetime:
    """The moment of filing that is asked for, within a year from now; now where none is readable."""
    try:
        asked = datetime.fromisoformat(request.GET.get("luc", "")).replace(tzinfo=TZ, second=0, microsecond=0)
    except ValueError:
        asked = request.at
    far = abs((asked - request.at).days) > FURTHEST
    return (request.at if far else asked).astimezone(TZ).replace(second=0, microsecond=0)


def _fields(plan: Plan, using: Sequence[ProcedureObject]) -> dict[str, Any]:
    """What the form of an imagined filing offers and shows as chosen."""
    rules = plan.item.deadlines
    return {
        "procedures": [(item.id, name_of(item)) for item in using],
        "procedure": plan.item.id,
        "moment": f"{plan.at:%Y-%m-%dT%H:%M}",
        "paces": [(str(pace), written(pace)) for pace in PACES],
        "pace": str(plan.minutes),
        "rules": [(str(number), rule_told(rule)) for number, rule in enumerate(rules)] if len(rules) > 1 else [],
        "rule": str(rules.index(plan.rule)),
        "channels": [(channel.value, str(channel.label)) for channel in cases.Channel],
        "channel": plan.world.channel,
        "conditions": [(condition.id, name_of(condition)) for condition in plan.flow.conditions],
        "holding": [name for name, holds in plan.world.conditions if holds],
    }


def rule_told(rule: DeadlineRule) -> str:
    """A deadline in words."""
    units = {
        "working_days": gettext("ngày làm việc"),
        "working_hours": gettext("giờ làm việc"),
        "days": gettext("ngày"),
    }
    told = f"{rule.value} {units[rule.unit]}"
    return f"{told} ({rule.when.source})" if rule.when else told
