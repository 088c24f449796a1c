"""What follows from the values of a record: computed fields, quality rules that do not hold, words and order."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from tinhso.core.text import fold, sort_key
from tinhso.engines.registers.rules.columns import column_type
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import WORDS, FieldType, Openness, Value

#: Characters of a name by which it is ordered.
LONGEST_ORDER: Final = 200
#: What stands between words. No value holds the character by which texts are divided here.
_NO_WORD: Final = re.compile(r"[^\w\x00]+")


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
    """The fields whose words are searched: key, title and what the list shows, none that is sensitive, and none that is
    personal where everybody may search.
    """
    never = ("sensitive", "basic") if register.openness is Openness.PUBLIC else ("sensitive",)
    return [
        field
        for field in register.fields
        if (field.id in (register.key, register.title) or (field.listed and field.type in WORDS))
        and field.personal not in never
    ]


def words_of(register: RegisterObject, values: Mapping[str, Value]) -> str:
    """The words of a record without accents."""
    said = " ".join(str(values[f.id]) for f in word_fields(register) if values.get(f.id) is not None)
    return words_of_texts([said])[0]


def words_of_texts(texts: Iterable[str]) -> list[str]:
    """The words of each text, without accents. All at once: a file has a million."""
    whole = _NO_WORD.sub(" ", fold("\x00".join(texts)))
    return [one.strip()[:4000] for one in whole.split("\x00")]


def words_in(text: str) -> list[str]:
    """The words of a text, without accents, as the index has them and a search asks for them."""
    return re.findall(r"\w+", fold(text))


def order_of(register: RegisterObject, values: Mapping[str, Value]) -> str:
    """Where a record stands among the others: its name in Vietnamese order."""
    return sort_key(str(values[register.title])[:LONGEST_ORDER])
