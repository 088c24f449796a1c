"""Reading what is in force: the objects of the latest release, typed, cached in the process.

Plain SQL instead of models, so that any room may import this before Django has loaded its apps.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar, overload
from uuid import UUID

from django.db import connection
from pydantic import ValidationError

from tinhso.core import clock
from tinhso.core.packs.content import read_json
from tinhso.core.packs.objects import PackManifest, PackObject
from tinhso.core.packs.problems import NoPackApplied, PackObjectNotFound
from tinhso.core.packs.section import sections

Object = TypeVar("Object", bound=PackObject)
Derived = TypeVar("Derived")

#: How long, in seconds, a process may go on without asking whether there is a newer release.
CHECK_INTERVAL = 1.0
#: How many older versions of objects a process keeps parsed.
VERSIONS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One immutable version of an object: what a case writes down when it begins."""

    object_id: UUID
    digest: str


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """One release as lists show it; ``layers`` are {id, version}, lowest first."""

    number: int
    province: str
    layers: Sequence[Mapping[str, str]]
    applied_at: datetime
    by: str
    note: str
    rolled_back_to: int | None


@dataclass(frozen=True, slots=True)
class PastVersion(Generic[Object]):
    """What an object was from one release until another. ``item`` is None where a release had it not, or where today's
    schema cannot read it any more; ``is_absent`` tells the first. ``until`` is None for what is in force.
    """

    release: int
    since: datetime
    until: datetime | None
    item: Object | None
    is_absent: bool


_HISTORY = """
    WITH states AS (
        SELECT r.number, r.applied_at, e.stored_id, lag(e.stored_id) OVER (ORDER BY r.number) AS previous
        FROM ts_packs_release r
        LEFT JOIN ts_packs_entry e ON e.release_id = r.id AND e.section = %(section)s AND e.key = %(key)s
    ), versions AS (
        SELECT number, applied_at, lead(applied_at) OVER (ORDER BY number) AS until, stored_id
        FROM states WHERE stored_id IS DISTINCT FROM previous
    )
    SELECT number, applied_at, until, stored_id FROM versions
    WHERE %(before)s::int IS NULL OR number < %(before)s::int ORDER BY number DESC LIMIT %(limit)s
"""


@dataclass(slots=True)
class _State:
    release_id: UUID
    number: int
    manifest: PackManifest
    objects: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    versions: dict[str, Mapping[str, VersionRef]] = field(default_factory=dict)
    derived: dict[Hashable, Any] = field(default_factory=dict)


_lock = threading.RLock()
_state: _State | None = None
_checked_at = float("-inf")
_by_id: OrderedDict[UUID, PackObject] = OrderedDict()


@overload
def current(section: str) -> Mapping[str, Any]: ...
@overload
def current(section: str, schema: type[Object]) -> Mapping[str, Object]: ...
def current(section: str, schema: type[Any] | None = None) -> Mapping[str, Any]:
    """The objects of ``section`` in force, by id; empty where nothing is applied or the section has none.

    ``schema`` only tells the type. Objects with a validity period are all there; the caller picks those of its day.
    """
    with _lock:
        state = _refresh()
        if state is None:
            return MappingProxyType({})
        _load(state, section)
        return state.objects[section]


@overload
def get(section: str, key: str) -> Any: ...
@overload
def get(section: str, key: str, schema: type[Object]) -> Object: ...
def get(section: str, key: str, schema: type[Any] | None = None) -> Any:
    """One object in force; ``schema`` only tells the type. Raises ``PackObjectNotFound``."""
    try:
        return current(section)[key]
    except KeyError:
        raise PackObjectNotFound(section=section, key=key) from None


def version(section: str, key: str) -> VersionRef:
    """The version of an object in force now. Raises ``PackObjectNotFound``."""
    with _lock:
        state = _refresh()
        if state is not None:
            _load(state, section)
            if key in state.versions[section]:
                return state.versions[section][key]
    raise PackObjectNotFound(section=section, key=key)


@overload
def load_version(object_id: UUID) -> Any: ...
@overload
def load_version(object_id: UUID, schema: type[Object]) -> Object: ...
def load_version(object_id: UUID, schema: type[Any] | None = None) -> Any:
    """The object of a stored version, in force or not; ``schema`` only tells the type.

    Raises ``PackObjectNotFound``.
    """
    with _lock:
        found = _by_id.get(object_id)
        if found is not None:
            _by_id.move_to_end(object_id)
            return found
    with connection.cursor() as cursor:
        cursor.execute("SELECT section, body::text FROM ts_packs_object WHERE id = %s", [object_id])
        row = cursor.fetchone()
    if row is None:
        raise PackObjectNotFound(section="*", key=str(object_id))
    item = sections.get(row[0]).schema.model_validate(read_json(row[1]))
    with _lock:
        _by_id[object_id] = item
        if len(_by_id) > VERSIONS_KEPT:
            _by_id.popitem(last=False)
    return item


def derived(key: Hashable, make: Callable[[], Derived]) -> Derived:
    """What ``make`` gives, kept until another release is in force: for what is costly to work out from packs alone.

    Before the first release nothing is kept.
    """
    with _lock:
        state = _refresh()
        if state is None:
            return make()
        if key not in state.derived:
            state.derived[key] = make()
        found: Derived = state.derived[key]
        return found


def province() -> PackManifest:
    """``pack.yaml`` of the province in force. Raises ``NoPackApplied``."""
    with _lock:
        state = _refresh()
    if state is None:
        raise NoPackApplied
    return state.manifest


def release_number() -> int:
    """The number of the release in force; 0 before the first."""
    with _lock:
        state = _refresh()
    return state.number if state else 0


def list_releases(limit: int = 50) -> list[ReleaseInfo]:
    """The latest releases, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, province, layers::text, applied_at, by, note, rolled_back_to"
            " FROM ts_packs_release ORDER BY number DESC LIMIT %s",
            [limit],
        )
        rows = cursor.fetchall()
    return [
        ReleaseInfo(number, province_id, read_json(layers), clock.local(applied_at), by, note, rolled_back_to)
        for number, province_id, layers, applied_at, by, note, rolled_back_to in rows
    ]


def history(
    section: str, key: str, schema: type[Object], *, limit: int = 20, before: int | None = None
) -> list[PastVersion[Object]]:
    """What an object was, the newest version first: one entry for each release that changed, removed or brought it.

    ``before`` is the release number of the last entry already read; ``schema`` only tells the type.
    """
    asked = {"section": section, "key": key, "before": before, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, asked)
        rows = cursor.fetchall()
    return [
        PastVersion(
            number,
            clock.local(since),
            until and clock.local(until),
            _readable(stored_id, schema) if stored_id else None,
            stored_id is None,
        )
        for number, since, until, stored_id in rows
    ]


def _readable(object_id: UUID, schema: type[Object]) -> Object | None:
    try:
        return load_version(object_id, schema)
    except ValidationError:
        return None


def ask_again() -> None:
    """Ask the database at the next read which release is in force; what is read of that one stays."""
    global _checked_at  # noqa: PLW0603 -- see forget
    with _lock:
        _checked_at = float("-inf")


def forget() -> None:
    """Read all again: after an own apply, and in tests that roll back."""
    global _state  # noqa: PLW0603 -- the one memory of the process
    with _lock:
        ask_again()
        _state = None
        _by_id.clear()


def _refresh() -> _State | None:
    """The state in force; asks the database at most once every ``CHECK_INTERVAL`` seconds."""
    global _checked_at, _state  # noqa: PLW0603 -- see forget
    now = time.monotonic()
    if now - _checked_at < CHECK_INTERVAL:
        return _state
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number, manifest::text FROM ts_packs_release ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    if row is None:
        _state = None
    elif _state is None or _state.release_id != row[0]:
        _state = _State(row[0], row[1], PackManifest.model_validate(read_json(row[2])))
    _checked_at = now
    return _state


def _load(state: _State, section: str) -> None:
    if section in state.objects:
        return
    schema = sections.get(section).schema
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.key, o.id, o.digest, o.body::text FROM ts_packs_entry e"
            " JOIN ts_packs_object o ON o.id = e.stored_id WHERE e.release_id = %s AND e.section = %s",
            [state.release_id, section],
        )
        rows = sorted(cursor.fetchall())
    objects = {key: schema.model_validate(read_json(body)) for key, _id, _digest, body in rows}
    state.versions[section] = MappingProxyType({key: VersionRef(id_, digest) for key, id_, digest, _body in rows})
    state.objects[section] = MappingProxyType(objects)
