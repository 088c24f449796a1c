"""REST: the caller's own notices."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, gettext
from ninja import Schema

from tinhso.core.access import CITIZEN, PUBLIC, SIGNED_IN
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.identity.api import account_id_of
from tinhso.foundation.notifications import actions, api, queries, rules
from tinhso.foundation.notifications.types import Channels

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


class ChannelsIO(Schema):
    """By which ways notices come besides the platform."""

    email: bool
    sms: bool


class MessageOut(Schema):
    """A message as its address got it, and whether that address wants no more (``stopped``)."""

    title: str
    body: str
    link: str
    created_at: datetime
    stopped: bool


class RefusalIn(Schema):
    """``refuse``: no more messages to the address; false takes that back."""

    refuse: bool = True


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


@rest.get("/notices/channels", access=CITIZEN, response=ChannelsIO)
def read_channels(request: PageRequest) -> object:
    """By which ways the caller's notices come."""
    return queries.channels_of(account_id_of(request.actor))


@rest.put("/notices/channels", access=CITIZEN, response=ChannelsIO)
def choose_channels(request: PageRequest, given: ChannelsIO) -> object:
    """Choose them."""
    return actions.choose_channels(actor=request.actor, at=request.at, chosen=Channels(given.email, given.sms))


@rest.get("/messages/{code}", access=PUBLIC, response=MessageOut)
def read_message(request: PageRequest, code: str) -> MessageOut:
    """The message that a code opens."""
    found = queries.access_message(code)
    kind = queries.kinds.get(found.kind)
    data = rules.in_language(rules.without_private(kind, found.data), get_language() or "")
    return MessageOut(
        title=rules.fill(gettext(kind.title), data),
        body=rules.fill(gettext(kind.body), data),
        link=found.link,
        created_at=found.created_at,
        stopped=queries.is_stopped(found),
    )


@rest.post("/messages/{code}/refusal", access=PUBLIC, response=MessageOut)
def refuse_messages(request: PageRequest, code: str, given: RefusalIn) -> MessageOut:
    """Get no more messages where this one went, or again; codes that somebody waits for still come."""
    actions.refuse_messages(actor=request.actor, at=request.at, code=code, refuse=given.refuse)
    return read_message(request, code)
