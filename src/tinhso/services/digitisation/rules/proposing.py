"""What stands on a paper, proposed from its printed lines: a field is what follows the words printed before it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from tinhso.core.text import fold, normalise_name
from tinhso.services.digitisation.schema import DigitisedField

_IN_WORDS: Final = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")
_IN_DIGITS: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)")
_TWELVE: Final = re.compile(r"(?<!\d)(?:\d[ .]?){11}\d(?!\d)")
#: A number and notation as documents have it: no space, at least one digit.
_CODE: Final = re.compile(r"\S*\d\S*")
_LEADING: Final = " \t:.;,-–…_|"
_LONGEST: Final = 300


def propose(fields: Sequence[DigitisedField], lines: Iterable[str]) -> dict[str, str]:
    """The fields found in the lines of a paper, as they are stored: dates ISO, twelve digits together, text as it
    stands. What was not found is absent.
    """
    read = [normalise_name(line) for line in lines]
    found = {field.id: _value(field, fields, read) for field in fields}
    return {name: value for name, value in found.items() if value}


def _value(field: DigitisedField, fields: Sequence[DigitisedField], lines: Sequence[str]) -> str:
    after = list(_after(field, lines))
    if field.type == "date":
        if not field.after:
            return next((day for line in lines if (day := _day(line, _IN_WORDS))), "")
        return next((day for text in after if (day := _day(text, _IN_WORDS, _IN_DIGITS))), "")
    if field.type == "person_id":
        return next((digits for text in [*after, *lines] if (digits := _digits(text))), "")
    if field.type == "code":
        return next((match[0].strip(_LEADING) for text in after if (match := _CODE.search(text))), "")
    others = [words for other in fields if other.id != field.id for words in other.after]
    return next((text for rest in after if (text := _cut(rest, others))), "")


def _after(field: DigitisedField, lines: Sequence[str]) -> Iterable[str]:
    """What follows the field's words: on the line, or the next line where they end theirs."""
    for words in field.after:
        for number, line in enumerate(lines):
            match = _found(words, line)
            if match is None:
                continue
            rest = line[match.end() :].strip(_LEADING)
            if rest:
                yield rest
            elif number + 1 < len(lines):
                yield lines[number + 1].strip(_LEADING)


def _found(words: str, line: str) -> re.Match[str] | None:
    """Where the words stand in a line, as whole words; accents and case do not matter. Letter by letter, so that the
    place is that of the line itself.
    """
    bare = "".join((fold(letter) or " ")[0] for letter in line)
    return re.search(rf"(?<![a-z0-9]){re.escape(fold(words))}(?![a-z0-9])", bare)


def _cut(text: str, others: Iterable[str]) -> str:
    """The text up to where the words of another field begin."""
    starts = (match.start() for words in others if (match := _found(words, text)))
    end = min((start for start in starts if start > 0), default=len(text))
    return text[:end].strip(_LEADING)[:_LONGEST]


def _day(text: str, *patterns: re.Pattern[str]) -> str:
    bare = fold(text)
    for pattern in patterns:
        for match in pattern.finditer(bare):
            try:
                return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
            except ValueError:
                continue
    return ""


def _digits(text: str) -> str:
    match = _TWELVE.search(text)
    return re.sub(r"\D", "", match[0]) if match else ""
