"""Imagined dossiers of a procedure: opened as a real one would be, by the clock of the office that decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.errors import InvalidInput, TinhSoError
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar import api as calendar
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import queries
from tinhso.services.procedures.schema import DeadlineRule, ProcedureObject, StageSeat
from tinhso.services.procedures.types import NoSuchUnit


@dataclass(frozen=True, slots=True)
class Office:
    """Where imagined dossiers of a procedure are handled: the unit, and the unit of every stage."""

    procedure: ProcedureObject
    unit: organisation.UnitInfo
    stages: Mapping[str, cases.Seat]

    def opening(self, world: cases.World, rule: DeadlineRule) -> cases.Opening:
        """A dossier in a world: its conditions and channel are given instead of following from answers."""
        return cases.Opening(
            type_code=self.procedure.id,
            title=self.procedure.name,
            unit_id=self.unit.id,
            receiving_unit_id=self.unit.id,
            applicant=cases.Applicant(self.procedure.name),
            channel=cases.Channel(world.channel),
            deadline=rule.model_dump(mode="json", exclude={"when"}),
            hours=self.unit.working_hours,
            code_prefix=self.unit.code,
            stages=self.stages,
            conditions=dict(world.conditions),
        )


def office_of(item: ProcedureObject, at: datetime, unit_id: UUID | None = None) -> Office:
    """The office that would decide on a procedure: ``unit_id``, or the first of those that may.

    Raises ``NoSuchUnit`` where no unit decides on it, or none fills one of its stages.
    """
    units = queries.implementing_units(item, at.date())
    unit = next((each for each in units if unit_id in {None, each.id}), None)
    if unit is None:
        raise NoSuchUnit(fields={"unit": str(unit_id or item.units)})
    seats = {stage: seat for stage, seat in item.stages.items() if isinstance(seat, StageSeat)}
    stages = {
        stage: cases.Seat(
            queries.seat_unit(seat, implementing=unit.id, receiving=unit.id, day=at.date()), seat.role, seat.hours or 0
        )
        for stage, seat in seats.items()
    }  # fmt: skip
    return Office(item, unit, stages)


def setting_of(flow: cases.FlowObject, unit: organisation.UnitInfo, at: datetime) -> cases.Setting:
    """What an imagined case of a flow is played in, in an office. One query."""
    hours = calendar.calendar_for(unit.working_hours, at.date(), unit.id)
    return cases.Setting(flow, cases.national_moves(), hours)


def flow_of(item: ProcedureObject) -> cases.FlowObject:
    """The flow that new dossiers of a procedure run under."""
    return packs.current("flows", cases.FlowObject)[item.flow]


@dataclass(frozen=True, slots=True)
class ProcedureWalk:
    """What walking one procedure showed; ``reason`` says why it could not be walked at all."""

    procedure: ProcedureObject
    walk: cases.Walk | None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every state was reached and nothing broke."""
        return self.walk is not None and self.walk.is_whole


def walk_procedure(item: ProcedureObject, flow: cases.FlowObject, at: datetime) -> ProcedureWalk:
    """Walk a procedure from a filing at ``at``: every way of its flow under its first deadline, and a promise under
    each of the others; of a linked one also every way of each part, in the office that would decide it. Writes nothing.
    """
    try:
        office = office_of(item, at)
        setting = setting_of(flow, office.unit, at)
        first, *others = item.deadlines
        for rule in others:
            cases.imagine_case(setting=setting, opening=office.opening(cases.World(), rule), at=at)
        walk = cases.walk(setting, lambda world: office.opening(world, first), at)
        return ProcedureWalk(item, _with_parts(item, walk, office.unit.id, at))
    except TinhSoError as error:
        return ProcedureWalk(item, None, f"{error.code}: {error.message}")


def _with_parts(item: ProcedureObject, walk: cases.Walk, unit_id: UUID, at: datetime) -> cases.Walk:
    """A walk with the walks of every part; what is wrong in a part is told with its name."""
    for part in item.parts:
        member = queries.procedure(part.procedure, at.date())
        unit = queries.unit_of_part(member, unit_id, at.date())
        office = office_of(member, at, unit.id)
        setting = setting_of(flow_of(member), unit, at)
        own = cases.walk(setting, partial(office.opening, rule=member.deadlines[0]), at)
        walk = cases.Walk(
            ends=(*walk.ends, *(f"{part.id}.{end}" for end in own.ends)),
            positions=walk.positions + own.positions,
            steps=walk.steps + own.steps,
            missed=(*walk.missed, *(f"{part.id}.{state}" for state in own.missed)),
            broken=(*walk.broken, *(f"{part.id}: {fault}" for fault in own.broken)),
        )
    return walk


#: The step of a play that lets the next timer fire; every other is an action, or the end of a consultation.
TIMER = "@timer"
MOST_STEPS = 60
#: Working time that may pass before each step, in minutes: an hour, half a day, one day, two days, a week.
PACES = (60, 240, 480, 960, 2400)


@dataclass(frozen=True, slots=True)
class Plan:
    """An imagined dossier: of which procedure and flow, filed when, in which world, under which deadline, and how long
    it rests before each step.
    """

    item: ProcedureObject
    flow: cases.FlowObject
    at: datetime
    world: cases.World
    rule: DeadlineRule
    minutes: int = PACES[1]

    def start(self) -> cases.ImaginedCase:
        """The dossier as it is filed; the office that decides fills stages that the procedure has not filled yet.

        Raises ``NoSuchUnit``.
        """
        office = office_of(self.item, self.at)
        unfilled = {stage.id: cases.Seat(office.unit.id, "") for stage in self.flow.stages}
        office = replace(office, stages={**unfilled, **office.stages})
        setting = setting_of(self.flow, office.unit, self.at)
        return cases.imagine_case(setting=setting, opening=office.opening(self.world, self.rule), at=self.at)


def play(plan: Plan, steps: Sequence[str]) -> list[cases.ImaginedCase]:
    """The dossier as filed and after each of ``steps``; timers whose moment comes meanwhile fire.

    Raises ``ActionNotOffered`` for a step that the table does not offer, ``NoSuchUnit``, and ``InvalidInput`` for more
    than sixty steps.
    """
    stories, refusal = play_on(plan, steps)
    if refusal is not None:
        raise refusal
    return stories


def play_on(plan: Plan, steps: Sequence[str]) -> tuple[list[cases.ImaginedCase], TinhSoError | None]:
    """As ``play``, as far as the steps go, with what was refused. Raises ``NoSuchUnit``."""
    stories = [plan.start()]
    for step in steps:
        if len(stories) > MOST_STEPS:
            told = gettext("Nhiều nhất {limit} bước.").format(limit=MOST_STEPS)
            return stories, InvalidInput(fields={"steps": told})
        last = stories[-1]
        try:
            after = last.fire() if step == TIMER and last.next_timer else last
            stories.append(after if step == TIMER else last.pass_time(plan.minutes).act(step))
        except TinhSoError as error:
            return stories, error
    return stories, None


@dataclass(frozen=True, slots=True)
class RouteTime:
    """A way to an end with its dates: promised at filing, promised at last, and the working minutes of each party."""

    route: cases.Route
    story: cases.ImaginedCase
    first_promise: datetime | None
    worked: Mapping[str, int]


def time_routes(plan: Plan) -> list[RouteTime]:
    """Every way worth telling through the flow of a plan, each played from the same filing. Raises ``NoSuchUnit``."""
    start = plan.start()
    graph = cases.graph_of(plan.flow, plan.world, plan.at.date())
    timed = []
    for route in cases.routes(plan.flow, graph):
        story = start
        for step in route.steps:
            story = story.wait(plan.minutes).take(step)
        worked: dict[str, int] = {}
        for segment in story.segments:
            spent = story.setting.calendar.working_minutes(segment.started_at, segment.ended_at or story.now)
            worked[segment.charged_to] = worked.get(segment.charged_to, 0) + spent
        timed.append(RouteTime(route, story, start.case.promised_at, worked))
    return timed
