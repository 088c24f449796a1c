"""Lists page by key: the next page starts after the last row seen, however long the list is."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import FieldError, ValidationError
from django.db.models import Model, Q, QuerySet

from tinhso.core.errors import InvalidInput

Row = TypeVar("Row")
Other = TypeVar("Other")
Instance = TypeVar("Instance", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, the cursor of the next page (None on the last one), and a total where counted."""

    items: Sequence[Row]
    next_cursor: str | None = None
    total: int | None = None

    def map(self, convert: Callable[[Row], Other]) -> "Page[Other]":
        """The same page with every row converted."""
        return Page([convert(row) for row in self.items], self.next_cursor, self.total)


def encode_cursor(values: Sequence[Any]) -> str:
    """A cursor of the values of the order's columns in the last row shown: what ``cursor_values`` reads."""
    plain = [v.isoformat() if isinstance(v, date | datetime) else str(v) if isinstance(v, UUID) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def cursor_values(cursor: str, length: int) -> list[Any]:
    """What a cursor holds: the plain values of the order's columns in the last row seen, times as ISO 8601 text.

    Raises ``InvalidInput`` for what is no cursor of ``length`` columns.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        values = None
    if not isinstance(values, list) or len(values) != length:
        raise InvalidInput(fields={"after": cursor[:40]})
    return values


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come later in the order. Columns must not be null."""
    condition = Q(pk__in=[])
    for position, name in enumerate(order):
        equal = Q(**dict(zip((n.lstrip("-") for n in order[:position]), values[:position], strict=True)))
        beyond = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name.lstrip('-')}__{beyond}": values[position]})
    first = order[0].lstrip("-")
    edge = "lte" if order[0].startswith("-") else "gte"
    # The plain bound on the leading column lets the planner start in the middle of its index.
    return Q(**{f"{first}__{edge}": values[0]}) & condition


def keyset(
    queryset: QuerySet[Instance],
    *,
    order: Sequence[str],
    after: str | None = None,
    limit: int = 50,
    total: int | None = None,
) -> Page[Instance]:
    """A page of ``queryset`` in ``order`` (field names, ``-`` for descending, none of them null, the last one unique).

    ``after`` is a cursor that an earlier page gave. Raises ``InvalidInput`` for a cursor that is not of this list.
    """
    if after:
        queryset = queryset.filter(_after(order, cursor_values(after, len(order))))
    try:
        rows = list(queryset.order_by(*order)[: limit + 1])
    except (ValidationError, FieldError, ValueError, TypeError):
        raise InvalidInput(fields={"after": (after or "")[:40]}) from None
    more = len(rows) > limit
    rows = rows[:limit]
    cursor = encode_cursor([_value(rows[-1], name.lstrip("-")) for name in order]) if more else None
    return Page(rows, cursor, total)


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for part in path.split("__"):
        value = getattr(value, part)
    return value
