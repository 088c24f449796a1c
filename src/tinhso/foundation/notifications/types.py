"""Words of the notifications room."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.core.errors import NotFound


class Channel(StrEnum):
    """How a notice reaches its reader."""

    IN_APP = "in_app"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One sort of notice: ``room.what``, and its Vietnamese texts (keys of the translation) with ``{placeholders}``.

    A mail and an SMS cross networks we do not control: placeholders named in ``private`` are left out of them, as "…".
    ``sms`` is the short text of an SMS where the title does not say enough; in it nothing is left out. Who waits for an
    ``urgent`` one gets it at night, too, and whatever channels they chose. ``purpose`` is the processing whose consent
    is asked for what goes beyond a duty: only who agreed is told at all.
    """

    code: str
    title: str
    body: str
    channels: frozenset[Channel] = frozenset({Channel.IN_APP})
    private: frozenset[str] = field(default=frozenset())
    sms: str = ""
    urgent: bool = False
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody without an account is reached; empty for not at all."""

    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Channels:
    """By which ways an account's notices come besides the platform: mails unless refused, SMS when asked for."""

    email: bool = True
    sms: bool = False


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its reader sees it, in the reader's language."""

    id: UUID
    kind: str
    title: str
    body: str
    link: str
    subject_kind: str
    subject_id: str
    created_at: datetime
    read_at: datetime | None


class MessageNotFound(NotFound):
    """Không tìm thấy tin nhắn này, hoặc tin đã cũ."""

    code = "message_not_found"


class NoticeNotFound(NotFound):
    """Không tìm thấy thông báo này."""

    code = "notice_not_found"
