"""What is open to everybody: the public registers without personal fields, their records, their files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from ninja import Schema

from tinhso.core.access import ANONYMOUS, CITIZEN, PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.core.personal import Person
from tinhso.engines.registers import queries, serving
from tinhso.engines.registers.rest.records import asked_of
from tinhso.engines.registers.rest.room import rest
from tinhso.engines.registers.rules.telling import plain
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Licence, Record
from tinhso.foundation.identity import api as identity


class OpenRegisterOut(Schema):
    """A public register; a count of 10000 means that many or more."""

    id: str
    name: str
    name_en: str
    sector: str
    kept_by: str
    licence: str
    records: int


class OpenRecordOut(Schema):
    """A record of a public register: ``values`` by field, references by key or code; nothing personal is among them."""

    id: UUID
    version: int
    at: datetime
    values: dict[str, Any]


class OpenRecordPage(Schema):
    """A page of records; ``next`` is the cursor of the following page, ``total`` counts all that were asked for."""

    items: list[OpenRecordOut]
    next: str | None
    total: int


class OpenHit(Schema):
    """A record found by its name; ``code`` is that of its register."""

    code: str
    id: UUID
    title: str


@rest.get("/open-registers", access=PUBLIC, response=list[OpenRegisterOut])
def list_open_registers(request: PageRequest, q: str = "") -> list[OpenRegisterOut]:
    """The public registers in whose name or description all words of ``q`` stand, without accents."""
    found = queries.open_registers(q[:100])
    counts = queries.open_counts(found, request.at)
    return [
        OpenRegisterOut(
            id=one.id, name=one.name, name_en=one.name_en, sector=one.sector, kept_by=one.kept_by,
            licence=Licence(one.licence).address, records=counts[one.id],
        )
        for one in found.values()
    ]  # fmt: skip


@rest.get("/open-records", access=PUBLIC, response=list[OpenHit])
def find_open_records(request: PageRequest, q: str) -> list[OpenHit]:
    """Records of every public register by their names, five of each."""
    found = queries.find_open(q.replace("\x00", "")[:100], request.at)
    return [OpenHit(code=one.register.id, id=one.id, title=one.title) for one in found]


@rest.get("/open-registers/{code}/records", access=PUBLIC, response=OpenRecordPage)
def list_open_records(
    request: PageRequest, code: str, q: str = "", where: str = "", after: str | None = None
) -> OpenRecordPage:
    """Records in Vietnamese order of names; ``where`` is ``field:value``, several divided by commas."""
    register = queries.access_open(code)
    asked = asked_of(request, register, q, "", where)
    page = queries.records(actor=ANONYMOUS, at=request.at, register=register, asked=asked, after=after)
    total = queries.count_records(actor=ANONYMOUS, at=request.at, register=register, asked=asked)
    return OpenRecordPage(items=_told(request, register, list(page.items)), next=page.next_cursor, total=total)


@rest.get("/open-registers/{code}/records/{record_id}", access=PUBLIC, response=OpenRecordOut)
def read_open_record(request: PageRequest, code: str, record_id: UUID) -> OpenRecordOut:
    """One record."""
    register = queries.access_open(code)
    found = queries.access_record(actor=ANONYMOUS, register=register, record_id=record_id)
    return _told(request, register, [found])[0]


@rest.get("/open-registers/{code}/export/{kind}", access=PUBLIC, response=None)
def export_open_records(request: PageRequest, code: str, kind: str, q: str = "", where: str = "") -> HttpResponseBase:
    """Every record that is asked for as one file: csv, xlsx, json, geojson; other sites may read it."""
    register = queries.access_open(code)
    asked = asked_of(request, register, q, "", where)
    return serving.open_file(at=request.at, register=register, asked=asked, kind=kind)


def _told(request: PageRequest, register: RegisterObject, records: list[Record]) -> list[OpenRecordOut]:
    names = queries.names_of(register, records, request.at, keys=True)
    return [
        OpenRecordOut(
            id=one.id, version=one.version, at=one.at,
            values={field.id: plain(field, one.values[field.id], names) for field in register.fields},
        )
        for one in records
    ]  # fmt: skip


class OwnRecordOut(Schema):
    """A record that names who asks."""

    code: str
    id: UUID
    version: int
    at: datetime
    unit_id: UUID
    values: dict[str, Any]


@rest.get("/own-records", access=CITIZEN, response=list[OwnRecordOut])
def list_own_records(request: PageRequest) -> list[OwnRecordOut]:
    """Every record of every register in which one's proved số định danh stands."""
    made = []
    for own in queries.own_records(Person(identity.account_id_of(request.actor))):
        register, one = own.register, own.record
        names, hidden = queries.names_of(register, [one], request.at, keys=True), queries.others_fields(register)
        values = {f.id: plain(f, one.values[f.id], names) for f in register.fields if f.id not in hidden}
        made.append(
            OwnRecordOut(
                code=register.id, id=one.id, version=one.version, at=one.at, unit_id=one.unit_id, values=values
            )
        )
    return made
