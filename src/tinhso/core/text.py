"""Vietnamese text: folding for accent-free search, the order of the alphabet, tidy names."""

import re
import unicodedata
from collections.abc import Callable

_ALPHABET = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x30 + rank) for rank, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
#: Characters whose place is remembered: more than any language of the province has.
_REMEMBERED = 1 << 13
_PHONE = re.compile(r"0\d{9}")


class _Each(dict[int, str]):
    """What each character becomes, worked out once: a text is then translated by C, however many there are."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        found = self._of(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = found
        return found


def _bare(char: str) -> str:
    if char == "đ":
        return "d"
    return "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))


_BARE = _Each(_bare)


def fold(value: str) -> str:
    """Lower case without any accent, đ as d, single spaces: ``"Đăng ký  Khai sinh" -> "dang ky khai sinh"``."""
    return " ".join(value.lower().translate(_BARE).split())


def slug(value: str) -> str:
    """Folded text as a part of an address: letters, digits and single hyphens."""
    return _NOT_SLUG.sub("-", fold(value)).strip("-")


def sort_key(value: str) -> str:
    """A string whose byte order is the Vietnamese dictionary order.

    Letters count first (a ă â … đ … ê … ô ơ … ư), tones only among equals, in the order: level, huyền, hỏi, ngã,
    sắc, nặng; case last. Source: the order of the Vietnamese dictionary, as in CLDR ``vi``.
    """
    composed = unicodedata.normalize("NFC", value.strip())
    return f"{composed.translate(_LETTERS)} {composed.translate(_MARKS)} {value.swapcase()}"


def _ranks(char: str) -> str:
    """The ranks of a composed character's letters, one character each."""
    parts = unicodedata.normalize("NFD", char.lower())
    toneless = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return "".join(_RANK.get(letter, letter) for letter in toneless)


def _marks(char: str) -> str:
    """The tone of a composed character, once for each of its letters."""
    parts = unicodedata.normalize("NFD", char.lower())
    return next((_TONES[part] for part in parts if part in _TONES), "1") * len(_ranks(char))


_LETTERS, _MARKS = _Each(_ranks), _Each(_marks)


def normalise_name(value: str) -> str:
    """A person's or unit's name as stored: NFC, no control or direction marks, single spaces."""
    composed = unicodedata.normalize("NFC", value)
    visible = "".join(char for char in composed if char.isspace() or unicodedata.category(char)[0] != "C")
    return _SPACES.sub(" ", visible).strip()


def tidy_phone(text: str) -> str:
    """A Vietnamese telephone number as ten digits from 0 on; empty for anything else."""
    digits = re.sub(r"[\s.()-]", "", text)
    national = re.sub(r"^(\+84|84(?=\d{9}$))", "0", digits)
    return national if _PHONE.fullmatch(national) else ""
