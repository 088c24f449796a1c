"""What the buttons of the designer do to a flow, and what follows from names that were typed."""

from collections.abc import Mapping
from typing import Any, Final

from tinhso.engines.cases import api as cases
from tinhso.services.procedures.rules import designing
from tinhso.services.procedures.rules.designing import Body
from tinhso.services.procedures.types import FlowPartInUse, InitialStateNeeded

#: How the ids of new members begin, until they have a name.
STEMS: Final = {"stages": "stage", "conditions": "condition", "states": "state", "actions": "action"}
_NAMELESS: Final = {"name": "", "name_en": ""}
_FRESH: Final[Mapping[str, Mapping[str, Any]]] = {
    "stages": _NAMELESS,
    "conditions": _NAMELESS,
    "states": {**_NAMELESS, "status": "4", "clock": "run", "charged_to": "office"},
}
_ACT: Final = "cases.act"


def change_list(body: Body, verb: str, place: str) -> str:
    """Do ``add`` to a list (``actions@state``: an action from there), or ``remove``, ``up``, ``down`` to a member;
    gives the place to look at next.

    Raises ``FlowPartInUse`` for a stage or a condition that something names, ``InitialStateNeeded`` for the state in
    which cases begin.
    """
    if verb == "add":
        return _add(body, place)
    part, _, position = place.partition(".")
    member = designing.get(body, place)
    if not isinstance(member, dict) or not position.isdigit():
        return place
    if verb == "remove":
        return _remove(body, part, member)
    to = _beside(body, part, int(position), -1 if verb == "up" else 1)
    if to is not None:
        listed = body[part]
        listed[int(position)], listed[to] = listed[to], listed[int(position)]
        return f"{part}.{to}"
    return place


def _beside(body: Body, part: str, position: int, step: int) -> int | None:
    """The next place in a direction; of an action, the next one that starts where it does: so buttons are ordered."""
    listed = body[part]
    places = range(position + step, len(listed) if step > 0 else -1, step)
    if part != "actions":
        return next(iter(places), None)
    origins = set(listed[position].get("from") or ())
    return next((other for other in places if origins & set(listed[other].get("from") or ())), None)


def _add(body: Body, place: str) -> str:
    part, _, origin = place.partition("@")
    listed = body.setdefault(part, [])
    if part not in {*STEMS, "timers"} or not isinstance(listed, list) or len(listed) >= designing.MOST_MEMBERS:
        return place
    if part == "timers":
        listed.append({"state": body.get("initial"), "moment": "after", "value": 1, "unit": "working_days"})
    else:
        taken = {str(each.get("id")) for each in cases.flow_members(body, part)}
        fresh = _action(body, origin) if part == "actions" else dict(_FRESH[part])
        listed.append({"id": designing.free_id(STEMS[part], taken), **fresh})
    return f"{part}.{len(listed) - 1}"


def _action(body: Body, origin: str) -> Body:
    """A new action from a state: done by who has the task there, with the permission that this stage uses."""
    state = next((each for each in cases.flow_members(body, "states") if each.get("id") == origin), {})
    stage = (state.get("queue") or {}).get("stage")
    used = (each for each in cases.flow_members(body, "actions") if stage in (each.get("by") or ()))
    permission = next((each["permission"] for each in used if each.get("permission")), _ACT)
    fresh: Body = {**_NAMELESS, "from": [origin] if state else [], "to": None, "by": [stage or "applicant"]}
    return {**fresh, "permission": permission} if stage else fresh


def _remove(body: Body, part: str, member: Body) -> str:
    name, position = str(member.get("id")), body[part].index(member)
    if part in {"stages", "conditions"} and (users := cases.flow_part_users(body, part, name)):
        told = ", ".join(sorted({str(each.get("name") or each.get("state")) for each in users}))
        raise FlowPartInUse(name=member.get("name") or name, users=told)
    if part == "states":
        if body.get("initial") == name:
            raise InitialStateNeeded
        cases.take_out_state(body, name)
    elif part == "actions":
        cases.take_out_action(body, name)
    else:
        body[part].pop(position)
    return f"{part}.{max(position - 1, 0)}"


def written(before: Mapping[str, Any], body: Body) -> None:
    """What follows from names that were typed: a member that still has the id it was made with gets one out of its
    words, and everything that names a member whose id has changed names it anew.
    """
    for part, stem in STEMS.items():
        names = [each.get("name") for each in cases.flow_members(before, part)]
        for member, name in zip(cases.flow_members(body, part), names, strict=False):
            is_made = str(member.get("id", "")).removeprefix(f"{stem}_").isdigit()
            if is_made and member.get("name") != name:
                taken = {str(each.get("id")) for each in cases.flow_members(body, part) if each is not member}
                member["id"] = designing.id_from(str(member["name"]), taken)
    cases.follow_renames(before, body)


def place_of(path: str) -> str:
    """The place of a problem in the shape that is edited, where the moment and the deed of a timer are flat."""
    parts = path.split(".")
    if parts[0] == "timers" and len(parts) > 2:
        flat = {"after": "value", "before_due": "value", "action": "does", "notify": "does"}
        last = parts[3] if len(parts) > 3 else flat.get(parts[2], parts[2])
        return f"timers.{parts[1]}.{last}"
    return path


def copy_of(body: Mapping[str, Any], *, flow_id: str, name: str, name_en: str) -> Body:
    """A new flow that begins as another."""
    kept = {key: value for key, value in body.items() if key not in {"valid_from", "valid_to"}}
    return {**kept, "id": flow_id, "name": name, "name_en": name_en}
