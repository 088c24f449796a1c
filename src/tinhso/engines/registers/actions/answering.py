"""Many records changed at once, those that answer to a question: all of them or none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.rows import read_values, replaced, today_of
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.types import WRITE, Provenance, RecordChanged, TooManyRecords

#: So many in one transaction; more are changed by an import, part by part.
MOST: Final = 1000


@action("registers.change_answering", access=needs(WRITE))
def change_answering(
    *, actor: Actor, at: datetime, register: str, asked: Asked, given: Mapping[str, str], provenance: Provenance
) -> Done[int]:
    """Write the next version of every record that answers to ``asked``; returns how many these were.

    Raises ``RegisterNotFound``, ``Forbidden`` where one of them is kept by a unit out of reach, ``TooManyRecords``,
    ``RecordInvalid``, ``RecordTaken``; then none of them is changed.
    """
    item = queries.access_register(actor=actor, code=register)
    found = queries.answering(actor=actor, at=at, register=item, asked=asked, limit=MOST + 1, lock=True)
    if len(found) > MOST:
        raise TooManyRecords(most=MOST)
    if not all(queries.may(actor, WRITE, item, one.unit_id) for one in found):
        raise Forbidden
    made = [replaced(item, one, read_values(item, given, one, today_of(at)), provenance, actor, at) for one in found]
    events = [RecordChanged(item.id, one.id, one.version, one.unit_id) for one in made]
    return Done(len(made), events=events, detail={"register": item.id, "count": len(made)})
