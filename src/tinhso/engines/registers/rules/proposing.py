"""A declaration proposed for a file that belongs to no register yet: what every value of every column allows.

A type is proposed only where each value of the column reads as that type, by the very readers of imports; never by a
sample. What is guessed from headings (personal data, the key, the name) a person looks at.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

from tinhso.core.personal import DataClass
from tinhso.core.text import fold
from tinhso.engines.registers.rules.reading import NO, YES, BadValue, Finder, read_text
from tinhso.engines.registers.schema import Option, RegisterField, RegisterObject
from tinhso.engines.registers.types import FieldType

#: Types in the order in which they are preferred; what is none of them is text.
_ORDER: Final = (
    FieldType.BOOLEAN, FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE, FieldType.PARTIAL_DATE, FieldType.PHONE,
    FieldType.EMAIL, FieldType.WEB, FieldType.POINT, FieldType.LINE, FieldType.AREA, FieldType.TERRITORY,
)  # fmt: skip
#: A code list has at most so many codes, each so many times on average.
_MOST_CODES, _OFTEN = 30, 5
#: Distinct texts of a column that are remembered.
_REMEMBERED: Final = 400
_LENGTHS: Final = (20, 60, 120, 200, 500, 2000, 5000, 20_000)
_LONG: Final = 500
_DECIMALS: Final = 8
#: Words of headings, without accents, that tell of persons (Nghị định 356/2025/NĐ-CP).
_SENSITIVE: Final = ("dinh danh", "cccd", "cmnd", "can cuoc", "ton giao", "suc khoe", "benh", "tai khoan", "dan toc")
_BASIC: Final = (
    "ho ten", "ho va ten", "chu ho", "nguoi dai dien", "nguoi phu trach", "ngay sinh", "nam sinh", "gioi tinh",
    "dien thoai", "email", "thu dien tu", "noi cu tru", "thuong tru", "que quan",
)  # fmt: skip
_ZEROS: Final = re.compile(r"0\d+")


@dataclass(slots=True)
class Seen:
    """What all values of one column allow."""

    heading: str
    types: list[FieldType] = field(default_factory=lambda: list(_ORDER))
    filled: int = 0
    empty: int = 0
    longest: int = 0
    decimals: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    texts: set[str] = field(default_factory=set)
    #: Every value so far, while no two are the same; None from the first that came twice.
    once: set[str] | None = field(default_factory=set)

    def look(self, cells: Sequence[str], find: Finder) -> None:
        """The next cells of the column."""
        bare = [text for cell in cells if (text := cell.strip())]
        self.filled += len(bare)
        self.empty += len(cells) - len(bare)
        distinct = set(bare)
        if self.once is not None:
            before = len(self.once)
            self.once |= distinct
            if len(self.once) - before != len(bare):
                self.once = None
        if len(self.texts) <= _REMEMBERED:
            self.texts |= distinct
        self.longest = max([self.longest, *map(len, distinct)])
        for text in distinct:
            self.types = [kind for kind in self.types if self._is(kind, text, find)]
            if not self.types:
                return

    def _is(self, kind: FieldType, text: str, find: Finder) -> bool:
        if kind in (FieldType.INTEGER, FieldType.NUMBER) and _ZEROS.fullmatch(text):
            return False
        if kind is FieldType.TERRITORY and len(self.texts) > _REMEMBERED:
            return False
        try:
            value = read_text(_PROBES[kind], text, find)
        except BadValue:
            return False
        if isinstance(value, Decimal):
            exponent = value.normalize().as_tuple().exponent
            self.decimals = max(self.decimals, -exponent if isinstance(exponent, int) else 0)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self.least = Decimal(value) if self.least is None else min(self.least, Decimal(value))
            self.most = Decimal(value) if self.most is None else max(self.most, Decimal(value))
        return True


_PROBES: Final = {
    kind: RegisterField(id="x", name="x", name_en="x", type=kind, decimals=_DECIMALS if kind is FieldType.NUMBER else 2)
    for kind in _ORDER
}


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """Why a column is declared as it is, in words for people."""

    heading: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A declaration, as YAML and typed, and the reasons for its fields; ``rows`` were looked at."""

    item: RegisterObject
    text: str
    notes: Sequence[ColumnNote]
    rows: int


def propose(
    headings: Sequence[str], parts: Iterable[Sequence[Sequence[str]]], find: Finder, *, code: str, name: str
) -> Proposal:
    """The declaration of a register ``code`` for all the rows of a file. Raises ``ValueError`` where it has none, or no
    column that could be the key.
    """
    seen = [Seen(heading.strip() or f"{_('Cột')} {place}") for place, heading in enumerate(headings, 1)]
    rows = 0
    for part in parts:
        full = [[*row, *[""] * len(seen)][: len(seen)] for row in part if any(row)]
        rows += len(full)
        for column, cells in zip(seen, zip(*full, strict=True), strict=True) if full else ():
            column.look(cells, find)
    if not rows:
        raise ValueError(_("tệp không có dòng nào"))
    ids = _ids([column.heading for column in seen])
    fields = [_field(column, id_) for column, id_ in zip(seen, ids, strict=True)]
    key = _key(seen, fields)
    if key is None:
        raise ValueError(_("không cột nào vừa đủ vừa không trùng để làm khóa; hãy thêm một cột mã"))
    title = _title(seen, fields, key)
    body = {
        "id": code, "name": name, "name_en": fold(name).capitalize(), "sector": "government", "openness": "internal",
        "kept_by": _("Cơ quan chủ quản"), "kept_by_en": "Keeping agency", "kept_at": "province", "key": key,
        "title": title, "fields": fields,
    }  # fmt: skip
    for one in fields:
        if one["id"] in (key, title):
            one.update({"required": True, "listed": True})
    item = RegisterObject.model_validate(body)
    text = yaml.safe_dump([body], allow_unicode=True, sort_keys=False, width=120)
    notes = [ColumnNote(c.heading, one["id"], _reason(c, one)) for c, one in zip(seen, fields, strict=True)]
    return Proposal(item, text, notes, rows)


def _ids(headings: Sequence[str]) -> list[str]:
    found: list[str] = []
    for place, heading in enumerate(headings, 1):
        bare = re.sub(r"[^a-z0-9]+", "_", fold(heading)).strip("_")[:34].strip("_")
        bare = bare if bare[:1].isalpha() else f"c_{bare}" if bare else f"c_{place}"
        found.append(bare if bare not in found else f"{bare}_{place}")
    return found


def _field(seen: Seen, id_: str) -> dict[str, Any]:
    words = fold(seen.heading)
    kind = _kind(seen, words)
    personal = DataClass.SENSITIVE if _tells(words, _SENSITIVE) else DataClass.BASIC if _tells(words, _BASIC) else None
    made: dict[str, Any] = {
        "id": id_, "name": seen.heading[:200], "name_en": words.capitalize()[:200] or id_, "type": str(kind),
    }  # fmt: skip
    if not seen.empty:
        made["required"] = True
    if kind is FieldType.PERSON:
        personal = DataClass.SENSITIVE
    if personal is not None:
        made["personal"] = str(personal)
    if _is_unique(seen) and kind in (FieldType.TEXT, FieldType.INTEGER, FieldType.PERSON):
        made["unique"] = True
    match kind:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            made["max_length"] = next(n for n in _LENGTHS if n >= min(seen.longest, _LENGTHS[-1]))
        case FieldType.NUMBER:
            made["decimals"] = max(seen.decimals, 1)
        case FieldType.CODE:
            made |= {"filtered": True, "listed": True, "options": _options(seen)}
        case FieldType.BOOLEAN | FieldType.TERRITORY:
            made["filtered"] = True
    if kind in (FieldType.INTEGER, FieldType.NUMBER) and seen.least is not None and seen.least >= 0:
        made["min"] = 0
    return made


def _tells(words: str, of: Sequence[str]) -> bool:
    return any(word in words for word in of)


def _kind(seen: Seen, words: str) -> FieldType:
    if not seen.filled:
        return FieldType.TEXT
    digits = all(text.isdigit() for text in seen.texts)
    if digits and {len(text) for text in seen.texts} == {12} and _tells(words, ("dinh danh", "cccd", "can cuoc")):
        return FieldType.PERSON
    for kind in seen.types:
        if kind is FieldType.BOOLEAN and (digits or not {text.lower() for text in seen.texts} & {*YES[:4], *NO[:3]}):
            continue
        if kind is FieldType.INTEGER and "nam" in words.split() and FieldType.PARTIAL_DATE in seen.types:
            return FieldType.PARTIAL_DATE
        return kind
    if len(seen.texts) <= _MOST_CODES and seen.filled >= _OFTEN * len(seen.texts) and seen.longest <= _LENGTHS[1]:
        return FieldType.CODE
    return FieldType.LONG_TEXT if seen.longest > _LONG else FieldType.TEXT


def _options(seen: Seen) -> list[dict[str, str]]:
    names = sorted(seen.texts)
    ids = _ids(names)
    return [
        Option(id=id_, name=name, name_en=fold(name).capitalize() or id_).model_dump()
        for id_, name in zip(ids, names, strict=True)
    ]


def _is_unique(seen: Seen) -> bool:
    return seen.once is not None and seen.filled > 1


def _key(seen: Sequence[Seen], fields: Sequence[dict[str, Any]]) -> str | None:
    """The first column that is whole and without doubles, one that calls itself a code or a number before others."""
    fit = [
        (not _tells(f" {fold(column.heading)} ", (" ma ", " so ", "code", " id ")), place)
        for place, column in enumerate(seen)
        if _is_unique(column) and not column.empty and fields[place]["type"] in ("text", "integer")
        and "personal" not in fields[place]
    ]  # fmt: skip
    return str(fields[min(fit)[1]]["id"]) if fit else None


def _title(seen: Sequence[Seen], fields: list[dict[str, Any]], key: str) -> str:
    """The column that calls itself a name, else the first whole text; the key, as text, where there is none."""
    fit = [
        ("ten" not in fold(column.heading).split(), fields[place]["id"] == key, place)
        for place, column in enumerate(seen)
        if fields[place]["type"] == "text" and not column.empty
    ]
    if fit:
        return str(fields[min(fit)[2]]["id"])
    one = next(each for each in fields if each["id"] == key)
    one.update({"type": "text", "max_length": 60})
    one.pop("min", None)
    return key


def _reason(seen: Seen, made: dict[str, Any]) -> str:
    told = [_("{n} ô có, {m} ô trống").format(n=seen.filled, m=seen.empty)]
    if seen.least is not None and made["type"] in ("integer", "number"):
        told.append(_("từ {least} đến {most}").format(least=seen.least, most=seen.most))
    elif made["type"] == "code":
        told.append(_("{n} giá trị").format(n=len(seen.texts)))
    elif made["type"] in ("text", "long_text"):
        told.append(_("dài nhất {n} ký tự").format(n=seen.longest))
    if _is_unique(seen):
        told.append(_("không trùng"))
    if "personal" in made:
        told.append(_("đoán là dữ liệu cá nhân theo tên cột"))
    return "; ".join(told)
