"""Kinds of paper that are digitised, and what is read off them."""

from collections.abc import Mapping, Sequence
from datetime import date

from tinhso.core.packs import api as packs
from tinhso.services.digitisation.schema import DigitisedField, DigitisedKind


def digitised_kinds() -> Mapping[str, DigitisedKind]:
    """The kinds in force, by id."""
    return packs.current("digitised_kinds", DigitisedKind)


def fields_of(kind: str) -> Sequence[DigitisedField]:
    """What is entered of a paper of a kind; nothing of one that is no longer digitised."""
    found = digitised_kinds().get(kind)
    return found.fields if found else ()


def day_of(value: str) -> date:
    """A day as it is stored among values."""
    return date.fromisoformat(value)
