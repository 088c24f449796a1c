"""Units and territory, held in memory: a province has some hundreds, and every request asks about them.

A book is read once and kept until the revision in the database changes; asking for the revision is the one query that
a read costs. Revisions come from a sequence, so that a number is never used for two states, rolled back or not.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.db import connection

from tinhso.core.i18n import named
from tinhso.core.text import fold
from tinhso.foundation.organisation.rules import (
    Link,
    Succession,
    Trace,
    children_on,
    is_valid_on,
    matching,
    predecessors_on,
    subtree,
    successors_on,
)
from tinhso.foundation.organisation.types import Branch, TerritoryInfo, TerritoryRow, UnitInfo, UnitNotFound

Info = TypeVar("Info", UnitInfo, TerritoryInfo)

_DAYS_KEPT = 16


@dataclass(slots=True)
class _Day(Generic[Info]):
    """A book as of one day."""

    items: Sequence[Info]
    children: Mapping[UUID, Sequence[UUID]]
    parent: Mapping[UUID, UUID]
    subtrees: dict[UUID, frozenset[UUID]] = field(default_factory=dict)

    def subtree(self, root: UUID) -> frozenset[UUID]:
        """``root`` and all below it, kept for the next caller."""
        found = self.subtrees.get(root)
        if found is None:
            found = self.subtrees[root] = subtree(self.children, root)
        return found


@dataclass(slots=True)
class Book(Generic[Info]):
    """Every unit (or territory) that ever was, with its places in the tree."""

    number: int
    by_id: Mapping[UUID, Info]
    by_key: Mapping[str, Info]
    links: Sequence[Link[UUID]]
    days: dict[date, _Day[Info]] = field(default_factory=dict)

    def on(self, day: date) -> _Day[Info]:
        """The book as of ``day``."""
        found = self.days.get(day)
        if found is None:
            items = sorted((i for i in self.by_id.values() if is_valid_on(i, day)), key=lambda i: i.sort_key)
            rank = {item.id: place for place, item in enumerate(items)}
            links = [link for link in self.links if link.child in rank and link.parent in rank]
            children = children_on(links, day)
            for below in children.values():
                below.sort(key=rank.__getitem__)
            parent = {child: above for above, below in children.items() for child in below}
            found = _Day(items, children, parent)
            if len(self.days) >= _DAYS_KEPT:
                self.days.clear()
            self.days[day] = found
        return found


_COLUMNS = "u.id, u.key, u.code, u.name, u.name_en, {extra} u.sort_key, u.name_folded, u.valid_from, u.valid_to"
_UNIT_COLUMNS = _COLUMNS.format(extra="u.short_name, u.notation, u.kind, u.level, u.territory_id, u.working_hours,")
_TERRITORY_COLUMNS = _COLUMNS.format(extra="u.kind, u.level,")
_LOAD = """
    SELECT {columns}, p.parent_id, p.valid_from, p.valid_to
    FROM ts_organisation_{table} u LEFT JOIN ts_organisation_{table}parent p ON p.child_id = u.id
"""
_EDGES = "SELECT predecessor_id, successor_id, on_date, part FROM ts_organisation_{table}succession"

_lock = threading.Lock()
_unit_book: Book[UnitInfo] | None = None
_territory_book: Book[TerritoryInfo] | None = None
_edges: dict[str, tuple[int, list[Succession[UUID]]]] = {}


def _revision() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM ts_organisation_revision")
        row = cursor.fetchone()
    return row[0] if row else 0


def _load(number: int, table: str, columns: str, make: Callable[..., Info]) -> Book[Info]:
    with connection.cursor() as cursor:
        cursor.execute(_LOAD.format(columns=columns, table=table))
        rows = cursor.fetchall()
    width = len(rows[0]) - 3 if rows else 0
    infos = {row[0]: make(*row[:width]) for row in rows}
    links = [Link(row[0], *row[width:]) for row in rows if row[width] is not None]
    return Book(number, infos, {info.key: info for info in infos.values()}, links)


def unit_book(number: int | None = None) -> Book[UnitInfo]:
    """All units; ``number`` is the revision where the caller has just read it."""
    global _unit_book  # noqa: PLW0603 -- remembers the revision read last
    wanted = _revision() if number is None else number
    with _lock:
        if _unit_book is None or _unit_book.number != wanted:
            _unit_book = _load(wanted, "unit", _UNIT_COLUMNS, UnitInfo)
        return _unit_book


def territory_book() -> Book[TerritoryInfo]:
    """All territories."""
    global _territory_book  # noqa: PLW0603 -- the same
    wanted = _revision()
    with _lock:
        if _territory_book is None or _territory_book.number != wanted:
            _territory_book = _load(wanted, "territory", _TERRITORY_COLUMNS, TerritoryInfo)
        return _territory_book


def _successions(table: str, number: int) -> list[Succession[UUID]]:
    with _lock:
        kept = _edges.get(table)
        if kept is None or kept[0] != number:
            with connection.cursor() as cursor:
                cursor.execute(_EDGES.format(table=table))
                kept = _edges[table] = (number, [Succession(*row) for row in cursor.fetchall()])
        return kept[1]


def _found(infos: Mapping[UUID, Info], id_: UUID) -> Info:
    try:
        return infos[id_]
    except KeyError:
        raise UnitNotFound from None


def unit(unit_id: UUID) -> UnitInfo:
    """One unit, whether it still exists or not. Raises ``UnitNotFound``."""
    return _found(unit_book().by_id, unit_id)


def unit_by_key(key: str) -> UnitInfo:
    """One unit by its id in the packs. Raises ``UnitNotFound``."""
    try:
        return unit_book().by_key[key]
    except KeyError:
        raise UnitNotFound from None


def units_as_of(day: date, *, kind: str | None = None, level: str | None = None) -> list[UnitInfo]:
    """The units that exist on ``day``, in Vietnamese order."""
    return [u for u in unit_book().on(day).items if kind in (None, u.kind) and level in (None, u.level)]


def unit_names(day: date) -> dict[UUID, str]:
    """The names of the units that exist on ``day``, in the language of the reader, in Vietnamese order."""
    return {unit.id: named(unit) for unit in units_as_of(day)}


def units_below(unit_id: UUID | None, day: date) -> list[UnitInfo]:
    """The units directly below one on ``day``; for None those at the top."""
    return _below(unit_book(), unit_id, day)


def territories_below(territory_id: UUID | None, day: date) -> list[TerritoryInfo]:
    """The territories directly inside one on ``day``; for None those at the top."""
    return _below(territory_book(), territory_id, day)


def unit_tree(day: date) -> list[Branch]:
    """All units of ``day`` as trees, every level in Vietnamese order."""
    book = unit_book()
    view = book.on(day)

    def branch(item: UnitInfo) -> Branch:
        return Branch(item, [branch(book.by_id[child]) for child in view.children.get(item.id, ())])

    return [branch(item) for item in view.items if item.id not in view.parent]


def _below(book: Book[Info], id_: UUID | None, day: date) -> list[Info]:
    view = book.on(day)
    if id_ is None:
        return [item for item in view.items if item.id not in view.parent]
    return [book.by_id[child] for child in view.children.get(id_, ())]


def parent_of(unit_id: UUID, day: date) -> UnitInfo | None:
    """The unit directly above on ``day``, or None."""
    book = unit_book()
    above = book.on(day).parent.get(unit_id)
    return book.by_id[above] if above else None


def territory_parent(territory_id: UUID, day: date) -> TerritoryInfo | None:
    """The territory around one on ``day``, or None."""
    book = territory_book()
    above = book.on(day).parent.get(territory_id)
    return book.by_id[above] if above else None


def subtree_ids(unit_id: UUID, day: date) -> frozenset[UUID]:
    """The unit and everything below it on ``day``. Raises ``UnitNotFound``."""
    book = unit_book()
    _found(book.by_id, unit_id)
    return book.on(day).subtree(unit_id)


def resolve_units(selector: Mapping[str, object], day: date) -> list[UnitInfo]:
    """The units of ``day`` that a pack's selector names: ``{"ids": [keys]}`` or ``{"kind": …, "level": …}``.

    A key of a unit that has closed stands for its successors. Raises ``UnitNotFound`` for a key that never was.
    """
    book = unit_book()
    view = book.on(day)
    keys = selector.get("ids")
    if isinstance(keys, Iterable):
        wanted: set[UUID] = set()
        for key in keys:
            if key not in book.by_key:
                raise UnitNotFound
            start = book.by_key[key]
            wanted |= {trace.key for trace in _traces(book, "unit", start, day, forward=True)}
        return [item for item in view.items if item.id in wanted]
    kind, level = selector.get("kind"), selector.get("level")
    return [item for item in view.items if kind in (None, item.kind) and level in (None, item.level)]


def units_in_territory(territory_id: UUID, day: date, *, kind: str | None = None) -> list[UnitInfo]:
    """The units of ``day`` whose territory is exactly this one."""
    return [u for u in units_as_of(day, kind=kind) if u.territory_id == territory_id]


def search_units(text: str, day: date) -> list[UnitInfo]:
    """Units of ``day`` by words of their names, accents and case ignored, or by their code."""
    return _search(units_as_of(day), text, lambda u: f"{u.name_folded} {fold(u.short_name)}")


def search_territory(text: str, day: date) -> list[TerritoryInfo]:
    """Territories of ``day`` by words of their names, accents and case ignored, or by their code."""
    return _search(territory_as_of(day), text, lambda t: t.name_folded)


def _search(items: Sequence[Info], text: str, words: Callable[[Info], str]) -> list[Info]:
    needle = fold(text)
    coded = [item for item in items if item.code.lower() == needle]
    return coded or matching(items, words, needle)


def territory(territory_id: UUID) -> TerritoryInfo:
    """One territory, whether it still exists or not. Raises ``UnitNotFound``."""
    return _found(territory_book().by_id, territory_id)


def place_of(unit: UnitInfo, day: date) -> str:
    """The place that a document is dated from: the commune's own name, or the province's (NĐ 30/2020, Phụ lục I)."""
    holder: UnitInfo | None = unit
    while holder is not None and holder.territory_id is None:
        holder = parent_of(holder.id, day)
    if holder is None or holder.territory_id is None:
        return ""
    name = territory(holder.territory_id).name
    for kind in ("Thành phố ", "Tỉnh ", "Phường ", "Xã ", "Thị trấn ", "Đặc khu ", "Quận ", "Huyện ", "Thị xã "):
        name = name.removeprefix(kind)
    return name


def territory_by_key(key: str) -> TerritoryInfo:
    """One territory by its id in the packs. Raises ``UnitNotFound``."""
    try:
        return territory_book().by_key[key]
    except KeyError:
        raise UnitNotFound from None


def territory_as_of(day: date, *, level: str | None = None) -> list[TerritoryInfo]:
    """The territories that exist on ``day``, in Vietnamese order."""
    return [t for t in territory_book().on(day).items if level in (None, t.level)]


def territory_rows(day: date, *, compared_to: date, text: str = "") -> list[TerritoryRow]:
    """The territories of ``day`` that a search finds, each with what it was, or became, on another day at its level."""
    book = territory_book()
    view = book.on(day)
    rows = []
    for item in _search(view.items, text, lambda t: t.name_folded):
        forward = compared_to > item.valid_from
        related = _told(book, _traces(book, "territory", item, compared_to, forward=forward))
        above = view.parent.get(item.id)
        same_level = [(other, part) for other, part in related if other.level == item.level and other.id != item.id]
        rows.append(TerritoryRow(item, book.by_id[above] if above else None, same_level))
    return rows


def _traces(book: Book[Info], table: str, start: Info, day: date, *, forward: bool) -> list[Trace[UUID]]:
    edges = _successions(table, book.number)

    def exists(key: UUID) -> bool:
        return is_valid_on(book.by_id[key], day)

    if forward:
        return successors_on(edges, start.id, start.valid_from, day, exists)
    return predecessors_on(edges, start.id, day, date.max, exists)


def unit_successors(unit_id: UUID, day: date) -> list[tuple[UnitInfo, bool]]:
    """What the unit has become by ``day``: (unit, only partly), itself if it still exists. Raises ``UnitNotFound``."""
    book = unit_book()
    return _told(book, _traces(book, "unit", _found(book.by_id, unit_id), day, forward=True))


def units_succeeded(day: date) -> dict[UUID, frozenset[UUID]]:
    """Every unit that has closed by ``day`` with the units that it went into, wholly or in part."""
    book = unit_book()
    return {
        item.id: frozenset(trace.key for trace in _traces(book, "unit", item, day, forward=True))
        for item in book.by_id.values()
        if item.valid_to is not None and item.valid_to <= day
    }


def unit_predecessors(unit_id: UUID, day: date) -> list[tuple[UnitInfo, bool]]:
    """What the unit was on ``day``: (unit, only partly), itself if it existed then. Raises ``UnitNotFound``."""
    book = unit_book()
    return _told(book, _traces(book, "unit", _found(book.by_id, unit_id), day, forward=False))


def territory_successors(territory_id: UUID, day: date) -> list[tuple[TerritoryInfo, bool]]:
    """What the territory has become by ``day``: (territory, only partly). Raises ``UnitNotFound``."""
    book = territory_book()
    return _told(book, _traces(book, "territory", _found(book.by_id, territory_id), day, forward=True))


def territory_predecessors(territory_id: UUID, day: date) -> list[tuple[TerritoryInfo, bool]]:
    """What the territory was on ``day``: (territory, only partly). Raises ``UnitNotFound``."""
    book = territory_book()
    return _told(book, _traces(book, "territory", _found(book.by_id, territory_id), day, forward=False))


def _told(book: Book[Info], traces: Iterable[Trace[UUID]]) -> list[tuple[Info, bool]]:
    found = [(book.by_id[trace.key], trace.part) for trace in traces]
    return sorted(found, key=lambda pair: pair[0].sort_key)
