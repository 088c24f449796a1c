"""Conditions as people build them: a question, a comparison, a value, joined by "and" or "or".

What is built is written as an ``Expression``; what was written by hand in another shape is left to be edited as text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tinhso.core.i18n import format_date, format_number
from tinhso.core.text import fold

_NAME = r"[a-z][a-z0-9_]*"
_VALUE = r"""(?:"[^"\\]*"|'[^'\\]*'|-?[0-9_]+(?:\.[0-9]+)?|date\("[0-9-]{10}"\)|today)"""
_COMPARED = re.compile(rf"\s*({_NAME})\s*(==|!=|<=|>=|<|>)\s*({_VALUE})\s*")
_CHOSEN = re.compile(rf"""\s*("[^"\\]*"|'[^'\\]*')\s+(not\s+)?in\s+({_NAME})\s*""")
_ANSWERED = re.compile(rf"\s*({_NAME})\s+is\s+(not\s+)?null\s*")
_HOLDS = re.compile(rf"\s*(not\s+)?({_NAME})\s*")
_NOT_NAMES: Final = {"true", "false", "null", "not"}
_JOINS: Final = (" and ", " or ")

#: The comparisons that can be built: id → as it is written.
OPERATORS: Final = ("==", "!=", ">", ">=", "<", "<=", "has", "has_not", "given", "not_given", "holds", "fails")
WITHOUT_VALUE: Final = {"given", "not_given", "holds", "fails"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison; ``value`` is a text, a number as text, an ISO date or ``today``, empty where none is asked."""

    name: str
    operator: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition may ask about: a question's id, its label, its type and its answers (id → label)."""

    id: str
    label: str
    type: str
    answers: Mapping[str, str]

    def shown(self, value: str) -> str:
        """A value as people write it."""
        if self.type == "date" and value and value != "today":
            return format_date(date.fromisoformat(value))
        return self.answers.get(value, format_number(int(value)) if value.isdigit() and self.is_number else value)

    def read(self, written: str) -> str | None:
        """What people wrote as a value; None where it is none that this question can have."""
        text = written.strip()
        if self.answers:
            folded = fold(text)
            return next((key for key, label in self.answers.items() if text == key or fold(label) == folded), None)
        if self.type == "date":
            return _date(text)
        if self.is_number:
            digits = text.replace(".", "").replace(",", ".")
            return digits if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", digits) else None
        return text if '"' not in text and "\\" not in text else None

    @property
    def is_number(self) -> bool:
        """Whether its answer is a number."""
        return self.type in {"integer", "number", "money"}


def _date(text: str) -> str | None:
    if fold(text) in {"hom nay", "today"}:
        return "today"
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        day = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        return None
    return day.isoformat()


def read(source: str) -> tuple[str, list[Clause]] | None:
    """The clauses of a written condition and what joins them (``and`` or ``or``); None where it was not built so."""
    if not source.strip():
        return "and", []
    for join in _JOINS:
        clauses = [_clause(part) for part in source.split(join)]
        if all(clauses):
            return join.strip(), [clause for clause in clauses if clause]
    return None


def _clause(part: str) -> Clause | None:
    if match := _COMPARED.fullmatch(part):
        value = match[3].removeprefix("date(").removesuffix(")").strip("\"'")
        return Clause(match[1], match[2], value)
    if match := _CHOSEN.fullmatch(part):
        return Clause(match[3], "has_not" if match[2] else "has", match[1].strip("\"'"))
    if match := _ANSWERED.fullmatch(part):
        return Clause(match[1], "given" if match[2] else "not_given")
    match = _HOLDS.fullmatch(part)
    if match and match[2] not in _NOT_NAMES:
        return Clause(match[2], "fails" if match[1] else "holds")
    return None


def write(join: str, clauses: Sequence[Clause], asked: Mapping[str, Asked]) -> str:
    """The condition as an expression; empty for no clauses."""
    return f" {join} ".join(_written(clause, asked.get(clause.name)) for clause in clauses)


def _written(clause: Clause, about: Asked | None) -> str:
    if clause.operator in {"holds", "fails"}:
        return f"{'not ' if clause.operator == 'fails' else ''}{clause.name}"
    if clause.operator in WITHOUT_VALUE:
        return f"{clause.name} is {'not ' if clause.operator == 'given' else ''}null"
    if clause.operator in {"has", "has_not"}:
        return f'"{clause.value}" {"not " if clause.operator == "has_not" else ""}in {clause.name}'
    kind = about.type if about else "text"
    if kind == "date":
        value = clause.value if clause.value == "today" else f'date("{clause.value}")'
    elif about and about.is_number:
        value = clause.value
    else:
        value = f'"{clause.value}"'
    return f"{clause.name} {clause.operator} {value}"


def told(source: str, asked: Mapping[str, Asked], words: Mapping[str, str]) -> str:
    """A condition in words (``words``: operator → text, and ``and``, ``or``); as written where it was not built."""
    found = read(source)
    if found is None:
        return source
    join, clauses = found
    parts = []
    for clause in clauses:
        about = asked.get(clause.name)
        value = about.shown(clause.value) if about else clause.value
        label = about.label if about else clause.name
        parts.append(" ".join(part for part in (f"“{label}”", words[clause.operator], value) if part))
    return f" {words[join]} ".join(parts)
