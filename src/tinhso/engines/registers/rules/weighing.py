"""How surely two records are of one and the same: the weights of Fellegi and Sunter (1969), learned without labels.

For each field and each level of likeness, ``m`` is how often two records of one thing show that level and ``u`` how
often two of different things do. The weight of a level is log2(m/u); the weights and the odds before anything is known
add up, in bits, to a probability. ``u`` is counted on random pairs; ``m`` is learned by expectation and maximisation
over pairs that share a key, for each field only over keys that it is no part of (as Splink does, after Winkler).
A value that many records share tells less: the highest level weighs by how common the very value is.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tinhso.engines.registers.rules.likeness import LEVELS
from tinhso.engines.registers.types import Likeness

#: Levels of the compared fields of one pair, in their order; None where one side has no value.
Pattern = tuple[int | None, ...]

#: What is believed before a register has taught anything: m and u by level.
BEFORE: Final[Mapping[Likeness, tuple[tuple[float, ...], tuple[float, ...]]]] = {
    Likeness.NAME: ((0.03, 0.05, 0.22, 0.2, 0.5), (0.985, 0.008, 0.004, 0.001, 0.002)),
    Likeness.COMPANY: ((0.04, 0.08, 0.2, 0.68), (0.96, 0.03, 0.007, 0.003)),
    Likeness.TEXT: ((0.1, 0.15, 0.2, 0.55), (0.93, 0.05, 0.015, 0.005)),
    Likeness.ADDRESS: ((0.15, 0.15, 0.1, 0.2, 0.4), (0.96, 0.03, 0.007, 0.002, 0.001)),
    Likeness.DATE: ((0.04, 0.02, 0.1, 0.12, 0.72), (0.97, 0.018, 0.01, 0.0015, 0.0005)),
    Likeness.PHONE: ((0.3, 0.08, 0.62), (0.9985, 0.001, 0.0005)),
    Likeness.NUMBER: ((0.05, 0.1, 0.85), (0.9985, 0.001, 0.0005)),
    Likeness.EXACT: ((0.05, 0.95), (0.99, 0.01)),
    Likeness.PLACE: ((0.08, 0.92), (0.98, 0.02)),
    Likeness.DISTANCE: ((0.1, 0.15, 0.35, 0.4), (0.95, 0.045, 0.004, 0.001)),
}
#: Pairs that the beliefs above count as: a register of few pairs teaches little.
BELIEF: Final = 30.0
ROUNDS: Final = 30
_LEAST: Final = 1e-7


@dataclass(frozen=True, slots=True)
class Weights:
    """What a register has taught: ``m`` and ``u`` by field, how rare a match is among all pairs, how common the values
    that many records share are (by digest), and the rest.
    """

    m: Mapping[str, Sequence[float]]
    u: Mapping[str, Sequence[float]]
    prior: float
    common: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    rest: Mapping[str, float] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The same as JSON."""
        return {name: getattr(self, name) for name in ("m", "u", "prior", "common", "rest")}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Weights":
        """From JSON."""
        return cls(**kept)


def believed(kinds: Mapping[str, Likeness], records: int) -> Weights:
    """Weights before anything was learned: one record in fifty has a twin."""
    return Weights(
        {name: list(BEFORE[kind][0]) for name, kind in kinds.items()},
        {name: list(BEFORE[kind][1]) for name, kind in kinds.items()},
        1 / (25 * max(records, 50)),
    )


def by_chance(kinds: Mapping[str, Likeness], patterns: Iterable[Pattern]) -> dict[str, list[float]]:
    """``u``: the levels of random pairs, with the beliefs as a few pairs more."""
    counts = _counted(kinds, ((pattern, 1.0) for pattern in patterns))
    return {name: _shares(counts[name], BEFORE[kind][1]) for name, kind in kinds.items()}


def _counted(kinds: Mapping[str, Likeness], seen: Iterable[tuple[Pattern, float]]) -> dict[str, list[float]]:
    counts = {name: [0.0] * len(LEVELS[kind]) for name, kind in kinds.items()}
    rows = list(counts.values())
    for pattern, weight in seen:
        for row, level in zip(rows, pattern, strict=True):
            if level is not None:
                row[level] += weight
    return counts


def _shares(counts: Sequence[float], before: Sequence[float]) -> list[float]:
    whole = sum(counts) + BELIEF
    return [max((count + BELIEF * belief) / whole, _LEAST) for count, belief in zip(counts, before, strict=True)]


def learned(
    kinds: Mapping[str, Likeness], blocks: Sequence[Mapping[Pattern, int]], used: Sequence[frozenset[str]],
    u: Mapping[str, Sequence[float]], records: int,
) -> Weights:  # fmt: skip
    """Weights from the patterns of the pairs that each block gives, with their counts; ``used`` are the fields of which
    each block's key is made.
    """
    names = list(kinds)
    sums = {name: [0.0] * len(LEVELS[kind]) for name, kind in kinds.items()}
    matches = 0.0
    for patterns, key in zip(blocks, used, strict=True):
        free = {name: kind for name, kind in kinds.items() if name not in key}
        places = [names.index(name) for name in free]
        merged: Counter[Pattern] = Counter()
        for pattern, count in patterns.items():
            merged[tuple(pattern[place] for place in places)] += count
        if not free or not merged:
            continue
        found, counts = _expected(free, merged, {name: u[name] for name in free})
        matches = max(matches, found)
        for name in free:
            sums[name] = [a + b for a, b in zip(sums[name], counts[name], strict=True)]
    m = {name: _shares(sums[name], BEFORE[kind][0]) for name, kind in kinds.items()}
    pairs = max(records * (records - 1) / 2, 1.0)
    return Weights(m, {name: list(u[name]) for name in kinds}, min(max(matches, 0.5) / pairs, 0.5))


def _expected(
    kinds: Mapping[str, Likeness], patterns: Mapping[Pattern, int], u: Mapping[str, Sequence[float]]
) -> tuple[float, dict[str, list[float]]]:
    """How many of a block's pairs match, and how often each level stands in those that do."""
    m = {name: list(BEFORE[kind][0]) for name, kind in kinds.items()}
    whole = sum(patterns.values())
    share, found = 0.1, 0.0
    counts: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        rows = [(m[name], u[name]) for name in kinds]
        weighed: list[tuple[Pattern, float]] = []
        for pattern, count in patterns.items():
            odds = share / (1 - share)
            for (yes, no), level in zip(rows, pattern, strict=True):
                if level is not None:
                    odds *= yes[level] / no[level]
            weighed.append((pattern, count * odds / (1 + odds)))
        before, found = found, sum(weight for _pattern, weight in weighed)
        counts = _counted(kinds, weighed)
        m = {name: _shares(counts[name], BEFORE[kind][0]) for name, kind in kinds.items()}
        share = min(max(found / whole, 1e-4), 0.98)
        if abs(found - before) < 1e-3 * max(found, 1.0):
            break
    return found, counts


def weigh(weights: Weights, name: str, level: int | None, top: int, token: str) -> float:
    """The bits of one field: above 0 it speaks for one and the same, below 0 against it."""
    if level is None:
        return 0.0
    u = weights.u[name][level]
    if level == top and name in weights.common:
        u = weights.common[name].get(token, weights.rest[name])
    return math.log2(weights.m[name][level] / max(u, _LEAST))


def certainty(weights: Weights, bits: float) -> float:
    """The probability that follows from the bits of all fields together."""
    whole = math.log2(weights.prior / (1 - weights.prior)) + bits
    return 1 / (1 + math.pow(2, -max(min(whole, 60.0), -60.0)))
