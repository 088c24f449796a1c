"""The door of the notifications room."""

from tinhso.foundation.notifications.actions import (
    choose_channels,
    notify,
    reach,
    read_all,
    read_notice,
    refuse_messages,
)
from tinhso.foundation.notifications.queries import channels_of, consents, count_unread, kinds, list_notices
from tinhso.foundation.notifications.types import Address, Channel, Channels, NoticeKind, NoticeNotFound, NoticeView

__all__ = [
    "Address",
    "Channel",
    "Channels",
    "NoticeKind",
    "NoticeNotFound",
    "NoticeView",
    "channels_of",
    "choose_channels",
    "consents",
    "count_unread",
    "kinds",
    "list_notices",
    "notify",
    "reach",
    "read_all",
    "read_notice",
    "refuse_messages",
]
