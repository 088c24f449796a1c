"""A former version of a declaration over the table of today: where its values are, what they are to who reads by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from tinhso.core.personal import DataClass
from tinhso.engines.registers.rules.columns import column_type, wanted
from tinhso.engines.registers.rules.converging import moves
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import FieldType, Value

_CLASSES: Final = list(DataClass)


@dataclass(frozen=True, slots=True)
class Former:
    """A declaration of before, as it may be read now: ``columns`` are those of today's table by its fields."""

    register: RegisterObject
    columns: Mapping[str, str]


def former_of(declarations: Sequence[RegisterObject], version: int) -> Former | None:
    """The last one of ``declarations`` (the oldest first, the last one in force) that says ``version``; None where none
    does. A field that tells more of a person today than it was thought to is masked as today.
    """
    place = max((number for number, item in enumerate(declarations) if item.version == version), default=None)
    if place is None:
        return None
    found: dict[str, str] = {}
    where: dict[str, str] = {}
    for number, item in enumerate(declarations):
        target = wanted(item)
        for move in moves(found, target):
            found[move.name] = move.kind
            if move.was:
                del found[move.was]
                where = {name: move.name if column == move.was else column for name, column in where.items()}
        if number == place:
            where = {field.id: field.id for field in item.fields}
    today = declarations[-1].by_id
    fields = tuple(_strictest(field, today.get(where[field.id])) for field in declarations[place].fields)
    return Former(declarations[place].with_fields(fields), where)


def _strictest(field: RegisterField, now: RegisterField | None) -> RegisterField:
    if now is None or _CLASSES.index(now.personal) <= _CLASSES.index(field.personal):
        return field
    return field.model_copy(update={"personal": now.personal})


def as_declared(field: RegisterField, value: Value) -> Value:
    """A value of today's column as a former field has it; None where it fits no more."""
    if value is None:
        return None
    match field.type:
        case FieldType.CODE:
            return value if value in {option.id for option in field.options} else None
        case FieldType.CODES:
            known = {option.id for option in field.options}
            return [each for each in value if each in known] if isinstance(value, list) else None
    return _READ.get(column_type(field).partition("(")[0], _same)(value)


def _same(value: Any) -> Value:
    return value


def _text(value: Any) -> Value:
    return value if isinstance(value, str) else str(value)


def _whole(value: Any) -> Value:
    number = _number(value)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _day(value: Any) -> Value:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def _id(value: Any) -> Value:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


def _yes(value: Any) -> Value:
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))


_READ: Final = {
    "text": _text, "bigint": _whole, "numeric": _number, "date": _day, "uuid": _id, "boolean": _yes,
}  # fmt: skip
