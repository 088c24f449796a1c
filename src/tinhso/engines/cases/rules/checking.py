"""Looking a flow through: names, moves, ways to the end, timers, who fills its stages."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from tinhso.core.access import permissions
from tinhso.core.packs.api import PackView
from tinhso.engines.cases.rules.findings import Circumstance, Finding, errors
from tinhso.engines.cases.rules.positions import (
    CANCEL,
    CHILD_EVENTS,
    CHILDREN_CANCELLED,
    Graph,
    Position,
    TooManyPositions,
    World,
    asks_by_name_only,
    graph_of,
    worlds,
)
from tinhso.engines.cases.rules.table import is_legal_move
from tinhso.engines.cases.schema import FLOW_NAMES, FlowAction, FlowObject, FlowTimer, StatusCodeObject
from tinhso.engines.cases.types import ClockMode

#: Names of events that the engine itself writes.
RESERVED = frozenset({"file", *CHILD_EVENTS, CHILDREN_CANCELLED})
#: What an effect works with: without it the action would do nothing.
NEED_OF_EFFECT = {
    "answer": "answer", "draft_result": "document", "extend_once": "due_date", "forward": "unit",
    "request_payment": "amount", "request_supplement": "paper", "start_consultation": "units",
}  # fmt: skip
#: Effects that only flows with parts may have, or only flows without.
EFFECTS_BY_PARTS = {"withdraw_parts": True, "start_consultation": False}
#: The day on which flows are followed; a condition that asks for the day is not judged.
_ANY_DAY = date(2026, 1, 5)


def check_flows(view: PackView) -> None:
    """Every flow of a pack: what is found wrong with it, with file and line; warnings are left to the page."""
    codes = view.objects("status_codes", StatusCodeObject)
    flows = view.objects("flows", FlowObject)
    for flow in flows.values():
        for number, action in enumerate(flow.actions):
            names = FLOW_NAMES | {condition.id for condition in flow.conditions}
            view.expression(flow, f"actions.{number}.when", action.when, names)
        consultation = view.reference(flow, "consultation_flow", "flows", flow.consultation_flow)
        found = [*findings_of(flow, codes)]
        if isinstance(consultation, FlowObject) and not consultation.child:
            found.append(Finding("consultation_not_child", "consultation_flow", {"name": consultation.id}))
        for finding in errors(found):
            view.problem(flow, finding.place, finding.text, near=finding.near, candidates=finding.candidates)


def findings_of(flow: FlowObject, codes: Mapping[str, StatusCodeObject]) -> list[Finding]:
    """Everything that is wrong with a flow on its own, in the order of its file. Names come first: where one is
    wrong, nothing further is judged.
    """
    wrong_names = [*_names(flow, codes)]
    if wrong_names:
        return wrong_names
    return [*_states(flow), *_actions(flow, codes), *_timers(flow), *_unused(flow), *_ways(flow)]


def unfilled_stages(flow: FlowObject, held: Mapping[str, Collection[str]]) -> list[Finding]:
    """Stages that nobody can fill: ``held`` gives the permissions that those who sit in a stage have."""
    found: list[Finding] = []
    for stage in flow.stages:
        if stage.id not in held:
            found.append(Finding("no_role", f"stages.{stage.id}", {"stage": stage}))
            continue
        lacking: dict[str, FlowAction] = {}
        for action in flow.actions:
            if stage.id in action.by and action.permission not in held[stage.id]:
                lacking.setdefault(action.permission, action)
        found += [
            Finding(
                "nobody_fills", f"stages.{stage.id}", {"stage": stage, "permission": permission, "name": action}
            )
            for permission, action in lacking.items()
        ]  # fmt: skip
    return found


def _names(flow: FlowObject, codes: Mapping[str, StatusCodeObject]) -> Iterator[Finding]:
    states, stages = flow.state_by_id, flow.stage_by_id
    for part, items in (("stages", flow.stages), ("states", flow.states), ("actions", flow.actions)):
        counted = Counter(item.id for item in items)
        twice = {item.id: number for number, item in enumerate(items) if counted[item.id] > 1}
        for name, number in twice.items():
            yield Finding("written_twice", f"{part}.{number}.id", {"name": name})
    if flow.initial not in states:
        yield _unknown("no_state", "initial", flow.initial, states)
    for number, state in enumerate(flow.states):
        if state.queue and state.queue.stage not in stages:
            yield _unknown("no_stage", f"states.{number}.queue.stage", state.queue.stage, stages)
        if state.status not in codes:
            yield _unknown("no_status", f"states.{number}.status", state.status, codes)
    yield from _names_in_actions(flow)
    yield from _names_in_timers(flow)


def _names_in_actions(flow: FlowObject) -> Iterator[Finding]:
    parties = {*flow.stage_by_id, "applicant", "system"}
    for number, action in enumerate(flow.actions):
        if action.id in RESERVED:
            yield Finding("reserved", f"actions.{number}.id", {"name": action.id})
        for name in (*action.from_, *([action.to] if action.to else [])):
            if name not in flow.state_by_id:
                yield _unknown("no_state", f"actions.{number}", name, flow.state_by_id)
        for party in action.by:
            if party not in parties:
                yield _unknown("no_stage", f"actions.{number}.by", party, parties)


def _names_in_timers(flow: FlowObject) -> Iterator[Finding]:
    parties = {*flow.stage_by_id, "applicant", "system"}
    for number, timer in enumerate(flow.timers):
        if timer.state not in flow.state_by_id:
            yield _unknown("no_state", f"timers.{number}.state", timer.state, flow.state_by_id)
        if timer.notify and timer.notify not in parties:
            yield _unknown("no_stage", f"timers.{number}.notify", timer.notify, parties)
        if timer.action and timer.action not in flow.action_by_id:
            yield _unknown("no_action", f"timers.{number}.action", timer.action, flow.action_by_id)


def _unknown(code: str, place: str, name: str, known: Collection[str]) -> Finding:
    return Finding(code, place, {"name": name}, near=name, candidates=sorted(known))


def _states(flow: FlowObject) -> Iterator[Finding]:
    left = {origin for action in flow.actions if action.to for origin in action.from_}
    for number, state in enumerate(flow.states):
        place = f"states.{number}"
        if state.terminal:
            if state.clock is not ClockMode.STOPPED:
                yield Finding("end_still_counts", f"{place}.clock", {"name": state})
            continue
        if state.id not in left:
            yield Finding("no_way_out", f"{place}.id", {"name": state})
        if state.queue and not any(state.queue.stage in a.by for a in flow.actions if state.id in a.from_):
            stage = flow.stage_by_id[state.queue.stage]
            yield Finding("task_without_action", f"{place}.queue", {"stage": stage, "name": state})
        cancelled = any(a.id == CANCEL and a.by == ("system",) and state.id in a.from_ for a in flow.actions)
        if flow.child and not cancelled:
            yield Finding("cannot_be_cancelled", f"{place}.id", {"name": state})


def _actions(flow: FlowObject, codes: Mapping[str, StatusCodeObject]) -> Iterator[Finding]:
    moves = {code: item.moves_to for code, item in codes.items()}
    for number, action in enumerate(flow.actions):
        place = f"actions.{number}"
        for origin in action.from_:
            state = flow.state_by_id[origin]
            if state.terminal:
                yield Finding("leaves_the_end", f"{place}.from", {"name": action, "state": state})
            new = flow.state_by_id[action.to].status if action.to else state.status
            if not is_legal_move(state.status, new, moves):
                yield Finding("illegal_move", f"{place}.to", {"old": state.status, "new": new}, near=new)
        stage = next((flow.stage_by_id[party] for party in action.by if party in flow.stage_by_id), None)
        if stage and not action.permission:
            yield Finding("no_permission", place, {"name": action, "stage": stage})
        if action.permission and action.permission not in permissions:
            known = sorted(permissions.keys())
            yield Finding(
                "permission_unknown", f"{place}.permission", {"name": action.permission}, action.permission, known
            )
        for effect in action.effects:
            need = NEED_OF_EFFECT.get(effect)
            if need and need not in action.needs:
                yield Finding("need_missing", f"{place}.needs", {"name": action, "effect": effect, "need": need})
            if effect in EFFECTS_BY_PARTS and flow.parts is not EFFECTS_BY_PARTS[effect]:
                yield Finding("effect_of_other_flows", f"{place}.effects", {"name": action, "effect": effect})
            if effect == "start_consultation" and flow.consultation_flow is None:
                yield Finding("consultation_missing", "consultation_flow")
        if action.when and not asks_by_name_only(action.when.source):
            yield Finding("performed_not_by_name", f"{place}.when")
        done_by_parent = flow.child and action.id == CANCEL
        if action.by == ("system",) and not (action.when or action.id in flow.timer_actions or done_by_parent):
            yield Finding("nobody_does", place, {"name": action})


def _timers(flow: FlowObject) -> Iterator[Finding]:
    for number, timer in enumerate(flow.timers):
        place, state = f"timers.{number}", flow.state_by_id[timer.state]
        if state.terminal:
            yield Finding("timer_at_the_end", place, {"name": state})
        elif any(_is_earlier(other, timer, flow) for other in flow.timers):
            yield Finding("timer_too_late", place, {"name": state})
        if timer.action:
            action = flow.action_by_id[timer.action]
            if timer.state not in action.from_:
                yield Finding("timer_elsewhere", place, {"name": action, "state": state})
            if action.by != ("system",):
                yield Finding("timer_of_a_person", place, {"name": action})


def _is_earlier(other: FlowTimer, timer: FlowTimer, flow: FlowObject) -> bool:
    """Whether ``other`` always moves the case away before ``timer`` fires."""
    if other.state != timer.state or not (other.after and timer.after and other.action):
        return False
    away = flow.action_by_id[other.action].to not in {None, timer.state}
    return away and other.after.unit == timer.after.unit and other.after.value < timer.after.value


def _unused(flow: FlowObject) -> Iterator[Finding]:
    busy = {party for action in flow.actions for party in action.by}
    asked = {name for action in flow.actions if action.when for name in action.when.names}
    for number, stage in enumerate(flow.stages):
        if stage.id not in busy:
            yield Finding("stage_unused", f"stages.{number}", {"name": stage})
    for number, condition in enumerate(flow.conditions):
        if condition.id not in asked:
            yield Finding("condition_unused", f"conditions.{number}", {"name": condition})


@lru_cache(maxsize=256)
def _ways(flow: FlowObject) -> tuple[Finding, ...]:
    """What only following every way shows; kept, since a flow is looked through beside every change to another one."""
    return tuple(_followed(flow))


def _followed(flow: FlowObject) -> Iterator[Finding]:
    try:
        graphs = [(world, graph_of(flow, world, _ANY_DAY)) for world in worlds(flow)]
    except TooManyPositions:
        yield Finding("too_many_positions", "actions")
        return
    positions = {position for _, graph in graphs for position in graph.steps}
    passed = {state for _, graph in graphs for steps in graph.steps.values() for step in steps for state in step.passed}
    reached = {position.state for position in positions} | passed
    yield from _unreached(flow, reached)
    yield from _never_offered(flow, reached, [graph for _, graph in graphs])
    yield from _stuck(flow, graphs)
    yield from _circles(flow, [graph for _, graph in graphs])
    for number, state in enumerate(flow.states):
        early = any(position.state == state.id and not position.received for position in positions)
        if state.clock is ClockMode.RUN and early:
            yield Finding("deadline_undefined", f"states.{number}.clock", {"name": state})


def _unreached(flow: FlowObject, reached: Collection[str]) -> Iterator[Finding]:
    for number, state in enumerate(flow.states):
        if state.id not in reached:
            yield Finding("unreachable", f"states.{number}.id", {"name": state})


def _never_offered(flow: FlowObject, reached: set[str], graphs: Iterable[Graph]) -> Iterator[Finding]:
    done: set[str] = set()
    for graph in graphs:
        for steps in graph.steps.values():
            for step in steps:
                done |= {step.name, *step.automatic}
    for number, action in enumerate(flow.actions):
        judged = action.when is not None and "today" not in action.when.names and not reached.isdisjoint(action.from_)
        if judged and action.id not in done:
            yield Finding("never_offered", f"actions.{number}.when", {"name": action})


def _stuck(flow: FlowObject, graphs: Iterable[tuple[World, Graph]]) -> Iterator[Finding]:
    stuck: dict[str, tuple[Position, World]] = {}
    ending: set[str] = set()
    for world, graph in graphs:
        good = ending_positions(flow, graph)
        ending |= {position.state for position in good}
        for position in graph.steps:
            if position not in good:
                stuck.setdefault(position.state, (position, world))
    left = {origin for action in flow.actions if action.to for origin in action.from_}
    for number, state in enumerate(flow.states):
        if state.id not in stuck or state.id not in left:
            continue
        if state.id in ending:
            when = circumstances(flow, *stuck[state.id])
            yield Finding("may_get_stuck", f"states.{number}.id", {"name": state, "when": when})
        else:
            yield Finding("never_ends", f"states.{number}.id", {"name": state})


def ending_positions(flow: FlowObject, graph: Graph) -> set[Position]:
    """The positions from which some end can be reached."""
    before: dict[Position, list[Position]] = {}
    for position, steps in graph.steps.items():
        for step in steps:
            before.setdefault(step.to, []).append(position)
    waiting = [position for position in graph.steps if flow.state_by_id[position.state].terminal]
    good = set(waiting)
    while waiting:
        for position in before.get(waiting.pop(), ()):
            if position not in good:
                good.add(position)
                waiting.append(position)
    return good


def circumstances(flow: FlowObject, position: Position, world: World) -> tuple[Circumstance, ...]:
    """What a person needs to know of a position to see why nothing leads on."""
    found: list[Circumstance] = []
    done = tuple(flow.action_by_id[name] for name in sorted(position.done) if name in flow.action_by_id)
    if done:
        found.append(Circumstance("done", done))
    if position.children:
        found.append(Circumstance("children", number=position.children))
    if position.owes:
        found.append(Circumstance("owes"))
    named = {condition.id: condition for condition in flow.conditions}
    for code, wanted in (("holds", True), ("fails", False)):
        names = tuple(named[name] for name, value in world.conditions if value is wanted)
        if names:
            found.append(Circumstance(code, names))
    return (*found, Circumstance("always"))


def _circles(flow: FlowObject, graphs: Iterable[Graph]) -> Iterator[Finding]:
    automatic = {circle for graph in graphs for circle in graph.circles}
    timed = {circle for graph in graphs if (circle := _timed_circle(graph))}
    for code, circles in (("automatic_circle", automatic), ("timed_circle", timed)):
        for circle in sorted(circles):
            first = next(number for number, action in enumerate(flow.actions) if action.id == circle[0])
            yield Finding(code, f"actions.{first}", {"name": tuple(flow.action_by_id[name] for name in circle)})


def _timed_circle(graph: Graph) -> tuple[str, ...]:
    """Steps that timers do and that lead back to where they began; empty where there are none."""
    timed = {
        position: [step for step in steps if step.kind == "timer" and step.to != position]
        for position, steps in graph.steps.items()
    }
    for start in timed:
        here, way, seen = start, list[str](), {start}
        while timed.get(here):
            step = timed[here][0]
            way.append(step.name)
            here = step.to
            if here == start:
                return tuple(dict.fromkeys(way))
            if here in seen:
                break
            seen.add(here)
    return ()
