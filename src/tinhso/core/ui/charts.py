"""Charts that the server draws: plain geometry in, coordinates out.

No library, no script; the number is always written.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

Point = tuple[float, float]


def share(part: float | None, whole: float) -> str:
    """``part`` of ``whole`` in per cent, between 0 and 100, written for SVG."""
    return "0.0" if part is None or whole <= 0 else f"{min(max(part / whole, 0.0), 1.0) * 100:.1f}"


def lay_out_trend(values: Sequence[float | None], *, goal: float | None = None) -> dict[str, str]:
    """A line through ``values`` in a field of 100 by 32 units that also holds the goal: ``path``,
    and ``goal`` as a height.
    """
    known = [value for value in values if value is not None]
    if not known:
        return {"path": "", "goal": ""}
    low, high = (
        min([*known, *([goal] if goal is not None else [])]),
        max([*known, *([goal] if goal is not None else [])]),
    )
    path = write_path(trace_line(values, width=100, height=32, low=low, high=high))
    if goal is None:
        return {"path": path, "goal": ""}
    return {"path": path, "goal": "16.0" if high == low else f"{32 - (goal - low) / (high - low) * 32:.1f}"}


def trace_line(
    values: Sequence[float | None], *, width: float, height: float, low: float | None = None, high: float | None = None
) -> list[list[Point]]:
    """The values as points from left to right, top is high;
    a None breaks the line. ``low`` and ``high`` fix the scale.
    """
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
