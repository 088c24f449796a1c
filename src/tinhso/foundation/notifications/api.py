"""The door of the notifications room."""

from tinhso.foundation.notifications.actions import notify, read_all, read_notice
from tinhso.foundation.notifications.queries import count_unread, kinds, list_notices
from tinhso.foundation.notifications.types import Channel, NoticeKind, NoticeNotFound, NoticeView

__all__ = [
    "Channel",
    "NoticeKind",
    "NoticeNotFound",
    "NoticeView",
    "count_unread",
    "kinds",
    "list_notices",
    "notify",
    "read_all",
    "read_notice",
]
