"""Cells judged as they are typed, by the rules by which they would be written."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from tinhso.core.errors import InvalidInput
from tinhso.engines.registers.queries.finding import Finder
from tinhso.engines.registers.rules.reading import BadValue, read_text
from tinhso.engines.registers.schema import RegisterObject

#: Cells judged at once: a block that somebody pastes.
MOST_CELLS = 4000


def problems_of(register: RegisterObject, cells: Sequence[tuple[str, str]], day: date) -> list[str]:
    """What is wrong with each cell, (field, text); empty for nothing. Raises ``InvalidInput`` for too many."""
    if len(cells) > MOST_CELLS:
        raise InvalidInput(fields={"cells": str(MOST_CELLS)})
    find = Finder(day)
    writable = {field.id: field for field in register.written_fields}
    known: dict[tuple[str, str], str] = {}
    for name, text in cells:
        if name not in writable:
            known[name, text] = _("Không có trường này")
        elif (name, text) not in known:
            try:
                read_text(writable[name], text, find)
                known[name, text] = ""
            except BadValue as error:
                known[name, text] = str(error)
    return [known[cell] for cell in cells]
