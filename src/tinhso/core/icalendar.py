"""Lines of calendar files that other programs read (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

_MOST_OCTETS: Final = 75


def file_of(lines: Iterable[str]) -> str:
    """The file: lines end with CRLF, none is longer than 75 octets."""
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def moment(at: datetime) -> str:
    """A moment in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(value: str) -> str:
    """A text with what has a meaning in the file escaped."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line cut so that no piece is longer than is allowed, never inside a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _MOST_OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += octets
    return "\r\n".join([*pieces, piece])
