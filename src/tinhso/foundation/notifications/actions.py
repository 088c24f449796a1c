"""Writes: rows that notify, marking notices as read, by which ways somebody wants them."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from tinhso.core.access import CITIZEN, PUBLIC, SIGNED_IN, Actor, Right
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.core.text import tidy_phone
from tinhso.foundation.identity.api import account_id_of
from tinhso.foundation.notifications import rules
from tinhso.foundation.notifications.models import Choice, Mail, Message, Notice, Refusal
from tinhso.foundation.notifications.queries import (
    access_message,
    access_notice,
    address_digest,
    agrees,
    channels_of,
    kinds,
    own_notices,
)
from tinhso.foundation.notifications.types import Address, Channel, Channels, NoticeKind


def notify(
    kind: str,
    *,
    to: Iterable[UUID],
    at: datetime,
    data: Mapping[str, object],
    link: str = "",
    subject: tuple[str, object] = ("", ""),
) -> list[Model]:
    """Unsaved rows that tell every account of ``to`` once; the caller's transaction inserts them.

    An action puts them into ``Done(rows=…)``, a reaction hands them to ``insert_rows``. Mails leave after the commit.
    ``data`` fills the texts of ``kind``; ``link`` is a path of this platform. A kind with a ``purpose`` is told to who
    agreed to that alone. Raises ``LookupError`` for an unknown kind and ``ValueError`` for another link.
    """
    entered = _entered(kind, link)
    rows: list[Model] = []
    for account_id in dict.fromkeys(to):
        if entered.purpose and not agrees(account_id, entered.purpose):
            continue
        notice = Notice(
            id=new_id(),
            account_id=account_id,
            kind=kind,
            data={key: str(value) for key, value in data.items()},
            link=link,
            subject_kind=subject[0],
            subject_id=str(subject[1]),
            created_at=at,
        )
        rows.append(notice)
        if Channel.EMAIL in entered.channels:
            rows.append(Mail(notice=notice, moved_at=at))
        if Channel.SMS in entered.channels and (entered.urgent or channels_of(account_id).sms):
            rows.append(_message(Channel.SMS, kind, at, data, link, subject, account_id=account_id))
    return rows


def reach(
    kind: str,
    *,
    to: Address,
    at: datetime,
    data: Mapping[str, object],
    link: str = "",
    subject: tuple[str, object] = ("", ""),
) -> list[Model]:
    """Unsaved rows that tell somebody without an account, by each way of ``kind`` by which they are reached; the
    caller's transaction inserts them, as with ``notify``. Raises as that does, and tells nobody of what needs consent.
    """
    entered = _entered(kind, link)
    phone = tidy_phone(to.phone)
    ways = ((Channel.SMS, phone), (Channel.EMAIL, to.email.strip()))
    return [
        _message(channel, kind, at, data, link, subject, address=address)
        for channel, address in ways
        if address and channel in entered.channels and not entered.purpose
    ]


def _entered(kind: str, link: str) -> NoticeKind:
    if link and not rules.is_own_path(link):
        raise ValueError(f"not a path of this platform: {link!r}")
    return kinds.get(kind)


def _message(
    channel: Channel,
    kind: str,
    at: datetime,
    data: Mapping[str, object],
    link: str,
    subject: tuple[str, object],
    *,
    account_id: UUID | None = None,
    address: str = "",
) -> Message:
    return Message(
        id=new_id(),
        channel=channel,
        account_id=account_id,
        address=address,
        code=secrets.token_urlsafe(9),
        kind=kind,
        data={key: str(value) for key, value in data.items()},
        link=link,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        created_at=at,
        send_after=at if kinds.get(kind).urgent else rules.after_quiet_hours(at),
        moved_at=at,
    )


@action("notifications.choose_channels", access=CITIZEN)
def choose_channels(*, actor: Actor, at: datetime, chosen: Channels) -> Done[Channels]:
    """Chọn kênh nhận thông báo, for oneself or the company for which one acts. In the platform all are kept."""
    account_id = account_id_of(actor)
    Choice.objects.update_or_create(
        account_id=account_id, defaults={"email": chosen.email, "sms": chosen.sms, "chosen_at": at}
    )
    return Done(chosen, subject=("account", account_id), detail={"email": chosen.email, "sms": chosen.sms})


@action("notifications.refuse_messages", access=PUBLIC)
def refuse_messages(*, actor: Actor, at: datetime, code: str, refuse: bool = True) -> Done[Message]:
    """Không nhận tin nữa, or again: who has a message says so for the address that it went to; codes that somebody
    waits for still come. For an account it is its choice. Raises ``MessageNotFound``.
    """
    message = access_message(code)
    if message.account_id is None:
        digest = address_digest(message.address)
        if refuse:
            Refusal.objects.get_or_create(digest=digest, defaults={"at": at})
        else:
            Refusal.objects.filter(digest=digest).delete()
    else:
        Choice.objects.update_or_create(
            account_id=message.account_id, defaults={message.channel: not refuse, "chosen_at": at}
        )
    return Done(message, subject=("message", message.id), detail={"refuse": refuse})


@action("notifications.read_notice", access=SIGNED_IN, right=Right.SEE)
def read_notice(*, actor: Actor, at: datetime, notice_id: UUID) -> Done[str]:
    """Mark one of the actor's notices as read; its value is the link. Raises ``NoticeNotFound``."""
    notice = access_notice(actor=actor, notice_id=notice_id)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
    return Done(notice.link, subject=("notice", notice.id))


@action("notifications.read_all", access=SIGNED_IN, right=Right.SEE)
def read_all(*, actor: Actor, at: datetime) -> Done[int]:
    """Mark all of the actor's notices as read; its value is how many there were."""
    count = own_notices(actor).filter(read_at=None).update(read_at=at)
    return Done(count, subject=("account", actor.account_id), detail={"count": count})


def due_notices(before: datetime, limit: int, owner: UUID | None) -> Sequence[tuple[UUID, UUID | None]]:
    """Notices sent before a moment, the oldest first; those to one account where asked."""
    rows = Notice.objects.filter(created_at__lt=before)
    rows = rows.filter(account_id=owner) if owner else rows
    return list(rows.order_by("created_at").values_list("id", "account_id")[:limit])


def erase_notices(ids: Collection[UUID], _at: datetime) -> int:
    """Remove notices and their mails."""
    Mail.objects.filter(notice_id__in=ids).delete()
    return Notice.objects.filter(pk__in=ids).delete()[0]


def due_messages(before: datetime, limit: int, owner: UUID | None) -> Sequence[tuple[UUID, UUID | None]]:
    """Messages made before a moment, the oldest first; those to one account where asked."""
    rows = Message.objects.filter(created_at__lt=before)
    rows = rows.filter(account_id=owner) if owner else rows
    return list(rows.order_by("created_at").values_list("id", "account_id")[:limit])


def erase_messages(ids: Collection[UUID], _at: datetime) -> int:
    """Remove messages."""
    return Message.objects.filter(pk__in=ids).delete()[0]
