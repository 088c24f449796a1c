"""Vietnamese text: folding for accent-free search, the order of the alphabet, tidy names."""

import re
import unicodedata
from functools import lru_cache

_ALPHABET = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x30 + rank) for rank, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_PHONE = re.compile(r"0\d{9}")


def fold(value: str) -> str:
    """Lower case without any accent, đ as d, single spaces: ``"Đăng ký  Khai sinh" -> "dang ky khai sinh"``."""
    lowered = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    bare = "".join(char for char in lowered if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare).strip()


def slug(value: str) -> str:
    """Folded text as a part of an address: letters, digits and single hyphens."""
    return _NOT_SLUG.sub("-", fold(value)).strip("-")


@lru_cache(maxsize=1 << 15)
def sort_key(value: str) -> str:
    """A string whose byte order is the Vietnamese dictionary order.

    Letters count first (a ă â … đ … ê … ô ơ … ư), tones only among equals, in the order: level, huyền, hỏi, ngã,
    sắc, nặng; case last. Source: the order of the Vietnamese dictionary, as in CLDR ``vi``.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", value.strip()):
        ranks, tone = _place_of(char)
        letters += ranks
        tones += tone * len(ranks)
    return f"{''.join(letters)} {''.join(tones)} {value.swapcase()}"


@lru_cache(maxsize=1 << 10)
def _place_of(char: str) -> tuple[str, str]:
    """The ranks of a composed character's letters, one character each, and its tone."""
    parts = unicodedata.normalize("NFD", char.lower())
    tone = next((_TONES[part] for part in parts if part in _TONES), "1")
    toneless = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return "".join(_RANK.get(letter, letter) for letter in toneless), tone


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
