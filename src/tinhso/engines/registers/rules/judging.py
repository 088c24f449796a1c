"""What follows from the values of a record: computed fields, quality rules that do not hold, words and order."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tinhso.core.text import fold, sort_key
from tinhso.engines.registers.rules.columns import column_type
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import WORDS, FieldType, Value


def completed(register: RegisterObject, values: Mapping[str, Value]) -> dict[str, Value]:
    """Every field of a record: those given, those computed, None for the rest."""
    whole = {field.id: values.get(field.id) for field in register.fields}
    context = {name: whole[name] for name in register.kinds}
    for field in register.fields:
        if field.computed is not None:
            whole[field.id] = _fitted(field, field.computed.evaluate(context))
    return whole


def _fitted(field: RegisterField, value: Any) -> Value:
    """A computed value as its column keeps it."""
    if value is None:
        return None
    if field.type is FieldType.INTEGER:
        return int(value)
    if column_type(field).startswith("numeric"):
        # Half goes away from zero, as PostgreSQL rounds.
        return Decimal(value).quantize(Decimal(1).scaleb(-field.decimals), ROUND_HALF_UP)
    return list(value) if isinstance(value, tuple) else value


def broken_rules(register: RegisterObject, values: Mapping[str, Value]) -> list[str]:
    """The quality rules that are false for a record; one that cannot be judged for want of a value holds."""
    context = {name: values.get(name) for name in register.kinds}
    return [rule.id for rule in register.rules if rule.holds.evaluate(context) is False]


def word_fields(register: RegisterObject) -> list[RegisterField]:
    """The fields whose words are searched: key, title and what the list shows, none that is sensitive."""
    return [
        field
        for field in register.fields
        if (field.id in (register.key, register.title) or (field.listed and field.type in WORDS))
        and field.personal != "sensitive"
    ]


def words_of(register: RegisterObject, values: Mapping[str, Value]) -> str:
    """The words of a record without accents."""
    said = " ".join(str(values[f.id]) for f in word_fields(register) if values.get(f.id) is not None)
    return " ".join(words_in(said))[:4000]


def words_in(text: str) -> list[str]:
    """The words of a text, without accents, as the index has them and a search asks for them."""
    return re.findall(r"\w+", fold(text))


def order_of(register: RegisterObject, values: Mapping[str, Value]) -> str:
    """Where a record stands among the others: its name in Vietnamese order."""
    return sort_key(str(values[register.title])[:200])
