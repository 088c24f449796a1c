"""Personal data: the class of every field, what may be shown of it, and which tables hold something of a person.

A model says of each of its texts what it tells of a person (``personal_data``): nothing (``none``), something by which
one is known (``basic``), or something of one's private life (``sensitive``: Nghị định 356/2025/NĐ-CP). Lists, logs,
exports and open data ask here and nowhere else. A room enters every table that holds something of a person, so that the
person's data can be told, followed and let go without anybody above knowing the room.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, cast
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet

from tinhso.core.access import Actor, ActorKind
from tinhso.core.registry import Registry


class DataClass(StrEnum):
    """What a field tells of a person."""

    NONE = "none"
    BASIC = "basic"
    SENSITIVE = "sensitive"


HIDDEN: Final = "•••"
#: Keys that name personal data wherever they stand, also where no field of ours has that name.
_SENSITIVE = re.compile(
    r"(person_?id|passport|cccd|cmnd|password|secret|token|otp|health|biometric|bank_account)", re.IGNORECASE
)
_BASIC = re.compile(r"(full_?name|phone|e?mail|birth|home_address|address_line|ho_ten|dia_chi)", re.IGNORECASE)
_ORDER: Final = (DataClass.NONE, DataClass.BASIC, DataClass.SENSITIVE)


def classes_of(model: type[Model]) -> dict[str, DataClass]:
    """The class of each field of a model that declares one."""
    return {name: DataClass(kind) for name, kind in getattr(model, "personal_data", {}).items()}


def class_of(model: type[Model], path: str) -> DataClass:
    """The class of a field of a model, or of one that a path (``type__code``) leads to; what has none tells nothing."""
    *relations, name = path.split("__")
    for relation in relations:
        model = cast("type[Model]", model._meta.get_field(relation).related_model)
    return classes_of(model).get(name, DataClass.NONE)


@lru_cache(maxsize=1)
def _classes_by_name() -> dict[str, DataClass]:
    found: dict[str, set[DataClass]] = {}
    for model in apps.get_models():
        for name, kind in classes_of(model).items():
            found.setdefault(name, set()).add(kind)
    return {name: min(kinds, key=_ORDER.index) for name, kinds in found.items()}


def class_of_key(key: str) -> DataClass:
    """What a key of a loose mapping names: what its spelling says, or what fields of that name are in every table."""
    if _SENSITIVE.search(key):
        return DataClass.SENSITIVE
    return DataClass.BASIC if _BASIC.search(key) else _classes_by_name().get(key, DataClass.NONE)


def mask(value: Any, kind: DataClass) -> Any:
    """A value as those may see it who need not know it: basic data keeps its first letter, sensitive data nothing."""
    if kind is DataClass.NONE or value in (None, ""):
        return value
    return HIDDEN if kind is DataClass.SENSITIVE else f"{str(value)[0]}{HIDDEN}"


@lru_cache(maxsize=256)
def open_paths(model: type[Model], *paths: str) -> tuple[str, ...]:
    """The same paths, for what leaves the platform or is open to all. Raises ``TypeError`` where one of them tells
    something of a person: a table or a file of open data cannot name it by mistake.
    """
    told = [path for path in paths if class_of(model, path) is not DataClass.NONE]
    if told:
        raise TypeError(f"personal data of {model.__name__} in the open: {', '.join(told)}")
    return paths


@dataclass(slots=True)
class Sight:
    """What one request shows of other people: each subject, (kind, id), once, by whom and what for."""

    at: datetime
    shown: dict[tuple[str, str], tuple[Actor, str]] = field(default_factory=dict)


_sight: ContextVar[Sight | None] = ContextVar("sight", default=None)


@contextmanager
def watching(at: datetime) -> Iterator[Sight]:
    """Collect what is shown while the block runs."""
    sight = Sight(at)
    token = _sight.set(sight)
    try:
        yield sight
    finally:
        _sight.reset(token)


def sight_of_request() -> Sight | None:
    """What the running request has shown so far; None outside a request."""
    return _sight.get()


def note_seen(*, actor: Actor, kind: str, ids: Iterable[object]) -> None:
    """Note that the running request shows an official the personal data of subjects; what for is its address.

    Every query that hands an official somebody's data calls it: the audit room records it before the answer leaves.
    Outside a request nobody looks.
    """
    sight = _sight.get()
    if sight is not None and actor.kind is ActorKind.OFFICIAL:
        for identifier in ids:
            sight.shown.setdefault((kind, str(identifier)), (actor, ""))


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data: of an account, or of a số định danh, by its keyed digest, that no account has proved."""

    account_id: UUID | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds of a person.

    ``owner`` is the path to the account's id, ``key`` that of the keyed digest of the number of who has none, empty
    where a table has no such rows; ``fields`` what the person is told of a row, by field, as people read it;
    ``kept`` the classed fields that are not told, each with the reason; ``subject`` is what entries of the evidence log
    about a row name (its kind), empty where a row is looked at by nobody but its owner; ``label`` the path of what
    tells one row from another.
    """

    model: type[Model]
    owner: str
    title_vi: str
    fields: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    label: str = ""
    key: str = ""

    def rows(self, person: Person) -> QuerySet[Model]:
        """The person's rows, the oldest first."""
        rows = self.model._default_manager.order_by("pk")
        if person.account_id is not None:
            return rows.filter(**{self.owner: person.account_id})
        return rows.filter(**{self.key: person.key, f"{self.owner}__isnull": True}) if self.key else rows.none()

    def told(self, row: Model) -> dict[str, object]:
        """A row as its owner is told of it: plain JSON values by field."""
        return {name: _plain(_value(row, name)) for name in self.fields}


@dataclass(frozen=True, slots=True)
class Erasure:
    """How records of one kind are let go when their time is up.

    ``due(before, limit, owner)`` gives the ids whose time began before a moment, oldest first, each with its account
    where it has one, and those of one account where asked; ``erase(ids, at)`` removes or replaces by marks what tells
    of a person, inside the caller's transaction, and returns how many rows it touched. What is erased already is
    not due again.
    """

    kind: str
    title_vi: str
    since_vi: str
    due: Callable[[datetime, int, UUID | None], Sequence[tuple[UUID, UUID | None]]]
    erase: Callable[[Collection[UUID], datetime], int]


class Holdings(Registry[Holding]):
    """The tables that hold something of a person; every classed field is told, or kept back for a reason."""

    def add(self, key: str, item: Holding) -> Holding:
        """Enter a table under ``room.name``. Raises ``ValueError`` where a classed field is neither told nor kept."""
        classed = {name for name, kind in classes_of(item.model).items() if kind is not DataClass.NONE}
        forgotten = classed - set(item.fields) - set(item.kept)
        if forgotten:
            raise ValueError(f"{self.name}: {key} says nothing of {', '.join(sorted(forgotten))}")
        return super().add(key, item)


holdings = Holdings("holdings")


@dataclass(frozen=True, slots=True)
class Held:
    """What something that is no model holds of a person: its name, its fields as people read them, rows by field as
    plain JSON.
    """

    id: str
    title: str
    fields: Mapping[str, str]
    rows: Sequence[Mapping[str, object]]


#: What is held of a person in tables that packs declare: filled by the room that keeps them.
declared_holdings: Registry[Callable[[Person], Sequence[Held]]] = Registry("declared holdings")
erasures: Registry[Erasure] = Registry("erasures")

#: Who still needs which of some stored files, asked before their bytes are let go: filled by rooms that keep papers.
file_needs: Registry[Callable[[Collection[UUID]], Collection[UUID]]] = Registry("file needs")

#: Whose data may be used for no more than the law demands, by account. Filled by the room that decides on requests of
#: persons (Luật 91/2025/QH15, quyền hạn chế xử lý).
restrictions: Registry[Callable[[], frozenset[UUID]]] = Registry("restrictions")


def restricted_accounts() -> frozenset[UUID]:
    """The accounts whose processing is restricted now. One query."""
    return frozenset().union(*(asked() for asked in restrictions.values()))


#: What of other people's names a person, too: (kind, id). Filled by rooms that keep what was declared of
#: somebody besides who declared it.
named_in: Registry[Callable[[Person], Iterable[tuple[str, str]]]] = Registry("named in")


def subjects_of(account_id: UUID) -> list[tuple[str, str]]:
    """All that entries of the evidence log may name of the owner of an account: (kind, id). One query a table."""
    return subjects_of_person(Person(account_id))


def subjects_of_person(person: Person) -> list[tuple[str, str]]:
    """The same of any person."""
    found = [("account", str(person.account_id))] if person.account_id else []
    for asked in named_in.values():
        found += asked(person)
    for held in holdings.values():
        if held.subject:
            found += [(held.subject, str(key)) for key in held.rows(person).values_list("pk", flat=True)]
    return found


def classed_models() -> list[type[Model]]:
    """Every table with a field that tells something of a person."""
    return [m for m in apps.get_models() if any(kind is not DataClass.NONE for kind in classes_of(m).values())]


def strictest(kinds: Iterable[DataClass]) -> DataClass:
    """The strictest of some classes; none of nothing."""
    return max(kinds, key=_ORDER.index, default=DataClass.NONE)


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for part in path.split("__"):
        value = getattr(value, part, None)
    return value


def _plain(value: Any) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
