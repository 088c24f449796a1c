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


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One sort of notice: ``room.what``, and its Vietnamese texts (keys of the translation) with ``{placeholders}``.

    A mail crosses networks we do not control: placeholders named in ``private`` are left out of it, as "…".
    """

    code: str
    title: str
    body: str
    channels: frozenset[Channel] = frozenset({Channel.IN_APP})
    private: frozenset[str] = field(default=frozenset())


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


class NoticeNotFound(NotFound):
    """Không tìm thấy thông báo này."""

    code = "notice_not_found"
