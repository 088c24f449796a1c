"""Samples of a lot: how large, which, and whether the lot passes."""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

One = TypeVar("One")


def size(papers: int, percent: int) -> int:
    """How many papers of a lot are looked at: the plan's share, rounded up, at least one of any."""
    return min(papers, max(1, math.ceil(papers * percent / 100))) if papers else 0


def drawn(papers: Sequence[One], count: int, *, seed: str) -> list[One]:
    """A sample of ``count`` papers; the same seed draws the same, so that anybody can draw it again."""
    return random.Random(seed).sample(list(papers), count)  # noqa: S311 -- to be drawn again, nothing is secret


def is_rejected(faulty: int, looked_at: int, limit_percent: int) -> bool:
    """Whether a lot goes back: more than ``limit_percent`` per cent of the papers looked at have a fault."""
    return faulty * 100 > limit_percent * looked_at
