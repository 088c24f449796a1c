"""Writes: rows that notify, and marking notices as read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from tinhso.core.access import SIGNED_IN, Actor, Right
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.foundation.notifications import rules
from tinhso.foundation.notifications.models import Mail, Notice
from tinhso.foundation.notifications.queries import access_notice, kinds, own_notices
from tinhso.foundation.notifications.types import Channel


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
    ``data`` fills the texts of ``kind``; ``link`` is a path of this platform. Raises ``LookupError`` for an unknown
    kind and ``ValueError`` for another link.
    """
    entered = kinds.get(kind)
    if link and not rules.is_own_path(link):
        raise ValueError(f"not a path of this platform: {link!r}")
    rows: list[Model] = []
    for account_id in dict.fromkeys(to):
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
    return rows


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
