"""What of a register is compared, as its declaration says: values made ready, keys under which pairs are looked for."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tinhso.engines.registers.rules.likeness import LEVELS, Places, Written, alike, ready, token_of
from tinhso.engines.registers.rules.weighing import Pattern, Weights, certainty, weigh
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Likeness, Value

#: Values of a record made ready, by field.
Ready = Mapping[str, Any]
#: A key that more records share than this tells nothing and would make pairs without end.
CROWD: Final = 120


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair weighed: the level and the bits of each field that both have, the bits together, the probability."""

    fields: Mapping[str, tuple[int, float]]
    bits: float
    probability: float


@dataclass(frozen=True, slots=True)
class Plan:
    """How the records of one register are compared: fields in their order with the kind, parts of keys by block."""

    register: str
    kinds: Mapping[str, Likeness]
    blocks: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def used(self) -> list[frozenset[str]]:
        """The fields of which each block's key is made."""
        return [frozenset(name for name, _part in block) for block in self.blocks]


def plan_of(register: RegisterObject) -> Plan:
    """The plan of a register that declares ``matching``."""
    declared = register.matching
    assert declared is not None  # noqa: S101 -- asked before
    parts = (tuple(part.partition(".")[::2] for part in block) for block in declared.blocks)
    return Plan(register.id, {one.field: one.how for one in declared.compare}, tuple(parts))


def made_ready(plan: Plan, values: Mapping[str, Value], places: Places) -> dict[str, Any]:
    """The compared values of a record made ready."""
    return {name: ready(kind, values.get(name), places) for name, kind in plan.kinds.items()}


def pattern_of(plan: Plan, one: Ready, other: Ready) -> Pattern:
    """The levels at which two records are alike."""
    return tuple(alike(kind, one[name], other[name]) for name, kind in plan.kinds.items())


def weighed(plan: Plan, weights: Weights, one: Ready, other: Ready) -> Weighed:
    """How surely two records are of the same."""
    fields: dict[str, tuple[int, float]] = {}
    for name, kind in plan.kinds.items():
        level = alike(kind, one[name], other[name])
        if level is not None:
            top = len(LEVELS[kind]) - 1
            token = digest_of(name, token_of(kind, one[name])) if level == top and name in weights.common else ""
            fields[name] = (level, weigh(weights, name, level, top, token))
    bits = sum(bit for _level, bit in fields.values())
    return Weighed(fields, bits, certainty(weights, bits))


def digest_of(*parts: str) -> str:
    """A short digest: values that are counted or remembered are kept by it, not as they are."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def values_digest(plan: Plan, one: Ready, other: Ready) -> str:
    """What two records say in the compared fields: a pair that was refused comes back once this is another."""
    said = [token_of(kind, each[name]) if each[name] is not None else "" for each in (one, other)
            for name, kind in plan.kinds.items()]  # fmt: skip
    return digest_of(*said)


def keys_of_record(plan: Plan, record: Ready) -> Iterator[tuple[int, int]]:
    """The keys of a record: the number of the block, and a digest as a whole number of 64 bits."""
    for number, block in enumerate(plan.blocks):
        parts = [_part(plan.kinds[name], record[name], part) for name, part in block]
        if all(parts):
            text = "\x1f".join([plan.register, str(number), *parts])
            found = hashlib.blake2b(text.encode(), digest_size=8).digest()
            yield number, int.from_bytes(found, "big", signed=True)


def _part(kind: Likeness, value: Any, part: str) -> str:
    """The part of a ready value that a key is made of; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, Written):
        bones = value.bones.split()
        found = {
            "": " ".join(sorted(bones)), "first": "".join(bones[:1]), "last": "".join(bones[-1:]),
            "initials": "".join(sorted(word[0] for word in bones)), "longest": max(bones, key=len, default=""),
            "number": value.number, "street": value.bones,
        }  # fmt: skip
        return found[part]
    if kind is Likeness.DATE:
        year, month, day = value
        full = f"{year}-{month}-{day}" if month else ""
        return {"": full, "year": str(year), "days": "-".join(sorted((str(month), str(day)))) if month else ""}[part]
    if kind is Likeness.DISTANCE:
        return f"{value[0]:.2f} {value[1]:.2f}"
    text = token_of(kind, value)
    return {"": text, "head": text[:7], "tail": text[-6:]}[part]
