"""REST: the caller's own papers, their files, where they were used and who looked; uploading and taking out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import CITIZEN
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.files import api as files
from tinhso.services.vault import actions, queries
from tinhso.services.vault.models import Item
from tinhso.services.vault.types import Origin

rest = RestRoom("vault", "Kho giấy tờ")
_SHORT = 300


class KindOut(Schema):
    """A kind of paper."""

    id: str
    name: str
    name_en: str


class ItemRow(Schema):
    """A paper. ``trust`` is 1 (not checked) to 4 (signed by its issuer); ``standing`` is in_force, expiring, expired,
    replaced or revoked; ``valid_to`` is the first day on which it no longer holds.
    """

    id: UUID
    kind: str
    title: str
    number: str
    issuer: str
    origin: Origin
    trust: int
    standing: str
    issued_date: date | None
    valid_to: date | None
    verification_code: str
    dossier: str
    media_type: str
    size: int
    added_at: datetime


class ItemPage(Schema):
    """A page of papers; ``next`` is the cursor of the following page."""

    items: list[ItemRow]
    next: str | None


class UseOut(Schema):
    """A dossier in which a paper was used."""

    case_id: UUID
    code: str
    title: str
    at: datetime


class LookOut(Schema):
    """Who looked at a paper, when and what for."""

    at: datetime
    name: str
    unit: str
    purpose: str


class ItemOut(ItemRow):
    """A paper with its data by field, when and why it was revoked, its uses and who looked at it."""

    data: dict[str, Any]
    revoked_at: datetime | None
    revoked_reason: str
    uses: list[UseOut]
    looks: list[LookOut]


class UploadIn(Schema):
    """What is said of an uploaded paper; ``valid_to`` is the last day on which it holds."""

    kind: str = Field("", max_length=120)
    title: str = Field("", max_length=_SHORT)
    number: str = Field("", max_length=120)
    issued_date: date | None = None
    valid_to: date | None = None


def _row(item: Item, request: PageRequest) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "number": item.number,
        "issuer": item.issuer,
        "origin": item.origin,
        "trust": item.trust,
        "standing": queries.standing_of(item, request.at),
        "issued_date": item.issued_date,
        "valid_to": item.valid_to,
        "verification_code": item.verification_code,
        "dossier": item.label,
        "media_type": item.file.media_type,
        "size": item.file.size,
        "added_at": item.added_at,
    }


def _whole(item: Item, request: PageRequest) -> ItemOut:
    return ItemOut(
        **_row(item, request),
        data=item.data,
        revoked_at=item.revoked_at,
        revoked_reason=item.revoked_reason,
        uses=[UseOut.from_orm(use) for use in queries.uses_of(item)],
        looks=[LookOut.from_orm(look) for look in queries.looks_at(item)],
    )


@rest.get("/vault/kinds", access=CITIZEN, response=list[KindOut])
def list_kinds(request: PageRequest) -> list[KindOut]:
    """The kinds of paper that the platform tells apart."""
    return [KindOut.from_orm(kind) for kind in queries.paper_kinds().values()]


@rest.get("/vault/items", access=CITIZEN, response=ItemPage)
def list_items(request: PageRequest, q: str = "", kind: str = "", after: str | None = None) -> ItemPage:
    """One's own papers, kind by kind; ``q`` finds words without accents."""
    text, only = q.replace("\x00", "")[:100], kind.replace("\x00", "")[:120]
    page = queries.list_items(actor=request.actor, text=text, kind=only, after=after)
    return ItemPage(items=[ItemRow(**_row(item, request)) for item in page.items], next=page.next_cursor)


@rest.get("/vault/items/{item_id}", access=CITIZEN, response=ItemOut)
def read_item(request: PageRequest, item_id: UUID) -> ItemOut:
    """One paper."""
    return _whole(queries.access_item(actor=request.actor, item_id=item_id), request)


@rest.get("/vault/items/{item_id}/content", access=CITIZEN, response=None)
def read_content(request: PageRequest, item_id: UUID) -> HttpResponseBase:
    """The paper itself."""
    return files.file_response(queries.access_bytes(actor=request.actor, item_id=item_id).file, inline=True)


@rest.post("/vault/items", access=CITIZEN, response=ItemOut, status=201)
def upload_item(request: PageRequest, body: Form[UploadIn], file: File[UploadedFile]) -> ItemOut:
    """Upload a paper of one's own: it is kept as not checked."""
    item = actions.upload_item(
        actor=request.actor, at=request.at, upload=file, name=file.name or "", **_clean(body.dict())
    )
    return _whole(queries.access_item(actor=request.actor, item_id=item.id), request)


def _clean(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value.replace("\x00", "") if isinstance(value, str) else value for name, value in given.items()}


@rest.delete("/vault/items/{item_id}", access=CITIZEN, response=None, status=204)
def remove_item(request: PageRequest, item_id: UUID) -> None:
    """Take a paper out that one has uploaded oneself."""
    actions.remove_item(actor=request.actor, at=request.at, item_id=item_id)


@rest.post("/vault/items/{item_id}/company", access=CITIZEN, response=None, status=204)
def give_item(request: PageRequest, item_id: UUID) -> None:
    """Give a paper of one's own that bears a company's tax code to the vault of that company."""
    actions.give_to_company(actor=request.actor, at=request.at, item_id=item_id)
