"""The procedure that is being designed: what its draft holds now, what is wrong with it, and saving what was typed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict

from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet, ChangeSetState
from tinhso.core.packs.reviewing import problems_in
from tinhso.core.packs.told import ProblemTold, problem_told
from tinhso.services.procedures.desk.designing import controls
from tinhso.services.procedures.desk.designing.fields import Field
from tinhso.services.procedures.rules import designing

SECTION = "procedures"


@dataclass(frozen=True, slots=True)
class Work:
    """One procedure of one change set; ``may_edit`` is False for who only reads it."""

    change_set: ChangeSet
    code: str
    body: designing.Body
    may_edit: bool
    undoable: int
    problems: list[ProblemTold] = field(default_factory=list)

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the place of the field."""
        told: dict[str, str] = {}
        for each in self.problems:
            text = each.message + (f" ({each.expected})" if each.expected else "")
            told.setdefault(_place(each.field), f"{text} → {each.near}?" if each.near else text)
        return told


def _place(path: str) -> str:
    """The place of a problem in the shape that is edited, where a single deadline is a list of one."""
    head, _, rest = path.partition(".")
    if head == "deadline" and not rest[:1].isdigit():
        return f"deadline.0.{rest}" if rest else "deadline.0.value"
    return path


def open_work(request: PageRequest, change_set_id: UUID, code: str) -> Work:
    """The procedure as its draft holds it. Raises ``ChangeSetNotFound`` and ``PackObjectNotFound``."""
    change_set, changed = changes.access_changed(
        actor=request.actor, change_set_id=change_set_id, section=SECTION, key=code
    )
    is_own = change_set.author_id == request.actor.account_id
    return Work(
        change_set=change_set,
        code=code,
        body=designing.opened(changed.body),
        may_edit=is_own and change_set.state == ChangeSetState.DRAFT,
        undoable=changes.edits_to_undo(changed),
        problems=[
            problem_told(each, changed.body)
            for each in problems_in(change_set)
            if (each.section, each.object_id) == (SECTION, code)
        ],
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a form came to: what could not be read, by place, the place to look at next, and which fields the
    form had.
    """

    refused: dict[str, str]
    place: str
    asked_for: frozenset[str]


def save(
    request: PageRequest,
    change_set_id: UUID,
    code: str,
    fields: Callable[[Mapping[str, Any]], Iterable[Field]],
    verb: str = "",
    place: str = "",
) -> Saved:
    """Write what a form sent, then do what one of its buttons says (``add``, ``remove``, ``up``, ``down`` at a place).

    Raises what ``edit_object`` raises.
    """
    refused: dict[str, str] = {}
    next_place, asked_for = place, frozenset[str]()

    def edit(body: dict[str, Any]) -> Mapping[str, Any]:
        nonlocal next_place, asked_for
        opened = designing.opened(body)
        asked_for = frozenset(each.place for each in fields(opened))
        write(opened, request.POST, fields(opened), refused)
        if verb:
            next_place = designing.change_list(opened, verb, place)
        return designing.closed(opened)

    changes.edit_object(
        actor=request.actor, at=request.at, change_set_id=change_set_id, section=SECTION, key=code, edit=edit
    )
    return Saved(refused, next_place, asked_for)


def write(body: designing.Body, data: QueryDict, fields: Iterable[Field], refused: dict[str, str]) -> None:
    """Put what a form sent for ``fields`` into a body; what cannot be read stays as it was and is told."""
    for each in fields:
        try:
            sent, value = controls.read(each, data, body)
        except controls.Refused as error:
            refused[each.place] = str(error)
            continue
        if sent and not _same(value, designing.get(body, each.place)):
            designing.put(body, each.place, value)


def _same(value: Any, current: Any) -> bool:
    """Whether a form says what the body says already: a number as its text, nothing as an empty text or list."""
    return value == current or (value in (None, "", []) and current in (None, "", [])) or value == str(current)
