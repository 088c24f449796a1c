"""Flows written as two small tables, for tests: states, a line of dashes, actions.

A state is ``id | status | clock [party] | stage``; the clock ``end`` makes it terminal. An action is
``id | from,from > to | by,by | effects | when | timer``; ``stay`` leaves the case where it is, the timer is
``after 5 days`` or ``due`` (at the promised date). The first state is the initial one; stages are whoever is named.
"""

from typing import Any

from tinhso.core.access import permissions
from tinhso.engines.cases.rules.checking import NEED_OF_EFFECT
from tinhso.engines.cases.schema import FlowObject, StatusCodeObject

#: The national table. Source: law.md §2.3, packs/common/status_codes.
_MOVES = {
    "1": "2 3 5 7", "2": "4 5 6 7 8", "3": "", "4": "4 5 6 7 8 9", "5": "2 4 7 8", "6": "4 7 8", "7": "", "8": "",
    "9": "10", "10": "",
}  # fmt: skip
CODES = {
    code: StatusCodeObject.model_validate({"id": code, "name": code, "name_en": code, "moves_to": moves.split()})
    for code, moves in _MOVES.items()
}
MOVES = {code: moves.split() for code, moves in _MOVES.items()}
#: Whoever does something without being a stage.
_PARTIES = {"applicant", "system"}


def _cells(line: str, count: int) -> list[str]:
    cells = [cell.strip() for cell in line.split("|")]
    assert len(cells) <= count, line
    return [*cells, *[""] * (count - len(cells))]


def _state(line: str) -> dict[str, Any]:
    name, status, clock, stage = _cells(line, 4)
    mode, _, party = clock.partition(" ")
    state: dict[str, Any] = {"id": name, "name": name, "name_en": name, "status": status}
    state["clock"] = "stopped" if mode == "end" else mode
    if party:
        state["charged_to"] = party
    if stage:
        state["queue"] = {"stage": stage}
    return state | ({"terminal": True} if mode == "end" else {})


def _action(line: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    name, way, by, effects, when, timer = _cells(line, 6)
    origins, _, target = (part.strip() for part in way.partition(">"))
    words = effects.split()
    action: dict[str, Any] = {
        "id": name,
        "name": name,
        "name_en": name,
        "from": origins.split(","),
        "by": by.split(","),
    }
    action["to"] = None if target == "stay" else target
    action["effects"] = words
    action["needs"] = [NEED_OF_EFFECT[word] for word in words if word in NEED_OF_EFFECT]
    if set(action["by"]) - _PARTIES:
        action["permission"] = "cases.act"
        assert "cases.act" in permissions
    if when:
        action["when"] = when
    if not timer:
        return action, None
    kind, *amount = timer.split()
    if kind == "due":
        return action, {"state": action["from"][0], "before_due": {"value": 0, "unit": "working_days"}, "action": name}
    return action, {"state": action["from"][0], "after": {"value": int(amount[0]), "unit": amount[1]}, "action": name}


def values_of_text(flow_id: str, text: str, **more: Any) -> dict[str, Any]:
    """The flow as a pack would write it."""
    above, _, below = text.partition("---")
    states = [_state(line) for line in above.splitlines() if line.strip()]
    pairs = [_action(line) for line in below.splitlines() if line.strip()]
    actions = [action for action, _ in pairs]
    named = [state["queue"]["stage"] for state in states if "queue" in state]
    named += [party for action in actions for party in action["by"] if party not in _PARTIES]
    return {
        "id": flow_id, "name": flow_id, "name_en": flow_id, "initial": states[0]["id"],
        "stages": [{"id": stage, "name": stage, "name_en": stage} for stage in dict.fromkeys(named)],
        "states": states, "actions": actions, "timers": [timer for _, timer in pairs if timer],
        "conditions": [],
        **more,
    }  # fmt: skip


def flow_of_values(values: dict[str, Any]) -> FlowObject:
    """The typed flow."""
    return FlowObject.model_validate(values)


def flow_of_text(flow_id: str, text: str, **more: Any) -> FlowObject:
    """The typed flow of two tables."""
    return flow_of_values(values_of_text(flow_id, text, **more))
