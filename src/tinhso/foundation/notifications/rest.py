"""REST: the caller's own notices."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from tinhso.core.access import SIGNED_IN
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.notifications import api

rest = RestRoom("notifications", "Thông báo")


class NoticeOut(Schema):
    """A notice in the language of the request."""

    id: UUID
    kind: str
    title: str
    body: str
    link: str
    subject_kind: str
    subject_id: str
    created_at: datetime
    read_at: datetime | None


class NoticesOut(Schema):
    """A page of notices, newest first."""

    items: list[NoticeOut]
    next_cursor: str | None


class CountOut(Schema):
    """How many."""

    count: int


class LinkOut(Schema):
    """Where the notice leads, a path of this platform; empty where it leads nowhere."""

    link: str


@rest.get("/notices", access=SIGNED_IN, response=NoticesOut)
def list_notices(request: PageRequest, unread_only: bool = False, after: str | None = None) -> object:
    """The caller's notices."""
    return api.list_notices(actor=request.actor, unread_only=unread_only, after=after)


@rest.get("/notices/unread-count", access=SIGNED_IN, response=CountOut)
def count_unread(request: PageRequest) -> CountOut:
    """How many of the caller's notices are unread; 100 stands for 100 or more."""
    return CountOut(count=api.count_unread(request.actor))


@rest.post("/notices/{notice_id}/read", access=SIGNED_IN, response=LinkOut)
def read_notice(request: PageRequest, notice_id: UUID) -> LinkOut:
    """Mark one notice as read."""
    return LinkOut(link=api.read_notice(actor=request.actor, at=request.at, notice_id=notice_id))


@rest.post("/notices/read", access=SIGNED_IN, response=CountOut)
def read_all(request: PageRequest) -> CountOut:
    """Mark every notice as read."""
    return CountOut(count=api.read_all(actor=request.actor, at=request.at))
