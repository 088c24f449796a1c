"""Charts that the server draws: plain geometry in, coordinates out. No library, no script; the number is always written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a horizontal bar chart; coordinates are text, ready for SVG in any language."""

    label: str
    text: str
    label_y: str
    bar_y: str
    text_y: str
    text_x: str
    width: str
    shade: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """A horizontal bar chart, ``width`` by ``height`` units; ``goal_x`` is empty where there is no goal."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    goal_x: str


ROW_HEIGHT = 48
LABEL_BASE = 15
BAR_TOP = 22
TEXT_BASE = 35
VALUE_ROOM = 96


def lay_out_bars(
    rows: Sequence[tuple[str, float | None, str]], *, goal: float | None = None, width: int = 560
) -> BarChart:
    """Bars for ``rows`` of (label, value, the value as written), longest value filling the width.

    A value of None has no bar, only its text. ``goal`` draws a line at that value.
    """
    known = [value for _, value, _ in rows if value is not None]
    top = max([0.0, *known, *([goal] if goal is not None else [])])
    scale = (width - VALUE_ROOM) / top if top > 0 else 0.0
    bars = []
    for row, (label, value, text) in enumerate(rows):
        length = max(value or 0.0, 0.0) * scale
        start = row * ROW_HEIGHT
        bars.append(
            Bar(
                label=label, text=text, label_y=str(start + LABEL_BASE), bar_y=str(start + BAR_TOP),
                text_y=str(start + TEXT_BASE), text_x=f"{length + (8 if length else 0):.1f}", width=f"{length:.1f}",
                shade="rest" if value is None else "1",
            )
        )
    goal_x = "" if goal is None else f"{goal * scale:.1f}"
    return BarChart(tuple(bars), width, max(1, len(rows)) * ROW_HEIGHT, goal_x)


def share(part: float | None, whole: float) -> str:
    """``part`` of ``whole`` in per cent, between 0 and 100, written for SVG."""
    return "0.0" if part is None or whole <= 0 else f"{min(max(part / whole, 0.0), 1.0) * 100:.1f}"


def lay_out_trend(values: Sequence[float | None], *, goal: float | None = None) -> dict[str, str]:
    """A line through ``values`` in a field of 100 by 32 units that also holds the goal: ``path``, and ``goal`` as a height."""
    known = [value for value in values if value is not None]
    if not known:
        return {"path": "", "goal": ""}
    low, high = min([*known, *([goal] if goal is not None else [])]), max([*known, *([goal] if goal is not None else [])])
    path = write_path(trace_line(values, width=100, height=32, low=low, high=high))
    if goal is None:
        return {"path": path, "goal": ""}
    return {"path": path, "goal": "16.0" if high == low else f"{32 - (goal - low) / (high - low) * 32:.1f}"}


def trace_line(
    values: Sequence[float | None], *, width: float, height: float, low: float | None = None, high: float | None = None
) -> list[list[Point]]:
    """The values as points from left to right, top is high; a None breaks the line. ``low`` and ``high`` fix the scale."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    bottom = min(known) if low is None else low
    top = max(known) if high is None else high
    span = top - bottom
    step = width / (len(values) - 1) if len(values) > 1 else 0.0
    pieces: list[list[Point]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            if pieces[-1]:
                pieces.append([])
            continue
        y = height / 2 if span <= 0 else height - (value - bottom) / span * height
        pieces[-1].append((round(place * step, 1), round(y, 1)))
    return [piece for piece in pieces if piece]


def write_path(pieces: Sequence[Sequence[Point]]) -> str:
    """The points as the ``d`` of an SVG path; a single point becomes a short dash."""
    parts = []
    for piece in pieces:
        first, *rest = piece
        parts.append(f"M{first[0]} {first[1]}")
        parts.extend(f"L{x} {y}" for x, y in rest)
        if not rest:
            parts.append("h.1")
    return "".join(parts)


def dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Start and length of every run of ones in a row of a QR code."""
    start = 0
    for is_dark, run in groupby(row, key=bool):
        length = sum(1 for _ in run)
        if is_dark:
            yield start, length
        start += length
