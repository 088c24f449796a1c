"""What stays of a finished case when its personal data is erased: ids, numbers, dates of the promise; no words."""

import re
from collections.abc import Mapping
from typing import Any, Final

#: What stands where a name was.
MARK: Final = "(đã xóa)"
#: Notes that say nothing of a person: the sentence that explains the promised date, and how the parts stand.
_KEPT_NOTES: Final = frozenset({"promise", "parts"})
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")


def erased_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a case without what a person declared: ids, amounts and counts stay under their keys, and what else
    was there is empty, so that whoever reads it finds its shape.
    """
    return {key: value if _is_plain(value) else _empty(value) for key, value in data.items()}


def erased_notes(notes: Mapping[str, Any]) -> dict[str, Any]:
    """The notes of a case without words about a person. The same notes always give the same."""
    return {key: value if key in _KEPT_NOTES else _empty(value) for key, value in notes.items()}


def erased_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What an event of a case changed, its notes erased as those of the case are: events still add up to it."""
    notes = changes.get("notes")
    return {**changes, "notes": erased_notes(notes)} if isinstance(notes, Mapping) else dict(changes)


def _is_plain(value: object) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and all(_is_plain(each) for each in value.values())
    if isinstance(value, str):
        return _ID.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int)


def _empty(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {}
    if isinstance(value, list):
        return []
    return "" if isinstance(value, str) else value
