"""File names that came from outside: cleaned for storing, encoded for sending."""

import re
import unicodedata
from urllib.parse import quote

_SEPARATORS = re.compile(r"[\\/:]")
_FORBIDDEN = re.compile(r'[<>"|?*;%\x00-\x1f\x7f]')
_SPACES = re.compile(r"\s+")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_MAX_STEM = 120
_MAX_EXTENSION = 10


def clean_name(name: str, *, extension: str) -> str:
    """A file name that is safe to show, store and send, ending in ``extension``.

    Keeps the last part of a path, composes letters (NFC), drops control, format and direction marks, surrogates and
    characters that a shell, a browser or Windows reads as more than a name. Never empty, never longer than 130
    characters, never begins with a dot or hyphen. Cleaning twice changes nothing.
    """
    last = _SEPARATORS.split(name)[-1]
    visible = "".join(
        char for char in unicodedata.normalize("NFC", last) if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    stem = _SPACES.sub(" ", _FORBIDDEN.sub("", visible)).strip()
    while True:
        head, dot, tail = stem.rpartition(".")
        if dot and tail.lower() == extension.lstrip(".").lower():
            stem = head
        else:
            break
    stem = stem[:_MAX_STEM].strip(" .-")
    if not stem or _RESERVED.match(stem.partition(".")[0]):
        stem = f"tep {stem}".strip()
    return unicodedata.normalize("NFC", stem) + extension


def shown_name(name: str) -> str:
    """The name as it may be repeated in a message, whatever it contains."""
    found = extension_of(name)
    return clean_name(name, extension=found)


def extension_of(name: str) -> str:
    """The extension in lower case with its dot, or an empty string."""
    _, dot, tail = _SEPARATORS.split(name)[-1].strip().rpartition(".")
    tail = tail.lower()
    return f".{tail}" if dot and tail.isascii() and tail.isalnum() and len(tail) <= _MAX_EXTENSION else ""


def content_disposition(name: str, *, inline: bool) -> str:
    """The header value for a cleaned name: an ASCII form for old clients, the true one by RFC 5987."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    plain = re.sub(r'["\\]', "", plain).strip() or "tep"
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
