"""Reads: the notices of the one who asks."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.registry import Registry
from tinhso.foundation.notifications import rules
from tinhso.foundation.notifications.models import Notice
from tinhso.foundation.notifications.types import NoticeKind, NoticeNotFound, NoticeView


class Kinds(Registry[NoticeKind]):
    """The kinds of notice that rooms have entered; texts are checked at the door."""

    def add(self, key: str, item: NoticeKind) -> NoticeKind:
        """Enter ``item`` under its code.

        Raises ``ValueError`` for another key or for placeholders that are no names.
        """
        if key != item.code:
            raise ValueError(f"{self.name}: {item.code!r} is entered as {key!r}")
        for template in (item.title, item.body):
            rules.placeholders(template)
        return super().add(key, item)


kinds = Kinds("notice kinds")


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
