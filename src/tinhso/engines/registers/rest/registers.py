"""Registers as programs find them: which there are, what each declares, its own OpenAPI, files."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from ninja import Schema

from tinhso.core.access import needs
from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.engines.registers import actions, queries, serving
from tinhso.engines.registers.rest.records import asked_of
from tinhso.engines.registers.rest.room import BY_FORMER, SEE, rest
from tinhso.engines.registers.rules.describing import describe


class RegisterOut(Schema):
    """A register with the counts of its home page; a count of 10000 means that many or more."""

    id: str
    name: str
    name_en: str
    sector: str
    openness: str
    kept_by: str
    version: int
    records: int
    fresh: int
    stale: int
    wrong: int
    waiting: int


@rest.get("/registers", access=SEE, response=list[RegisterOut])
def list_registers(request: PageRequest, q: str = "") -> list[RegisterOut]:
    """The registers that one may read; those in whose name or keeper all words of ``q`` stand, without accents."""
    return [
        RegisterOut(
            id=one.register.id,
            name=one.register.name,
            name_en=one.register.name_en,
            sector=one.register.sector,
            openness=one.register.openness,
            kept_by=one.register.kept_by,
            version=one.register.version,
            records=one.records,
            fresh=one.fresh,
            stale=one.stale,
            wrong=one.wrong,
            waiting=one.waiting,
        )
        for one in queries.figures(actor=request.actor, at=request.at, text=q[:100])
    ]


@rest.get("/registers/{code}", access=SEE, response=dict[str, Any])
def read_register(request: PageRequest, code: str) -> dict[str, Any]:
    """What a register declares, as its pack says it."""
    register = queries.access_register(actor=request.actor, code=code)
    return register.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@rest.get("/registers/{code}/openapi.json", access=SEE, response=dict[str, Any])
def read_description(request: PageRequest, code: str, former: int | None = BY_FORMER) -> dict[str, Any]:
    """The API of one register as OpenAPI 3.1, with the types of its own fields; ``schema`` is a former version."""
    register = queries.access_register(actor=request.actor, code=code)
    return describe(register if former is None else queries.former(register, former).register)


@rest.get("/registers/{code}/export/{kind}", access=SEE, response=None)
def export_records(
    request: PageRequest,
    code: str,
    kind: str,
    q: str = "",
    standing: str = "",
    where: str = "",
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> HttpResponseBase:
    """Every record that is asked for as one file: csv, xlsx, geojson, gpkg, shp, parquet."""
    register = queries.access_register(actor=request.actor, code=code)
    if kind not in serving.KINDS:
        raise NotFound
    asked = asked_of(request, register, q, standing, where, then=(as_of, known_at))
    return serving.file_of(actor=request.actor, at=request.at, register=register, asked=asked, kind=kind)


class RegisterDraftOut(Schema):
    """The change set in which a declaration of before was drafted again."""

    change_set_id: UUID


@rest.post("/registers/{code}/declarations/{release}/again", access=needs(changes.EDIT), response=RegisterDraftOut)
def take_again(request: PageRequest, code: str, release: int) -> RegisterDraftOut:
    """Draft the declaration that was in force from a release on; another official publishes it."""
    made = actions.take_again(actor=request.actor, at=request.at, register=code, release=release)
    return RegisterDraftOut(change_set_id=made.id)
