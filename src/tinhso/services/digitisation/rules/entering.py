"""What people enter: tidied, checked field by field, compared between two people."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext

from tinhso.core.text import normalise_name
from tinhso.core.ui.forms import BadInput, read_date
from tinhso.foundation.identity import api as identity
from tinhso.services.digitisation.schema import DigitisedField
from tinhso.services.digitisation.types import AfterToday, Values

_LONGEST = 300


def read(
    fields: Sequence[DigitisedField], given: Mapping[str, str], *, today: date
) -> tuple[dict[str, str], dict[str, str]]:
    """(values as they are stored, what is wrong by field). Dates become ISO; what is left empty is absent."""
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for field in fields:
        try:
            value = _value(field, given.get(field.id, ""), today)
        except (BadInput, identity.BadPersonId) as error:
            problems[field.id] = error.message
            continue
        if value:
            values[field.id] = value
        elif field.required:
            problems[field.id] = gettext("Nhập {name}.").format(name=field.name[:1].lower() + field.name[1:])
    return values, problems


def _value(field: DigitisedField, text: str, today: date) -> str:
    text = normalise_name(text.replace("\x00", ""))[:_LONGEST]
    if field.type == "person_id":
        return identity.tidy_person_id(text)
    if field.type != "date" or not text:
        return text
    day = read_date({field.id: text}, field.id)
    if day is not None and day > today:
        raise AfterToday
    return day.isoformat() if day else ""


def differing(fields: Sequence[DigitisedField], one: Values, other: Values) -> tuple[str, ...]:
    """The fields that two people entered differently; capital letters make no difference."""
    return tuple(field.id for field in fields if one.get(field.id, "").casefold() != other.get(field.id, "").casefold())


def why() -> str:
    """What is asked of who puts a paper aside."""
    return gettext("Ghi lý do để riêng.")
