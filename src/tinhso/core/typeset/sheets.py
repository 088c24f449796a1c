"""Lists and registers on paper."""

from collections.abc import Sequence
from typing import NamedTuple

from tinhso.core.typeset.compiler import render_pdf


class SheetColumn(NamedTuple):
    """A column of a printed list; `width` is its share of the line."""

    title: str
    width: float = 1.0
    numeric: bool = False


def render_sheet(
    *,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Sequence[Sequence[str]],
    subtitle: str = "",
    note: str = "",
    landscape: bool = False,
) -> bytes:
    """Typeset a list whose header row is repeated on each page; cells are formatted text.

    Raises:
        LayoutFailed, FontsMissing: see `render_pdf`.
    """
    return render_pdf(
        "sheet.typ",
        {
            "title": title,
            "subtitle": subtitle,
            "note": note,
            "page_label": "Trang",
            "landscape": landscape,
            "columns": [column._asdict() for column in columns],
            "rows": [list(row) for row in rows],
        },
    )
