"""What differs between two bodies, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Stands for a field that one side has not.
ABSENT = object()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; ``ABSENT`` where a side has not got it."""

    path: str
    old: object
    new: object


def field_changes(old: Any, new: Any, path: str = "") -> Iterator[FieldChange]:
    """Every differing field. Lists whose members carry an ``id`` are compared by id, others by position."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in sorted(old.keys() | new.keys()):
            yield from field_changes(
                old.get(name, ABSENT), new.get(name, ABSENT), f"{path}.{name}" if path else str(name)
            )
    elif _is_list(old) and _is_list(new):
        before, after = _keyed(old), _keyed(new)
        yield from field_changes(before, after, path)
        if before.keys() == after.keys() and list(before) != list(after):
            yield FieldChange(path, list(before), list(after))
    elif type(old) is not type(new) or old != new:
        yield FieldChange(path, old, new)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _keyed(members: Sequence[Any]) -> dict[str, Any]:
    ids = [str(member["id"]) for member in members if isinstance(member, Mapping) and "id" in member]
    if len(ids) == len(members) == len(set(ids)):
        return dict(zip(ids, members, strict=True))
    return {str(position): member for position, member in enumerate(members)}
