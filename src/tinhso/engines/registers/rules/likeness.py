"""How alike two values are, as people write them in Vietnam: one of a few levels for each kind of comparison.

A value is first made ready (``ready``), once for each record: without accents, with slips of the keyboard and of
reading machines undone as far as that is certain. Two ready values are then ``alike`` to a level; the highest of a kind
is "the same", 0 is "different".
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext_noop

from tinhso.core.text import fold
from tinhso.engines.registers.rules.shapes import positions
from tinhso.engines.registers.types import Likeness, Value

#: What each level of a kind says to people, from "different" up.
LEVELS: Final[Mapping[Likeness, tuple[str, ...]]] = {
    Likeness.NAME: (
        gettext_noop("khác"), gettext_noop("trùng họ và tên, khác đệm"), gettext_noop("gần giống"),
        gettext_noop("trùng khi bỏ dấu"), gettext_noop("trùng"),
    ),
    Likeness.COMPANY: (
        gettext_noop("khác"), gettext_noop("giống một phần"), gettext_noop("gần giống"), gettext_noop("trùng"),
    ),
    Likeness.TEXT: (
        gettext_noop("khác"), gettext_noop("giống một phần"), gettext_noop("gần giống"), gettext_noop("trùng"),
    ),
    Likeness.ADDRESS: (
        gettext_noop("khác"), gettext_noop("cùng xã, phường"), gettext_noop("cùng đường, khác số"),
        gettext_noop("gần giống"), gettext_noop("trùng"),
    ),
    Likeness.DATE: (
        gettext_noop("khác"), gettext_noop("cùng năm"), gettext_noop("cùng năm, một bên chỉ ghi năm"),
        gettext_noop("đảo ngày tháng hoặc sai một chữ số"), gettext_noop("trùng"),
    ),
    Likeness.PHONE: (gettext_noop("khác"), gettext_noop("sai một chữ số"), gettext_noop("trùng")),
    Likeness.NUMBER: (gettext_noop("khác"), gettext_noop("sai một ký tự"), gettext_noop("trùng")),
    Likeness.EXACT: (gettext_noop("khác"), gettext_noop("trùng")),
    Likeness.PLACE: (gettext_noop("khác"), gettext_noop("trùng")),
    Likeness.DISTANCE: (
        gettext_noop("xa nhau"), gettext_noop("trong 2 km"), gettext_noop("trong 200 m"), gettext_noop("trong 30 m"),
    ),
}  # fmt: skip

#: The communes of today, by id, that a name written in an address stands for, also one of before a merger.
Places = Callable[[str], frozenset[str]]
_EARTH: Final = 6_371_000.0
_NEAR: Final = (30.0, 200.0, 2000.0)
_VNI: Final = re.compile(r"(?<=[a-z])\d")
_WORD: Final = re.compile(r"[0-9a-z]+(?:[/.-][0-9a-z]+)*")
_ACCENTED: Final = re.compile(r"[^\x00-\x7f]")
_LEGAL: Final = re.compile(
    r"\b(cong ty|cty|cong|tnhh|trach nhiem huu han|mtv|mot thanh vien|hai thanh vien|co phan|cp|dntn|doanh nghiep"
    r"|tu nhan|hop tac xa|htx|ho kinh doanh|hkd|chi nhanh|cn)\b"
)
_LONG: Final = (
    ("thuong mai", "tm"), ("dich vu", "dv"), ("san xuat", "sx"), ("xay dung", "xd"), ("xuat nhap khau", "xnk"),
    ("dau tu", "dt"), ("van tai", "vt"), ("du lich", "dl"),
)  # fmt: skip
_STREET: Final = re.compile(r"^(so nha|so|sn|duong|d\.|pho)\s+")
_KIND: Final = re.compile(r"^(p\.?|phuong|x\.?|xa|tt\.?|thi tran|q\.?|quan|h\.?|huyen|tx\.?|thi xa|tp\.?|thanh pho)\s")


@dataclass(frozen=True, slots=True)
class Written:
    """A text made ready: as written in lower case, its words without accents, the same with slips undone, whether it
    was written with accents; for an address the number of the house and the communes of today.
    """

    said: str
    words: tuple[str, ...]
    bones: str
    is_accented: bool
    number: str = ""
    places: frozenset[str] = frozenset()


def edits(one: str, other: str, most: int) -> int:
    """How many letters are missing, too many, wrong or swapped with their neighbour; ``most + 1`` where more than
    ``most`` are.
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = before[j - 1] if a == b else 1 + min(before[j - 1], before[j], row[j - 1])
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2] and a != b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


@lru_cache(maxsize=1 << 15)
def bone_of(word: str) -> str:
    """A word without accents as the keyboard would have left it: tones of Telex and VNI typed out, ``aa``, ``dd``,
    ``w``, ``y`` for ``i``. Applied to both sides, so that it only makes equal what is nearly the same.
    """
    bare = _VNI.sub("", word)
    first, rest = bare[:1], bare[1:]
    rest = rest.replace("r", "") if first != "t" else rest[:1] + rest[1:].replace("r", "")
    bare = first + re.sub("[sxfjwz]", "", rest)
    return re.sub(r"([aeod])\1", r"\1", bare).replace("y", "i")


@lru_cache(maxsize=1 << 16)
def written(text: str) -> Written:
    """A name or a text made ready."""
    folded = fold(text)
    words = tuple(_WORD.findall(folded))
    said = " ".join(text.lower().split())
    return Written(said, words, " ".join(map(bone_of, words)), _ACCENTED.search(said) is not None)


def _company(text: str) -> Written:
    folded = fold(text)
    for long, short in _LONG:
        folded = folded.replace(long, short)
    bare = _LEGAL.sub(" ", folded.replace("&", " "))
    words = tuple(word for word in _WORD.findall(bare) if word != "va") or tuple(_WORD.findall(folded))
    return Written(folded, words, " ".join(map(bone_of, words)), is_accented=False)


def _address(text: str, places: Places) -> Written:
    """The street and its number apart from the communes that are named."""
    street: list[str] = []
    named: frozenset[str] = frozenset()
    for position, part in enumerate(part.strip() for part in fold(text).split(",")):
        found = places(part) if part and (position or _KIND.match(part)) else frozenset()
        if found and (not named or len(found) < len(named)):
            named = found
        if not found and not (position and _KIND.match(part)):
            street.append(_STREET.sub("", _STREET.sub("", part)))
    words = tuple(_WORD.findall(" ".join(street)))
    number = next((word for word in words[:2] if word[0].isdigit()), "")
    rest = tuple(word for word in words if word != number and word not in ("duong", "so"))
    bones = " ".join(map(bone_of, rest))
    return Written(text, rest, bones, is_accented=False, number=number, places=named)


def _day(value: date | str) -> tuple[int, int, int]:
    if isinstance(value, date):
        return value.year, value.month, value.day
    parts = [int(part) for part in value.split("-")]
    return parts[0], *[*parts[1:], 0, 0][:2]  # type: ignore[return-value]


def ready(kind: Likeness, value: Value, places: Places) -> Any:
    """A value made ready to be compared; None for none."""
    if value is None or value in ("", []):
        return None
    match kind:
        case Likeness.NAME | Likeness.TEXT:
            return written(str(value))
        case Likeness.COMPANY:
            return _company(str(value))
        case Likeness.ADDRESS:
            return _address(str(value), places)
        case Likeness.DATE:
            return _day(value)
        case Likeness.PHONE | Likeness.NUMBER:
            return "".join(_WORD.findall(fold(str(value)))).replace("-", "").replace(".", "") or None
        case Likeness.PLACE:
            return places(str(value)) or frozenset([str(value)])
        case Likeness.DISTANCE:
            found = list(positions(value))
            return sum(x for x, _y in found) / len(found), sum(y for _x, y in found) / len(found)
    return value.hex() if isinstance(value, bytes) else str(value)


def _names_alike(one: Written, other: Written) -> int:
    if one.words == other.words:
        if one.said == other.said:
            return 4
        return 3 if one.is_accented != other.is_accented else 2
    if one.bones == other.bones:
        return 2
    mine, theirs = one.bones.split(), other.bones.split()
    if sorted(mine) == sorted(theirs):
        return 2
    if len(mine) == len(theirs):
        wrong = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
        if len(wrong) <= 2 and all(edits(a, b, 1) <= 1 and len(a) + len(b) > 4 for a, b in wrong):
            return 2
    elif edits("".join(mine), "".join(theirs), 1) <= 1:
        return 2
    is_part = len(mine) > 1 and len(theirs) > 1 and (mine[0], mine[-1]) == (theirs[0], theirs[-1])
    return 1 if is_part else 0


def _share(one: Written, other: Written) -> float:
    """The part of the words, by length, that two texts have in common; words with one slip count."""
    mine, theirs = one.bones.split(), other.bones.split()
    left = list(theirs)
    common = 0
    for word in mine:
        twin = word if word in left else next((w for w in left if len(word) > 3 and edits(word, w, 1) <= 1), None)
        if twin is not None:
            left.remove(twin)
            common += len(word) + len(twin)
    whole = sum(map(len, mine)) + sum(map(len, theirs))
    return common / whole if whole else 0.0


def _texts_alike(one: Written, other: Written) -> int:
    if one.bones == other.bones:
        return 3
    share = _share(one, other)
    return 2 if share >= 0.8 else 1 if share >= 0.5 else 0


def _addresses_alike(one: Written, other: Written) -> int:
    is_same_place = bool(one.places & other.places)
    is_elsewhere = bool(one.places) and bool(other.places) and not is_same_place
    same_street = bool(one.bones) and one.bones == other.bones
    near_street = same_street or _share(one, other) >= 0.75
    same_number = one.number == other.number
    if near_street and not is_elsewhere:
        if same_number:
            return 4 if same_street else 3
        if not one.number or not other.number or edits(one.number, other.number, 1) <= 1:
            return 3 if is_same_place else 2
        return 2
    if near_street and same_number and one.number:
        return 3
    return 1 if is_same_place else 0


def _days_alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    if one == other:
        return 4 if one[1] else 2
    if one[0] == other[0]:
        if not one[1] or not other[1]:
            return 2
        if (one[1], one[2]) == (other[2], other[1]):
            return 3
    if not (one[1] and other[1]):
        return 0
    slips = edits("{:04}{:02}{:02}".format(*one), "{:04}{:02}{:02}".format(*other), 1)
    return 3 if slips <= 1 else 1 if one[0] == other[0] else 0


def _codes_alike(one: str, other: str) -> int:
    return 2 if one == other else 1 if min(len(one), len(other)) > 4 and edits(one, other, 1) <= 1 else 0


def _points_alike(one: tuple[float, float], other: tuple[float, float]) -> int:
    squeeze = math.cos(math.radians((one[1] + other[1]) / 2))
    metres = math.radians(1) * _EARTH * math.hypot((one[0] - other[0]) * squeeze, one[1] - other[1])
    return sum(metres <= limit for limit in _NEAR)


_ALIKE: Final[Mapping[Likeness, Callable[[Any, Any], int]]] = {
    Likeness.NAME: _names_alike,
    Likeness.COMPANY: _texts_alike,
    Likeness.TEXT: _texts_alike,
    Likeness.ADDRESS: _addresses_alike,
    Likeness.DATE: _days_alike,
    Likeness.PHONE: _codes_alike,
    Likeness.NUMBER: _codes_alike,
    Likeness.EXACT: lambda one, other: int(one == other),
    Likeness.PLACE: lambda one, other: int(bool(one & other)),
    Likeness.DISTANCE: _points_alike,
}


def alike(kind: Likeness, one: Any, other: Any) -> int | None:
    """The level at which two ready values are alike; None where one is not known."""
    return None if one is None or other is None else _ALIKE[kind](one, other)


def token_of(kind: Likeness, value: Any) -> str:
    """A ready value as one text: what is counted to know how common it is, and of what keys are made."""
    if isinstance(value, Written):
        return f"{value.number} {value.bones}".strip()
    if kind is Likeness.PLACE:
        return str(min(value))
    return "-".join(map(str, value)) if isinstance(value, tuple) else str(value)
