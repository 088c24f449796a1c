"""Communes by the names that people know them by, of today or of before."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tinhso.core.text import fold
from tinhso.foundation.organisation.queries.book import Book, territory_book, territory_successors
from tinhso.foundation.organisation.types import TerritoryInfo

_KINDS = ("thanh pho", "thi tran", "thi xa", "dac khu", "phuong", "huyen", "quan", "tinh", "xa")
_SHORT = {
    "p.": "phuong ", "x.": "xa ", "tt.": "thi tran ", "tx.": "thi xa ", "tp.": "thanh pho ", "q.": "quan ",
    "h.": "huyen ", "t.": "tinh ",
}  # fmt: skip


def communes_called(name: str, day: date) -> list[TerritoryInfo]:
    """The communes of ``day`` that ``name`` stands for, in Vietnamese order.

    First by the names of the day; then by former communes, and then former districts, through their successors: several
    where one was divided. What follows a comma narrows it: ``Xã Phú Hồ, huyện Phú Vang``. Accents, case and the word
    for the kind may be left out. Names around it that no territory ever had are passed over.
    """
    first, *around = [_full(part) for part in name.split(",") if part.strip()] or [""]
    if not first:
        return []
    book = territory_book()
    everywhere = {_bare(item.name_folded) for item in book.by_id.values()}
    around = [part for part in around if _bare(part) in everywhere]
    now = [item for item in book.on(day).items if item.level == "commune" and _is_called(item, first)]
    found = [item for item in now if _lies_in(book, item, around)]
    for level in ("commune", "district"):
        if found:
            break
        former = [
            item
            for item in book.by_id.values()
            if item.level == level
            and item.valid_to is not None
            and item.valid_to <= day
            and _is_called(item, first)
            and _lies_in(book, item, around)
        ]
        found = _heirs(former, day)
    return found


def communes_with_provinces(day: date) -> list[tuple[TerritoryInfo, TerritoryInfo]]:
    """The communes of ``day`` in Vietnamese order, each with the province it lies in."""
    book = territory_book()
    view = book.on(day)

    def province_of(child: UUID) -> TerritoryInfo | None:
        above = view.parent.get(child)
        while above is not None and book.by_id[above].level != "province":
            above = view.parent.get(above)
        return None if above is None else book.by_id[above]

    pairs = [(item, province_of(item.id)) for item in view.items if item.level == "commune"]
    return [(commune, province) for commune, province in pairs if province is not None]


def _full(part: str) -> str:
    """A written name folded, with the short word for its kind written out: ``P. Phú Xuân`` is ``phuong phu xuan``."""
    folded = fold(part)
    for short, word in _SHORT.items():
        if folded.startswith(short):
            return word + folded.removeprefix(short).strip()
    return folded


def _bare(folded: str) -> str:
    """A folded name without the word for its kind."""
    kind = next((kind for kind in _KINDS if folded.startswith(f"{kind} ")), "")
    return folded.removeprefix(kind).strip()


def _is_called(item: TerritoryInfo, wanted: str) -> bool:
    own = item.name_folded
    return wanted in {own, _bare(own)}


def _lies_in(book: Book[TerritoryInfo], item: TerritoryInfo, around: Iterable[str]) -> bool:
    above: set[str] = set()
    waiting = [item.id]
    while waiting:
        child = waiting.pop()
        for link in book.links:
            if link.child == child:
                above.add(book.by_id[link.parent].name_folded)
                waiting.append(link.parent)
    names = above | {_bare(name) for name in above}
    return all(part in names for part in around)


def _heirs(former: Iterable[TerritoryInfo], day: date) -> list[TerritoryInfo]:
    heirs = {
        heir.id: heir
        for item in former
        for heir, _part in territory_successors(item.id, day)
        if heir.level == "commune"
    }
    return sorted(heirs.values(), key=lambda item: item.sort_key)
