"""Two versions of a flow in one: what both have, what is new and what is gone, so that one drawing shows both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from tinhso.engines.cases.schema import FlowAction, FlowObject

Mark = Literal["added", "removed", "changed"]
_SIGNS = {"added": "+", "removed": "-"}


@dataclass(frozen=True, slots=True)
class Compared:
    """A flow with everything of both versions. ``marks`` says of states and actions what became of them; where an
    action is drawn apart for what is new or gone of it, ``origin`` gives the id it really has.
    """

    flow: FlowObject
    states: Mapping[str, Mark]
    actions: Mapping[str, Mark]
    origin: Mapping[str, str]


def compare(old: FlowObject, new: FlowObject) -> Compared:
    """Both versions laid over each other; names and order are those of the new one."""
    states: dict[str, Mark] = {}
    for state in new.states:
        if state.id not in old.state_by_id:
            states[state.id] = "added"
        elif state != old.state_by_id[state.id]:
            states[state.id] = "changed"
    gone = [state for state in old.states if state.id not in new.state_by_id]
    states |= {state.id: "removed" for state in gone}
    parts = list(_parts(old, new))
    marks: dict[str, Mark] = {part.id: mark for part, mark, _ in parts if mark}
    flow = FlowObject.model_construct(
        **{name: getattr(new, name) for name in FlowObject.model_fields if name not in {"states", "actions"}},
        states=(*new.states, *gone),
        actions=tuple(part for part, _, _ in parts),
    )
    return Compared(flow, states, marks, {part.id: name for part, _, name in parts})


def _ways(action: FlowAction | None) -> set[tuple[str, str | None]]:
    return {(origin, action.to) for origin in action.from_} if action else set()


def _parts(old: FlowObject, new: FlowObject) -> Iterable[tuple[FlowAction, Mark | None, str]]:
    """Every action of both, in up to three parts: the ways that stay, the new ones, those that are gone."""
    for action in new.actions:
        before = old.action_by_id.get(action.id)
        was, now = _ways(before), _ways(action)
        kept = _part(action, was & now, "")
        if kept:
            same = before is not None and before.model_copy(update={"from_": (), "to": None}) == action.model_copy(
                update={"from_": (), "to": None}
            )
            yield kept, None if same else "changed", action.id
        if added := _part(action, now - was, _SIGNS["added"]):
            yield added, "added", action.id
        if before and (removed := _part(before, was - now, _SIGNS["removed"])):
            yield removed, "removed", action.id
    for action in old.actions:
        if action.id not in new.action_by_id and (removed := _part(action, _ways(action), _SIGNS["removed"])):
            yield removed, "removed", action.id


def _part(action: FlowAction, ways: set[tuple[str, str | None]], sign: str) -> FlowAction | None:
    origins = tuple(origin for origin in action.from_ if (origin, action.to) in ways)
    return action.model_copy(update={"from_": origins, "id": f"{action.id}{sign}"}) if origins else None
