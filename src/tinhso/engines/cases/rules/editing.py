"""Editing the body of a flow piece by piece: the shape that forms edit, names followed, members taken out.

A body is a flow as packs write it (plain JSON); it may be wrong in every way, and stays editable. Nothing here checks
it: the schema and the findings do. The shape that forms edit differs in its timers only: ``moment`` (``after`` or
``before_due``), ``value``, ``unit`` and ``does`` (``action:…`` or ``notify:…``) stand for the nested fields.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

Body = dict[str, Any]

#: The lists of a flow whose members have ids that other members name.
NAMED_PARTS: Final = ("stages", "conditions", "states", "actions")
#: To whom time is charged where the clock counts and nobody was named.
_CHARGED: Final = {"run": "office", "pause": "applicant"}


def opened_flow(body: Mapping[str, Any]) -> Body:
    """A body in the shape that is edited."""
    flow = deepcopy(dict(body))
    for timer in flow_members(flow, "timers"):
        for moment in ("after", "before_due"):
            if isinstance(timer.get(moment), Mapping):
                amount = timer.pop(moment)
                timer.update(moment=moment, value=amount.get("value"), unit=amount.get("unit"))
        for deed in ("action", "notify"):
            if name := timer.pop(deed, None):
                timer["does"] = f"{deed}:{name}"
    return flow


def closed_flow(body: Body) -> Body:
    """A body as packs write it: no empty queue, a charged party exactly where the clock counts, actions that say where
    they lead.
    """
    flow = deepcopy(body)
    for state in flow_members(flow, "states"):
        _close_state(state)
    for action in flow_members(flow, "actions"):
        action.setdefault("to", None)
        for key in ("from", "by"):
            action.setdefault(key, [])
    for timer in flow_members(flow, "timers"):
        if "moment" in timer:
            timer[timer.pop("moment")] = {"value": timer.pop("value", None), "unit": timer.pop("unit", None)}
        deed, _, name = str(timer.pop("does", "")).partition(":")
        if deed:
            timer[deed] = name
    return flow


def _close_state(state: Body) -> None:
    if not (state.get("queue") or {}).get("stage"):
        state.pop("queue", None)
    if state.get("clock") in _CHARGED:
        state["charged_to"] = state.get("charged_to") or _CHARGED[state["clock"]]
    else:
        state.pop("charged_to", None)


def flow_members(body: Mapping[str, Any], part: str) -> list[Body]:
    """The members of a list of a flow that are objects at all."""
    found = body.get(part)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def follow_renames(before: Mapping[str, Any], body: Body) -> None:
    """Let everything that names a member whose id has changed name it anew; both in the shape that is edited."""
    for part in NAMED_PARTS:
        for old, new in zip(flow_members(before, part), flow_members(body, part), strict=False):
            if old.get("id") and new.get("id") and old["id"] != new["id"]:
                _rename(body, part, str(old["id"]), str(new["id"]))


def _rename(body: Body, part: str, old: str, new: str) -> None:
    def named(value: object) -> object:
        return new if value == old else value

    if part == "states":
        body["initial"] = named(body.get("initial"))
    for state in flow_members(body, "states"):
        if part == "stages" and isinstance(state.get("queue"), dict):
            state["queue"]["stage"] = named(state["queue"].get("stage"))
    for action in flow_members(body, "actions"):
        for key in {"states": ("from",), "stages": ("by",)}.get(part, ()):
            action[key] = [named(each) for each in action.get(key) or ()]
        if part == "states":
            action["to"] = named(action.get("to"))
        if isinstance(action.get("when"), str):
            action["when"] = _renamed_in(action["when"], part, old, new)
    for timer in flow_members(body, "timers"):
        if part == "states":
            timer["state"] = named(timer.get("state"))
        for deed in {"stages": ("notify",), "actions": ("action",)}.get(part, ()):
            timer["does"] = f"{deed}:{new}" if timer.get("does") == f"{deed}:{old}" else timer.get("does", "")


def _renamed_in(source: str, part: str, old: str, new: str) -> str:
    """An expression with an action's id, or a condition's name, written anew."""
    if part == "actions":
        return re.sub(rf"""(["']){re.escape(old)}\1""", lambda match: f"{match[1]}{new}{match[1]}", source)
    if part == "conditions":
        return re.sub(rf"""(?<!["'\w]){re.escape(old)}(?!["'\w])""", new, source)
    return source


def flow_part_users(body: Mapping[str, Any], part: str, name: str) -> list[Body]:
    """The states, actions and timers that name a member: who must be asked before it goes."""
    return [each for each in _all(body) if _names(each, part, name)]


def _all(body: Mapping[str, Any]) -> Iterator[Body]:
    for part in ("states", "actions", "timers"):
        yield from flow_members(body, part)


def _names(member: Mapping[str, Any], part: str, name: str) -> bool:
    queue, when = member.get("queue"), member.get("when")
    source = when if isinstance(when, str) else ""
    found: dict[str, Callable[[], bool]] = {
        "stages": lambda: (
            name in (member.get("by") or ())
            or (isinstance(queue, Mapping) and queue.get("stage") == name)
            or member.get("does") == f"notify:{name}"
        ),
        "conditions": lambda: re.search(rf"""(?<!["'\w]){re.escape(name)}(?!["'\w])""", source) is not None,
        "states": lambda: name in (member.get("from") or ()) or member.get("to") == name or member.get("state") == name,
        "actions": lambda: member.get("does") == f"action:{name}" or f'"{name}"' in source or f"'{name}'" in source,
    }
    return found[part]()


def take_out_state(body: Body, name: str) -> int:
    """Take a state out, with the timers in it, the actions to it and those that start nowhere else; how many went."""
    before = len(flow_members(body, "actions"))
    body["states"] = [each for each in flow_members(body, "states") if each.get("id") != name]
    body["timers"] = [each for each in flow_members(body, "timers") if each.get("state") != name]
    kept = []
    for action in flow_members(body, "actions"):
        origins = [each for each in action.get("from") or () if each != name]
        if action.get("to") != name and (origins or not action.get("from")):
            kept.append({**action, "from": origins})
    gone = {str(each.get("id")) for each in flow_members(body, "actions")} - {str(each.get("id")) for each in kept}
    body["actions"] = kept
    _drop_timers_of(body, gone)
    return before - len(kept)


def take_out_action(body: Body, name: str) -> None:
    """Take an action out, with the timers that do it."""
    body["actions"] = [each for each in flow_members(body, "actions") if each.get("id") != name]
    _drop_timers_of(body, {name})


def _drop_timers_of(body: Body, gone: set[str]) -> None:
    deeds = {f"action:{name}" for name in gone}
    body["timers"] = [each for each in flow_members(body, "timers") if each.get("does") not in deeds]
