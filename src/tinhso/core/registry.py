"""Registries: how an upper floor hands something to a lower one, typed and at start only."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """A named table of items, filled in ``AppConfig.ready()`` and read afterwards, in order of entry.

    Raises ``ValueError`` when a key is added twice and ``LookupError`` (with the nearest key) when one is missing.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, Item] = {}

    def add(self, key: str, item: Item) -> Item:
        """Enter ``item`` under ``key`` and hand it back."""
        if key in self._items:
            raise ValueError(f"{self.name}: {key!r} is entered twice")
        self._items[key] = item
        return item

    def get(self, key: str) -> Item:
        """The item under ``key``."""
        try:
            return self._items[key]
        except KeyError:
            near = get_close_matches(key, self._items, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise LookupError(f"{self.name}: no {key!r}{hint}") from None

    def items(self) -> Iterator[tuple[str, Item]]:
        """Every key with its item."""
        return iter(self._items.items())

    def keys(self) -> Iterator[str]:
        """Every key."""
        return iter(self._items)

    def values(self) -> Iterator[Item]:
        """Every item."""
        return iter(self._items.values())

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __len__(self) -> int:
        return len(self._items)
