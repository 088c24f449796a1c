"""The data API of GovStack's building block *digital registries* (version 1.3.0): its paths, bodies and answers over
the same actions and rights as our own.

``content`` holds the values of the register's fields and, as ``ID``, the value of its key. What is deleted there ends.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from ninja import Query, Schema

from tinhso.core.access import Actor
from tinhso.core.actions import origin
from tinhso.core.clock import local
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.rest.room import PUT, SEE, Client, given, rest
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.reading import BadValue, read_text
from tinhso.engines.registers.rules.telling import plain
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    GEOMETRY,
    Provenance,
    Record,
    RecordNotFound,
    RegisterNotFound,
    Source,
)

_ID: Final = "ID"
_MOST: Final = 100
_QUERY: Final = re.compile(r"query\.(.+)")


class ContentBody(Schema):
    """Values by field."""

    content: dict[str, Any]


class WriteBody(Schema):
    """What is created."""

    write: ContentBody


class QueryBody(Schema):
    """What is looked for: fields with the values that they must have."""

    query: ContentBody


class ChangeBody(Schema):
    """What is looked for and what is written; without a question the record of the written ``ID``."""

    write: ContentBody
    query: ContentBody | None = None


class GovStackContent(Schema):
    """A record."""

    content: dict[str, Any]


class ExistsAnswer(Schema):
    """Whether there is such a record, in words too."""

    status: bool
    message: str


class GovStackExists(Schema):
    """The same, as the standard wraps it."""

    answer: ExistsAnswer


def _of(request: PageRequest, client: str, registryname: str, versionnumber: str) -> RegisterObject:
    """The register in its present version, ``2`` or ``2.0``; who asks is noted. Raises ``RegisterNotFound``."""
    before = origin.get()
    told = f"Information-Mediator-Client {client}"
    origin.set(replace(before, application=f"{before.application}; {told}" if before.application else told))
    found = queries.access_register(actor=request.actor, code=registryname)
    if versionnumber.partition(".")[0] != str(found.version):
        raise RegisterNotFound
    return found


def _texts(register: RegisterObject, content: Mapping[str, Any]) -> dict[str, str]:
    """Content as the texts that fields read; ``ID`` is the key. Raises ``RecordInvalid``."""
    fields = {name: value for name, value in content.items() if name not in (_ID, "_unit")}
    key = {register.key: content[_ID]} if content.get(_ID) not in (None, "") else {}
    return given({**key, **fields})


def _asked(request: PageRequest, register: RegisterObject, content: Mapping[str, Any]) -> Asked:
    """A question for records with these values. Raises ``InvalidInput`` for fields that there are not, that cannot be
    compared, or that the actor must not see.
    """
    find = queries.Finder(local(request.at).date())
    sees = queries.sees_personal(request.actor, register)
    equal: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, text in _texts(register, content).items():
        field = register.by_id.get(name)
        if field is None or field.type in GEOMETRY or is_masked(field, sees_personal=sees):
            wrong[name[:40]] = text[:40]
            continue
        try:
            equal[name] = read_text(field.model_copy(update={"required": False}), text, find)
        except BadValue as error:
            wrong[name] = str(error)
    if wrong or not equal:
        raise InvalidInput(fields=wrong or {"query": ""})
    return Asked(equal=equal)


def _one(request: PageRequest, register: RegisterObject, asked: Asked) -> Record | None:
    found = queries.answering(actor=request.actor, at=request.at, register=register, asked=asked)
    return found[0] if found else None


def _by_name(request: PageRequest, register: RegisterObject, name: str) -> Record:
    """A record by its own id or by its key. Raises ``RecordNotFound``."""
    id_ = as_uuid(name)
    if id_ is not None:
        return queries.access_record(actor=request.actor, register=register, record_id=id_)
    try:
        found = _one(request, register, _asked(request, register, {_ID: name}))
    except InvalidInput:
        found = None
    if found is None:
        raise RecordNotFound
    return found


def _contents(request: PageRequest, register: RegisterObject, records: list[Record]) -> list[dict[str, Any]]:
    names = queries.names_of(register, records, request.at, keys=True)
    return [_content(request.actor, register, one, names) for one in records]


def _content(actor: Actor, register: RegisterObject, record: Record, names: Mapping[UUID, str]) -> dict[str, Any]:
    sees = queries.sees_personal(actor, register, record.unit_id)
    values = {
        field.id: plain(field, record.values[field.id], names, masked=is_masked(field, sees_personal=sees))
        for field in register.fields
    }
    return {_ID: str(record.values[register.key]), **values}


def _missing() -> JsonResponse:
    """What the standard answers where there is no such record."""
    return JsonResponse({"detail": RecordNotFound().message}, status=404)


def _unit(request: PageRequest, register: RegisterObject, content: Mapping[str, Any]) -> UUID:
    """The unit that keeps a new record: named as ``_unit``, else one's own, else the only one there is.

    Raises ``InvalidInput``.
    """
    allowed = queries.units_to_write(request.actor, register, request.at)
    named = as_uuid(str(content.get("_unit", "")))
    own = request.actor.unit_id if request.actor.unit_id in allowed else None
    found = named or own or (allowed[0] if len(allowed) == 1 else None)
    if found is None:
        raise InvalidInput(fields={"_unit": ", ".join(str(one) for one in allowed[:5])})
    return found


def _created(request: PageRequest, register: RegisterObject, content: Mapping[str, Any]) -> Record:
    return actions.add_record(
        actor=request.actor, at=request.at, register=register.id, unit_id=_unit(request, register, content),
        given=_texts(register, content), provenance=Provenance(Source.API),
    )  # fmt: skip


def _changed(request: PageRequest, register: RegisterObject, found: Record, content: Mapping[str, Any]) -> Record:
    return actions.change_record(
        actor=request.actor, at=request.at, register=register.id, record_id=found.id, version=found.version,
        given=_texts(register, content), provenance=Provenance(Source.API),
    )  # fmt: skip


def _question(request: PageRequest, register: RegisterObject, body: ChangeBody) -> Asked:
    """What a change is about: its question, or the written key."""
    content = body.query.content if body.query else {_ID: body.write.content.get(_ID)}
    return _asked(request, register, content)


@rest.get("/data/{registryname}/{versionnumber}", access=SEE, response=dict[str, Any])
def govstack_list(
    request: PageRequest, registryname: str, versionnumber: str, client: Client, search: str = "", filter: str = "",  # noqa: A002 -- the standard's name
    ordering: str = "", page: Annotated[int, Query(ge=1)] = 1, page_size: Annotated[int, Query(ge=1, le=_MOST)] = 25,
) -> dict[str, Any]:  # fmt: skip
    """Records by words (``search``), by the value of one field (``filter`` with ``search``, ``query.<field>``)."""
    register = _of(request, client, registryname, versionnumber)
    if ordering not in ("", "ascending", "descending"):
        raise InvalidInput(fields={"ordering": "ascending, descending"})
    content = {found[1]: value for name, value in request.GET.items() if (found := _QUERY.fullmatch(name))}
    if filter:
        content[filter] = search
    asked = _asked(request, register, content) if content else Asked()
    asked = replace(asked, text="" if filter else search.replace("\x00", "")[:200])
    common: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": register, "asked": asked}
    records = queries.answering(
        **common, skip=(page - 1) * page_size, limit=page_size, backwards=ordering == "descending"
    )
    count = queries.count_records(**common)

    def address(number: int) -> str:
        kept = request.GET.copy()
        kept["page"] = str(number)
        return request.build_absolute_uri(f"{request.path}?{kept.urlencode()}")

    answer: dict[str, Any] = {"count": count, "previous": address(page - 1) if page > 1 else None}
    if page * page_size < count:
        answer["next"] = address(page + 1)
    return {**answer, "results": _contents(request, register, records)}


@rest.post("/data/{registryname}/{versionnumber}/create", access=PUT, response=GovStackContent)
def govstack_create(
    request: PageRequest, registryname: str, versionnumber: str, client: Client, body: WriteBody
) -> GovStackContent:
    """Write a new record; ``_unit`` names the unit that keeps it where that is not one's own."""
    register = _of(request, client, registryname, versionnumber)
    made = _created(request, register, body.write.content)
    return GovStackContent(content=_contents(request, register, [made])[0])


@rest.post("/data/{registryname}/{versionnumber}/exists", access=SEE, response=GovStackExists)
def govstack_exists(
    request: PageRequest, registryname: str, versionnumber: str, client: Client, body: QueryBody
) -> GovStackExists:
    """Whether a record has these values."""
    register = _of(request, client, registryname, versionnumber)
    found = _one(request, register, _asked(request, register, body.query.content))
    message = "Object found from database" if found else "Object not found from database"
    return GovStackExists(answer=ExistsAnswer(status=found is not None, message=message))


@rest.post("/data/{registryname}/{versionnumber}/read", access=SEE, response=GovStackContent)
def govstack_read(
    request: PageRequest, registryname: str, versionnumber: str, client: Client, body: QueryBody
) -> GovStackContent | HttpResponseBase:
    """The first record with these values."""
    register = _of(request, client, registryname, versionnumber)
    found = _one(request, register, _asked(request, register, body.query.content))
    return GovStackContent(content=_contents(request, register, [found])[0]) if found else _missing()


@rest.put("/data/{registryname}/{versionnumber}/update", access=PUT, response=None)
def govstack_update(
    request: PageRequest, registryname: str, versionnumber: str, client: Client, body: ChangeBody
) -> HttpResponseBase:
    """Write the next version of the first record with these values."""
    register = _of(request, client, registryname, versionnumber)
    found = _one(request, register, _question(request, register, body))
    if found is None:
        return _missing()
    _changed(request, register, found, body.write.content)
    return HttpResponse()


@rest.put("/data/{registryname}/{versionnumber}/update-entries", access=PUT, response=None)
def govstack_update_entries(
    request: PageRequest, registryname: str, versionnumber: str, client: Client, body: ChangeBody
) -> HttpResponseBase:
    """Write the next version of every record with these values: all of them or none."""
    register = _of(request, client, registryname, versionnumber)
    changed = actions.change_answering(
        actor=request.actor, at=request.at, register=register.id, asked=_question(request, register, body),
        given=_texts(register, body.write.content), provenance=Provenance(Source.API),
    )  # fmt: skip
    return HttpResponse() if changed else _missing()


@rest.post("/data/{registryname}/{versionnumber}/update-or-create", access=PUT, response=GovStackContent)
def govstack_update_or_create(
    request: PageRequest, registryname: str, versionnumber: str, client: Client, body: ChangeBody
) -> GovStackContent:
    """Write the next version of the first record with these values, or a new record."""
    register = _of(request, client, registryname, versionnumber)
    found, content = _one(request, register, _question(request, register, body)), body.write.content
    made = _changed(request, register, found, content) if found else _created(request, register, content)
    return GovStackContent(content=_contents(request, register, [made])[0])


@rest.delete("/data/{registryname}/{versionnumber}/{record_id}/delete", access=PUT)
def govstack_delete(
    request: PageRequest, registryname: str, versionnumber: str, record_id: str, client: Client
) -> HttpResponseBase:
    """End a record, named by its key or its id: it holds no more and stays to be read."""
    register = _of(request, client, registryname, versionnumber)
    found = _by_name(request, register, record_id)
    actions.end_record(
        actor=request.actor, at=request.at, register=register.id, record_id=found.id, version=found.version,
        provenance=Provenance(Source.API),
    )  # fmt: skip
    return HttpResponse(status=204)


@rest.get("/data/{registryname}/{versionnumber}/{record_id}/read-value/{field}.{ext}", access=SEE, response=None)
def govstack_read_value(
    request: PageRequest, registryname: str, versionnumber: str, record_id: str, field: str, ext: str, client: Client
) -> HttpResponseBase:
    """The value of one field of a record: ``json`` wrapped as ``value``, ``txt`` as a text."""
    register = _of(request, client, registryname, versionnumber)
    found = _by_name(request, register, record_id)
    content = _contents(request, register, [found])[0]
    if field not in content or ext not in ("json", "txt"):
        raise RecordNotFound
    if ext == "txt":
        value = content[field]
        return HttpResponse("" if value is None else str(value), content_type="text/plain; charset=utf-8")
    return JsonResponse({"value": content[field]})
