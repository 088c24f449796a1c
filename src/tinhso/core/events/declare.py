"""Declaring events and reactions; both tables are filled when the modules are imported at start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from tinhso.core.registry import Registry

Event = Any
EventType = TypeVar("EventType")

events: Registry[type] = Registry("events")


@dataclass(frozen=True, slots=True)
class Reaction:
    """One function of one consumer for one sort of event."""

    event_name: str
    handle: Callable[[Sequence[Any], datetime], None]


consumers: dict[str, list[Reaction]] = {}

#: Further work of the relay: functions that do what is due at a moment and return how much that was.
steps: Registry[Callable[[datetime], int]] = Registry("relay steps")


def event(name: str) -> Callable[[type[EventType]], type[EventType]]:
    """Register a frozen dataclass as the event ``name`` (``room.past_tense``)."""

    def register(cls: type[EventType]) -> type[EventType]:
        events.add(name, cls)
        cls.event_name = name  # type: ignore[attr-defined]
        return cls

    return register


def reaction(
    cls: type, *, consumer: str
) -> Callable[[Callable[[Sequence[Any], datetime], None]], Callable[[Sequence[Any], datetime], None]]:
    """Let a function receive batches of one sort of event, in order, as part of ``consumer``.

    The function gets the events and the time at which they are handled. It runs inside a transaction together with
    the consumer's place in the outbox. Work outside the database (mail, files) must be deferred as a job from here.
    """

    def register(handle: Callable[[Sequence[Any], datetime], None]) -> Callable[[Sequence[Any], datetime], None]:
        consumers.setdefault(consumer, []).append(Reaction(cls.event_name, handle))  # type: ignore[attr-defined]
        return handle

    return register


def to_payload(instance: Event) -> Any:
    """The event as plain JSON values."""
    return msgspec.to_builtins(instance)


def from_payload(name: str, payload: Any) -> Event:
    """The event that a stored payload describes."""
    return msgspec.convert(payload, events.get(name), strict=False)
