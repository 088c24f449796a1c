"""Actions: every write of the platform is one named verb with one access rule, one transaction and one audit entry.

A page, the API, a task, the command line and an import all call the same function.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model

from tinhso.core.access import Access, Actor, Right, RightMissing, admit
from tinhso.core.db import insert_rows
from tinhso.core.errors import Kind, PlatformError
from tinhso.core.events.api import Event, outbox_rows
from tinhso.core.registry import Registry

Value = TypeVar("Value")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True)
class Proof:
    """How the person behind a request proved who they are: how long ago (seconds) each level was reached that they have
    reached, and by which channel they come: ``web``, ``remote`` (an official's browser outside the province's
    networks), ``token`` or ``application``. ``is_outside``: whether an official comes from outside, by whatever
    channel.
    """

    ages: Mapping[str, int] = field(default_factory=dict)
    channel: str = "web"
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from: its id, the client's address, the application that speaks for the actor, and how its
    person proved who they are; no proof at all for the platform's own work, which nobody sent.
    """

    request_id: str = ""
    address: str = ""
    application: str = ""
    proof: Proof | None = None


origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 -- frozen
#: Whether an action is being done: the right is asked of what a person does, not again of what that is made of.
_within: ContextVar[bool] = ContextVar("within", default=False)


@dataclass(frozen=True, slots=True)
class Done(Generic[Value]):
    """What an action did: its value, the rows still to insert, the events to tell, and what the audit entry names.

    ``subject`` is (kind, id) of the thing acted on; ``detail`` holds plain JSON values without personal data.
    """

    value: Value
    rows: Sequence[Model] = ()
    events: Sequence[Event] = ()
    subject: tuple[str, object] | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """One attempt at an action, done or refused, as the audit room records it. ``procedure``: the one it was about,
    where the action names it.
    """

    action: str
    actor: Actor
    at: datetime
    outcome: str
    subject_kind: str
    subject_id: str
    detail: Mapping[str, object]
    origin: Origin
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A registered action: its name, its rule, its function, and which procedure its arguments are about, if any."""

    name: str
    access: Access
    run: Callable[..., Any]
    procedure: Callable[[Mapping[str, Any]], str] | None = None


actions: Registry[Action] = Registry("actions")
audit_sinks: Registry[Callable[[Act], Model]] = Registry("audit sinks")

_TOLD = {Kind.FORBIDDEN, Kind.CONFLICT, Kind.NOT_SIGNED_IN}


def audit_rows(act: Act) -> list[Model]:
    """Unsaved audit rows for one attempt, one from every registered sink."""
    return [sink(act) for sink in audit_sinks.values()]


def _check_signature(name: str, function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    if any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()) or not {"actor", "at"} <= parameters.keys():
        raise TypeError(f"action {name}: parameters are keyword-only and include actor and at")


@contextmanager
def _entitled(actor: Actor, right: Right | None) -> Iterator[None]:
    """Raise ``RightMissing`` unless the actor may do this for whom they act."""
    if not _within.get() and not actor.may(right):
        raise RightMissing
    outer = _within.set(True)
    try:
        yield
    finally:
        _within.reset(outer)


def action(
    name: str,
    *,
    access: Access,
    right: Right | None = Right.FILE,
    procedure: Callable[[Mapping[str, Any]], str] | None = None,
) -> Callable[[Callable[Arguments, Done[Value]]], Callable[Arguments, Value]]:
    """Make a function the action ``name``.

    The function takes only keywords, among them ``actor`` and ``at``, and returns ``Done``. Around it: the access rule,
    one transaction, one statement that inserts its rows, its events and its audit entry. A refusal for want of
    permission or because somebody was faster is recorded too, after the transaction has been rolled back.
    ``right`` is what a representative needs who does it for a company; None for what concerns the person alone.
    ``procedure`` gives the code of the procedure that a call is about, from its arguments (empty for none): how surely
    the person must have proved who they are may be declared for that procedure alone.

    Raises ``TypeError`` at import for a function of another shape or an action without an access rule.
    """
    if not isinstance(access, Access):
        raise TypeError(f"action {name} declares no access rule")

    def register(function: Callable[Arguments, Done[Value]]) -> Callable[Arguments, Value]:
        _check_signature(name, function)

        def act(
            outcome: str,
            arguments: Mapping[str, Any],
            about: str,
            subject: tuple[str, object],
            detail: Mapping[str, object],
        ) -> Act:
            return Act(
                name,
                arguments["actor"],
                arguments["at"],
                outcome,
                subject[0],
                str(subject[1]),
                detail,
                origin.get(),
                about,
            )

        @wraps(function)
        def run(*args: Arguments.args, **arguments: Arguments.kwargs) -> Value:
            about = procedure(arguments) if procedure else ""
            try:
                admit(name, access, arguments["actor"], about)  # type: ignore[arg-type]
                with _entitled(arguments["actor"], right), transaction.atomic():  # type: ignore[arg-type]
                    done = function(*args, **arguments)
                    told = act("done", arguments, about, done.subject or ("", ""), done.detail)
                    insert_rows([*done.rows, *outbox_rows(done.events, told.at), *audit_rows(told)])
                return done.value
            except PlatformError as error:
                if error.kind in _TOLD:
                    subject = next(((k, v) for k, v in arguments.items() if k.endswith("_id")), ("", ""))
                    with transaction.atomic():
                        insert_rows(audit_rows(act("refused", arguments, about, subject, {"code": error.code})))
                raise

        actions.add(name, Action(name, access, run, procedure))
        return run

    return register
