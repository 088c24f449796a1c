"""Editing the body of a procedure piece by piece: where a field stands, what a form sends for it, lists that grow.

A body is the procedure as packs write it (plain JSON). A place is a dotted path with positions as numbers:
``form.steps.0.questions.2.label``. Nothing here checks a body: the schema and the cross-checks do.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tinhso.core.text import slug
from tinhso.services.procedures.schema import FIELDS_OF_TYPES

Body = dict[str, Any]
MOST_MEMBERS: Final = 200

#: What a new member of each list begins as; the last part of the list's place names the kind.
_FRESH: Final[Mapping[str, Mapping[str, Any]]] = {
    "papers": {"name": "", "kind": "copy", "count": 1, "required": True},
    "items": {"name": "", "amount": 0},
    "deadline": {"value": 5, "unit": "working_days"},
    "consult": {"unit": "implementing", "role": "officer"},
    "steps": {"title": "", "questions": [{"id": "", "label": "", "type": "text"}]},
    "questions": {"label": "", "type": "text", "required": True},
    "options": {"label": ""},
}
#: How the ids of new members begin; those of forms are names in expressions.
_STEMS: Final = {"papers": "paper", "items": "fee", "steps": "step", "questions": "question", "options": "option"}


def opened(body: Mapping[str, Any]) -> Body:
    """A body in the shape that is edited: the deadline always a list."""
    deadline = body.get("deadline")
    rules = list(deadline) if isinstance(deadline, list) else [deadline] if deadline else []
    return {**body, "deadline": rules}


def closed(body: Body) -> Body:
    """A body as packs write it: one deadline stands alone, a discount without a rate is none, a question has only what
    belongs to its type.
    """
    for item in get(body, "fee.items") or ():
        if not (item.get("discount") or {}).get("percent"):
            item.pop("discount", None)
    if get(body, "stages.consult") == []:
        put(body, "stages.consult", None)
    for _place, question in questions_of(body):
        for each in (question, *rows_of(question)):
            _keep_own(each)
    rules = body.get("deadline")
    return {**body, "deadline": rules[0]} if isinstance(rules, list) and len(rules) == 1 else body


def _keep_own(question: dict[str, Any]) -> None:
    kind = str(question.get("type"))
    if not (question.get("media") or {}).get("file"):
        question.pop("media", None)
    for name, types in FIELDS_OF_TYPES.items():
        if kind not in types:
            question.pop(name, None)
    if kind == "computed":
        # Nobody is asked, so nobody must answer.
        question.pop("required", None)


def get(body: Any, place: str) -> Any:
    """What stands at a place; None for nothing."""
    inside = body
    for part in place.split(".") if place else ():
        if isinstance(inside, Mapping):
            inside = inside.get(part)
        elif isinstance(inside, list) and part.isdigit() and int(part) < len(inside):
            inside = inside[int(part)]
        else:
            return None
    return inside


def put(body: Body, place: str, value: Any) -> None:
    """Write a value at a place; None takes the field away. A member of a list that is not there is left alone."""
    *way, last = place.split(".")
    inside: Any = body
    for part in way:
        if isinstance(inside, dict):
            inside = inside.setdefault(part, {})
        elif isinstance(inside, list) and part.isdigit() and int(part) < len(inside):
            inside = inside[int(part)]
        else:
            return
    if not isinstance(inside, dict):
        return
    if value is None:
        inside.pop(last, None)
    else:
        inside[last] = value


def change_list(body: Body, verb: str, place: str) -> str:
    """Do ``add`` to a list, or ``remove``, ``up`` or ``down`` to a member; gives the place to look at next."""
    if verb == "add":
        return _add(body, place)
    holder, _, position = place.rpartition(".")
    members = get(body, holder)
    if not isinstance(members, list) or not position.isdigit() or int(position) >= len(members):
        return holder
    at = int(position)
    if verb == "remove":
        members.pop(at)
        return holder if not members else f"{holder}.{min(at, len(members) - 1)}"
    to = at - 1 if verb == "up" else at + 1
    if 0 <= to < len(members):
        members[at], members[to] = members[to], members[at]
        return f"{holder}.{to}"
    return place


def _add(body: Body, place: str) -> str:
    kind = place.rpartition(".")[2]
    if kind not in _FRESH:
        return place
    members = get(body, place)
    if not isinstance(members, list):
        put(body, place, [])
        members = get(body, place)
    if not isinstance(members, list) or len(members) >= MOST_MEMBERS:
        return place
    fresh = copied(_FRESH[kind])
    if kind in _STEMS:
        fresh = {"id": free_id(_STEMS[kind], ids_of(body, place)), **fresh}
    if kind == "steps":
        fresh["questions"][0]["id"] = free_id("question", ids_of(body, "questions"))
    if kind == "options":
        _make_choice(get(body, place.rpartition(".")[0]))
    members.append(fresh)
    return f"{place}.{len(members) - 1}"


def _make_choice(question: Any) -> None:
    """A question that gets answers to choose from is a choice."""
    if isinstance(question, dict) and question.get("type") not in FIELDS_OF_TYPES["options"]:
        question["type"] = "choice"


def copied(value: Any) -> Any:
    """A value that can be changed apart."""
    if isinstance(value, Mapping):
        return {key: copied(member) for key, member in value.items()}
    return [copied(member) for member in value] if isinstance(value, list) else value


def ids_of(body: Body, place: str) -> set[str]:
    """The ids that a new member of a list must not have: of a question, those of the whole form."""
    if place.endswith("questions"):
        return {name for _place, question in questions_of(body) for name in _names_in(question)}
    members = get(body, place)
    return {str(member.get("id")) for member in members if isinstance(member, Mapping)} if members else set()


def _names_in(question: Mapping[str, Any]) -> set[str]:
    """The id of a question and those of the questions in its rows."""
    return {str(each.get("id")) for each in (question, *rows_of(question))}


def rows_of(question: Mapping[str, Any]) -> list[Body]:
    """The questions in the rows of a group."""
    return [each for each in question.get("questions") or () if isinstance(each, dict)]


def free_id(stem: str, taken: set[str]) -> str:
    """``stem`` with the first number that is free."""
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}_{number}") not in taken)


def id_from(label: str, taken: set[str]) -> str:
    """An id out of words: ``Nơi đăng ký`` → ``noi_dang_ky``; with a number where that is taken."""
    stem = slug(label).replace("-", "_")[:50].strip("_") or "question"
    stem = stem if stem[0].isalpha() else f"q_{stem}"
    return stem if stem not in taken else free_id(stem, taken)


def name_by_label(body: Body, place: str) -> None:
    """Give a question that still has the id it was made with one out of its words, and its answers likewise.

    Ids that an expression names already stay.
    """
    asked = get(body, place)
    if not isinstance(asked, dict):
        return
    written = str(body)
    name = re.escape(str(asked.get("id")))
    used = re.compile(rf"[^'\w]{name}\b|\b{name}[^'\w]")
    if not used.search(written):
        _rename(asked, "question_", ids_of(body, "questions") - {str(asked.get("id"))})
    options = [option for option in asked.get("options") or () if isinstance(option, dict)]
    for option in options:
        if f'"{option.get("id")}"' not in written:
            _rename(option, "option_", {str(each.get("id")) for each in options if each is not option})


def _rename(part: dict[str, Any], stem: str, taken: set[str]) -> None:
    if str(part.get("id", "")).removeprefix(stem).isdigit() and part.get("label"):
        part["id"] = id_from(str(part["label"]), taken)


def questions_of(body: Mapping[str, Any]) -> Iterator[tuple[str, Body]]:
    """Every question of the form with its place, in order; those in the rows of a group only through the group."""
    for number, step in enumerate(get(body, "form.steps") or []):
        for position, question in enumerate(step.get("questions") or []):
            if isinstance(question, dict):
                yield f"form.steps.{number}.questions.{position}", question


def copy_of(body: Mapping[str, Any], *, code: str, name: str, name_en: str) -> Body:
    """A new procedure that begins as another: its form, flow, papers; not its code, names and aliases."""
    kept = {key: copied(value) for key, value in body.items() if key not in {"aliases", "valid_from", "valid_to"}}
    return {**kept, "id": code, "name": name, "name_en": name_en}
