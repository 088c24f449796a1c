"""Differences and problems of pack objects in words: which field as people call it, what stood there, what will."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tinhso.core.i18n import format_number
from tinhso.core.packs.differences import ABSENT, field_changes
from tinhso.core.packs.problems import Problem
from tinhso.core.packs.reviewing import Revision
from tinhso.core.packs.section import sections

#: By which of its fields a part of an object is called.
_NAMES = ("label", "title", "name")


@dataclass(frozen=True, slots=True)
class FieldTold:
    """One difference in words; an empty side had or will have nothing. ``kind``: added, removed or changed."""

    where: str
    old: str
    new: str
    kind: str


@dataclass(frozen=True, slots=True)
class ProblemTold:
    """One problem in words, and the field it is about: dotted, positions as numbers."""

    section: str
    key: str
    field: str
    where: str
    message: str
    expected: str
    near: str


def revision_told(revision: Revision) -> list[FieldTold]:
    """Field by field; everything it says for a new object."""
    words = _words(revision.section, revision.old, revision.new)
    fields = revision.fields if revision.old else tuple(field_changes({}, revision.new))
    told = []
    for change in fields:
        old, new = change.old, change.new
        kind = "added" if old is ABSENT else "removed" if new is ABSENT else "changed"
        body = revision.old if new is ABSENT else revision.new
        field = next((part for part in reversed(change.path.split(".")) if not part.isdigit()), "")
        before, after = value_told(words, old, field), value_told(words, new, field)
        told.append(FieldTold(place_told(words, body, change.path), before, after, kind))
    return told


def problem_told(problem: Problem, body: Mapping[str, Any]) -> ProblemTold:
    """A problem of one object whose body is ``body``."""
    where = place_told(_words(problem.section), body, problem.field)
    return ProblemTold(
        problem.section, problem.object_id, problem.field, where, problem.message, problem.expected, problem.near
    )


def name_told(body: Mapping[str, Any]) -> str:
    """What an object is called; its id where it has no name."""
    return next((str(body[name]) for name in _NAMES if body.get(name)), str(body.get("id", "")))


def place_told(words: Mapping[str, str], body: Any, path: str) -> str:
    """A dotted path as people read it: ``Tờ khai / Các bước / “Người yêu cầu” / Câu hỏi 3 / Tên``."""
    parts: list[str] = []
    inside = body
    for part in path.split(".") if path else []:
        if isinstance(inside, Sequence) and not isinstance(inside, str):
            inside = _member(inside, part)
            parts.append(_called(inside, part))
        else:
            inside = inside.get(part) if isinstance(inside, Mapping) else None
            parts.append(_(words[part]) if part in words else part)
    return " / ".join(parts)


def value_told(words: Mapping[str, str], value: object, field: str = "") -> str:
    """A value of a field as people read it; empty for none."""
    if value is ABSENT or value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int | float | Decimal):
        return format_number(Decimal(str(value)))
    if isinstance(value, Mapping):
        inside = (
            (_(words.get(str(key), str(key))), value_told(words, member, str(key)))
            for key, member in value.items() if key != "id"
        )  # fmt: skip
        return "; ".join(f"{key}: {text}" for key, text in inside if text)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " · ".join(_listed(words, member, field) for member in value)
    own = f"{field}:{value}"
    return _(words[own]) if own in words else _(words[str(value)]) if str(value) in words else str(value)


def _listed(words: Mapping[str, str], member: object, field: str) -> str:
    if isinstance(member, Mapping) and "id" in member:
        return f"“{name_told(member)}”"
    return value_told(words, member, field)


def _words(name: str, *bodies: Mapping[str, Any]) -> Mapping[str, str]:
    if name not in sections:
        return {}
    section = sections.get(name)
    own = [section.names(body) for body in bodies if body] if section.names else []
    return {**section.words, **{key: word for names in own for key, word in names.items()}}


def _member(members: Sequence[Any], part: str) -> Any:
    found = next((member for member in members if isinstance(member, Mapping) and member.get("id") == part), None)
    if found is None and part.isdigit() and int(part) < len(members):
        return members[int(part)]
    return found


def _called(member: Any, part: str) -> str:
    if isinstance(member, Mapping):
        return f"“{name_told(member)}”"
    return _("mục {n}").format(n=int(part) + 1) if part.isdigit() else part
