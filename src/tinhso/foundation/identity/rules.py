"""Pure decisions of identity: shapes of numbers and names, when a session ends, how long a password must be."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tinhso.foundation.identity.types import AccountKind, BadPersonId

_PERSON_ID = re.compile(r"\d{12}")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")

PASSWORD_MIN = 14
PASSWORD_MIN_WITH_SECOND_FACTOR = 8


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """How long a session lives without use, and how long at most."""

    idle: timedelta
    absolute: timedelta


# TCVN 14423:2026 (law.md §5) asks for an idle lock of at most 15 minutes at work places.
SPANS = {
    AccountKind.CITIZEN: SessionSpan(timedelta(minutes=60), timedelta(hours=24)),
    AccountKind.OFFICIAL: SessionSpan(timedelta(minutes=15), timedelta(hours=10)),
    AccountKind.SYSTEM: SessionSpan(timedelta(0), timedelta(0)),
}


def session_is_over(kind: str, started_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a session begun at ``started_at`` and last used at ``seen_at`` has ended by ``at``."""
    span = SPANS[AccountKind(kind)]
    return at - seen_at >= span.idle or at - started_at >= span.absolute


def tidy_person_id(text: str) -> str:
    """The twelve digits of a số định danh cá nhân (Luật Căn cước 26/2023/QH15), spaces removed; empty stays empty.

    The first three digits name the province or country of birth registration and are never 000.
    Raises ``BadPersonId`` for anything else.
    """
    digits = re.sub(r"[\s.]", "", text)
    if not digits:
        return ""
    if not _PERSON_ID.fullmatch(digits) or not digits.isascii() or digits.startswith("000"):
        raise BadPersonId(fields={"person_id": BadPersonId().message})
    return digits


def is_username(text: str) -> bool:
    """Whether ``text`` may be a user name: 3 to 60 of ``a-z 0-9 . _ -``, beginning with a letter or digit."""
    return _USERNAME.fullmatch(text) is not None


def password_minimum(*, has_second_factor: bool) -> int:
    """The least length of a password (TCVN 14423:2026: 8 with a second factor, 14 without)."""
    return PASSWORD_MIN_WITH_SECOND_FACTOR if has_second_factor else PASSWORD_MIN
