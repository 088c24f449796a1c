"""Reads: the notices of the one who asks."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.registry import Registry
from tinhso.foundation.notifications import rules
from tinhso.foundation.notifications.models import Choice, Message, Notice, Refusal
from tinhso.foundation.notifications.types import (
    Channel,
    Channels,
    MessageNotFound,
    NoticeKind,
    NoticeNotFound,
    NoticeView,
)

MOST_OF_A_CODE: Final = 12


class Kinds(Registry[NoticeKind]):
    """The kinds of notice that rooms have entered; texts are checked at the door."""

    def add(self, key: str, item: NoticeKind) -> NoticeKind:
        """Enter ``item`` under its code.

        Raises ``ValueError`` for another key or for placeholders that are no names.
        """
        if key != item.code:
            raise ValueError(f"{self.name}: {item.code!r} is entered as {key!r}")
        for template in (item.title, item.body, item.sms):
            rules.placeholders(template)
        return super().add(key, item)


kinds = Kinds("notice kinds")
#: Whether the owner of an account agreed to a purpose. Filled by the room that keeps what people agreed to; where there
#: is none, nobody has.
consents: Registry[Callable[[UUID, str], bool]] = Registry("consents")


def agrees(account_id: UUID, purpose: str) -> bool:
    """Whether the owner of an account agreed to be told for a purpose."""
    return any(allows(account_id, purpose) for allows in consents.values())


def channels_of(account_id: UUID) -> Channels:
    """By which ways an account wants its notices."""
    found = Choice.objects.filter(account_id=account_id).values_list("email", "sms").first()
    return Channels(*found) if found else Channels()


def address_digest(address: str) -> bytes:
    """What is kept of an address that wants no messages."""
    return salted_hmac("notifications.address", address.lower(), algorithm="sha256").digest()


def is_stopped(message: Message) -> bool:
    """Whether who a message is for wants none of its kind by its way."""
    if kinds.get(message.kind).urgent:
        return False
    if message.account_id is None:
        return Refusal.objects.filter(digest=address_digest(message.address)).exists()
    chosen = channels_of(message.account_id)
    return not (chosen.sms if message.channel == Channel.SMS else chosen.email)


def access_message(code: str) -> Message:
    """The message that a code opens. Raises ``MessageNotFound``."""
    found = Message.objects.filter(code=code).first() if len(code) <= MOST_OF_A_CODE and code.isascii() else None
    if found is None or found.kind not in kinds:
        raise MessageNotFound
    return found


def message_counts() -> dict[str, int]:
    """How many messages there are by channel and state, ``sms.sent``. One query."""
    rows = Message.objects.order_by("channel", "state").values_list("channel", "state").annotate(n=Count("id"))
    return {f"{channel}.{state}": n for channel, state, n in rows}


def to_view(notice: Notice) -> NoticeView:
    """A notice with its texts in the active language; a kind that is no longer there shows its code."""
    kind = kinds.get(notice.kind) if notice.kind in kinds else NoticeKind(notice.kind, notice.kind, "")
    data = rules.in_language(notice.data, get_language() or "")
    return NoticeView(
        id=notice.id,
        kind=notice.kind,
        title=rules.fill(gettext(kind.title), data),
        body=rules.fill(gettext(kind.body), data) if kind.body else "",
        link=notice.link,
        subject_kind=notice.subject_kind,
        subject_id=notice.subject_id,
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


def own_notices(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices, and never anybody else's."""
    return Notice.objects.none() if actor.account_id is None else Notice.objects.filter(account_id=actor.account_id)


def list_notices(
    *, actor: Actor, unread_only: bool = False, after: str | None = None, limit: int = 30
) -> Page[NoticeView]:
    """The actor's own notices, newest first."""
    rows = own_notices(actor)
    if unread_only:
        rows = rows.filter(read_at=None)
    return keyset(rows, order=("-id",), after=after, limit=limit).map(to_view)


def unread(actor: Actor) -> QuerySet[Notice]:
    """What the actor has not read: the badge of the menus."""
    return own_notices(actor).filter(read_at=None)


def count_unread(actor: Actor) -> int:
    """How many notices the actor has not read. At most 100 are counted."""
    return unread(actor)[:100].count()


def access_notice(*, actor: Actor, notice_id: UUID) -> Notice:
    """One of the actor's own notices. Raises ``NoticeNotFound``."""
    notice = own_notices(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NoticeNotFound
    return notice
