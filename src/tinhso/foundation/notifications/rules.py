"""Pure rules of notices: filling in texts, and which links may be followed."""

import string
import unicodedata
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from tinhso.core.clock import TZ, local
from tinhso.foundation.notifications.types import NoticeKind

_LEFT_OUT = "…"
MOST_OF_AN_SMS: Final = 306
#: Hours of the day between which messages go out.
QUIET_UNTIL, QUIET_FROM = 7, 22


class _Known(dict[str, Any]):
    """Placeholders that nobody gave stay visible as "…" instead of failing a whole notice."""

    def __missing__(self, _key: str) -> str:
        return _LEFT_OUT


def fill(template: str, data: Mapping[str, Any]) -> str:
    """``template`` with its ``{placeholders}`` filled in from ``data``. Values are text, never formats."""
    return string.Formatter().vformat(template, (), _Known({key: str(value) for key, value in data.items()}))


def in_language(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """``data`` with every ``name`` replaced by its twin ``name_en`` where English is read
    and the twin says something.
    """
    if not language.startswith("en"):
        return dict(data)
    return {key: data.get(f"{key}_en") or value for key, value in data.items()}


def without_private(kind: NoticeKind, data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` as it may leave the platform by mail."""
    return {key: _LEFT_OUT if key in kind.private else value for key, value in data.items()}


def placeholders(template: str) -> set[str]:
    """The names that ``template`` asks for.

    Raises ``ValueError`` for attribute or index access, which data must not reach.
    """
    names = {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name is not None}
    wrong = sorted(name for name in names if not name.isidentifier())
    if wrong:
        raise ValueError(f"placeholders are plain names: {', '.join(wrong)}")
    return names


def sms_text(text: str) -> str:
    """``text`` as an SMS carries most of it: without accents, in one line, at most two parts (GSM 03.38: 306)."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char if char.isascii() else " " for char in bare if not unicodedata.combining(char))
    return " ".join(plain.split())[:MOST_OF_AN_SMS]


def after_quiet_hours(at: datetime) -> datetime:
    """``at``, or the next morning at ``QUIET_UNTIL``: nobody is woken by a message that can wait.

    The hours are those of NĐ 91/2020/NĐ-CP, Điều 13, which binds advertising; here they are kept for everything.
    """
    here = local(at)
    if QUIET_UNTIL <= here.hour < QUIET_FROM:
        return at
    day = here.date() + timedelta(days=here.hour >= QUIET_FROM)
    return datetime.combine(day, time(QUIET_UNTIL), TZ)


def masked(address: str) -> str:
    """An address as it may be shown to who has only a link: its ends."""
    return f"{address[:3]}•••{address[-3:]}"


def is_own_path(link: str) -> bool:
    """Whether ``link`` is a path of this platform: only such a link is stored and followed."""
    return link.startswith("/") and not link.startswith(("//", "/\\")) and not any(sign <= " " for sign in link)
