"""Records of one register: found, read, written; versions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.clock import TZ, local
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.rest.room import (
    BY_FORMER,
    PUT,
    SEE,
    RecordIn,
    RegisterRecordOut,
    RegisterRecordPage,
    given,
    rest,
    told,
)
from tinhso.engines.registers.rules.shapes import read_box
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import REFERENCES, Order, Provenance, Record, Source, Standing


class RecordNew(RecordIn):
    """A new record of a unit."""

    unit_id: UUID


class RecordNext(RecordIn):
    """The next version of a record that still is at ``version``."""

    version: int


class RecordEnd(Schema):
    """That a record holds no more: ``version`` is the one that was read."""

    version: int
    basis: str = Field("", max_length=500)


class RecordReviewed(Schema):
    """That a record was looked over without a change."""

    version: int


class FacetValueOut(Schema):
    """A value of a field, references by code, and how many records of the list have it."""

    value: str
    count: int


class FacetOut(Schema):
    """A field of the list with its values, the most frequent first."""

    field: str
    values: list[FacetValueOut]


def asked_of(
    request: PageRequest, register: RegisterObject, q: str, standing: str, narrowed: str, *, rule: str = "",
    box: str = "", order: str = "", then: tuple[date | None, datetime | None] = (None, None),
) -> Asked:  # fmt: skip
    """What a list is asked for; ``narrowed`` is ``field:value`` pairs divided by commas, references by code or key;
    ``rule`` the quality rule that does not hold, ``box`` the part of the map, ``then`` the day as of which and the
    moment as of whose knowledge.

    Raises ``InvalidInput``.
    """
    if standing not in Standing.values:
        raise InvalidInput(fields={"standing": ", ".join(Standing.values)})
    if order not in Order.values:
        raise InvalidInput(fields={"order": ", ".join(Order.values)})
    around = read_box(box) if queries.may_map(request.actor, register) else None
    if box and around is None:
        raise InvalidInput(fields={"box": box[:80]})
    pairs = [part.partition(":") for part in narrowed.replace("\x00", "").split(",") if part]
    values = {name.strip(): value.strip() for name, _colon, value in pairs}
    find = queries.Finder(local(request.at).date())
    for name, text in values.items():
        if name in register.by_id and register.field(name).type in REFERENCES:
            values[name] = str(find(register.field(name), text) or "")
            if not values[name]:
                raise InvalidInput(fields={name: text[:40]})
    day, known = then
    return Asked(
        text=q.replace("\x00", "")[:200],
        standing=Standing(standing),
        values=values,
        rule=rule.replace("\x00", ""),
        box=around,
        order=Order(order),
        day=day,
        known=moment(known),
    )


def moment(known: datetime | None) -> datetime | None:
    """A moment with its zone: that of Vietnam where none is said."""
    return known if known is None or known.tzinfo else known.replace(tzinfo=TZ)


@rest.get("/registers/{code}/records", access=SEE, response=RegisterRecordPage)
def list_records(
    request: PageRequest,
    code: str,
    q: str = "",
    standing: str = "",
    where: str = "",
    rule: str = "",
    box: str = "",
    order: str = "",
    after: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    former: int | None = BY_FORMER,
) -> RegisterRecordPage:
    """Records in Vietnamese order of names, or by when they were written (``order``: newest, oldest); ``where`` is
    ``field:value``, several divided by commas; ``box`` (west,south,east,north) a part of the map. ``as_of`` asks for
    those of a day, ``known_at`` for what was known at a moment, ``schema`` for the values by a former version of the
    declaration.
    """
    register = queries.access_register(actor=request.actor, code=code)
    then = (as_of, known_at)
    asked = asked_of(request, register, q, standing, where, rule=rule, box=box, order=order, then=then)
    page = queries.records(actor=request.actor, at=request.at, register=register, asked=asked, after=after)
    total = queries.count_records(actor=request.actor, at=request.at, register=register, asked=asked)
    items = _by_schema(request, register, list(page.items), former)
    return RegisterRecordPage(items=items, next=page.next_cursor, total=total)


@rest.get("/registers/{code}/facets", access=SEE, response=list[FacetOut])
def list_facets(request: PageRequest, code: str, q: str = "", standing: str = "", where: str = "") -> list[FacetOut]:
    """How many records of a list have each value of at most five fields, each field narrowed by the others."""
    register = queries.access_register(actor=request.actor, code=code)
    asked = asked_of(request, register, q, standing, where)
    found = queries.facets(actor=request.actor, at=request.at, register=register, asked=asked)
    return [
        FacetOut(field=one.field.id, values=[FacetValueOut(value=v.code, count=v.count) for v in one.values])
        for one in found
    ]


@rest.get("/registers/{code}/records/{record_id}", access=SEE, response=RegisterRecordOut)
def read_record(
    request: PageRequest, code: str, record_id: UUID, as_of: date | None = None, known_at: datetime | None = None,
    former: int | None = BY_FORMER,
) -> RegisterRecordOut:  # fmt: skip
    """One record; ``as_of`` asks for the version of a day, ``known_at`` for the one known at a moment, ``schema`` for
    its values by a former version of the declaration.
    """
    register = queries.access_register(actor=request.actor, code=code)
    if as_of is not None or known_at is not None:
        asked = Asked(day=as_of, known=moment(known_at))
        then = queries.record_then(
            actor=request.actor, at=request.at, register=register, record_id=record_id, asked=asked
        )
        return told(request, register, [then])[0]
    found = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    return _by_schema(request, register, [found], former)[0]


def _by_schema(
    request: PageRequest, register: RegisterObject, found: list[Record], version: int | None
) -> list[RegisterRecordOut]:
    """Records by the declaration in force, or by a former version of it. Raises ``SchemaNotFound``."""
    if version is None:
        return told(request, register, found)
    former = queries.former(register, version)
    return told(request, former.register, queries.by_former(former, found))


@rest.get("/registers/{code}/records/{record_id}/versions", access=SEE, response=list[RegisterRecordOut])
def list_versions(request: PageRequest, code: str, record_id: UUID) -> list[RegisterRecordOut]:
    """Every version of a record, newest first; ``until`` is when the next one took its place."""
    register = queries.access_register(actor=request.actor, code=code)
    found = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    past = queries.past_versions(actor=request.actor, register=register, record=found)
    return told(request, register, [found, *past])


def _written(request: PageRequest, code: str, record_id: UUID) -> dict[str, Any]:
    return {"actor": request.actor, "at": request.at, "register": code, "record_id": record_id}


def _answer(request: PageRequest, code: str, record: Any) -> RegisterRecordOut:
    register = queries.access_register(actor=request.actor, code=code)
    return told(request, register, [record])[0]


@rest.post("/registers/{code}/records", access=PUT, response=RegisterRecordOut, status=201)
def add_record(request: PageRequest, code: str, body: RecordNew) -> RegisterRecordOut:
    """Write a new record."""
    made = actions.add_record(
        actor=request.actor, at=request.at, register=code, unit_id=body.unit_id, given=given(body.values),
        provenance=Provenance(Source.API, body.basis.replace("\x00", "")),
    )  # fmt: skip
    return _answer(request, code, made)


@rest.put("/registers/{code}/records/{record_id}", access=PUT, response=RegisterRecordOut)
def change_record(request: PageRequest, code: str, record_id: UUID, body: RecordNext) -> RegisterRecordOut:
    """Write the next version of a record; refused where somebody was faster."""
    provenance = Provenance(Source.API, body.basis.replace("\x00", ""))
    values = given(body.values)
    made = actions.change_record(
        **_written(request, code, record_id), version=body.version, given=values, provenance=provenance
    )
    return _answer(request, code, made)


@rest.post("/registers/{code}/records/{record_id}/reviewed", access=PUT, response=RegisterRecordOut)
def review_record(request: PageRequest, code: str, record_id: UUID, body: RecordReviewed) -> RegisterRecordOut:
    """Note that a record was looked over and is right as it is."""
    made = actions.review_record(**_written(request, code, record_id), version=body.version)
    return _answer(request, code, made)


@rest.post("/registers/{code}/records/{record_id}/ended", access=PUT, response=RegisterRecordOut)
def end_record(request: PageRequest, code: str, record_id: UUID, body: RecordEnd) -> RegisterRecordOut:
    """End a record: it holds no more and stays to be read."""
    provenance = Provenance(Source.API, body.basis.replace("\x00", ""))
    made = actions.end_record(**_written(request, code, record_id), version=body.version, provenance=provenance)
    return _answer(request, code, made)
