"""Rows that look like those of a province, made of a declaration alone: for demo installations, tests and benches.

The same seed gives the same rows. Values are invented; texts say of what they are.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from tinhso.engines.registers.rules.judging import broken_rules, completed
from tinhso.engines.registers.rules.reading import read_text
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import GEOMETRY, FieldType

_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Tôn Thất")
_MIDDLE: Final = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Quốc", "Ngọc", "Hữu", "Xuân", "Thu")
_GIVEN: Final = ("An", "Bình", "Châu", "Dũng", "Đức", "Hà", "Hương", "Khôi", "Lan", "Nam", "Phúc", "Quân", "Tâm", "Vy")
_PLACES: Final = (
    "Phú Xuân", "Hương Sơn", "Đông Ba", "An Cựu", "Vĩnh Lợi", "Thủy Bằng", "Bình Điền", "Tân Mỹ", "Lộc An", "Phong Hải",
    "Kim Long", "Đập Đá", "Trường An", "Hòa Bình", "Quảng Thành", "Phước Tích",
)  # fmt: skip
_STREETS: Final = ("Lê Lợi", "Hùng Vương", "Trần Hưng Đạo", "Nguyễn Huệ", "Phan Chu Trinh", "Bà Triệu", "Tố Hữu")
_MIDDLE_OF_MAP: Final = (107.59, 16.46)
#: Every so many rows one is as it comes, so that some break a quality rule; the others are drawn again so often.
_CARELESS: Final = 10
_DRAWS: Final = 30


def sample_rows(
    register: RegisterObject, count: int, seed: int, day: date, references: Mapping[str, Sequence[str]]
) -> list[dict[str, str]]:
    """``count`` records as texts by field, as somebody would type them; ``references`` gives by field what it may lead
    to (codes or keys); a field that is required and has none gives no rows at all.
    """
    chance = random.Random(f"{register.id}:{seed}")  # noqa: S311 -- samples, no secrets
    if any(field.required and field.type in _LED and not references.get(field.id) for field in register.fields):
        return []

    def drawn(number: int) -> dict[str, str]:
        return {
            field.id: text
            for field in register.written_fields
            if (text := _text(register, field, number, chance, day, references)) and (_is_kept(field, register, chance))
        }

    rows = []
    for number in range(1, count + 1):
        row = drawn(number)
        tries = 0 if number % _CARELESS == 0 else _DRAWS
        while tries and _breaks_a_rule(register, row):
            row, tries = drawn(number), tries - 1
        rows.append(row)
    return rows


def _breaks_a_rule(register: RegisterObject, row: Mapping[str, str]) -> bool:
    named = {name for rule in register.rules for name in rule.holds.names}
    given = {f.id: read_text(f, row[f.id], _nobody) for f in register.written_fields if f.id in row and f.id in named}
    return bool(broken_rules(register, completed(register, given)))


def _nobody(_field: RegisterField, _text: str) -> None:
    """Rules name no references."""


_LED: Final = (FieldType.RECORD, FieldType.UNIT, FieldType.TERRITORY)


def _is_kept(field: RegisterField, register: RegisterObject, chance: random.Random) -> bool:
    named = {name for rule in register.rules for name in rule.holds.names}
    return field.required or field.id in (register.key, register.title) or field.id in named or chance.random() < 0.9


def _text(
    register: RegisterObject, field: RegisterField, number: int, chance: random.Random, day: date,
    references: Mapping[str, Sequence[str]],
) -> str:  # fmt: skip
    if field.id == register.key and field.type is not FieldType.INTEGER and field.pattern is None:
        letters = "".join(part[0] for part in register.id.split("_")).upper()
        return f"{letters}-{number:05}"
    if field.type in _LED:
        choices = references.get(field.id)
        return str(chance.choice(list(choices))) if choices else ""
    if field.type in GEOMETRY:
        return _shape(field.type, chance)
    if field.type in (FieldType.INTEGER, FieldType.NUMBER):
        return str(number) if field.unique or field.id == register.key else _number(field, chance)
    if field.options:
        return "; ".join(one.id for one in chance.sample(field.options, 1))
    made = _MADE.get(field.type)
    return made(number, chance, day) if made else _words(register, field, number, chance, day)


def _any_day(_number: int, chance: random.Random, day: date) -> str:
    return f"{day - timedelta(days=chance.randint(30, 5000)):%d/%m/%Y}"


def _any_year(_number: int, chance: random.Random, day: date) -> str:
    return chance.choice([f"{day.year - chance.randint(1, 60)}", f"{chance.randint(1, 12)}/{day.year - 3}"])


_MADE: Final[Mapping[FieldType, Callable[[int, random.Random, date], str]]] = {
    FieldType.DATE: _any_day,
    FieldType.PARTIAL_DATE: _any_year,
    FieldType.BOOLEAN: lambda _number, chance, _day: chance.choice(["có", "không"]),
    FieldType.PHONE: lambda _number, chance, _day: f"0234{chance.randint(3_000_000, 3_999_999)}",
    FieldType.EMAIL: lambda number, _chance, _day: f"lien-he-{number}@demo.invalid",
    FieldType.WEB: lambda number, _chance, _day: f"https://demo.invalid/{number}",
    FieldType.PERSON: lambda _number, chance, _day: f"046{chance.randint(100_000_000, 999_999_999)}",
    FieldType.DOSSIER: lambda number, _chance, day: f"H57.10-{day:%y%m%d}-{number:04}",
}


def _number(field: RegisterField, chance: random.Random) -> str:
    low, high = field.min if field.min is not None else Decimal(0), field.max
    top = high if high is not None else low + Decimal(500)
    if field.type is FieldType.INTEGER:
        return str(chance.randint(int(low), max(int(low), int(top))))
    value = low + (top - low) * Decimal(chance.randint(0, 1000)) / 1000
    return format(round(value, field.decimals), "f").replace(".", ",")


def _shape(kind: FieldType, chance: random.Random) -> str:
    x, y = _MIDDLE_OF_MAP[0] + chance.uniform(-0.3, 0.3), _MIDDLE_OF_MAP[1] + chance.uniform(-0.2, 0.2)
    if kind is FieldType.POINT:
        return f"{y:.6f}, {x:.6f}"
    step = chance.uniform(0.001, 0.01)
    corners = [(0, 0), (step, 0), (step * 1.2, step), (0, step * 0.8)]
    return "|".join(f"{y + dy:.6f}, {x + dx:.6f}" for dx, dy in corners)


def _words(register: RegisterObject, field: RegisterField, number: int, chance: random.Random, day: date) -> str:
    place = chance.choice(_PLACES)
    if field.pattern is not None:
        return _fitting(field, number)
    if field.name.startswith(("Số ", "Mã ", "Quyết định", "Giấy")):
        return f"{number:03}/{day.year}"[: field.longest]
    if field.is_personal or "người" in field.name.lower() or "họ tên" in field.name.lower():
        text = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
    elif "địa chỉ" in field.name.lower():
        text = f"{chance.randint(1, 300)} {chance.choice(_STREETS)}, {place}"
    elif field.id == register.title:
        first = field.name.removeprefix("Tên ").strip()
        text = f"{first[:1].upper()}{first[1:]} {place} {number}"
    elif field.type is FieldType.LONG_TEXT:
        text = f"Ghi chú minh họa về {register.name.lower()} tại {place}."
    else:
        text = f"{place} {number}" if field.unique else place
    return f"{text} {number}"[: field.longest] if field.unique else text[: field.longest]


def _fitting(field: RegisterField, number: int) -> str:
    """A text that a pattern of digits and fixed letters matches: tried by length, empty where none does."""
    digits = f"{number:014}"
    source = field.pattern.source if field.pattern else ""
    start = source.split("\\")[0].split("[")[0].split("(")[0]
    for length in range(1, 15):
        text = start + digits[-length:]
        if field.pattern is not None and field.pattern.matches(text):
            return text
    return ""
