"""What devices collected without a line."""

from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions
from tinhso.engines.registers.rest.room import ASK, given, rest


class CollectedIn(Schema):
    """A new record with the id that the device gave it; ``basis`` is also the reason of a request."""

    key: UUID
    unit_id: UUID
    values: dict[str, Any]
    basis: str = Field("", max_length=500)


class CollectedOut(Schema):
    """What it became: a record, or a request that a second person decides."""

    key: UUID
    record_id: UUID | None
    change_id: UUID | None


@rest.post("/registers/{code}/collected", access=ASK, response=CollectedOut)
def collect_record(request: PageRequest, code: str, body: CollectedIn) -> CollectedOut:
    """Take a record once, however often it is sent: a repeat answers the same."""
    made = actions.collect_record(
        actor=request.actor, at=request.at, key=body.key, register=code, unit_id=body.unit_id,
        given=given(body.values), basis=body.basis.replace("\x00", ""),
    )  # fmt: skip
    return CollectedOut(key=made.id, record_id=made.record_id, change_id=made.change_id)
