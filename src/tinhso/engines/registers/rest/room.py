"""What the operations of this room share: the room, its rules, its answers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from ninja import Header, Schema
from ninja.params import functions
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.engines.registers import queries
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.reading import BadValue, as_text
from tinhso.engines.registers.rules.telling import plain
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import DECIDE, PROPOSE, READ, SHARE, WRITE, Record, RecordInvalid, Source

rest: Final = RestRoom("registers", "Cơ sở dữ liệu")
SEE: Final = needs(READ)
ASK: Final = needs(PROPOSE)
JUDGE: Final = needs(DECIDE)
PUT: Final = needs(WRITE)
TELL: Final = needs(SHARE)

#: INSTANCE/CLASS/MEMBER/SUBSYSTEM: which member of the information mediator asks. It says so itself; what it may do
#: its token decides.
Client = Annotated[str, Header(alias="Information-Mediator-Client", max_length=200, pattern=r"^[\w.-]+(/[\w.-]+){3}$")]
#: ``?schema=N``: by a former version of the declaration.
BY_FORMER: Final[Any] = functions.Query(None, alias="schema")


class RegisterRecordOut(Schema):
    """A record: ``values`` by field, references by key or code, personal ones masked for who may not see them.
    ``merged_into`` is the record that took its place where it was a double.
    """

    id: UUID
    unit_id: UUID
    version: int
    values: dict[str, Any]
    valid_from: date | None
    valid_to: date | None
    at: datetime
    by: str
    source: Source
    basis: str
    wrong: list[str]
    until: datetime | None
    merged_into: UUID | None


class RegisterRecordPage(Schema):
    """A page of records; ``next`` is the cursor of the following page, ``total`` counts all that were asked for."""

    items: list[RegisterRecordOut]
    next: str | None
    total: int


class RecordIn(Schema):
    """What is written: JSON values by field; a field that is not named stays as it is."""

    values: dict[str, Any]
    basis: str = Field("", max_length=500)


def given(values: Mapping[str, Any]) -> dict[str, str]:
    """JSON values as the texts that fields read. Raises ``RecordInvalid``."""
    texts, wrong = {}, {}
    for name, value in values.items():
        try:
            texts[name[:60]] = as_text(value).replace("\x00", "").encode().decode()
        except (BadValue, UnicodeEncodeError) as error:
            wrong[name[:60]] = str(error)[:200]
    if wrong:
        raise RecordInvalid(fields=wrong)
    return texts


def told(request: PageRequest, register: RegisterObject, records: "list[Record]") -> list[RegisterRecordOut]:
    """Records as programs read them."""
    names = queries.names_of(register, records, request.at, keys=True)
    over = [record.id for record in records if record.valid_to is not None]
    led = queries.merged_into(over)
    return [_told(request, register, record, names, led.get(record.id)) for record in records]


def _told(
    request: PageRequest, register: RegisterObject, record: Record, names: dict[UUID, str], led: UUID | None
) -> RegisterRecordOut:
    sees = queries.sees_personal(request.actor, register, record.unit_id)
    values = {
        field.id: plain(field, record.values[field.id], names, masked=is_masked(field, sees_personal=sees))
        for field in register.fields
    }
    return RegisterRecordOut(
        id=record.id, unit_id=record.unit_id, version=record.version, values=values, valid_from=record.valid_from,
        valid_to=record.valid_to, at=record.at, by=record.by, source=Source(record.source), basis=record.basis,
        wrong=list(record.wrong), until=record.until, merged_into=led,
    )  # fmt: skip
