"""The object that is being designed: what its draft holds now, what is wrong with it, and saving what was typed."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import QueryDict

from tinhso.core.errors import Kind, TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet, ChangeSetState
from tinhso.core.packs.problems import Problem
from tinhso.core.packs.reviewing import problems_in
from tinhso.core.packs.told import ProblemTold, problem_told
from tinhso.services.procedures.desk.designing import controls
from tinhso.services.procedures.desk.designing.fields import Field
from tinhso.services.procedures.rules import designing


def _place(path: str) -> str:
    """The place of a problem in the shape that is edited, where a single deadline is a list of one."""
    head, _, rest = path.partition(".")
    if head == "deadline" and not rest[:1].isdigit():
        return f"deadline.0.{rest}" if rest else "deadline.0.value"
    return path


def _kept(_before: Mapping[str, Any], _body: designing.Body) -> None:
    """Nothing else of a procedure follows from what was written."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How objects of a section are edited: the shape that forms show (``opened``, ``closed``), what its buttons do to
    lists, what follows from what was written, and where in that shape the place of a problem lies.
    """

    section: str
    opened: Callable[[Mapping[str, Any]], designing.Body]
    closed: Callable[[designing.Body], designing.Body]
    change_list: Callable[[designing.Body, str, str], str]
    written: Callable[[Mapping[str, Any], designing.Body], None]
    place_of: Callable[[str], str]


PROCEDURES: Final = Shape(
    "procedures", designing.opened, designing.closed, designing.change_list, written=_kept, place_of=_place
)


@dataclass(frozen=True)
class Work:
    """One object of one change set; ``may_edit`` is False for who only reads it, ``others`` are problems that the
    change set has elsewhere, ``advice`` is what could be better here.
    """

    change_set: ChangeSet
    code: str
    body: designing.Body
    may_edit: bool
    undoable: int
    shape: Shape = PROCEDURES
    problems: list[ProblemTold] = field(default_factory=list)
    others: list[ProblemTold] = field(default_factory=list)
    advice: list[ProblemTold] = field(default_factory=list)

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the place of the field."""
        told: dict[str, str] = {}
        for each in self.problems:
            text = each.message + (f" ({each.expected})" if each.expected else "")
            told.setdefault(self.shape.place_of(each.field), f"{text} → {each.near}?" if each.near else text)
        return told


def open_work(
    request: PageRequest,
    change_set_id: UUID,
    code: str,
    shape: Shape = PROCEDURES,
    look: Callable[[ChangeSet], Iterable[Problem]] = problems_in,
) -> Work:
    """The object as its draft holds it, with the problems that ``look`` finds in the change set.

    Raises ``ChangeSetNotFound`` and ``PackObjectNotFound``.
    """
    change_set, changed = changes.access_changed(
        actor=request.actor, change_set_id=change_set_id, section=shape.section, key=code
    )
    is_own = change_set.author_id == request.actor.account_id
    here, elsewhere, advice = list[ProblemTold](), list[ProblemTold](), list[ProblemTold]()
    for each in look(change_set):
        is_here = (each.section, each.object_id) == (shape.section, code)
        told = problem_told(each, changed.body if is_here else {})
        if not each.is_warning:
            (here if is_here else elsewhere).append(told)
        elif is_here:
            advice.append(told)
    return Work(
        change_set=change_set,
        code=code,
        body=shape.opened(changed.body),
        may_edit=is_own and change_set.state == ChangeSetState.DRAFT,
        undoable=changes.edits_to_undo(changed),
        shape=shape,
        problems=here,
        others=elsewhere,
        advice=advice,
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
    *,
    verb: str = "",
    place: str = "",
    shape: Shape = PROCEDURES,
) -> Saved:
    """Write what a form sent, then do what one of its buttons says (``add``, ``remove``, ``up``, ``down`` at a place).

    Raises what ``edit_object`` raises.
    """
    refused: dict[str, str] = {}
    next_place, asked_for = place, frozenset[str]()

    def edit(body: dict[str, Any]) -> Mapping[str, Any]:
        nonlocal next_place, asked_for
        opened = shape.opened(body)
        before = deepcopy(opened)
        asked_for = frozenset(each.place for each in fields(opened))
        write(opened, request.POST, fields(opened), refused)
        shape.written(before, opened)
        if verb:
            next_place = shape.change_list(opened, verb, place)
        return shape.closed(opened)

    changes.edit_object(
        actor=request.actor, at=request.at, change_set_id=change_set_id, section=shape.section, key=code, edit=edit
    )
    return Saved(refused, next_place, asked_for)


#: What the buttons of lists ask for.
VERBS: Final = ("add", "remove", "up", "down")


def post(
    request: PageRequest,
    change_set_id: UUID,
    code: str,
    fields: Callable[[Mapping[str, Any]], Iterable[Field]],
    shape: Shape = PROCEDURES,
) -> tuple[str, Saved]:
    """Save a form and do what its button says (``do``: a verb and a place, or ``undo``); the verb that was done, empty
    for none, and what saving came to. What is refused is told by a message.
    """
    wanted, _, place = request.POST.get("do", "").partition(":")
    try:
        if wanted == "undo":
            changes.undo(
                actor=request.actor, at=request.at, change_set_id=change_set_id, section=shape.section, key=code
            )
            return wanted, Saved({}, place, frozenset())
        verb = wanted if wanted in VERBS else ""
        return verb, save(request, change_set_id, code, fields, verb=verb, place=place, shape=shape)
    except TinhSoError as error:
        if error.kind is Kind.NOT_FOUND:
            raise
        messages.error(request, error.message)
        return "", Saved({}, place, frozenset())


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
